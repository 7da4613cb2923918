// SPDX-License-Identifier: GPL-3.0-or-later
// The options by which `archive add` and `archive set` say what imports from an archive make and accept, and where else
// its files are. Main thread.
#pragma once

#include "app/ctl/context.h"

#include <QCommandLineParser>

namespace millrace::ctl {

void declareArchiveOptions(QCommandLineParser& parser);

/// Changes in @p archive what was said; the rest stays. Throws Error "usage.arguments" for an option and its opposite,
/// "usage.uri" for a mirror that is none.
void takeArchiveOptions(const QCommandLineParser& parser, store::Archive& archive);

/// Writes what takeArchiveOptions() may have changed.
void storeArchiveOptions(store::StateStore& state, qint64 archiveId, const store::Archive& archive);

/// "imports make …; accepts …; mirrors: …", for the event.
QString archiveOptionsText(const store::Archive& archive);

/// The address of an archive as it is stored, with a slash at its end. Throws Error "usage.uri" for what is none.
QString archiveUri(const QString& text);

} // namespace millrace::ctl
