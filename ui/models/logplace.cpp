// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/logplace.h"

#include "core/engine/engineidentity.h"

#include <QCoreApplication>

namespace millrace::ui {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(millrace::ui::LogPlace)
};

} // namespace

QString hostOf(const store::AttemptDetails& attempt)
{
    return attempt.worker.section(QLatin1Char(':'), 0, 0);
}

QString logElsewhere(const store::AttemptDetails& attempt, const QString& thisHost)
{
    const QString host = hostOf(attempt);
    if (host.isEmpty() || host == thisHost)
        return {};
    return Words::tr("The log is on %1, where the job ran:\n%2\n\nIt cannot be read from here. Read it there, or let "
                     "both computers share that folder.",
                     "a host, a path")
        .arg(host, attempt.logPath);
}

QString thisHostName()
{
    return engine::thisHost();
}

} // namespace millrace::ui
