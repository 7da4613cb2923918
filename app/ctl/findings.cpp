// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/listverb.h"
#include "app/ctl/verbs.h"

namespace millrace::ctl {

VerbPtr findingsVerb()
{
    return std::make_unique<ListVerb>(
        QStringLiteral("findings"), QStringLiteral("What verification found, the worst first."),
        store::ListKind::Findings,
        QStringList{QStringLiteral("id"), QStringLiteral("package"), QStringLiteral("check"),
                    QStringLiteral("severity"), QStringLiteral("version"), QStringLiteral("state"),
                    QStringLiteral("last_at"), QStringLiteral("message")});
}

} // namespace millrace::ctl
