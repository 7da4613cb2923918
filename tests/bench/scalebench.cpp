// SPDX-License-Identifier: GPL-3.0-or-later
// What a large store costs: a generated one of 50,000 packages, 1,000,000 publications and 100,000 failures in 300
// signatures, in a file or on a server of the bench's own. Prints the median of several runs of each question, and its
// limit where issue or manual gives one; exits with 1 when one is over it. On the server a person is a login of the
// role millrace_operator and an engine one of millrace_worker, as in service.
#include "core/engine/indexrecording.h"
#include "core/ops/operations.h"
#include "core/store/migrations.h"
#include "core/store/postgres/roles.h"
#include "core/store/storecopy.h"
#include "tests/bench/scaleconsole.h"
#include "tests/contract/scalestore.h"
#include "tests/contract/storefixture.h"
#include "tests/support/postgrescluster.h"
#include "ui/theme/theme.h"

#include <QCommandLineParser>
#include <QTemporaryDir>

#include <unistd.h>

#include <algorithm>
#include <cstdio>

using namespace millrace;
using namespace millrace::store;
using namespace millrace::test;

namespace {

QString q(const char* text)
{
    return QString::fromUtf8(text);
}

/// The store under each of the names that use it.
struct Place
{
    StoreUrl owner = {};
    StoreUrl person = {};
    StoreUrl engine = {};
};

void measureLists(StateStore& store, Measure& measure)
{
    // What a list shows at once, and what comes after it: the rest of the ids.
    const auto list = [&](ListKind kind, const QString& filter) {
        store.lists.rows(kind, store.lists.ids(kind, {filter, {}, false}, 80));
    };
    const auto rest = [&](ListKind kind, const QString& filter) { store.lists.ids(kind, {filter, {}, false}); };
    measure.time(q("Failure groups with their counts, first page"), 300, 9, [&] { list(ListKind::Groups, {}); });
    measure.time(q("Failure groups, filter by text"), 50, 9, [&] { list(ListKind::Groups, q("number 12")); });
    measure.time(q("Failures of one signature"), 50, 9,
                 [&] { list(ListKind::Failures, q("-state:resolved signature:") + signatureOfGroup(7)); });
    measure.time(q("All failures, filter by text"), 50, 9, [&] { list(ListKind::Failures, q("mirror 42")); });
    measure.time(q("All failures, filter by text, all ids of it"), 0, 9,
                 [&] { rest(ListKind::Failures, q("mirror 42")); });
    measure.time(q("All failures, filter by text that is nowhere"), 50, 9,
                 [&] { list(ListKind::Failures, q("mirror zwrz")); });
    measure.time(q("All failures, filter by field"), 50, 9,
                 [&] { list(ListKind::Failures, q("state:held package:perl-12")); });
    measure.time(q("Packages, filter by text"), 50, 9, [&] { list(ListKind::Packages, q("gtkqtp")); });
    measure.time(q("Packages, filter by state"), 50, 9, [&] { list(ListKind::Packages, q("state:held tracked:1")); });
    measure.time(q("Packages, filter by state, all ids of it"), 0, 9,
                 [&] { rest(ListKind::Packages, q("state:held tracked:1")); });
    measure.time(q("Packages, all by name"), 0, 5, [&] { list(ListKind::Packages, {}); });
    measure.time(q("Queue in the order of leasing"), 50, 9, [&] { list(ListKind::Queue, {}); });
    measure.time(q("Finished jobs, newest first"), 0, 5, [&] { list(ListKind::Jobs, {}); });
    measure.time(q("Events, newest first"), 0, 5, [&] { list(ListKind::Events, {}); });
    measure.time(q("Status"), 300, 5, [&] { store.status(); });
    measure.time(q("One package's details"), 50, 9, [&] { store.details.package(q("package-gtkqtp-2007")); });
    measure.time(q("Change counters"), 50, 9, [&] { store.changeCounters(); });
}

/// A suite as an index names it again, 500 uploads of it new: from its records to the store.
void measurePoll(const StoreUrl& url, Measure& measure)
{
    StoreThread store(url, OpenMode::ReadWrite);
    Suite suite;
    const auto readRecords = [&](StateStore& state) {
        suite = state.archives.byName(q("debian"))->suites.at(3);
        QList<deb::SourceRecord> records;
        QSqlQuery query = state.database().select(
            q("SELECT k.name, u.version, u.dsc_sha256 FROM publication p JOIN upload u ON u.id = p.upload_id "
              "JOIN package k ON k.id = p.package_id WHERE p.suite_id = ? ORDER BY p.id"),
            {suite.id});
        while (query.next()) {
            const QByteArray digest = query.value(2).toString().toLatin1();
            records.append({query.value(0).toString(),
                            query.value(1).toString(),
                            q("3.0 (quilt)"),
                            q("pool/main/x/x"),
                            digest,
                            {{q("x.dsc"), 1200, {}, {}, digest}}});
        }
        return records;
    };
    QList<deb::SourceRecord> records = store.call(readRecords);
    int round = 0;
    measure.time(QStringLiteral("Poll of a suite of %1 uploads, 500 of them new").arg(records.size()), 2000, 3, [&] {
        ++round;
        for (int i = 0; i < 500; ++i)
            records[i] = sourceRecord(QStringLiteral("package-gtkqtp-%1").arg(3 + 12 * i),
                                      QStringLiteral("2.%1.%2-1").arg(round).arg(i));
        engine::IndexRecording recording(store, suite);
        for (const deb::SourceRecord& record : std::as_const(records))
            recording.take(record);
        const QList<IndexEntry>& entries = recording.finish();
        const RecordResult result = store.call(
            [&](StateStore& state) { return state.publications.record(suite, entries, state.clock().nowMs()); });
        if (result.added != 500)
            qFatal("the poll found %d new", result.added);
    });
}

/// @p group: its number in the generated store. @p what: which one that is. @p limitMs: 0 = none.
void measureSpurious(StateStore& store, int group, const QString& what, double limitMs,
                     const std::function<void()>& rest, Measure& measure)
{
    const QString signature = signatureOfGroup(group);
    std::vector<double> previews;
    std::vector<double> marks;
    std::vector<double> undos;
    const auto timed = [](std::vector<double>& times, const std::function<void()>& work) {
        QElapsedTimer timer;
        timer.start();
        work();
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    };
    for (int round = 0; round < 5; ++round) {
        const auto operation = ops::spurious(signature, {});
        ops::Preview preview;
        rest();
        timed(previews, [&] { preview = operation->preview(store); });
        if (preview.subjects.size() != 5000)
            qFatal("the signature holds %lld packages", static_cast<long long>(preview.subjects.size()));
        ops::Applied applied;
        timed(marks, [&] { applied = operation->apply(store, preview.stateVersion, q("bench")); });
        timed(undos, [&] { ops::Operation::inverse(store, applied.event)->applyNow(store, q("bench")); });
    }
    measure.report(q("Preview of marking a signature with 5,000 packages spurious") + what, limitMs, previews);
    measure.report(q("Marking it") + what, limitMs, marks);
    measure.report(q("Undoing that") + what, 0, undos);
}

const QStringList parts = {q("lists"), q("console"), q("engine"), q("spurious")};

void measureStore(CountingApplication& application, const Place& place, const QStringList& chosen,
                  const std::function<void()>& rest, Measure& measure)
{
    if (chosen.contains(q("lists"))) {
        StateStore store(place.person, OpenMode::ReadWrite);
        measureLists(store, measure);
    }
    if (chosen.contains(q("console")))
        measureConsole(application, place.engine.text, measure);
    if (chosen.contains(q("engine"))) {
        measurePoll(place.engine, measure);
        StateStore store(place.engine, OpenMode::ReadWrite);
        measure.time(q("Lease a job"), 50, 51, [&] { store.jobs.lease(q("bench:1"), q("bench")); });
    }
    if (chosen.contains(q("spurious"))) {
        StateStore store(place.person, OpenMode::ReadWrite);
        measureSpurious(store, 1, {}, 1000, rest, measure);
        measureSpurious(store, 2, q(", with four failures of others in each of them"), 0, rest, measure);
    }
}

} // namespace

int main(int argc, char** argv)
{
    CountingApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOption({q("store"), q("sqlite or postgresql."), q("KIND"), q("sqlite")});
    parser.addOption({q("work"), q("Folder for the file (default: a temporary one)."), q("DIR")});
    parser.addOption({q("divide"), q("Everything smaller by this factor, at most 5."), q("N"), q("1")});
    parser.addOption({q("only"), q("Only these parts: ") + parts.join(q(", ")) + q("."), q("PARTS"), parts.join(u',')});
    parser.addOption({q("copy"), q("Fill a file, and copy that to the server.")});
    parser.process(application);
    ui::theme::apply(application, ui::theme::Scheme::Light);
    const QTemporaryDir temporary;
    const QString folder = parser.isSet(q("work")) ? parser.value(q("work")) : temporary.path();
    const int divisor = std::max(1, parser.value(q("divide")).toInt());
    Scale scale;
    for (int* number : {&scale.packages, &scale.publications, &scale.failures, &scale.queued, &scale.events})
        *number /= divisor;
    const qint64 now = Clock::system().nowMs();
    const bool server = parser.value(q("store")) == q("postgresql");
    const bool copied = server && parser.isSet(q("copy"));

    Measure measure(server ? q("PostgreSQL") : q("SQLite"));
    Measure::printHead();
    const StoreUrl file = StoreUrl::parse(QStringLiteral("sqlite:%1/scale.sqlite").arg(folder));
    Place place{file, file, file};
    std::unique_ptr<PostgresCluster> cluster;
    if (server) {
        cluster = std::make_unique<PostgresCluster>(QStringList{q("shared_buffers = 256MB"), q("max_wal_size = 4GB")});
        const QString database = cluster->createDatabase();
        const auto url = [&](const QString& login) { return StoreUrl::parse(cluster->url(database, login)); };
        place = {url(q("millrace")), url(q("oskar")), url(q("host-1"))};
    }
    measure.time(q("(filling the store)"), 0, 1, [&] {
        StateStore store(copied ? file : place.owner, OpenMode::ReadWrite);
        fillToScale(store.database(), scale, now);
    });
    if (copied) {
        const auto from = Database::open(file, OpenMode::ReadOnly);
        const auto to = Database::open(place.owner, OpenMode::ReadWrite);
        Migrations(*to).apply();
        qint64 rows = 0;
        measure.time(q("Copy the store from a file and compare it"), 0, 1, [&] {
            for (const CopiedTable& table : copyStore(*from, *to, [](const QString&, qint64) {}))
                rows += table.rows;
        });
        std::fprintf(stderr, "%lld rows were copied\n", static_cast<long long>(rows));
        to->execute(q("ANALYZE"));
    }
    if (server) {
        cluster->sql(q("VACUUM ANALYZE"), place.owner.database);
        applyRoles(StateStore(place.owner, OpenMode::ReadWrite).database());
        cluster->sql(q("CREATE ROLE oskar LOGIN IN ROLE millrace_operator; "
                       "CREATE ROLE \"host-1\" LOGIN IN ROLE millrace_worker"));
    }
    // A store that was filled a moment ago is still on its way to the disk; one in service is not.
    if (server)
        cluster->sql(q("CHECKPOINT"), place.owner.database);
    ::sync();
    // What a server does by itself in the time between two such decisions of a person.
    const auto rest = [&] {
        if (server)
            cluster->sql(q("VACUUM"), place.owner.database);
    };
    measureStore(application, place, parser.value(q("only")).split(u','), rest, measure);
    for (const QString& what : Measure::over())
        std::fprintf(stderr, "over its limit: %s\n", qPrintable(what));
    return Measure::over().isEmpty() ? 0 : 1;
}
