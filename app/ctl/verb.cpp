// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/verbs.h"
#include "core/base/error.h"

namespace millrace::ctl {

const std::vector<VerbPtr>& allVerbs()
{
    static const std::vector<VerbPtr> verbs = [] {
        std::vector<VerbPtr> list;
        for (VerbPtr (*make)() :
             {importVerb,   runVerb,      statusVerb,   archiveVerb, trackVerb,    untrackVerb, pollVerb,
              queueVerb,    packagesVerb, failuresVerb, eventsVerb,  jobsVerb,     showVerb,    appliedVerb,
              retryVerb,    priorityVerb, holdVerb,     resumeVerb,  overrideVerb, undoVerb,    verifyVerb,
              findingsVerb, breakersVerb, breakerVerb,  hostVerb,    storeVerb})
            list.push_back(make());
        return list;
    }();
    return verbs;
}

QStringList positional(const QCommandLineParser& parser, qsizetype count, const QString& what)
{
    const QStringList arguments = parser.positionalArguments();
    if (arguments.size() < count)
        throw Error(QStringLiteral("usage.arguments"), what + QStringLiteral(" is missing"))
            .withAdvice(QStringLiteral("see the verb's --help"));
    return arguments;
}

} // namespace millrace::ctl
