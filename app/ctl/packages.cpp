// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/listverb.h"
#include "app/ctl/verbs.h"

namespace millrace::ctl {

VerbPtr packagesVerb()
{
    return std::make_unique<ListVerb>(
        QStringLiteral("packages"), QStringLiteral("Source packages of the archives."), store::ListKind::Packages,
        QStringList{QStringLiteral("package"), QStringLiteral("state"), QStringLiteral("tracked"),
                    QStringLiteral("version"), QStringLiteral("imported"), QStringLiteral("publications"),
                    QStringLiteral("failure")});
}

} // namespace millrace::ctl
