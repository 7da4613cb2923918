// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/verbs.h"
#include "core/base/error.h"

namespace millrace::ctl {

int exitCodeFor(const Error& error)
{
    const QString errorClass = error.errorClass();
    if (errorClass == QLatin1String("usage"))
        return exitcode::usage;
    if (errorClass == QLatin1String("refused") || error.code() == QLatin1String("store.readonly"))
        return exitcode::refused;
    if (errorClass == QLatin1String("store") || errorClass == QLatin1String("db"))
        return exitcode::store;
    if (error.code() == QLatin1String("internal.cancelled"))
        return exitcode::interrupted;
    return exitcode::failed;
}

int Verb::failed(const Output& output, const Error& error) const
{
    output.error(error);
    return exitCodeFor(error);
}

const std::vector<VerbPtr>& allVerbs()
{
    static const std::vector<VerbPtr> verbs = [] {
        std::vector<VerbPtr> list;
        for (VerbPtr (*make)() : {importVerb,      runVerb,           statusVerb,     checkVerb,   metricsVerb,
                                  archiveVerb,     trackVerb,         untrackVerb,    pollVerb,    queueVerb,
                                  packagesVerb,    failuresVerb,      eventsVerb,     jobsVerb,    showVerb,
                                  appliedVerb,     retryVerb,         priorityVerb,   holdVerb,    resumeVerb,
                                  overrideVerb,    decideVerb,        undoVerb,       verifyVerb,  findingsVerb,
                                  acknowledgeVerb, unacknowledgeVerb, breakersVerb,   breakerVerb, hostVerb,
                                  storeVerb,       spuriousVerb,      unspuriousVerb, mergeVerb,   splitVerb,
                                  ruleVerb,        rulesVerb,         skipVerb,       unskipVerb,  ignoreLocalStateVerb,
                                  reimportVerb,    denyVerb})
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
