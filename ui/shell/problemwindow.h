// SPDX-License-Identifier: GPL-3.0-or-later
// ProblemWindow: what the console shows instead of its screens when the store cannot be opened: what, why, what to do,
// and Try again. GUI thread.
#pragma once

#include "core/base/error.h"

#include <QWidget>

namespace millrace::ui {

class EmptyState;

class ProblemWindow final : public QWidget
{
    Q_OBJECT
public:
    ProblemWindow(const Error& error, const QString& storeUrl, QWidget* parent = nullptr);

    /// A second way out, below the first: "Open This computer".
    void offerOther(const QString& text);

signals:
    void tryAgain();
    void otherWanted();

private:
    EmptyState* m_state;
};

/// What a person can do about a store that does not open; the error's own advice where it has one.
QString storeAdvice(const Error& error);

} // namespace millrace::ui
