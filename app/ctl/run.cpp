// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/interrupt.h"
#include "app/ctl/metricsendpoint.h"
#include "app/ctl/servicenotify.h"
#include "app/ctl/storewait.h"
#include "app/ctl/verbs.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/archivesetup.h"
#include "core/engine/engine.h"
#include "core/monitor/recorder.h"

#include <QEventLoop>
#include <QThread>

namespace millrace::ctl {

namespace {

int number(const QCommandLineParser& parser, const QString& option, int fallback)
{
    if (!parser.isSet(option))
        return fallback;
    const int value = parser.value(option).toInt();
    if (value < 1)
        throw Error(QStringLiteral("usage.number"), QStringLiteral("--%1 takes a number of 1 or more").arg(option));
    return value;
}

qint64 seconds(const QCommandLineParser& parser, const QString& option)
{
    bool isNumber = false;
    const qint64 value = parser.value(option).toLongLong(&isNumber);
    if (!isNumber || value < 0)
        throw Error(QStringLiteral("usage.number"), QStringLiteral("--%1 takes a number of seconds").arg(option));
    return value;
}

/// A store without archives gets those of this machine. Who may not add any waits for them: the engine hears of it when
/// an admin does.
void ensureArchives(Context& context)
{
    const auto [isEmpty, mayAdd] = context.store().call([](store::StateStore& state) {
        return std::pair(state.archives.all().isEmpty(), state.database().rights().administer);
    });
    if (isEmpty && mayAdd)
        engine::detectArchives(context.store(), context.actor());
    else if (isEmpty)
        context.output.warn(
            QStringLiteral("the store has no archives, and this login may not add any; the engine goes on when an "
                           "admin has: millracectl archive add NAME URI --suite SUITE"));
}

class Run final : public Verb
{
public:
    QString name() const override { return QStringLiteral("run"); }
    QString summary() const override { return QStringLiteral("The main loop: poll, import, retry."); }
    QString arguments() const override
    {
        return QStringLiteral("[--jobs N] [--until-idle] [--poll-every S] [--verify-every S] "
                              "[--metrics-listen ADDRESS:PORT]");
    }

    void declare(QCommandLineParser& parser) const override
    {
        parser.addOption(
            {QStringLiteral("jobs"), QStringLiteral("Jobs at once; default one per core."), QStringLiteral("N")});
        parser.addOption({QStringLiteral("until-idle"), QStringLiteral("End when nothing is left to do now.")});
        parser.addOption({QStringLiteral("poll-every"), QStringLiteral("Seconds between polls."), QStringLiteral("S")});
        parser.addOption(
            {QStringLiteral("verify-every"),
             QStringLiteral("Seconds between two verifications of a package when idle; 0 = never. Default: "
                            "a week."),
             QStringLiteral("S")});
        parser.addOption({QStringLiteral("metrics-listen"),
                          QStringLiteral("Serve /metrics (OpenMetrics) and /healthz by HTTP; there is no default."),
                          QStringLiteral("ADDRESS:PORT")});
    }

    int run(Context& context, const QCommandLineParser& parser) const override
    {
        Interrupt interrupt;
        if (!parser.isSet(QStringLiteral("until-idle")) && !waitForStore(context, interrupt))
            return exitcode::interrupted;
        ensureArchives(context);
        engine::EngineOptions options;
        options.paths = context.paths();
        options.parallelJobs = number(parser, QStringLiteral("jobs"), QThread::idealThreadCount());
        if (parser.isSet(QStringLiteral("verify-every")))
            options.verifyEveryMs = seconds(parser, QStringLiteral("verify-every")) * 1000;
        options.pollEveryS = number(parser, QStringLiteral("poll-every"), 0);
        std::unique_ptr<MetricsEndpoint> endpoint;
        if (parser.isSet(QStringLiteral("metrics-listen"))) {
            endpoint = std::make_unique<MetricsEndpoint>(parser.value(QStringLiteral("metrics-listen")),
                                                         context.store().url(), context.paths());
            context.output.say(QStringLiteral("Metrics at %1/metrics").arg(endpoint->url()));
        }
        engine::Engine engine(context.store(), options);
        const ServiceNotify notify(engine);
        monitor::Recorder recorder(context.store());
        QEventLoop loop;
        const Output& output = context.output;
        const auto tell = [&](const QString& event, const QString& text, QJsonObject data) {
            data.insert(QStringLiteral("event"), event);
            data.insert(QStringLiteral("at"), isoTime(Clock::system().nowMs()));
            if (output.json)
                output.streamed(data);
            else
                output.line(text);
        };
        QObject::connect(&interrupt, &Interrupt::once, &engine, [&] {
            output.say(QStringLiteral("Finishing what runs; once more to stop now"));
            engine.quiesce();
        });
        QObject::connect(&interrupt, &Interrupt::again, &engine, &engine::Engine::stopNow);
        QObject::connect(&engine, &engine::Engine::stopped, &loop, &QEventLoop::quit, Qt::QueuedConnection);
        if (parser.isSet(QStringLiteral("until-idle")))
            QObject::connect(&engine, &engine::Engine::idle, &engine, &engine::Engine::quiesce, Qt::QueuedConnection);
        QObject::connect(&engine, &engine::Engine::broke, &loop, [&](const QString& reason) {
            output.warn(reason);
            tell(QStringLiteral("broke"), QStringLiteral("paused: %1").arg(reason),
                 {{QStringLiteral("reason"), reason}});
            // A service that can do nothing should end, so that whoever supervises it notices.
            engine.quiesce();
            m_broke = true;
        });
        QObject::connect(&engine, &engine::Engine::jobStarted, &loop, [&](const engine::JobProgress& job) {
            tell(QStringLiteral("started"), QStringLiteral("%1: started").arg(job.package),
                 {{QStringLiteral("package"), job.package}, {QStringLiteral("job"), job.jobId}});
        });
        QObject::connect(
            &engine, &engine::Engine::jobFinished, &loop, [&](qint64 job, const QString& package, bool failed) {
                tell(QStringLiteral("finished"),
                     QStringLiteral("%1: %2").arg(package, failed ? QStringLiteral("failed") : QStringLiteral("done")),
                     {{QStringLiteral("package"), package},
                      {QStringLiteral("job"), job},
                      {QStringLiteral("failed"), failed}});
            });
        QObject::connect(&engine, &engine::Engine::waiting, &loop, [&](const QStringList& resources) {
            tell(QStringLiteral("waiting"),
                 QStringLiteral("waiting: %1 is away").arg(resources.join(QLatin1String(", "))),
                 {{QStringLiteral("resources"), toJsonArray(resources)}});
        });
        QObject::connect(&engine, &engine::Engine::polled, &loop, [&](int added, const QStringList& warnings) {
            for (const QString& warning : warnings)
                output.warn(warning);
            tell(QStringLiteral("polled"), QStringLiteral("polled: %1 new publications").arg(added),
                 {{QStringLiteral("publications_added"), added}});
        });
        QObject::connect(&engine, &engine::Engine::verificationEnded, &loop,
                         [&](const QString& package, int findings, bool cutShort) {
                             if (!cutShort)
                                 tell(QStringLiteral("verified"),
                                      QStringLiteral("%1: verified, %2 findings").arg(package).arg(findings),
                                      {{QStringLiteral("package"), package}, {QStringLiteral("findings"), findings}});
                         });
        QObject::connect(&engine, &engine::Engine::storeLost, &loop,
                         [&](const QString& reason) { tellOfStore(output, reason); });
        QObject::connect(&engine, &engine::Engine::storeRestored, &loop, [&] { tellOfStore(output, {}); });
        QObject::connect(&recorder, &monitor::Recorder::failed, &loop,
                         [&](const QString& reason) { output.warn(QLatin1String("no history: ") + reason); });
        QObject::connect(&engine, &engine::Engine::recovered, &recorder, &monitor::Recorder::start);
        m_broke = false;
        engine.start();
        if (interrupt.happened()) // before anybody listened
            engine.quiesce();
        loop.exec();
        if (m_broke)
            return exitcode::failed;
        return interrupt.happened() ? exitcode::interrupted : exitcode::done;
    }

private:
    mutable bool m_broke = false;
};

} // namespace

VerbPtr runVerb()
{
    return std::make_unique<Run>();
}

} // namespace millrace::ctl
