// SPDX-License-Identifier: GPL-3.0-or-later
// Opening a store: empty, old, newer, and every way in which a SQLite file can be unusable. Each is one clear error.
// Called with arguments it is the other process of its own tests.
#include "core/base/process.h"
#include "core/store/migrations.h"
#include "core/store/storethread.h"
#include "tests/contract/storefixture.h"

#include <QDir>
#include <QProcess>
#include <QTest>

#include <unistd.h>

using namespace millrace;
using namespace millrace::store;
using namespace millrace::test;

namespace {
QString q(const char* text)
{
    return QString::fromUtf8(text);
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString& path, const QByteArray& bytes, qint64 at = 0)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(at));
    QCOMPARE(file.write(bytes), bytes.size());
}

/// What opening a store says: a code, or "ok".
QString opening(const StoreUrl& url, OpenMode mode)
{
    try {
        StateStore store(url, mode);
        return q("ok");
    } catch (const Error& error) {
        return error.advice().isEmpty() ? q("no advice for ") + error.code() : error.code();
    }
}

/// Writes packages until the disk is full; then all that was written must be there, and reading must go on.
QString fillUp(StateStore& store)
{
    int written = 0;
    try {
        for (; written < 100'000; ++written)
            store.packages.ensure(QStringLiteral("package-with-a-rather-long-name-%1").arg(written));
    } catch (const Error& error) {
        const bool whole = store.database().value(q("PRAGMA integrity_check")).toString() == q("ok");
        return whole && store.lists.ids(ListKind::Packages, {}).size() == written ? error.code() : q("lost");
    }
    return q("never full");
}
} // namespace

class TestContractOpening : public QObject
{
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder; ///< of the running test

    /// A store of the current backend in which nothing is yet, not even a schema.
    StoreUrl freshUrl() const { return emptyStore(m_folder->path()); }

    StoreUrl sqliteAt(const QString& path) const
    {
        return StoreUrl::parse(q("sqlite:") + (path.startsWith(u'/') ? path : m_folder->filePath(path)));
    }

private slots:
    void initTestCase_data() { addBackends(); }

    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void anEmptyStoreGetsTheNewestSchema()
    {
        StoreFixture store;
        Migrations migrations(store->database());
        QVERIFY(migrations.newest() >= 1);
        QCOMPARE(migrations.current(), migrations.newest());
        QVERIFY(migrations.apply().isEmpty());
        store.package(q("hello"));
        store.reopen();
        QVERIFY(store->packages.byName(q("hello")));
        store.reopen(OpenMode::ReadOnly);
        QVERIFY(store->packages.byName(q("hello")));
    }

    void migrationsRunInOrderAndOnce()
    {
        const auto database = Database::open(freshUrl(), OpenMode::ReadWrite);
        Migrations migrations(*database);
        QCOMPARE(migrations.current(), 0);
        const QStringList applied = migrations.apply();
        // Numbers may be missing between them; a file that is there never is.
        QCOMPARE(applied,
                 QDir(q(":/sql/") + database->dialect()).entryList({q("????_*.sql")}, QDir::Files, QDir::Name));
        QVERIFY(applied.constLast().startsWith(QStringLiteral("%1").arg(migrations.newest(), 4, 10, QLatin1Char('0'))));
        QCOMPARE(migrations.current(), migrations.newest());
        QVERIFY(migrations.apply().isEmpty());
    }

    void readOnlyStoresRefuseWrites()
    {
        StoreFixture store;
        store.package(q("hello"));
        store.reopen(OpenMode::ReadOnly);
        QCOMPARE(errorOf([&] { store->packages.ensure(q("new")); }).code(), q("store.readonly"));
        QCOMPARE(errorOf([&] { store->transaction([&] { store->packages.ensure(q("new")); }); }).code(),
                 q("store.readonly"));
        QVERIFY(store->packages.byName(q("hello")));
    }

    void bothDialectsHaveTheSameMigrations()
    {
        const auto files = [](const char* dialect) {
            return QDir(q(":/sql/") + q(dialect)).entryList({q("????_*.sql")}, QDir::Files, QDir::Name);
        };
        QVERIFY(!files("sqlite").isEmpty());
        QCOMPARE(files("postgres"), files("sqlite"));
    }

    void programsMigrateTogether()
    {
        // With SQLite they met in one of twenty rounds.
        const int rounds = freshUrl().kind == StoreUrl::Kind::Sqlite ? 20 : 1;
        for (int round = 0; round < rounds; ++round) {
            const StoreUrl url = rounds > 1 ? sqliteAt(q("%1.sqlite").arg(round)) : freshUrl();
            QList<std::shared_ptr<QProcess>> programs;
            for (int i = 0; i < 12; ++i) {
                programs.append(std::make_shared<QProcess>());
                programs.constLast()->start(QCoreApplication::applicationFilePath(), {q("--open"), url.text});
            }
            for (const auto& program : programs) {
                QVERIFY(program->waitForFinished(60'000));
                QCOMPARE(program->readAllStandardOutput().trimmed(), QByteArray("ok"));
            }
        }
    }

    void aSchemaFromTheFutureIsLeftAlone()
    {
        const StoreUrl url = freshUrl();
        QCOMPARE(opening(url, OpenMode::ReadWrite), q("ok"));
        Database::open(url, OpenMode::ReadWrite)->setSchemaVersion(9999);
        QCOMPARE(opening(url, OpenMode::ReadWrite), q("store.newer"));
        QCOMPARE(opening(url, OpenMode::ReadOnly), q("store.newer"));
        QCOMPARE(errorOf([&] { StoreThread thread(url, OpenMode::ReadWrite); }).code(), q("store.newer"));
    }

    void aNewerFileIsNotTouched()
    {
        const StoreUrl url = sqliteAt(q("newer.sqlite"));
        QCOMPARE(opening(url, OpenMode::ReadWrite), q("ok"));
        Database::open(url, OpenMode::ReadWrite)->select(q("PRAGMA user_version = 9999"));
        const QByteArray before = contentOf(url.path);
        QCOMPARE(opening(url, OpenMode::ReadWrite), q("store.newer"));
        QCOMPARE(opening(url, OpenMode::ReadOnly), q("store.newer"));
        QVERIFY(contentOf(url.path) == before);
    }

    void anOldSchemaNeedsWriteAccess()
    {
        const StoreUrl url = sqliteAt(q("old.sqlite"));
        Database::open(url, OpenMode::ReadWrite)->select(q("CREATE TABLE x(y)"));
        QCOMPARE(opening(url, OpenMode::ReadOnly), q("store.old"));
    }

    void damagedFiles_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("text") << QByteArray(5000, 'x');
        QTest::newRow("short text") << QByteArray("this is no database\n");
        QTest::newRow("header only") << QByteArray("SQLite format 3\0", 16) + QByteArray(84, '\xff');
        QTest::newRow("another format") << QByteArray("SQLite format 4\0", 16) + QByteArray(8000, '\0');
    }

    void damagedFiles()
    {
        QFETCH(QByteArray, bytes);
        const StoreUrl url = sqliteAt(q("damaged.sqlite"));
        QFile::remove(url.path);
        write(url.path, bytes);
        QCOMPARE(opening(url, OpenMode::ReadWrite), q("store.corrupt"));
        QCOMPARE(opening(url, OpenMode::ReadOnly), q("store.corrupt"));
        QVERIFY(contentOf(url.path) == bytes);
    }

    void aStoreScribbledOver()
    {
        const StoreUrl url = sqliteAt(q("scribbled.sqlite"));
        {
            StateStore store(url, OpenMode::ReadWrite);
            for (int i = 0; i < 500; ++i)
                store.packages.ensure(QStringLiteral("package-%1").arg(i));
        }
        write(url.path, QByteArray(static_cast<int>(QFileInfo(url.path).size()) - 4096, '\xa5'), 4096);
        const Error error = errorOf([&] {
            StateStore store(url, OpenMode::ReadWrite);
            store.packages.byName(q("package-7"));
        });
        QCOMPARE(error.code(), q("store.corrupt"));
        QVERIFY(error.message().contains(url.path));
    }

    void whereNoStoreIsOrCanBe()
    {
        QCOMPARE(opening(sqliteAt(q("missing.sqlite")), OpenMode::ReadOnly), q("store.unreachable"));
        QVERIFY(!QFile::exists(m_folder->filePath(q("missing.sqlite"))));
        QCOMPARE(opening(sqliteAt(q("a/b/new.sqlite")), OpenMode::ReadWrite), q("ok"));
        QCOMPARE(opening(sqliteAt(m_folder->path()), OpenMode::ReadWrite), q("store.unreachable"));
        QCOMPARE(opening(sqliteAt(m_folder->path()), OpenMode::ReadOnly), q("store.unreachable"));
        QCOMPARE(opening(sqliteAt(q("/dev/null/x/state.sqlite")), OpenMode::ReadWrite), q("store.unreachable"));
    }

    void filesThatMayOnlyBeRead()
    {
        const StoreUrl url = sqliteAt(q("guarded/state.sqlite"));
        QCOMPARE(opening(url, OpenMode::ReadWrite), q("ok"));
        // Everybody may come as far as the file and read it; root would be stopped by nothing.
        QFile::setPermissions(m_folder->path(), QFile::Permissions(0x7055));
        QFile::setPermissions(m_folder->filePath(q("guarded")), QFile::Permissions(0x5055));
        QFile::setPermissions(url.path, QFile::Permissions(0x4044));
        const ProcessResult result =
            runProcess({QCoreApplication::applicationFilePath(), {q("--open-as-nobody"), url.text}});
        QFile::setPermissions(m_folder->filePath(q("guarded")), QFile::Permissions(0x7055));
        if (result.output.trimmed() == "cannot become nobody")
            QSKIP("this user cannot become another one");
        QCOMPARE(result.output.trimmed(), QByteArray("store.readonly"));
    }

    void aFullStoreLosesNothing()
    {
        StateStore store(sqliteAt(q("full.sqlite")), OpenMode::ReadWrite);
        const int pages = store.database().value(q("PRAGMA page_count")).toInt();
        store.database().select(QStringLiteral("PRAGMA max_page_count = %1").arg(pages + 20));
        QCOMPARE(fillUp(store), q("limit.disk"));
        store.database().select(q("PRAGMA max_page_count = 1000000"));
        store.packages.ensure(q("after the disk was cleaned"));
    }

    void aFullDiskLosesNothing()
    {
        QStringList arguments{q("-m")};
        if (geteuid() != 0)
            arguments.prepend(q("-r"));
        const QString mount = q("mount -t tmpfs -o size=700k tmpfs \"$1\" 2>/dev/null || { echo no mount; exit; }; ");
        arguments += {q("sh"), q("-c"),          mount + q("exec \"$2\" --fill \"sqlite:$1/state.sqlite\""),
                      q("sh"), m_folder->path(), QCoreApplication::applicationFilePath()};
        const ProcessResult result = runProcess({q("unshare"), arguments});
        if (result.exitCode != 0 || result.output.trimmed() == "no mount")
            QSKIP("this user cannot mount a small file system");
        QCOMPARE(result.output.trimmed(), QByteArray("limit.disk"));
    }

    void partsOfAServersUrl()
    {
        const StoreUrl url = StoreUrl::parse(
            q("postgresql://a%40b@db.example:5433/mill%20race?sslmode=verify-full&sslrootcert=/etc/ca%26.pem"));
        QCOMPARE(url.user, q("a@b"));
        QCOMPARE(url.host, q("db.example"));
        QCOMPARE(url.port, 5433);
        QCOMPARE(url.database, q("mill race"));
        QCOMPARE(url.options, (QList<std::pair<QString, QString>>{{q("sslmode"), q("verify-full")},
                                                                  {q("sslrootcert"), q("/etc/ca&.pem")}}));
        const StoreUrl socket = StoreUrl::parse(q("postgresql://me@/db?host=/run/postgresql&port=5444"));
        QCOMPARE(socket.user, q("me"));
        QCOMPARE(socket.host, q("/run/postgresql"));
        QCOMPARE(socket.port, 5444);
        QCOMPARE(StoreUrl::parse(q("postgresql:///db?user=you")).user, q("you"));
    }

    void urls_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("path") << q("sqlite:/a/b.sqlite") << q("/a/b.sqlite");
        QTest::newRow("relative") << q("sqlite:b.sqlite") << QDir::currentPath() + q("/b.sqlite");
        QTest::newRow("no path") << q("sqlite:") << q("usage.store");
        QTest::newRow("nothing") << QString() << q("usage.store");
        QTest::newRow("no scheme") << q("/a/b.sqlite") << q("usage.store");
        QTest::newRow("another scheme") << q("mysql://x/y") << q("usage.store");
        QTest::newRow("password") << q("postgresql://me:secret@h/db") << q("usage.store");
        QTest::newRow("server") << q("postgresql://me@h:5432/db?sslmode=require") << q("");
        QTest::newRow("socket") << q("postgresql://me@/db?host=/run/postgresql") << q("");
        QTest::newRow("password as parameter") << q("postgresql://me@h/db?password=secret") << q("usage.store");
        QTest::newRow("unknown parameter") << q("postgresql://me@h/db?options=-c%20x") << q("usage.store");
        QTest::newRow("no port") << q("postgresql://me@h/db?port=0") << q("usage.store");
    }

    void urls()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        if (!expected.startsWith(q("usage."))) {
            QCOMPARE(StoreUrl::parse(text).path, expected);
            return;
        }
        const Error error = errorOf([&] { StoreUrl::parse(text); });
        QCOMPARE(error.code(), expected);
        QVERIFY(!error.advice().isEmpty());
        QVERIFY(!error.message().contains(q("secret")));
    }
};

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = application.arguments();
    if (arguments.value(1) == q("--fill")) {
        StateStore store(StoreUrl::parse(arguments.value(2)), OpenMode::ReadWrite);
        std::puts(qPrintable(fillUp(store)));
        return 0;
    }
    if (arguments.value(1) == q("--open")) {
        std::puts(qPrintable(opening(StoreUrl::parse(arguments.value(2)), OpenMode::ReadWrite)));
        return 0;
    }
    if (arguments.value(1) == q("--open-as-nobody")) {
        constexpr uid_t nobody = 65534;
        const bool other = geteuid() != 0 || setuid(nobody) == 0;
        std::puts(other ? qPrintable(opening(StoreUrl::parse(arguments.value(2)), OpenMode::ReadWrite))
                        : "cannot become nobody");
        return 0;
    }
    TestContractOpening test;
    return QTest::qExec(&test, arguments);
}
#include "tst_contract_store_opening.moc"
