// SPDX-License-Identifier: GPL-3.0-or-later
// Leases per second of many engine processes on one PostgreSQL, beside the least that a queue in a table can do: a bare
// SELECT … FOR UPDATE SKIP LOCKED and an UPDATE, by pgbench, on the same server in the same run. No lease may be given
// twice. Called with --lease it is one of the processes.
#include "core/base/json.h"
#include "core/base/process.h"
#include "core/store/statestore.h"
#include "tests/support/postgrescluster.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QSet>
#include <QTemporaryDir>

#include <cstdio>
#include <memory>

using namespace millrace;
using namespace millrace::store;
using namespace millrace::test;

namespace {

QString q(const char* text)
{
    return QString::fromUtf8(text);
}

/// Leases until nothing is left; one id a line on stdout.
int lease(const QString& url)
{
    StateStore store(StoreUrl::parse(url), OpenMode::ReadWrite);
    const QString worker = QStringLiteral("bench:%1").arg(QCoreApplication::applicationPid());
    std::puts("open");
    std::fflush(stdout);
    std::getchar(); // all begin at the same time
    // What others hold at this moment is passed over: nothing found is the end only when it stays so.
    for (int none = 0; none < 5;) {
        const std::optional<Job> job = store.jobs.lease(worker, q("bench"));
        none = job ? 0 : none + 1;
        if (job)
            std::printf("%lld\n", static_cast<long long>(job->id));
    }
    return 0;
}

double millraceRate(const QString& url, int processes, int jobs)
{
    std::vector<std::unique_ptr<QProcess>> workers;
    for (int i = 0; i < processes; ++i) {
        workers.push_back(std::make_unique<QProcess>());
        workers.back()->setProcessChannelMode(QProcess::ForwardedErrorChannel);
        workers.back()->start(QCoreApplication::applicationFilePath(), {q("--lease"), url});
    }
    for (const auto& worker : workers) {
        if (!worker->waitForReadyRead(60'000))
            qFatal("a process did not start");
    }
    QElapsedTimer timer;
    timer.start();
    for (const auto& worker : workers)
        worker->write("\n");
    QSet<QByteArray> leased;
    int twice = 0;
    for (const auto& worker : workers) {
        worker->closeWriteChannel();
        worker->waitForFinished(-1);
    }
    const double seconds = static_cast<double>(timer.elapsed()) / 1000.0;
    for (const auto& worker : workers) {
        if (worker->exitCode() != 0)
            qFatal("a process failed");
        for (const QByteArray& line : worker->readAllStandardOutput().split('\n')) {
            if (line.isEmpty() || line == "open")
                continue;
            twice += leased.contains(line) ? 1 : 0;
            leased.insert(line);
        }
    }
    std::printf("%lld leases by %d processes in %.1f s, %d of them given twice, %lld jobs left\n",
                static_cast<long long>(leased.size()), processes, seconds, twice,
                static_cast<long long>(jobs - leased.size()));
    if (twice > 0 || leased.size() != jobs)
        std::exit(1);
    return static_cast<double>(leased.size()) / seconds;
}

double bareRate(const PostgresCluster& cluster, const QString& database, int processes, int jobs, const QString& folder)
{
    cluster.sql(QStringLiteral("CREATE TABLE bare(id BIGINT PRIMARY KEY, state TEXT NOT NULL DEFAULT 'queued', "
                               "place BIGINT NOT NULL); INSERT INTO bare(id, place) SELECT i, i FROM "
                               "generate_series(1, %1) i; CREATE INDEX bare_queue ON bare(place) "
                               "WHERE state = 'queued'")
                    .arg(jobs),
                database);
    cluster.sql(q("VACUUM ANALYZE bare"), database);
    QFile script(folder + q("/bare.sql"));
    if (!script.open(QIODevice::WriteOnly))
        qFatal("no script");
    script.write("BEGIN;\n"
                 "SELECT id FROM bare WHERE state = 'queued' ORDER BY place LIMIT 1 FOR UPDATE SKIP LOCKED \\gset\n"
                 "UPDATE bare SET state = 'running' WHERE id = :id;\n"
                 "COMMIT;\n");
    script.close();
    ProcessRequest request;
    request.program = PostgresCluster::program(q("pgbench"));
    request.arguments = {q("-n"),
                         q("-M"),
                         q("prepared"),
                         q("-c"),
                         QString::number(processes),
                         q("-j"),
                         q("2"),
                         q("-t"),
                         QString::number(jobs / processes),
                         q("-f"),
                         script.fileName(),
                         q("-h"),
                         cluster.folder(),
                         q("-U"),
                         q("millrace"),
                         database};
    request.timeoutMs = 30 * 60 * 1000;
    const QByteArray answer = runProcessChecked(request).output;
    for (const QByteArray& line : answer.split('\n')) {
        if (line.startsWith("tps = "))
            return line.mid(6).split(' ').constFirst().toDouble();
    }
    qFatal("pgbench said: %s", answer.constData());
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOption({q("lease"), q("Be one of the processes."), q("URL")});
    parser.addOption({q("processes"), q("How many lease."), q("N"), q("20")});
    parser.addOption({q("jobs"), q("How many there are."), q("N"), q("100000")});
    parser.addOption({q("durable"), q("Let the server wait for its disk, as one in service does.")});
    parser.process(application);
    if (parser.isSet(q("lease")))
        return lease(parser.value(q("lease")));
    const int processes = parser.value(q("processes")).toInt();
    const int jobs = parser.value(q("jobs")).toInt();
    QStringList settings{q("max_wal_size = 2GB")};
    if (parser.isSet(q("durable")))
        settings += {q("fsync = on"), q("synchronous_commit = on"), q("full_page_writes = on")};
    PostgresCluster cluster(settings);
    const QString database = cluster.createDatabase();
    const QString url = cluster.url(database);
    StateStore(StoreUrl::parse(url), OpenMode::ReadWrite);
    cluster.sql(QStringLiteral("INSERT INTO package(name, state, tracked) SELECT 'p' || i, 'queued', 1 FROM "
                               "generate_series(1, %1) i; INSERT INTO job(package_id, type, priority, due_at, created) "
                               "SELECT id, 'new', 10 * (id % 4), 0, 1700000000000 + id FROM package")
                    .arg(jobs),
                database);
    cluster.sql(q("VACUUM ANALYZE"), database);
    QTemporaryDir folder;
    const double ours = millraceRate(url, processes, jobs);
    const double bare = bareRate(cluster, database, processes, jobs, folder.path());
    std::printf("Millrace: %.0f leases/s; bare SKIP LOCKED: %.0f/s; factor %.2f (at most 2)\n", ours, bare,
                bare / ours);
    return bare / ours <= 2.0 ? 0 : 1;
}
