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

#include <algorithm>
#include <cstdio>
#include <memory>
#include <vector>

using namespace millrace;
using namespace millrace::store;
using namespace millrace::test;

namespace {

QString q(const char* text)
{
    return QString::fromUtf8(text);
}

/// Leases until nothing is left, as many jobs at once as an engine has places free; one id a line on stdout.
int lease(const QString& url, int places)
{
    StateStore store(StoreUrl::parse(url), OpenMode::ReadWrite);
    const QString worker = QStringLiteral("bench:%1").arg(QCoreApplication::applicationPid());
    std::puts("open");
    std::fflush(stdout);
    std::getchar(); // all begin at the same time
    std::vector<qint64> leased;
    // What others hold at this moment is passed over: nothing found is the end only when it stays so.
    for (int none = 0; none < 5;) {
        const QList<Job> jobs = store.jobs.leaseUpTo(places, worker, q("bench"));
        none = jobs.isEmpty() ? none + 1 : 0;
        for (const Job& job : jobs)
            leased.push_back(job.id);
    }
    // Not before: a full pipe would stop it.
    for (const qint64 id : leased)
        std::printf("%lld\n", static_cast<long long>(id));
    return 0;
}

double millraceRate(const QString& url, int processes, int jobs, int places)
{
    std::vector<std::unique_ptr<QProcess>> workers;
    for (int i = 0; i < processes; ++i) {
        workers.push_back(std::make_unique<QProcess>());
        workers.back()->setProcessChannelMode(QProcess::ForwardedErrorChannel);
        workers.back()->start(QCoreApplication::applicationFilePath(), {q("--lease"), url, q("--places"), QString::number(places)});
    }
    for (const auto& worker : workers) {
        if (!worker->waitForReadyRead(60'000))
            qFatal("a process did not start");
    }
    QElapsedTimer timer;
    timer.start();
    for (const auto& worker : workers) {
        worker->write("\n");
        // Without an event loop nothing is sent before it is waited for: they would work one after the other.
        worker->waitForBytesWritten();
    }
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

/// As many packages, each with a job that is due.
void fill(const PostgresCluster& cluster, const QString& database, int jobs)
{
    StateStore(StoreUrl::parse(cluster.url(database)), OpenMode::ReadWrite);
    cluster.sql(QStringLiteral("INSERT INTO package(name, state, tracked) SELECT 'p' || i, 'queued', 1 FROM "
                               "generate_series(1, %1) i; INSERT INTO job(package_id, type, priority, due_at, created) "
                               "SELECT id, 'new', 10 * (id % 4), 0, 1700000000000 + id FROM package")
                    .arg(jobs),
                database);
    cluster.sql(q("VACUUM ANALYZE"), database);
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.at(values.size() / 2);
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
    parser.addOption({q("places"), q("How many jobs a process leases at once: the free places of an engine."), q("N"), q("4")});
    parser.addOption({q("rounds"), q("How often both are measured, in turn."), q("N"), q("1")});
    parser.addOption({q("durable"), q("Let the server wait for its disk, as one in service does.")});
    parser.process(application);
    if (parser.isSet(q("lease")))
        return lease(parser.value(q("lease")), parser.value(q("places")).toInt());
    const int processes = parser.value(q("processes")).toInt();
    const int jobs = parser.value(q("jobs")).toInt();
    QStringList settings{q("max_wal_size = 2GB")};
    if (parser.isSet(q("durable")))
        settings += {q("fsync = on"), q("synchronous_commit = on"), q("full_page_writes = on")};
    PostgresCluster cluster(settings);
    QTemporaryDir folder;
    std::vector<double> ours;
    std::vector<double> bare;
    for (int round = 0; round < std::max(1, parser.value(q("rounds")).toInt()); ++round) {
        const QString database = cluster.createDatabase();
        fill(cluster, database, jobs);
        ours.push_back(millraceRate(cluster.url(database), processes, jobs, parser.value(q("places")).toInt()));
        bare.push_back(bareRate(cluster, database, processes, jobs, folder.path()));
        cluster.sql(q("DROP DATABASE ") + database);
    }
    const double ourMedian = median(ours);
    const double bareMedian = median(bare);
    std::printf("Millrace: %.0f leases/s; bare SKIP LOCKED: %.0f/s; factor %.2f (at most 2)\n", ourMedian, bareMedian,
                bareMedian / ourMedian);
    return bareMedian / ourMedian <= 2.0 ? 0 : 1;
}
