// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/subjectoptions.h"

namespace millrace::ctl {

void declareSubjectOptions(QCommandLineParser& parser)
{
    parser.addOption(
        {QStringLiteral("signature"), QStringLiteral("All packages with this failure."), QStringLiteral("SIG")});
    parser.addOption({QStringLiteral("filter"), QStringLiteral("All packages that match."), QStringLiteral("F")});
}

ops::Subjects subjectsOf(const QCommandLineParser& parser)
{
    ops::Subjects subjects{parser.positionalArguments(), parser.value(QStringLiteral("signature")),
                           parser.value(QStringLiteral("filter"))};
    if (subjects.packages.isEmpty() && subjects.signature.isEmpty() && subjects.filter.isEmpty())
        positional(parser, 1, QStringLiteral("a package, --signature or --filter"));
    return subjects;
}

} // namespace millrace::ctl
