// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/importreport.h"
#include "app/ctl/showsignature.h"
#include "app/ctl/showtext.h"
#include "app/ctl/verbs.h"
#include "core/base/error.h"
#include "core/base/json.h"

#include <QFile>
#include <QThread>

namespace millrace::ctl {

namespace {

constexpr unsigned long followEveryMs = 300;

QJsonArray toJson(const QList<store::AttemptDetails>& attempts)
{
    QJsonArray array;
    for (const store::AttemptDetails& one : attempts)
        array.append(QJsonObject{{QStringLiteral("id"), one.id},
                                 {QStringLiteral("job"), one.jobId},
                                 {QStringLiteral("worker"), one.worker},
                                 {QStringLiteral("started"), isoTime(one.started)},
                                 {QStringLiteral("ended"), isoTime(one.ended)},
                                 {QStringLiteral("outcome"), one.outcome},
                                 {QStringLiteral("stage"), one.stage},
                                 {QStringLiteral("log"), one.logPath},
                                 {QStringLiteral("cpu_ms"), one.cpuMs},
                                 {QStringLiteral("peak_rss_kib"), one.peakRssKib},
                                 {QStringLiteral("bytes"), one.bytes}});
    return array;
}

QJsonObject toJson(const store::PackageDetails& package, const QList<store::UpstreamWait>& waits,
                   const QString& repository)
{
    QJsonArray publications;
    for (const store::PublicationDetails& one : package.publications)
        publications.append(QJsonObject{{QStringLiteral("version"), one.version},
                                        {QStringLiteral("archive"), one.archive},
                                        {QStringLiteral("suite"), one.suite},
                                        {QStringLiteral("branch"), one.branch},
                                        {QStringLiteral("format"), one.format},
                                        {QStringLiteral("imported"), one.importId > 0},
                                        {QStringLiteral("commit"), one.commit},
                                        {QStringLiteral("waits_for"), one.waitingFor},
                                        {QStringLiteral("skipped"), one.skipped},
                                        {QStringLiteral("skip_reason"), one.skipReason},
                                        {QStringLiteral("first_seen"), isoTime(one.firstSeen)},
                                        {QStringLiteral("removed_at"), isoTime(one.removedAt)}});
    QJsonArray imports;
    for (const store::ImportDetails& one : package.imports)
        imports.append(ctl::toJson(one));
    QJsonArray failures;
    for (const store::FailureDetails& one : package.failures)
        failures.append(ctl::toJson(one));
    return {{QStringLiteral("package"), package.name},
            {QStringLiteral("repository"), repository},
            {QStringLiteral("state"), package.state},
            {QStringLiteral("tracked"), package.tracked},
            {QStringLiteral("note"), package.note},
            {QStringLiteral("hold_until"), isoTime(package.holdUntil)},
            {QStringLiteral("publications"), publications},
            {QStringLiteral("imports"), imports},
            {QStringLiteral("waiting"), ctl::toJson(waits)},
            {QStringLiteral("failures"), failures},
            {QStringLiteral("attempts"), toJson(package.attempts)}};
}

/// Prints a log; with @p follow until the job has ended.
void printLog(Context& context, qint64 jobId, const QString& path, bool follow)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        throw Error(QStringLiteral("internal.io"),
                    QStringLiteral("the log %1 cannot be read: %2").arg(path, file.errorString()));
    for (;;) {
        const QByteArray bytes = file.readAll();
        if (!bytes.isEmpty())
            context.output.line(QString::fromUtf8(bytes.endsWith('\n') ? bytes.chopped(1) : bytes));
        if (!follow)
            return;
        const auto job = context.store().call([jobId](store::StateStore& state) { return state.details.job(jobId); });
        follow = job && job->state == QLatin1String("running");
        QThread::msleep(followEveryMs);
    }
}

class Show final : public Verb
{
public:
    QString name() const override { return QStringLiteral("show"); }
    QString summary() const override { return QStringLiteral("Everything known of a package, failure or job."); }
    QString arguments() const override
    {
        return QStringLiteral("PACKAGE | failure ID | signature SIG | job ID [--log] [--follow]");
    }

    void declare(QCommandLineParser& parser) const override
    {
        parser.addOption({QStringLiteral("log"), QStringLiteral("Print the log of the newest attempt.")});
        parser.addOption({QStringLiteral("follow"), QStringLiteral("Go on printing while the job runs.")});
    }

    int run(Context& context, const QCommandLineParser& parser) const override
    {
        const QStringList arguments = positional(parser, 1, QStringLiteral("what to show"));
        if (arguments.size() >= 2 && arguments.at(0) == QLatin1String("failure"))
            return showFailureById(context, parser, arguments.at(1).toLongLong());
        if (arguments.size() >= 2 && arguments.at(0) == QLatin1String("signature"))
            return showSignatureBySig(context, arguments.at(1));
        if (arguments.size() >= 2 && arguments.at(0) == QLatin1String("job"))
            return showJobById(context, parser, arguments.at(1).toLongLong());
        const auto package =
            context.store().call([&](store::StateStore& state) { return state.details.package(arguments.at(0)); });
        if (!package)
            throw unknown(QStringLiteral("source package \"%1\"").arg(arguments.at(0)),
                          QStringLiteral("millracectl packages"));
        const QString repository = context.paths().repository(package->name);
        const QList<store::UpstreamWait> waits = context.store().call(
            [&](store::StateStore& state) { return state.publications.waitingForUpstream(package->id); });
        if (context.output.json) {
            context.output.document(toJson(*package, waits, repository));
        } else {
            showPackage(context.output, *package, repository);
            for (const QString& line : waitLines(package->name, waits))
                context.output.line(line);
        }
        return exitcode::done;
    }

private:
    static Error unknown(const QString& what, const QString& list)
    {
        return Error(QStringLiteral("unknown.subject"), QStringLiteral("there is no %1").arg(what))
            .withAdvice(QStringLiteral("see %1").arg(list));
    }

    static int showFailureById(Context& context, const QCommandLineParser& parser, qint64 id)
    {
        const auto failure = context.store().call([id](store::StateStore& state) { return state.details.failure(id); });
        if (!failure)
            throw unknown(QStringLiteral("failure %1").arg(id), QStringLiteral("millracectl failures --all"));
        if (parser.isSet(QStringLiteral("log")) && !failure->attempts.isEmpty()) {
            printLog(context, 0, failure->attempts.constFirst().logPath, false);
        } else if (context.output.json) {
            QJsonObject object = ctl::toJson(*failure);
            object.insert(QStringLiteral("attempts"), toJson(failure->attempts));
            object.insert(QStringLiteral("why_grouped"), toJsonArray(failure->whyGrouped));
            object.insert(QStringLiteral("why"), ctl::toJson(failure->why));
            context.output.document(object);
        } else {
            showFailure(context.output, *failure);
        }
        return exitcode::done;
    }

    static int showSignatureBySig(Context& context, const QString& sig)
    {
        const auto details =
            context.store().call([&](store::StateStore& state) { return state.details.signature(sig); });
        if (!details)
            throw unknown(QStringLiteral("signature %1").arg(sig), QStringLiteral("millracectl failures --group"));
        if (context.output.json)
            context.output.document(ctl::toJson(*details));
        else
            showSignature(context.output, *details);
        return exitcode::done;
    }

    static int showJobById(Context& context, const QCommandLineParser& parser, qint64 id)
    {
        const auto job = context.store().call([id](store::StateStore& state) { return state.details.job(id); });
        if (!job)
            throw unknown(QStringLiteral("job %1").arg(id), QStringLiteral("millracectl jobs"));
        const bool follow = parser.isSet(QStringLiteral("follow"));
        if (parser.isSet(QStringLiteral("log")) || follow) {
            if (job->attempts.isEmpty())
                throw Error(QStringLiteral("unknown.log"),
                            QStringLiteral("job %1 has not run yet, so it has no log").arg(id));
            printLog(context, id, job->attempts.constFirst().logPath, follow);
        } else if (context.output.json) {
            context.output.document({{QStringLiteral("id"), job->id},
                                     {QStringLiteral("package"), job->package},
                                     {QStringLiteral("type"), job->type},
                                     {QStringLiteral("state"), job->state},
                                     {QStringLiteral("priority"), job->priority},
                                     {QStringLiteral("reason"), job->reason},
                                     {QStringLiteral("created"), isoTime(job->created)},
                                     {QStringLiteral("attempts"), toJson(job->attempts)}});
        } else {
            showJob(context.output, *job);
        }
        return exitcode::done;
    }
};

} // namespace

VerbPtr showVerb()
{
    return std::make_unique<Show>();
}

} // namespace millrace::ctl
