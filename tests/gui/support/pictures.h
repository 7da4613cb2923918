// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of what a story shows, for people to look at: only with MILLRACE_GRABS=DIR. GUI thread.
#pragma once

#include <QList>
#include <QSize>
#include <QString>

class QWidget;

namespace millrace::test {

/// The sizes at which a window is looked at.
inline const QList<QSize> windowSizes = {{1280, 800}, {1920, 1080}};

/// DIR/NAME-SCHEME-WIDTH.png of the widget in both schemes, at each of @p sizes; empty = as large as it is.
void keepPictures(QWidget& widget, const QString& name, const QList<QSize>& sizes = windowSizes);

} // namespace millrace::test
