// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/scalestore.h"

#include "core/base/json.h"
#include "core/store/lists.h"

namespace millrace::test {

namespace {

QString q(const char* text)
{
    return QString::fromUtf8(text);
}

/// Runs "INSERT INTO … SELECT …" over n.i = 1 … count.
void insertNumbered(store::Database& database, const char* table, const char* columns, int count, const char* select)
{
    // In portions: a single one of a million rows would take all memory of a small machine.
    constexpr int portion = 100'000;
    for (int first = 1; first <= count; first += portion)
        database.execute(
            QStringLiteral(
                "INSERT INTO %1(%2) WITH RECURSIVE n(i) AS (SELECT CAST(%3 AS BIGINT) UNION ALL SELECT i + 1 "
                "FROM n WHERE i < %4) SELECT %5 FROM n")
                .arg(q(table), q(columns))
                .arg(first)
                .arg(std::min(count, first + portion - 1))
                .arg(q(select).replace(q("BYTES"), database.dialect() == q("sqlite") ? q("BLOB") : q("BYTEA"))));
}

/// As long as those of real failures are: lists must not have to read them.
QString sampleTrace()
{
    QJsonArray trace;
    for (const char* what : {"import a package", "import upload", "fetch the files of the upload", "fetch file",
                             "download", "wait for the answer of the server", "read the body"})
        trace.append(QJsonObject{{q("function"), q("millrace::importer::PackageImport::run(const JobSpec&)")},
                                 {q("file"), q("core/importer/packageimport.cpp")},
                                 {q("line"), 129},
                                 {q("what"), q(what)},
                                 {q("values"), QJsonObject{{q("package"), q("package-gtkqtp-2007")},
                                                           {q("version"), q("1:2.36.5-2+deb12u1")}}}});
    return QString::fromUtf8(compactJson(trace));
}

QString sampleEvidence()
{
    return QString::fromUtf8(
        compactJson(QJsonObject{{q("url"), q("http://127.0.0.1/debian/pool/main/p/package/package_2.36.5.orig.tar.xz")},
                                {q("status"), 0},
                                {q("stderr"), QString(300, u'x')}}));
}

} // namespace

void fillToScale(store::Database& database, const Scale& scale, qint64 nowMs)
{
    const QString now = QString::number(nowMs);
    const auto insert = [&](const char* table, const char* columns, int count, QString select) {
        select.replace(q("NOW"), now)
            .replace(q("PACKAGES"), QString::number(scale.packages))
            .replace(q("SIGNATURES"), QString::number(scale.signatures));
        insertNumbered(database, table, columns, count, select.toUtf8().constData());
    };
    const int uploads = scale.publications / 4;
    database.transaction([&] {
        insert("archive", "id, name, vendor, base_uri", 1, q("i, 'debian', 'debian', 'http://127.0.0.1/debian/'"));
        insert("suite", "id, archive_id, name, codename, branch, rank, polled_at", 20,
               q("i, 1, 'suite' || i, 'suite' || i, 'debian/suite' || i, i, NOW"));
        insert("package", "id, name, state, tracked, newest_version, newest_key, changed_at", scale.packages,
               q("i, 'package-' || substr('libgtkqtpyperlruby', CAST(1 + i % 12 AS INTEGER), 6) || '-' || i, CASE WHEN "
                 "i % 2 = 0 OR i < 10000 THEN 'held' "
                 "ELSE 'ok' END, 1, '1.' || i, CAST('1.' || i AS BYTES), NOW - i * 1000"));
        insert(
            "upload", "id, dsc_sha256, package_id, archive_id, version, version_key, format, location, files_json",
            uploads,
            q("i, 'sha-' || i, 1 + i % PACKAGES, 1, '1.' || i || '-1', CAST('1.' || i AS BYTES), '3.0 (quilt)', "
              "'pool/main/p/p' || i, '[{\"name\":\"p_' || i || '.dsc\",\"sha256\":\"' || i || '\",\"size\":2000}]'"));
        insert("import",
               "id, upload_id, package_id, engine, vendor, tree, commit_oid, parents_json, kind, tag, ordinal, state, "
               "created",
               uploads * 9 / 10,
               q("i, i, 1 + i % PACKAGES, 1, 'debian', 'tree' || i, 'commit' || i, '[]', 'synth', 'debian/1.' || i, "
                 "i / PACKAGES, 'published', NOW - i"));
        insert("publication", "id, suite_id, package_id, upload_id, first_seen, import_id", scale.publications,
               q("i, 1 + (i / 4 % 5) * 4 + i % 4, 1 + ((i - 1) / 4 + 1) % PACKAGES, (i - 1) / 4 + 1, NOW - i, "
                 "CASE WHEN (i - 1) / 4 + 1 <= UPLOADED THEN (i - 1) / 4 + 1 END")
                   .replace(q("UPLOADED"), QString::number(uploads * 9 / 10)));
        for (int i = 1; i <= scale.signatures; ++i)
            database.run(
                q("INSERT INTO signature(sig, id, class, code, title, lines_json, algorithm, policy, added_at) "
                  "VALUES (?, ?, ?, ?, ?, '[\"a\",\"b\"]', 1, 'hold', ?)"),
                {store::signatureOfGroup(i), i, i % 3 == 0 ? q("net") : q("dsc"), q("dsc.files"),
                 QStringLiteral("Trouble number %1").arg(i), nowMs});
        insert(
            "failure",
            "id, package_id, class, code, phase, signature, computed, message, version, first_at, last_at, state",
            scale.failures,
            q("i, CASE WHEN i <= 5000 THEN i * 2 - 1 WHEN i <= 10000 THEN (i - 5000) * 2 ELSE 2 + (i * 2) % PACKAGES "
              "END, 'net', 'net.timeout', 'fetch', GROUP, GROUP, "
              "'The server at mirror ' || (i % 97) || ' did not answer in time for package ' || i, '1.' || i || '-1', "
              "NOW - i * 60000, NOW - i * 1000, 'held'")
                .replace(q("GROUP"),
                         q("(SELECT sig FROM signature WHERE id = CASE WHEN i <= 5000 THEN 1 WHEN i <= 10000 "
                           "THEN 2 ELSE 3 + i % (SIGNATURES - 2) END)")));
        insert("failure_evidence", "failure_id, trace_json, evidence_json", scale.failures,
               q("i, 'TRACE', 'EVIDENCE'").replace(q("TRACE"), sampleTrace()).replace(q("EVIDENCE"), sampleEvidence()));
        database.execute(QStringLiteral("INSERT INTO signature_day(sig, day, failures, fresh, retries, recovered) "
                                        "WITH RECURSIVE n(i) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM "
                                        "n WHERE i < 29) SELECT s.sig, %1 - n.i, 12, 10, 4, 3 FROM signature s, n")
                             .arg(nowMs / 86'400'000));
        insert("job", "id, package_id, type, state, priority, due_at, created, started, ended, outcome, reason",
               scale.events,
               q("i, 1 + i % PACKAGES, 'new', 'done', 20, 0, NOW - i * 1000, NOW - i * 900, NOW - i * 800, 'done', "
                 "'new in suite' || (i % 20)"));
        insert(
            "attempt",
            "id, job_id, worker, started, ended, outcome, stage, cpu_ms, versions, fetch_ms, unpack_ms, tree_ms, "
            "commit_ms, refs_ms",
            scale.events,
            q("i, i, 'host-' || (i % 20) || ':1', NOW - i * 900, NOW - i * 800, 'done', 'refs', 900, 1, 100 + i % 90, "
              "200 + i % 80, 300 + i % 70, 50 + i % 60, 10 + i % 50"));
        insert("job", "id, package_id, type, priority, due_at, created, reason", scale.queued,
               q("FINISHED + i, PACKAGES + 1 - i * 2, 'new', 10 + i % 4 * 10, 0, NOW - i * 1000, 'new in sid'")
                   .replace(q("FINISHED"), QString::number(scale.events)));
        insert("event", "at, actor, action, subject, summary", scale.events,
               q("NOW - i * 1000, 'engine', 'import', 'package-' || i, 'Imported one version of package-' || i"));
        for (const store::TableInfo& table : database.tables()) {
            if (table.countsIds)
                database.continueIds(
                    table.name,
                    database.value(QStringLiteral("SELECT max(id) FROM \"%1\"").arg(table.name)).toLongLong());
        }
        for (const char* topic : {"archive", "package", "job", "failure", "import", "event"})
            database.touch(topic);
    });
    database.execute(q("ANALYZE"));
}

} // namespace millrace::test
