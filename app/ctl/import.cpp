// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/importreport.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/verbs.h"
#include "core/archive/aptsources.h"
#include "core/base/error.h"
#include "core/engine/archivesetup.h"
#include "core/engine/engine.h"
#include "core/engine/localimport.h"
#include "core/engine/poller.h"
#include "core/engine/spareworker.h"
#include "core/engine/workerenvironment.h"
#include "core/ops/operations.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QSettings>
#include <QThread>
#include <QTimer>

namespace millrace::ctl {

namespace {

/// This distribution's word for itself (os-release(5)): local uploads are tagged as its archive's would be.
QString localVendor()
{
    const QSettings release(QStringLiteral("/etc/os-release"), QSettings::IniFormat);
    const QString id = release.value(QStringLiteral("ID")).toString();
    return id.isEmpty() ? QStringLiteral("local") : id;
}

void prepareArchives(Context& context, const QStringList& suites)
{
    store::StoreThread& store = context.store();
    if (store.call([](store::StateStore& state) { return state.archives.all().isEmpty(); })) {
        context.output.say(QStringLiteral("Detecting this machine's archives"));
        engine::detectArchives(store, context.actor());
    }
    engine::ensureSuites(store, suites, context.paths().indexes(), context.actor());
    engine::Poller poller(store, context.paths().indexes());
    const engine::PollResult result =
        poller.run({{}, suites, true, 0}, [&](const QString& text) { context.output.say(text); });
    for (const QString& warning : result.warnings)
        context.output.warn(warning);
    // Without any index there is nothing to import from; with some, the others are worth a warning.
    const bool blind =
        store.call([](store::StateStore& state) { return state.lists.ids(store::ListKind::Packages, {}).isEmpty(); });
    if (blind && !result.errors.isEmpty())
        throw result.errors.constFirst();
    for (const Error& error : result.errors)
        context.output.warn(error.message());
}

QStringList recordLocal(Context& context, const QCommandLineParser& parser)
{
    engine::LocalRequest request;
    request.files = parser.values(QStringLiteral("dsc")) + parser.positionalArguments();
    request.vendor = parser.isSet(QStringLiteral("vendor")) ? parser.value(QStringLiteral("vendor")) : localVendor();
    const QStringList suites = parser.values(QStringLiteral("suite"));
    if (suites.size() > 1)
        throw Error(QStringLiteral("usage.suite"), QStringLiteral("local source packages go to one --suite"));
    if (!suites.isEmpty())
        request.suite = suites.constFirst();
    return engine::recordLocalUploads(context.store(), request);
}

/// Queues the jobs; returns their ids. Packages that cannot be imported are noted in the report.
QList<qint64> queueJobs(Context& context, const QStringList& packages, const QStringList& suites, ImportReport& report)
{
    const QString actor = context.actor();
    return context.store().call([&](store::StateStore& state) {
        QList<qint64> jobs;
        QStringList known;
        for (const QString& name : packages) {
            const auto package = state.packages.byName(name);
            if (!package)
                report.refused.insert(name, QStringLiteral("no archive has a source package of this name"));
            else if (package->state == queue::PackageState::Paused || package->state == queue::PackageState::Denied)
                report.refused.insert(name, QStringLiteral("it is on hold (%1); resume it first").arg(package->note));
            else
                known.append(name);
        }
        if (known.isEmpty())
            return jobs;
        ops::import(known, suites)->applyNow(state, actor);
        for (const QString& name : known) {
            for (const store::Job& job : state.jobs.queuedOf(state.packages.byName(name)->id)) {
                if (job.type == queue::jobTypeName(queue::JobType::Manual))
                    jobs.append(job.id);
            }
        }
        return jobs;
    });
}

/// Runs the jobs here, whatever else waits in the store; returns when all have ended or the user interrupts.
void runJobs(Context& context, const QList<qint64>& jobs, int parallel, std::shared_ptr<engine::SpareWorker> spare)
{
    engine::EngineOptions options;
    options.paths = context.paths();
    options.parallelJobs = parallel;
    options.poll = false;
    options.onlyJobs = jobs;
    options.spare = std::move(spare);
    engine::Engine engine(context.store(), options);
    Interrupt interrupt;
    QEventLoop loop;
    std::optional<QString> broke;
    const Output& output = context.output;
    QObject::connect(&interrupt, &Interrupt::once, &engine, [&] {
        output.say(QStringLiteral("Finishing what runs; once more to stop now"));
        engine.quiesce();
    });
    QObject::connect(&interrupt, &Interrupt::again, &engine, &engine::Engine::stopNow);
    QObject::connect(&engine, &engine::Engine::stopped, &loop, &QEventLoop::quit, Qt::QueuedConnection);
    // Another engine on this store (a console, say) may have taken one of the jobs: then we wait for it.
    QTimer recheck;
    QStringList away;
    const auto quiesceWhenDone = [&] {
        const int open = context.store().call([&](store::StateStore& state) {
            if (state.outages.broken().isEmpty())
                away.clear(); // another engine has seen that it is back, and may have our jobs
            return state.jobs.countOpen(jobs);
        });
        // After its patience with an archive that is away the engine is idle, and the jobs wait for another day.
        if (open == 0 || !away.isEmpty())
            engine.quiesce();
        else
            recheck.start(500);
    };
    QObject::connect(&engine, &engine::Engine::waiting, &loop, [&](const QStringList& resources) {
        away = resources;
        output.say(QStringLiteral("%1 is away; waiting for it").arg(resources.join(QLatin1String(", "))));
    });
    QObject::connect(&engine, &engine::Engine::jobStarted, &loop, [&] { away.clear(); });
    recheck.setSingleShot(true);
    QObject::connect(&recheck, &QTimer::timeout, &engine, quiesceWhenDone);
    QObject::connect(&engine, &engine::Engine::idle, &engine, quiesceWhenDone, Qt::QueuedConnection);
    QObject::connect(&engine, &engine::Engine::broke, &loop, [&](const QString& reason) {
        broke = reason;
        engine.quiesce();
    });
    QObject::connect(&engine, &engine::Engine::progressed, &loop, [&](const QList<engine::JobProgress>& running) {
        QStringList parts;
        for (const engine::JobProgress& job : running)
            parts.append(QStringLiteral("%1 %2: %3").arg(job.package, job.version, job.step));
        output.progress(parts.join(QLatin1String(" | ")));
    });
    QObject::connect(&engine, &engine::Engine::jobFinished, &loop, [&](qint64, const QString& package, bool failed) {
        output.say(failed ? QStringLiteral("%1: failed").arg(package) : QStringLiteral("%1: done").arg(package));
    });
    engine.start();
    loop.exec();
    if (broke)
        throw Error(QStringLiteral("internal.engine"), *broke)
            .withAdvice(QStringLiteral("nothing was lost; run the same command again when that is fixed"));
    if (!away.isEmpty())
        output.warn(QStringLiteral("%1 is away; what needs it waits in the queue").arg(away.join(QLatin1String(", "))));
    if (interrupt.happened())
        throw Error(QStringLiteral("internal.cancelled"), QStringLiteral("interrupted; what was imported stays"))
            .withAdvice(QStringLiteral("run the same command again to go on"));
}

class Import final : public Verb
{
public:
    QString name() const override { return QStringLiteral("import"); }
    QString summary() const override { return QStringLiteral("Imports the history of packages, now."); }
    QString arguments() const override
    {
        return QStringLiteral("PACKAGE… [--suite S…] | --dsc FILE… [--suite S] [--vendor V] [--scratch DIR]");
    }

    void declare(QCommandLineParser& parser) const override
    {
        parser.addOption(
            {QStringLiteral("suite"), QStringLiteral("Only this suite; again for more."), QStringLiteral("S")});
        parser.addOption({QStringLiteral("dsc"), QStringLiteral("Import local source packages; more may follow."),
                          QStringLiteral("FILE")});
        parser.addOption({QStringLiteral("vendor"), QStringLiteral("First part of the branch of local packages."),
                          QStringLiteral("V")});
        parser.addOption({QStringLiteral("scratch"), QStringLiteral("Throw-away store and repositories below DIR."),
                          QStringLiteral("DIR")});
        parser.addOption(
            {QStringLiteral("jobs"), QStringLiteral("Jobs at once; default one per core."), QStringLiteral("N")});
    }

    int run(Context& context, const QCommandLineParser& parser) const override
    {
        QElapsedTimer timer;
        timer.start();
        const int parallel = parser.isSet(QStringLiteral("jobs")) ? parser.value(QStringLiteral("jobs")).toInt()
                                                                  : QThread::idealThreadCount();
        if (parallel < 1)
            throw Error(QStringLiteral("usage.jobs"), QStringLiteral("--jobs takes a number of 1 or more"));
        if (parser.isSet(QStringLiteral("scratch")))
            context.useScratch(parser.value(QStringLiteral("scratch")));
        const bool local = parser.isSet(QStringLiteral("dsc"));
        QStringList suites = parser.values(QStringLiteral("suite"));
        ImportReport report;
        std::shared_ptr<engine::SpareWorker> spare;
        if (local) {
            // It loads its libraries while the store is opened, or created.
            spare = std::make_shared<engine::SpareWorker>(engine::workerProgram());
            spare->prepare();
            report.packages = recordLocal(context, parser);
            suites.clear();
        } else {
            report.packages = positional(parser, 1, QStringLiteral("the package"));
            report.packages.removeDuplicates();
            prepareArchives(context, suites);
        }
        report.suites = suites;
        const QList<qint64> jobs = queueJobs(context, report.packages, suites, report);
        if (!jobs.isEmpty())
            runJobs(context, jobs, parallel, std::move(spare));
        report.waiting = context.store().call([&](store::StateStore& state) {
            QStringList names;
            for (const qint64 id : jobs) {
                const auto job = state.jobs.byId(id);
                if (job && job->state != QLatin1String("done"))
                    names.append(job->package);
            }
            return names;
        });
        report.seconds = static_cast<double>(timer.elapsed()) / 1000.0;
        return printImportReport(context, report);
    }
};

} // namespace

VerbPtr importVerb()
{
    return std::make_unique<Import>();
}

} // namespace millrace::ctl
