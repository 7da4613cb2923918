// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/groupcounts.h"

#include "core/store/database.h"

#include <QStringList>

namespace millrace::store {

namespace {

/// More would be a statement that costs more to read than they cost to count.
constexpr qsizetype mostGroups = 2'000;

// Each change of a failure counts up its topic, in the same transaction.
const QString seqOfFailures = QStringLiteral("SELECT coalesce(sum(seq), 0) FROM change WHERE topic = 'failure'");

} // namespace

QString GroupCounts::source(const QString& counted)
{
    // A transaction's own changes are told at its end.
    if (m_database.inTransaction())
        return {};
    if (m_seq >= 0 && m_database.value(seqOfFailures).toLongLong() == m_seq)
        return m_source;
    m_source.clear();
    m_seq = -1;
    if (counted.isEmpty())
        return {};
    QStringList values;
    // One statement: both are of the same moment.
    QSqlQuery query =
        m_database.select(QStringLiteral("SELECT g.sig, g.n, g.packages, g.first_at, g.last_at, (%1) FROM %2")
                              .arg(seqOfFailures, counted));
    while (query.next()) {
        const QString sig = query.value(0).toString().replace(QLatin1Char('\''), QLatin1String("''"));
        values.append(QStringLiteral("('%1',%2,%3,%4,%5)")
                          .arg(sig, query.value(1).toString(), query.value(2).toString(), query.value(3).toString(),
                               query.value(4).toString()));
        m_seq = query.value(5).toLongLong();
    }
    if (values.size() > mostGroups)
        values.clear();
    if (!values.isEmpty())
        m_source = QStringLiteral("(WITH c(sig, n, packages, first_at, last_at) AS (VALUES %1) SELECT s.id AS id, "
                                  "s.sig AS sig, s.title AS title, s.class AS class, s.code AS code, s.policy AS "
                                  "policy, c.n AS n, c.packages AS packages, c.first_at AS first_at, c.last_at AS "
                                  "last_at FROM c JOIN signature s ON s.sig = c.sig WHERE 1 = 1 %2) g")
                       .arg(values.join(QLatin1Char(',')), QStringLiteral("%1"));
    return m_source;
}

} // namespace millrace::store
