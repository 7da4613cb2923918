// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/listverb.h"
#include "app/ctl/verbs.h"

namespace millrace::ctl {

VerbPtr queueVerb()
{
    return std::make_unique<ListVerb>(
        QStringLiteral("queue"), QStringLiteral("Jobs that wait, next one first."), store::ListKind::Queue,
        QStringList{QStringLiteral("package"), QStringLiteral("type"), QStringLiteral("priority"),
                    QStringLiteral("created"), QStringLiteral("reason")});
}

} // namespace millrace::ctl
