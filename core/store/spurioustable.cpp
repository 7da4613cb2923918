// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/spurioustable.h"

#include "core/failure/baseline.h"
#include "core/store/effecttable.h"
#include "core/store/eventtable.h"
#include "core/store/ruletable.h"
#include "core/store/signaturetable.h"

#include <QStringList>

#include <algorithm>

namespace millrace::store {

namespace {

constexpr qint64 dayMs = 86'400'000;

const QString suspendedState = QStringLiteral("suspended");
const QString expiredState = QStringLiteral("expired");
const QString activeState = QStringLiteral("active");
const QString timeIsOver = QStringLiteral("is no longer spurious: the time that was set is over");

} // namespace

std::optional<SpuriousMark> SpuriousTable::of(const QString& sig) const
{
    const QVariantList row =
        m_database.row(QStringLiteral("SELECT state, delay_ms, cap, expires_at, author, reason, since, ended_at, "
                                      "accepted_milli FROM spurious WHERE sig = ?"),
                       {sig});
    if (row.isEmpty())
        return std::nullopt;
    return SpuriousMark{row.at(0).toString(),   row.at(1).toLongLong(), row.at(2).toInt(),
                        row.at(3).toLongLong(), row.at(4).toString(),   row.at(5).toString(),
                        row.at(6).toLongLong(), row.at(7).toLongLong(), row.at(8).toInt()};
}

void SpuriousTable::set(const QString& sig, const std::optional<SpuriousMark>& mark)
{
    if (mark)
        m_database.run(
            QStringLiteral("INSERT INTO spurious(sig, state, delay_ms, cap, expires_at, author, reason, since, "
                           "ended_at, accepted_milli) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sig) DO "
                           "UPDATE SET state = excluded.state, delay_ms = excluded.delay_ms, cap = excluded.cap, "
                           "expires_at = excluded.expires_at, author = excluded.author, reason = excluded.reason, "
                           "since = excluded.since, ended_at = excluded.ended_at, "
                           "accepted_milli = excluded.accepted_milli"),
            {sig, mark->state, mark->delayMs, mark->cap, mark->expiresAt, mark->author, mark->reason, mark->since,
             mark->endedAt, mark->acceptedMilli});
    else
        m_database.run(QStringLiteral("DELETE FROM spurious WHERE sig = ?"), {sig});
    SignatureTable(m_database, clock()).changed(sig);
}

int SpuriousTable::mostExpected(const QString& sig, const SpuriousMark& mark) const
{
    double mean = EffectTable(m_database, clock()).meanBefore(sig);
    // What the person saw is part of the mean only after a week: until then it holds by itself.
    if (now() < mark.since + failure::baselineDays * dayMs)
        mean = std::max(mean, mark.acceptedMilli / 1000.0);
    return failure::mostExpected(mean);
}

failure::ErrorRule SpuriousTable::ruleForNew(const QString& code, const QString& sig)
{
    failure::ErrorRule rule = RuleTable(m_database, clock()).effective(code, sig);
    std::optional<SpuriousMark> mark = of(sig);
    if (!mark || mark->state != activeState || rule.policy == failure::Policy::Resource)
        return rule;
    if (mark->expiresAt > 0 && mark->expiresAt <= now()) {
        end(sig, *mark, expiredState, timeIsOver);
        return rule;
    }
    const int fresh = EffectTable(m_database, clock()).freshToday(sig);
    const int expected = mostExpected(sig, *mark);
    if (fresh > expected) {
        end(sig, *mark, suspendedState,
            QStringLiteral("is re-opened: %1 new failures today, at most %2 were to be expected")
                .arg(fresh)
                .arg(expected));
        return rule;
    }
    rule.policy = failure::Policy::Retry;
    rule.cap = mark->cap;
    rule.delayMs = mark->delayMs;
    return rule;
}

void SpuriousTable::end(const QString& sig, SpuriousMark mark, const QString& state, const QString& predicate)
{
    mark.state = state;
    mark.endedAt = now();
    set(sig, mark);
    const std::optional<SignatureRow> row = SignatureTable(m_database, clock()).bySig(sig);
    Event event;
    event.actor = QStringLiteral("engine");
    event.action = state == expiredState ? QStringLiteral("expire") : QStringLiteral("reopen");
    event.subject = sig;
    event.summary = (row ? row->title : sig) + QLatin1Char(' ') + predicate;
    EventTable(m_database, clock()).append(event);
}

int SpuriousTable::expire()
{
    QStringList over;
    {
        QSqlQuery query = m_database.select(
            QStringLiteral("SELECT sig FROM spurious WHERE state = 'active' AND expires_at > 0 AND expires_at <= ?"),
            {now()});
        while (query.next())
            over.append(query.value(0).toString());
    }
    if (over.isEmpty())
        return 0;
    int ended = 0;
    m_database.transaction([&] {
        for (const QString& sig : std::as_const(over)) {
            const std::optional<SpuriousMark> mark = of(sig);
            // Another engine may have been faster.
            if (!mark || mark->state != activeState || mark->expiresAt == 0 || mark->expiresAt > now())
                continue;
            end(sig, *mark, expiredState, timeIsOver);
            ++ended;
        }
    });
    return ended;
}

qint64 SpuriousTable::nextExpiry() const
{
    return m_database
        .value(QStringLiteral("SELECT min(expires_at) FROM spurious WHERE state = 'active' AND expires_at > 0"))
        .toLongLong();
}

} // namespace millrace::store
