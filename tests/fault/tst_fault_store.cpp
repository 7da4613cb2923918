// SPDX-License-Identifier: GPL-3.0-or-later
// A store or a disk that is not as it should be: one clear error, the right exit code, and nothing lost.
#include "core/base/digest.h"
#include "core/base/process.h"
#include "tests/fault/home.h"
#include "tests/fault/samplearchive.h"
#include "tests/support/mounting.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

#include <unistd.h>

using namespace millrace;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

QByteArray digestOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? Digest::hex(Digest::Algorithm::Sha256, file.readAll()) : QByteArray();
}

} // namespace

class TestFaultStore : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void readOnly();
    void corrupt_data();
    void corrupt();
    void newerSchema();
    void unreachable();
    void fullDisk_data();
    void fullDisk();
    void storeLockedByAnother();

private:
    /// @p words: in the one error line.
    void refused(const CtlResult& result, int exitCode, const char* words) const
    {
        QVERIFY2(result.exitCode == exitCode, QByteArray::number(result.exitCode) + ' ' + result.errors);
        QVERIFY2(result.errorLines().size() == 1, result.errors.constData());
        QVERIFY2(result.errorLines().constFirst().contains(s(words)), result.errors.constData());
        QVERIFY2(result.errorLines().constFirst().contains(QLatin1String("; ")), result.errors.constData()); // advice
    }
    void execute(const QString& sql) const
    {
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(s("QSQLITE"), s("change"));
            database.setDatabaseName(m_home->store());
            QVERIFY(database.open());
            QSqlQuery query(database);
            QVERIFY(query.exec(sql));
        }
        QSqlDatabase::removeDatabase(s("change"));
    }

    std::unique_ptr<SampleArchive> m_archive;
    std::unique_ptr<Home> m_home; ///< with beta imported
    QByteArray m_refs;
};

void TestFaultStore::initTestCase()
{
    m_archive = std::make_unique<SampleArchive>();
}

void TestFaultStore::init()
{
    m_home = std::make_unique<Home>();
    QCOMPARE(m_home->addArchive(m_archive->uri(), m_archive->archive.keyring()).exitCode, 0);
    QCOMPARE(m_home->ctl({s("import"), s("beta")}).exitCode, 0);
    m_refs = m_home->refs();
    QVERIFY(m_refs.contains("refs/tags/debian/2"));
}

void TestFaultStore::readOnly()
{
    // All of the home may only be read, by somebody whom the permissions bind.
    QStringList wrapper{s("env")};
    if (getuid() == 0) {
        // Nobody may not reach the build folder of root: he gets a copy of the program.
        const QString copy = m_home->path(s("millracectl"));
        QVERIFY(QFile::copy(programFolder() + s("/millracectl"), copy));
        wrapper = {s("setpriv"),
                   s("--reuid=65534"),
                   s("--regid=65534"),
                   s("--clear-groups"),
                   s("sh"),
                   s("-c"),
                   s("shift; exec \"$0\" \"$@\""),
                   copy};
    }
    runProcessChecked({s("chmod"), {s("-R"), s("a+rX"), m_home->path()}});
    runProcessChecked({s("chmod"), {s("-R"), s("a-w"), m_home->path(s("home"))}});
    const QByteArray before = digestOf(m_home->store());
    refused(m_home->ctlThrough(wrapper, {s("import"), s("alpha")}), 5, "may only be read");
    refused(m_home->ctlThrough(wrapper, {s("hold"), s("beta"), s("--reason"), s("test"), s("--yes")}), 5,
            "may only be read");
    QCOMPARE(digestOf(m_home->store()), before);
    runProcessChecked({s("chmod"), {s("-R"), s("u+w"), m_home->path(s("home"))}});
    QCOMPARE(m_home->refs(), m_refs);
    QCOMPARE(m_home->ctl({s("import"), s("alpha")}).exitCode, 0);
}

void TestFaultStore::corrupt_data()
{
    QTest::addColumn<bool>("whole");
    QTest::newRow("no database at all") << true;
    QTest::newRow("pages overwritten") << false;
}

void TestFaultStore::corrupt()
{
    QFETCH(bool, whole);
    QFile::remove(m_home->store() + s("-wal"));
    QFile file(m_home->store());
    QVERIFY(file.open(QIODevice::ReadWrite));
    if (whole) {
        QVERIFY(file.resize(0));
        file.write(QByteArray("this is no database\n").repeated(500));
    } else {
        file.seek(0);
        const QByteArray header = file.read(100);
        file.seek(100); // the schema itself
        file.write(QByteArray(4096 * 3, '\x5a'));
        QVERIFY(header.startsWith("SQLite format 3"));
    }
    file.close();
    const QByteArray before = digestOf(m_home->store());
    refused(m_home->ctl({s("import"), s("alpha")}), 4, "damaged");
    refused(m_home->ctl({s("status")}), 4, "damaged");
    QCOMPARE(digestOf(m_home->store()), before); // somebody may still want to rescue it
    QCOMPARE(m_home->refs(), m_refs);
}

void TestFaultStore::newerSchema()
{
    execute(s("PRAGMA user_version = 999"));
    const QString publications = m_home->value(s("SELECT count(*) FROM publication"));
    refused(m_home->ctl({s("import"), s("alpha")}), 4, "999");
    refused(m_home->ctl({s("status")}), 4, "999");
    QCOMPARE(m_home->value(s("PRAGMA user_version")), s("999"));
    QCOMPARE(m_home->value(s("SELECT count(*) FROM publication")), publications);
    QCOMPARE(m_home->refs(), m_refs);
}

void TestFaultStore::unreachable()
{
    refused(m_home->ctl({s("--store"), s("sqlite:/proc/nowhere/state.sqlite"), s("status")}), 4, "/proc/nowhere");
    refused(m_home->ctl({s("--store"), s("nonsense:x"), s("status")}), 2, "nonsense");
}

void TestFaultStore::fullDisk_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("size");
    QTest::newRow("repositories and quarantine") << s("home/repositories") << s("24k");
    QTest::newRow("downloads") << s("home/blobs") << s("4k");
}

void TestFaultStore::fullDisk()
{
    // One folder is a small file system and fills up; the store has room.
    QFETCH(QString, folder);
    QFETCH(QString, size);
    const Home home;
    QCOMPARE(home.addArchive(m_archive->uri(), m_archive->archive.keyring()).exitCode, 0);
    const QString small = home.path(folder);
    QVERIFY(QDir().mkpath(small));
    const QStringList wrapper = mounting(s("mount -t tmpfs -o size=%1 tmpfs \"$0\"").arg(size), small);
    if (wrapper.isEmpty())
        QSKIP("this machine lets us mount nothing, so no disk can be full");
    refused(home.ctlThrough(wrapper, {s("import"), s("alpha"), s("beta")}), 1, "No space");
    // It is no failure of the packages: they wait, and go on when there is room.
    QCOMPARE(home.value(s("SELECT count(*) FROM failure")), s("0"));
    QCOMPARE(home.value(s("SELECT count(*) FROM import WHERE state <> 'void'")), s("0"));
    QCOMPARE(home.ctl({s("import"), s("alpha"), s("beta")}).exitCode, 0);
    QCOMPARE(home.disorder(), QStringList());
}

void TestFaultStore::storeLockedByAnother()
{
    // Another program holds the write lock for a while: waited for, then told.
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(s("QSQLITE"), s("holder"));
        database.setDatabaseName(m_home->store());
        QVERIFY(database.open());
        QSqlQuery query(database);
        QVERIFY(query.exec(s("BEGIN IMMEDIATE")));
        const CtlResult waiting = m_home->ctl({s("status")}); // reading needs no lock
        QVERIFY2(waiting.exitCode == 0, waiting.errors.constData());
        QVERIFY(query.exec(s("ROLLBACK")));
    }
    QSqlDatabase::removeDatabase(s("holder"));
    QCOMPARE(m_home->ctl({s("import"), s("alpha")}).exitCode, 0);
}

QTEST_GUILESS_MAIN(TestFaultStore)
#include "tst_fault_store.moc"
