// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/ruletable.h"

namespace millrace::store {

namespace {

const QString columns =
    QStringLiteral("code, policy, cap, delay_ms, retry_on_new_upload, author, reason, at FROM error_rule");

template <typename Cells> StoredRule ruleOf(const Cells& cells)
{
    StoredRule rule;
    rule.change = {cells.value(0).toString(),
                   failure::policyFromName(cells.value(1).toString()).value_or(failure::Policy::Hold),
                   cells.value(2).toInt(), cells.value(3).toLongLong(), cells.value(4).toBool()};
    rule.author = cells.value(5).toString();
    rule.reason = cells.value(6).toString();
    rule.at = cells.value(7).toLongLong();
    return rule;
}

QHash<QString, failure::RuleChange> changesOf(const QList<StoredRule>& rules)
{
    QHash<QString, failure::RuleChange> changes;
    for (const StoredRule& rule : rules)
        changes.insert(rule.change.code, rule.change);
    return changes;
}

} // namespace

QList<StoredRule> RuleTable::all() const
{
    QList<StoredRule> rules;
    QSqlQuery query = m_database.select(QStringLiteral("SELECT %1 ORDER BY code").arg(columns));
    while (query.next())
        rules.append(ruleOf(query));
    return rules;
}

std::optional<StoredRule> RuleTable::byCode(const QString& code) const
{
    const QVariantList cells = m_database.row(QStringLiteral("SELECT %1 WHERE code = ?").arg(columns), {code});
    return cells.isEmpty() ? std::nullopt : std::optional(ruleOf(cells));
}

void RuleTable::set(const StoredRule& rule)
{
    m_database.run(
        QStringLiteral("INSERT INTO error_rule(code, policy, cap, delay_ms, retry_on_new_upload, author, reason, at) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO UPDATE SET policy = excluded.policy, "
                       "cap = excluded.cap, delay_ms = excluded.delay_ms, "
                       "retry_on_new_upload = excluded.retry_on_new_upload, author = excluded.author, "
                       "reason = excluded.reason, at = excluded.at"),
        {rule.change.code, failure::policyName(rule.change.policy), rule.change.cap, rule.change.delayMs,
         rule.change.retryOnNewUpload ? 1 : 0, rule.author, rule.reason, now()});
    refreshPolicies();
}

void RuleTable::remove(const QString& code)
{
    m_database.run(QStringLiteral("DELETE FROM error_rule WHERE code = ?"), {code});
    refreshPolicies();
}

failure::ErrorRule RuleTable::effective(const QString& code, const QString& signature) const
{
    QList<StoredRule> found;
    for (const QString& key : {signature, code, failure::wholeClassOf(code)}) {
        if (const std::optional<StoredRule> rule = byCode(key))
            found.append(*rule);
    }
    return failure::ruleFor(code, signature, changesOf(found));
}

failure::ErrorRule RuleTable::effectiveWithout(const QString& code, const QString& decided) const
{
    QHash<QString, failure::RuleChange> changes = changesOf(all());
    changes.remove(decided);
    return failure::ruleFor(code, {}, changes);
}

QList<ListedRule> RuleTable::list() const
{
    const QList<StoredRule> stored = all();
    const QHash<QString, failure::RuleChange> changes = changesOf(stored);
    QHash<QString, StoredRule> left;
    for (const StoredRule& rule : stored)
        left.insert(rule.change.code, rule);
    QList<ListedRule> result;
    for (const failure::ErrorRule& builtIn : failure::builtInRules()) {
        ListedRule listed{failure::ruleFor(builtIn.code, {}, changes), std::nullopt};
        if (const auto own = left.constFind(builtIn.code); own != left.constEnd()) {
            listed.stored = *own;
            left.erase(own);
        }
        result.append(listed);
    }
    for (const StoredRule& rule : stored) {
        if (!left.contains(rule.change.code))
            continue;
        failure::ErrorRule in = failure::ruleFor(rule.change.code, rule.change.code, changes);
        in.code = rule.change.code;
        result.append({in, rule});
    }
    return result;
}

void RuleTable::refreshPolicies()
{
    const QHash<QString, failure::RuleChange> changes = changesOf(all());
    QList<std::pair<QString, QString>> wrong; // signature, policy
    {
        QSqlQuery query = m_database.select(QStringLiteral("SELECT sig, code, policy FROM signature"));
        while (query.next()) {
            const QString signature = query.value(0).toString();
            const QString policy =
                failure::policyName(failure::ruleFor(query.value(1).toString(), signature, changes).policy);
            if (policy != query.value(2).toString())
                wrong.append({signature, policy});
        }
    }
    for (const auto& [signature, policy] : std::as_const(wrong))
        m_database.run(QStringLiteral("UPDATE signature SET policy = ? WHERE sig = ?"), {policy, signature});
    m_database.touch("failure");
}

} // namespace millrace::store
