// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/listverb.h"
#include "app/ctl/verbs.h"

namespace millrace::ctl {

VerbPtr jobsVerb()
{
    return std::make_unique<ListVerb>(
        QStringLiteral("jobs"), QStringLiteral("All jobs, newest first."), store::ListKind::Jobs,
        QStringList{QStringLiteral("id"), QStringLiteral("package"), QStringLiteral("type"), QStringLiteral("state"),
                    QStringLiteral("started"), QStringLiteral("ended"), QStringLiteral("outcome"),
                    QStringLiteral("reason")});
}

} // namespace millrace::ctl
