// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/verbs.h"
#include "core/engine/archivesetup.h"
#include "core/engine/poller.h"

namespace millrace::ctl {

namespace {

class Poll final : public Verb
{
public:
    QString name() const override { return QStringLiteral("poll"); }
    QString summary() const override { return QStringLiteral("Reads the archives' indexes, queues what is new."); }
    QString arguments() const override { return QStringLiteral("[ARCHIVE…]"); }
    int run(Context& context, const QCommandLineParser& parser) const override
    {
        const bool first =
            context.store().call([](store::StateStore& state) { return state.archives.all().isEmpty(); });
        if (first)
            engine::detectArchives(context.store(), context.actor());
        engine::Poller poller(context.store(), context.paths().indexes());
        const engine::PollResult result = poller.run({parser.positionalArguments(), {}, false, 0},
                                                     [&](const QString& text) { context.output.say(text); });
        for (const QString& warning : result.warnings)
            context.output.warn(warning);
        for (const Error& error : result.errors)
            context.output.error(error);
        if (context.output.json)
            context.output.document({{QStringLiteral("suites_read"), result.suitesRead},
                                     {QStringLiteral("suites_unchanged"), result.suitesUnchanged},
                                     {QStringLiteral("suites_failed"), static_cast<int>(result.errors.size())},
                                     {QStringLiteral("publications_added"), result.publicationsAdded},
                                     {QStringLiteral("publications_removed"), result.publicationsRemoved},
                                     {QStringLiteral("jobs_queued"), result.jobsQueued}});
        else
            context.output.line(
                QStringLiteral("%1 suites read, %2 unchanged; %3 new publications, %4 gone; %5 jobs queued")
                    .arg(result.suitesRead)
                    .arg(result.suitesUnchanged)
                    .arg(result.publicationsAdded)
                    .arg(result.publicationsRemoved)
                    .arg(result.jobsQueued));
        if (result.errors.isEmpty())
            return exitcode::done;
        return result.suitesRead + result.suitesUnchanged > 0 ? exitcode::partly : exitcode::failed;
    }
};

} // namespace

VerbPtr pollVerb()
{
    return std::make_unique<Poll>();
}

} // namespace millrace::ctl
