// SPDX-License-Identifier: GPL-3.0-or-later
// A SQLite store of an earlier schema, with rows in it, becomes one of today's with nothing lost.
#include "core/store/migrations.h"
#include "tests/contract/storefixture.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace millrace;
using namespace millrace::store;
using namespace millrace::test;

namespace {

QString q(const char* text)
{
    return QString::fromUtf8(text);
}

/// Makes the schema as it was after migration @p number.
void makeSchema(Database& database, int number)
{
    const QDir folder(q(":/sql/sqlite"));
    for (const QString& name : folder.entryList({q("????_*.sql")}, QDir::Files, QDir::Name)) {
        if (name.left(4).toInt() > number)
            break;
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QString sql;
        for (const QString& line : QString::fromUtf8(file.readAll()).split(u'\n'))
            sql += line.section(q("--"), 0, 0).trimmed() + u'\n';
        for (const QString& statement : sql.split(q(";\n"))) {
            if (!statement.trimmed().isEmpty())
                database.select(statement);
        }
    }
    database.select(QStringLiteral("PRAGMA user_version = %1").arg(number));
}

} // namespace

class TestContractUpgrade : public QObject
{
    Q_OBJECT

private slots:
    void fromSchema5()
    {
        const QTemporaryDir folder;
        const StoreUrl url = StoreUrl::parse(q("sqlite:") + folder.filePath(q("old.sqlite")));
        {
            const auto database = Database::open(url, OpenMode::ReadWrite);
            makeSchema(*database, 5);
            for (const char* const sql :
                 {"INSERT INTO archive(id, name, vendor, base_uri) VALUES (3, 'debian', 'debian', 'http://127.0.0.1/')",
                  "INSERT INTO suite(id, archive_id, name, branch) VALUES (4, 3, 'sid', 'debian/sid'), "
                  "(5, 3, 'trixie', 'debian/trixie')",
                  "INSERT INTO package(id, name, tracked) VALUES (6, 'sample', 1)",
                  "INSERT INTO upload(id, dsc_sha256, package_id, archive_id, version, version_key, format, location, "
                  "files_json) VALUES (7, 'a', 6, 3, '1.0-1', x'01', '1.0', 'pool/s', '[]'), "
                  "(8, 'b', 6, 3, '2.0-1', x'02', '1.0', 'pool/s', '[]')",
                  "INSERT INTO job(id, package_id, type, priority, due_at, created) VALUES (9, 6, 'new', 1, 1, 1)",
                  "INSERT INTO attempt(id, job_id, worker, started) VALUES (10, 9, 'x', 1)",
                  "INSERT INTO import(id, upload_id, package_id, engine, vendor, tree, commit_oid, parents_json, kind, "
                  "tag, ordinal, state, attempt_id, created) VALUES "
                  "(11, 7, 6, 1, 'debian', 't', 'c', '[]', 'synth', 'debian/1.0-1', 1, 'published', 2, 1), "
                  "(12, 8, 6, 1, 'debian', 't', 'd', '[]', 'synth', 'debian/2.0-1', 2, 'staged', 10, 1)",
                  "INSERT INTO publication(id, suite_id, package_id, upload_id, first_seen, import_id, commit_oid) "
                  "VALUES (13, 4, 6, 7, 1, 11, 'c'), (14, 5, 6, 8, 1, 12, 'd')",
                  "INSERT INTO import_override(id, package_id, version, what, value) VALUES "
                  "(15, 6, '1.0-1', 'parent', ''), (16, 6, '2.0-1', 'changelog', '1.9-1')"})
                database->select(q(sql));
        }
        StateStore store(url, OpenMode::ReadWrite);
        QCOMPARE(Migrations(store.database()).current(), Migrations(store.database()).newest());
        const Archive archive = *store.archives.byName(q("debian"));
        QVERIFY(archive.weakDigests && archive.zst && archive.mirrors.isEmpty());
        QCOMPARE(store.overrides.ofPackage(6),
                 (QList<Override>{{q("1.0-1"), q("parent"), {}}, {q("2.0-1"), q("changelog"), q("1.9-1")}}));
        store.overrides.set(6, {q("1.0"), q("upstream"), q("keep")});
        QCOMPARE(store.overrides.ofPackage(6).size(), 3);
        // What a kill had interrupted can still be taken back, and only that.
        store.imports.discard(10);
        QCOMPARE(store.publications.waiting(6).size(), 1);
        QCOMPARE(store.publications.waiting(6).constFirst().id, 14);
        QCOMPARE(store.imports.ofPackage(6).size(), 1);
    }

    void mirrorsAndPolicies()
    {
        const QTemporaryDir folder;
        StateStore store(StoreUrl::parse(q("sqlite:") + folder.filePath(q("new.sqlite"))), OpenMode::ReadWrite);
        Archive archive;
        archive.name = q("debian");
        archive.baseUri = q("http://127.0.0.1/");
        archive.mirrors = {q("http://127.0.0.2/"), q("file:///x/")};
        archive.zst = false;
        const qint64 id = store.archives.add(archive);
        const auto read = [&] { return *store.archives.byName(q("debian")); };
        QCOMPARE(read().mirrors, archive.mirrors);
        QVERIFY(read().weakDigests && !read().zst);
        store.archives.setAccepted(id, false, true);
        store.archives.setMirrors(id, {});
        QVERIFY(!read().weakDigests && read().zst && read().mirrors.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestContractUpgrade)
#include "tst_contract_store_upgrade.moc"
