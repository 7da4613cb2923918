// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/importtable.h"

#include "core/base/json.h"

namespace millrace::store {

namespace {
QString jsonText(const QStringList& list)
{
    return QString::fromUtf8(compactJson(toJsonArray(list)));
}
} // namespace

qint64 ImportTable::stage(const Import& import, qint64 attemptId)
{
    const int ordinal =
        m_database
            .value(QStringLiteral("SELECT coalesce(max(ordinal), 0) + 1 FROM import WHERE package_id = ?"),
                   {import.packageId})
            .toInt();
    return m_database.insert(
        QStringLiteral("INSERT INTO import(upload_id, package_id, engine, vendor, tree, commit_oid, parents_json, "
                       "upstream_id, kind, tag, ordinal, state, flags_json, empty_dirs_json, milliseconds, attempt_id, "
                       "created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'staged', ?, ?, ?, ?, ?)"),
        {import.uploadId, import.packageId, import.engine, import.vendor, import.tree, import.commit,
         jsonText(import.parents), import.upstreamId, import.kind, import.tag, ordinal, jsonText(import.flags),
         jsonText(import.emptyDirectories), import.milliseconds, attemptId, now()});
}

void ImportTable::stageUpstream(qint64 packageId, const Upstream& upstream, qint64 attemptId)
{
    m_database.run(QStringLiteral("INSERT INTO upstream(id, package_id, version, commit_oid, tree, tag, tarballs_json, "
                                  "attempt_id, ordinal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(ordinal), "
                                  "0) + 1 FROM upstream WHERE package_id = ?)) ON CONFLICT DO NOTHING"),
                   {upstream.id, packageId, upstream.version, upstream.commit, upstream.tree, upstream.tag,
                    QString::fromUtf8(compactJson(upstream.tarballs)), attemptId, packageId});
}

int ImportTable::countStaged(qint64 attemptId) const
{
    return m_database
        .value(QStringLiteral("SELECT count(*) FROM import WHERE attempt_id = ? AND state = 'staged'"), {attemptId})
        .toInt();
}

bool ImportTable::hasStaged(qint64 attemptId) const
{
    return m_database.value(QStringLiteral("SELECT 1 FROM publication WHERE staged_by = ? LIMIT 1"), {attemptId})
        .isValid();
}

void ImportTable::publish(qint64 attemptId)
{
    m_database.run(QStringLiteral("UPDATE import SET state = 'published' WHERE attempt_id = ? AND state = 'staged'"),
                   {attemptId});
    m_database.run(QStringLiteral("UPDATE upstream SET state = 'published' WHERE attempt_id = ?"), {attemptId});
    m_database.run(QStringLiteral("UPDATE publication SET staged_by = NULL WHERE staged_by = ?"), {attemptId});
    m_database.touch("import");
}

void ImportTable::discard(qint64 attemptId)
{
    // By the attempt, not by its imports: a publication may only have moved to an import that was there.
    m_database.run(QStringLiteral("UPDATE publication SET import_id = NULL, commit_oid = '', staged_by = NULL "
                                  "WHERE staged_by = ?"),
                   {attemptId});
    m_database.run(QStringLiteral("UPDATE import SET state = 'void' WHERE attempt_id = ? AND state = 'staged'"),
                   {attemptId});
    m_database.run(QStringLiteral("DELETE FROM upstream WHERE attempt_id = ? AND state = 'staged'"), {attemptId});
}

void ImportTable::makeVoid(qint64 packageId, const QList<qint64>& imports)
{
    m_database.run(QStringLiteral("UPDATE publication SET import_id = NULL, commit_oid = '' WHERE import_id IN "
                                  "(SELECT id FROM import WHERE package_id = ? AND state = 'staged')"),
                   {packageId});
    m_database.run(QStringLiteral("UPDATE import SET state = 'void' WHERE package_id = ? AND state = 'staged'"),
                   {packageId});
    for (const qint64 id : imports)
        m_database.run(QStringLiteral("UPDATE import SET state = 'void' WHERE id = ?"), {id});
    m_database.touch("import");
}

void ImportTable::dropUpstreams(qint64 packageId, const QStringList& ids)
{
    for (const QString& id : ids)
        m_database.run(QStringLiteral("DELETE FROM upstream WHERE package_id = ? AND id = ?"), {packageId, id});
}

void ImportTable::replace(const Import& import)
{
    m_database.run(
        QStringLiteral("UPDATE import SET engine = ?, vendor = ?, tree = ?, commit_oid = ?, parents_json = ?, "
                       "upstream_id = ?, kind = ?, tag = ?, flags_json = ?, empty_dirs_json = ?, verified_at = 0 "
                       "WHERE id = ?"),
        {import.engine, import.vendor, import.tree, import.commit, jsonText(import.parents), import.upstreamId,
         import.kind, import.tag, jsonText(import.flags), jsonText(import.emptyDirectories), import.id});
    m_database.touch("import");
}

QList<Import> ImportTable::ofPackage(qint64 packageId) const
{
    QList<Import> imports;
    QSqlQuery query = m_database.select(
        QStringLiteral("SELECT i.id, i.upload_id, i.package_id, u.version, u.dsc_sha256, i.engine, i.vendor, i.tree, "
                       "i.commit_oid, i.parents_json, i.upstream_id, i.kind, i.tag, i.ordinal, i.state, i.flags_json, "
                       "i.empty_dirs_json, i.milliseconds FROM import i JOIN upload u ON u.id = i.upload_id "
                       "WHERE i.package_id = ? AND i.state = 'published' ORDER BY i.ordinal"),
        {packageId});
    while (query.next()) {
        Import import;
        import.id = query.value(0).toLongLong();
        import.uploadId = query.value(1).toLongLong();
        import.packageId = query.value(2).toLongLong();
        import.version = query.value(3).toString();
        import.dscSha256 = query.value(4).toString();
        import.engine = query.value(5).toInt();
        import.vendor = query.value(6).toString();
        import.tree = query.value(7).toString();
        import.commit = query.value(8).toString();
        import.parents = toStringList(jsonArrayOf(query.value(9)));
        import.upstreamId = query.value(10).toString();
        import.kind = query.value(11).toString();
        import.tag = query.value(12).toString();
        import.ordinal = query.value(13).toInt();
        import.state = query.value(14).toString();
        import.flags = toStringList(jsonArrayOf(query.value(15)));
        import.emptyDirectories = toStringList(jsonArrayOf(query.value(16)));
        import.milliseconds = query.value(17).toLongLong();
        imports.append(import);
    }
    return imports;
}

QList<Upstream> ImportTable::upstreamsOf(qint64 packageId) const
{
    QList<Upstream> upstreams;
    // In the order in which they were made: of two contents of one version the later one is the next one's parent.
    QSqlQuery query =
        m_database.select(QStringLiteral("SELECT id, version, commit_oid, tree, tag, tarballs_json FROM upstream "
                                         "WHERE package_id = ? AND state = 'published' ORDER BY ordinal"),
                          {packageId});
    while (query.next())
        upstreams.append({query.value(0).toString(), query.value(1).toString(), query.value(2).toString(),
                          query.value(3).toString(), query.value(4).toString(), jsonArrayOf(query.value(5))});
    return upstreams;
}

void ImportTable::setGood(qint64 packageId, const QString& branch, const QString& commit)
{
    m_database.run(
        QStringLiteral("INSERT INTO branch_state(package_id, branch, good_oid, checked_at) VALUES (?, ?, ?, ?) "
                       "ON CONFLICT(package_id, branch) DO UPDATE SET good_oid = excluded.good_oid, "
                       "checked_at = excluded.checked_at, verdict = 'insync'"),
        {packageId, branch, commit, now()});
}

QMap<QString, QString> ImportTable::goodBranches(qint64 packageId) const
{
    QMap<QString, QString> good;
    QSqlQuery query = m_database.select(
        QStringLiteral("SELECT branch, good_oid FROM branch_state WHERE package_id = ?"), {packageId});
    while (query.next())
        good.insert(query.value(0).toString(), query.value(1).toString());
    return good;
}

void ImportTable::forgetGood(qint64 packageId)
{
    m_database.run(QStringLiteral("DELETE FROM branch_state WHERE package_id = ?"), {packageId});
}

QString ImportTable::newestBranch(qint64 packageId) const
{
    return m_database
        .value(QStringLiteral("SELECT s.branch FROM publication p JOIN suite s ON s.id = p.suite_id "
                              "WHERE p.package_id = ? AND p.import_id > 0 ORDER BY s.rank DESC, s.branch LIMIT 1"),
               {packageId})
        .toString();
}

} // namespace millrace::store
