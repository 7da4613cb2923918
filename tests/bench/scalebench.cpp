// SPDX-License-Identifier: GPL-3.0-or-later
// What a large store costs: a generated one of 50,000 packages, 1,000,000 publications and 100,000 failures in 300
// signatures, once in a file and once on a server, copied from the one into the other. Prints the median of several
// runs of each question, and its limit where issue or manual gives one; exits with 1 when one is over it.
#include "core/store/migrations.h"
#include "core/store/statestore.h"
#include "core/store/storecopy.h"
#include "tests/contract/scalestore.h"
#include "tests/contract/storefixture.h"
#include "tests/support/postgrescluster.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

using namespace millrace;
using namespace millrace::store;
using namespace millrace::test;

namespace {

int over = 0;

QString q(const char* text)
{
    return QString::fromUtf8(text);
}

/// Median of @p runs, in ms.
void measure(const char* store, const char* what, double limitMs, int runs, const std::function<void()>& work)
{
    std::vector<double> times;
    for (int i = 0; i < runs; ++i) {
        QElapsedTimer timer;
        timer.start();
        work();
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    std::sort(times.begin(), times.end());
    const double median = times[times.size() / 2];
    const bool slow = limitMs > 0 && median > limitMs;
    over += slow ? 1 : 0;
    std::printf("| %s | %s | %.1f | %s |%s\n", store, what, median,
                limitMs > 0 ? qPrintable(QString::number(limitMs)) : "", slow ? " OVER" : "");
    std::fflush(stdout);
}

void measureLists(StateStore& store, const char* name)
{
    const auto list = [&](ListKind kind, const char* filter, const char* sort = "") {
        const QList<qint64> ids = store.lists.ids(kind, {q(filter), q(sort), false});
        store.lists.rows(kind, ids.mid(0, 200));
    };
    measure(name, "Triage: groups with their counts, first page", 300, 5, [&] { list(ListKind::Groups, ""); });
    measure(name, "Triage: failures of one signature", 50, 9,
            [&] { list(ListKind::Failures, qPrintable(q("signature:") + signatureOfGroup(7))); });
    measure(name, "Failures: filter by text", 50, 9, [&] { list(ListKind::Failures, "mirror 42"); });
    measure(name, "Failures: filter by field", 50, 9, [&] { list(ListKind::Failures, "state:held package:perl-12"); });
    measure(name, "Packages: all, by name", 0, 5, [&] { list(ListKind::Packages, ""); });
    measure(name, "Packages: filter by text", 50, 9, [&] { list(ListKind::Packages, "gtkqtp"); });
    measure(name, "Packages: filter by state", 50, 9, [&] { list(ListKind::Packages, "state:held tracked:1"); });
    measure(name, "Queue: in the order of leasing", 50, 9, [&] { list(ListKind::Queue, ""); });
    measure(name, "Events: newest first", 0, 5, [&] { list(ListKind::Events, ""); });
    measure(name, "Status", 300, 5, [&] { store.status(); });
    measure(name, "One package's details", 50, 9, [&] { store.details.package(q("package-gtkqtp-2007")); });
    measure(name, "Change counters", 50, 9, [&] { store.changeCounters(); });
}

/// A suite of 40,000 uploads as an index names them again, 500 of them new.
void measurePoll(StateStore& store, const char* name, qint64 nowMs)
{
    const Suite suite = store.archives.byName(q("debian"))->suites.at(3);
    QList<deb::SourceRecord> records;
    QSqlQuery query = store.database().select(
        q("SELECT k.name, u.version, u.dsc_sha256 FROM publication p JOIN upload u ON u.id = p.upload_id "
          "JOIN package k ON k.id = p.package_id WHERE p.suite_id = ? ORDER BY p.id"),
        {suite.id});
    while (query.next())
        records.append({query.value(0).toString(),
                        query.value(1).toString(),
                        q("3.0 (quilt)"),
                        q("pool/main/x/x"),
                        query.value(2).toString().toLatin1(),
                        {{q("x.dsc"), 1200, {}, {}, query.value(2).toString().toLatin1()}}});
    int round = 0;
    measure(name, qPrintable(QStringLiteral("Poll of a suite of %1 uploads, 500 of them new").arg(records.size())),
            2000, 3, [&] {
                ++round;
                for (int i = 0; i < 500; ++i)
                    records[i] = sourceRecord(QStringLiteral("package-gtkqtp-%1").arg(3 + 12 * i),
                                              QStringLiteral("2.%1.%2-1").arg(round).arg(i));
                store.publications.record(suite, records, nowMs + round);
            });
}

void measureQueue(StateStore& store, const char* name)
{
    measure(name, "Lease a job", 50, 51, [&] { store.jobs.lease(q("bench:1"), q("bench")); });
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOption({q("work"), q("Folder for the file (default: a temporary one)."), q("DIR")});
    parser.addOption({q("divide"), q("Everything smaller by this factor, at most 5."), q("N"), q("1")});
    parser.process(application);
    const QTemporaryDir temporary;
    const QString folder = parser.isSet(q("work")) ? parser.value(q("work")) : temporary.path();
    const int divisor = std::max(1, parser.value(q("divide")).toInt());
    Scale scale;
    for (int* number : {&scale.packages, &scale.publications, &scale.failures, &scale.queued, &scale.events})
        *number /= divisor;
    const qint64 now = Clock::system().nowMs();

    std::printf("| store | what | ms | limit |\n|---|---|---|---|\n");
    const StoreUrl file = StoreUrl::parse(QStringLiteral("sqlite:%1/scale.sqlite").arg(folder));
    PostgresCluster cluster({q("shared_buffers = 256MB"), q("max_wal_size = 4GB")});
    const StoreUrl server = StoreUrl::parse(cluster.url(cluster.createDatabase()));
    {
        StateStore store(file, OpenMode::ReadWrite);
        measure("SQLite", "Generate", 0, 1, [&] { fillToScale(store.database(), scale, now); });
    }
    {
        const auto from = Database::open(file, OpenMode::ReadOnly);
        const auto to = Database::open(server, OpenMode::ReadWrite);
        Migrations(*to).apply();
        qint64 rows = 0;
        measure("SQLite → PostgreSQL", "Copy the store and compare it", 0, 1, [&] {
            for (const CopiedTable& table : copyStore(*from, *to, [](const QString&, qint64) {}))
                rows += table.rows;
        });
        std::printf("|  | (%lld rows) |  |  |\n", static_cast<long long>(rows));
        to->execute(q("ANALYZE"));
    }
    for (const StoreUrl& url : {file, server}) {
        StateStore store(url, OpenMode::ReadWrite);
        const char* const name = url.kind == StoreUrl::Kind::Sqlite ? "SQLite" : "PostgreSQL";
        measureLists(store, name);
        measurePoll(store, name, now);
        measureQueue(store, name);
    }
    return over == 0 ? 0 : 1;
}
