// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/signaturetable.h"

#include "core/base/json.h"
#include "core/store/lists.h"
#include "core/store/ruletable.h"
#include "core/store/stateversion.h"

namespace millrace::store {

namespace {

/// Decisions follow each other only through parts of parts; more than this is a circle that somebody wrote by hand.
constexpr int mostSteps = 32;

failure::SplitFacts factsOf(Database& database, qint64 failureId)
{
    const QVariantList row = database.row(
        QStringLiteral(
            "SELECT k.name, f.version, f.message, e.trace_json, e.evidence_json FROM failure f "
            "JOIN failure_evidence e ON e.failure_id = f.id JOIN package k ON k.id = f.package_id WHERE f.id = ?"),
        {failureId});
    return {row.at(0).toString(), row.at(1).toString(), row.at(2).toString(), tracebackFromJson(jsonArrayOf(row.at(3))),
            jsonObjectOf(row.at(4))};
}

} // namespace

std::optional<SignatureRow> SignatureTable::bySig(const QString& sig) const
{
    const QVariantList row = m_database.row(
        QStringLiteral("SELECT sig, class, code, title, policy, lines_json, algorithm, merged_into, split_by, part_of, "
                       "part, added_at FROM signature WHERE sig = ?"),
        {sig});
    if (row.isEmpty())
        return std::nullopt;
    return SignatureRow{row.at(0).toString(), row.at(1).toString(),  row.at(2).toString(),
                        row.at(3).toString(), row.at(4).toString(),  toStringList(jsonArrayOf(row.at(5))),
                        row.at(6).toInt(),    row.at(7).toString(),  row.at(8).toString(),
                        row.at(9).toString(), row.at(10).toString(), row.at(11).toLongLong()};
}

QString SignatureTable::mergedTo(const QString& sig) const
{
    QString current = sig;
    for (int step = 0; step < mostSteps; ++step) {
        const std::optional<SignatureRow> row = bySig(current);
        if (!row || row->mergedInto.isEmpty())
            break;
        current = row->mergedInto;
    }
    return current;
}

QStringList SignatureTable::mergedInto(const QString& sig) const
{
    QStringList sigs;
    QSqlQuery query =
        m_database.select(QStringLiteral("SELECT sig FROM signature WHERE merged_into = ? ORDER BY sig"), {sig});
    while (query.next())
        sigs.append(query.value(0).toString());
    return sigs;
}

QStringList SignatureTable::partsOf(const QString& sig) const
{
    QStringList sigs;
    QSqlQuery query =
        m_database.select(QStringLiteral("SELECT sig FROM signature WHERE part_of = ? ORDER BY sig"), {sig});
    while (query.next())
        sigs.append(query.value(0).toString());
    return sigs;
}

QString SignatureTable::assign(const failure::Signature& computed, const Error& error, const failure::SplitFacts& facts)
{
    const QString policy =
        failure::policyName(RuleTable(m_database, clock()).effective(error.code(), computed.id).policy);
    m_database.run(QStringLiteral("INSERT INTO signature(sig, id, class, code, title, lines_json, algorithm, policy, "
                                  "added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"),
                   {computed.id, groupId(computed.id), error.errorClass(), error.code(), computed.title,
                    QString::fromUtf8(compactJson(toJsonArray(computed.lines))), failure::signatureAlgorithm, policy,
                    now()});
    return follow(computed.id, [&facts] { return facts; });
}

QString SignatureTable::follow(QString sig, const std::function<failure::SplitFacts()>& facts)
{
    for (int step = 0; step < mostSteps; ++step) {
        const QVariantList row =
            m_database.row(QStringLiteral("SELECT merged_into, split_by FROM signature WHERE sig = ?"), {sig});
        if (row.isEmpty())
            break;
        const QString target = row.at(0).toString();
        const std::optional<failure::SplitBy> by = failure::splitFromName(row.at(1).toString());
        if (!target.isEmpty())
            sig = target;
        else if (by)
            sig = ensurePart(sig, *by, failure::partOf(*by, facts()));
        else
            break;
    }
    return sig;
}

QString SignatureTable::ensurePart(const QString& sig, failure::SplitBy by, const QString& part)
{
    const QString id = failure::partId(sig, by, part);
    if (!m_database.row(QStringLiteral("SELECT 1 FROM signature WHERE sig = ?"), {id}).isEmpty())
        return id;
    const SignatureRow whole = *bySig(sig);
    const QString policy = failure::policyName(RuleTable(m_database, clock()).effective(whole.code, id).policy);
    m_database.run(QStringLiteral("INSERT INTO signature(sig, id, class, code, title, lines_json, algorithm, policy, "
                                  "added_at, part_of, part) VALUES (?, ?, ?, ?, ?, '[]', ?, ?, ?, ?, ?)"),
                   {id, groupId(id), whole.errorClass, whole.code,
                    QStringLiteral("%1 [%2: %3]").arg(whole.title, failure::splitName(by), part.left(80)),
                    whole.algorithm, policy, now(), sig, part});
    return id;
}

int SignatureTable::merge(const QStringList& sigs, const QString& target)
{
    int moved = 0;
    m_database.transaction([&] {
        for (const QString& sig : sigs) {
            m_database.run(QStringLiteral("UPDATE signature SET merged_into = ? WHERE sig = ?"), {target, sig});
            // What was merged into it before goes along, so that one step always leads to the end.
            m_database.run(QStringLiteral("UPDATE signature SET merged_into = ? WHERE merged_into = ?"), {target, sig});
            moved +=
                m_database.run(QStringLiteral("UPDATE failure SET signature = ? WHERE signature = ?"), {target, sig});
            changed(sig);
        }
        changed(target);
    });
    return moved;
}

int SignatureTable::split(const QString& sig, failure::SplitBy by)
{
    int moved = 0;
    m_database.transaction([&] {
        m_database.run(QStringLiteral("UPDATE signature SET split_by = ? WHERE sig = ?"),
                       {failure::splitName(by), sig});
        changed(sig);
        moved = reassign({sig});
    });
    return moved;
}

QStringList SignatureTable::partsIfSplit(const QString& sig, failure::SplitBy by) const
{
    QList<qint64> ids;
    {
        QSqlQuery query = m_database.select(QStringLiteral("SELECT id FROM failure WHERE signature = ?"), {sig});
        while (query.next())
            ids.append(query.value(0).toLongLong());
    }
    QStringList parts;
    for (const qint64 id : std::as_const(ids))
        parts.append(failure::partOf(by, factsOf(m_database, id)));
    parts.removeDuplicates();
    parts.sort();
    return parts;
}

void SignatureTable::setDecisions(const QString& sig, const QString& mergedInto, const QString& splitBy)
{
    m_database.run(QStringLiteral("UPDATE signature SET merged_into = ?, split_by = ? WHERE sig = ?"),
                   {mergedInto, splitBy, sig});
    changed(sig);
}

QStringList SignatureTable::family(const QStringList& sigs) const
{
    QStringList all = sigs;
    for (qsizetype i = 0; i < all.size(); ++i) {
        for (const QString& part : partsOf(all.at(i))) {
            if (!all.contains(part))
                all.append(part);
        }
    }
    return all;
}

int SignatureTable::reassign(const QStringList& sigs)
{
    int moved = 0;
    for (const QString& sig : family(sigs)) {
        QList<std::pair<qint64, QString>> rows; // failure, what was computed
        {
            QSqlQuery query =
                m_database.select(QStringLiteral("SELECT id, computed FROM failure WHERE signature = ?"), {sig});
            while (query.next())
                rows.append({query.value(0).toLongLong(), query.value(1).toString()});
        }
        for (const auto& [id, computed] : std::as_const(rows)) {
            const QString now = follow(computed, [&, failure = id] { return factsOf(m_database, failure); });
            if (now != sig)
                moved += m_database.run(QStringLiteral("UPDATE failure SET signature = ? WHERE id = ?"), {now, id});
        }
        changed(sig);
    }
    return moved;
}

qint64 SignatureTable::stateVersion(const QStringList& sigs) const
{
    StateVersion version;
    for (const QString& sig : sigs) {
        version.mix(groupId(sig));
        version.mix(m_database.row(QStringLiteral("SELECT row_version FROM signature WHERE sig = ?"), {sig})
                        .value(0)
                        .toLongLong());
    }
    return version.value();
}

void SignatureTable::changed(const QString& sig)
{
    m_database.run(QStringLiteral("UPDATE signature SET row_version = row_version + 1 WHERE sig = ?"), {sig});
    m_database.touch("failure");
}

} // namespace millrace::store
