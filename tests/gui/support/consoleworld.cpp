// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/support/consoleworld.h"

#include "core/base/step.h"
#include "core/store/statestore.h"

#include <QCryptographicHash>
#include <QFile>

namespace millrace::test {

namespace {

const QStringList suiteNames = {QStringLiteral("bullseye"), QStringLiteral("bookworm"), QStringLiteral("trixie"),
                                QStringLiteral("sid")};

deb::SourceRecord recordOf(const Published& published)
{
    deb::SourceRecord record;
    record.package = published.package;
    record.version = published.version;
    record.format = QStringLiteral("3.0 (quilt)");
    record.directory = QStringLiteral("pool/main/%1/%2").arg(published.package.left(1), published.package);
    record.dscSha256 =
        QCryptographicHash::hash((published.package + published.version).toUtf8(), QCryptographicHash::Sha256).toHex();
    // As dpkg-source names them: a job whose upload lacks one fails before it downloads anything.
    const QString version = published.version.section(QLatin1Char(':'), -1);
    const auto file = [&](const QString& name, qint64 size) {
        deb::SourceFile one;
        one.name = published.package + QLatin1Char('_') + name;
        one.size = size;
        one.sha256 = QCryptographicHash::hash(one.name.toUtf8(), QCryptographicHash::Sha256).toHex();
        return one;
    };
    record.files = {file(version + QStringLiteral(".dsc"), 1500),
                    file(version.section(QLatin1Char('-'), 0, 0) + QStringLiteral(".orig.tar.xz"), 700'000),
                    file(version + QStringLiteral(".debian.tar.xz"), 9'000)};
    record.files.first().sha256 = record.dscSha256;
    return record;
}

store::Job leaseJobOf(store::StateStore& state, qint64 packageId)
{
    const qint64 id = state.jobs.enqueue(packageId, queue::JobType::Manual, 20, QStringLiteral("test"));
    state.packages.settle(packageId);
    return state.jobs.lease(QStringLiteral("testhost:1"), QStringLiteral("testhost"), {id}).value();
}

Paths pathsBelow(const QString& home, const QString& storeUrl)
{
    Paths paths = Paths::below(home);
    if (!storeUrl.isEmpty())
        paths.store = storeUrl;
    return paths;
}

} // namespace

ConsoleWorld::ConsoleWorld(const QString& storeUrl)
    : paths(pathsBelow(home.path(), storeUrl))
    , write(std::make_unique<store::StoreThread>(store::StoreUrl::parse(paths.store), store::OpenMode::ReadWrite))
    , read(std::make_unique<store::StoreThread>(store::StoreUrl::parse(paths.store), store::OpenMode::ReadOnly))
    , feed(std::make_unique<store::ChangeFeed>(*read, 50))
    , status(std::make_unique<ui::StatusWatcher>(*read))
    , settings(paths)
    , access(*write)
    , runner(std::make_unique<ui::OperationRunner>(*read, access, engine, messages, QStringLiteral("tester")))
{
    runner->setPrompt(prompt);
    context = std::make_unique<ui::AppContext>(ui::AppContext{*read, access, *feed, *status, engine, paths,
                                                              QStringLiteral("tester"), actions, *runner, messages,
                                                              settings, Clock::system()});
}

ConsoleWorld::~ConsoleWorld()
{
    // Feed and runner may have a question under way; see Screen::~Screen().
    read->call([](store::StateStore&) {});
    write->call([](store::StateStore&) {});
}

void ConsoleWorld::publish(const QList<Published>& published, const QString& baseUri)
{
    write->call([&](store::StateStore& state) {
        store::Archive archive;
        archive.name = archive.vendor = QStringLiteral("debian");
        archive.baseUri = baseUri;
        archive.components = {QStringLiteral("main")};
        const qint64 id = state.archives.add(archive);
        const qint64 now = state.clock().nowMs();
        for (int rank = 0; rank < suiteNames.size(); ++rank) {
            store::Suite suite;
            suite.name = suite.codename = suiteNames.at(rank);
            suite.id = state.archives.addSuite(id, suite.name);
            suite.archiveId = id;
            suite.branch = QStringLiteral("debian/") + suite.name;
            suite.rank = rank;
            suite.polledAt = now - 5 * 60 * 1000;
            QList<deb::SourceRecord> records;
            for (const Published& each : published) {
                if (each.suite == suite.name)
                    records.append(recordOf(each));
            }
            const QList<store::IndexEntry> entries = store::indexEntries(records);
            state.publications.writeUploads(suite.archiveId, entries);
            state.publications.record(suite, entries, now - 60 * 60 * 1000);
        }
        for (const Published& each : published) {
            state.packages.setTracked(state.packages.ensure(each.package), true);
            state.packages.settle(state.packages.ensure(each.package));
        }
    });
}

qint64 ConsoleWorld::fail(const QString& package, const Error& error, const QString& version, const QString& suite)
{
    const QString log = paths.logs() + QLatin1Char('/') + package + QStringLiteral(".log");
    ensureFolder(paths.logs());
    QFile file(log);
    if (file.open(QIODevice::Append)) {
        file.write("    0.00 s  \xe2\x94\x80\xe2\x94\x80 " + version.toUtf8() + " for " + suite.toUtf8() + "\n");
        file.write("    0.01 s  import upload  version=" + version.toUtf8() + "\n");
        file.write("    0.02 s    fetch files\n    0.41 s    fetch files: 390 ms\n");
        file.write("    0.42 s  FAILED " + version.toUtf8() + " " + error.code().toUtf8() + ": " +
                   error.message().toUtf8() + "\n");
        file.write("    0.43 s  end: 31 ms of CPU, 21044 KiB of memory, 1204 bytes downloaded\n");
    }
    return write->call([&](store::StateStore& state) {
        qint64 failure = 0;
        state.transaction([&] {
            const qint64 id = state.packages.ensure(package);
            const store::Job job = leaseJobOf(state, id);
            state.jobs.setLog(job.attemptId, log, {});
            state.jobs.progress(job, QStringLiteral("fetch"), version);
            failure = state.failures.recordAttempt(id, package, job.attemptId, {{error, version, suite}}).value(0);
            state.jobs.finish(job, {QStringLiteral("failed"), 31, 21044, 1204});
            state.packages.settle(id);
        });
        return failure;
    });
}

void ConsoleWorld::succeed(const QString& package)
{
    write->call([&](store::StateStore& state) {
        state.transaction([&] {
            const qint64 id = state.packages.ensure(package);
            const store::Job job = leaseJobOf(state, id);
            state.failures.resolveAll(id, QStringLiteral("auto"), QStringLiteral("imported"));
            state.jobs.finish(job, {QStringLiteral("done"), 900, 40960, 7'400'000});
            state.packages.settle(id);
        });
    });
}

void ConsoleWorld::recordImport(const QString& package, const QString& version, const QString& commit,
                                const QString& tag)
{
    write->call([&](store::StateStore& state) {
        state.transaction([&] {
            const qint64 id = state.packages.ensure(package);
            const store::Job job = leaseJobOf(state, id);
            qint64 import = 0;
            for (const store::WaitingPublication& waiting : state.publications.waiting(id)) {
                if (waiting.upload.version != version)
                    continue;
                if (import == 0) {
                    store::Import row;
                    row.uploadId = waiting.upload.id;
                    row.packageId = id;
                    row.version = version;
                    row.engine = 1;
                    row.vendor = waiting.vendor;
                    row.commit = commit;
                    row.tree = commit;
                    row.tag = tag;
                    row.milliseconds = 120;
                    import = state.imports.stage(row, job.attemptId);
                }
                state.publications.setImported(waiting.id, import, commit);
            }
            state.imports.publish(job.attemptId);
            state.jobs.finish(job, {QStringLiteral("done"), 900, 40960, 7'400'000});
            state.packages.settle(id);
        });
    });
}

Error ConsoleWorld::missingFile(const QString& package, const QString& version)
{
    const Step import("import upload", {{QStringLiteral("package"), package}, {QStringLiteral("version"), version}});
    const QString file = QStringLiteral("%1_%2.dsc").arg(package, version);
    const Step fetch(Stage::Fetch, "fetch file", {{QStringLiteral("file"), file}, {QStringLiteral("size"), 2418}});
    return Error(QStringLiteral("archive.missing"),
                 QStringLiteral("the archive does not have %1 although its index names it").arg(file),
                 {{QStringLiteral("url"),
                   QStringLiteral("http://127.0.0.1/debian/pool/main/%1/%2/%3").arg(package.left(1), package, file)},
                  {QStringLiteral("status"), 404}});
}

Error ConsoleWorld::networkError(const QString& package)
{
    const Step import("import upload", {{QStringLiteral("package"), package}});
    const Step fetch(Stage::Fetch, "download orig tarball", {{QStringLiteral("package"), package}});
    return Error(QStringLiteral("net.timeout"), QStringLiteral("127.0.0.1 did not answer within 30 seconds"),
                 {{QStringLiteral("url"), QStringLiteral("http://127.0.0.1/debian/pool")}});
}

QString ConsoleWorld::packageState(const QString& package)
{
    return write->call([&](store::StateStore& state) { return state.details.package(package)->state; });
}

int ConsoleWorld::openFailures(const QString& package)
{
    return write->call(
        [&](store::StateStore& state) { return int(state.failures.open(state.packages.ensure(package)).size()); });
}

int ConsoleWorld::queuedJobs(const QString& package)
{
    return write->call([&](store::StateStore& state) {
        return int(state.lists.ids(store::ListKind::Queue, {QStringLiteral("package:") + package}).size());
    });
}

} // namespace millrace::test
