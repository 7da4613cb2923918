// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/groupfacts.h"

#include "core/base/answer.h"
#include "ui/models/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <cmath>

namespace millrace::ui {

namespace {

constexpr qint64 dayMs = 24LL * 60 * 60 * 1000;
/// One question per frame, not one per row.
constexpr int gatherMs = 30;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(millrace::ui::GroupFacts)
};

QString dayText(qint64 epochMs, qint64 nowMs)
{
    const QDate day = QDateTime::fromMSecsSinceEpoch(epochMs).date();
    // Within a week its name is enough.
    return epochMs - nowMs < 6 * dayMs ? QLocale().toString(day, QStringLiteral("dddd"))
                                       : QLocale().toString(day, QStringLiteral("d MMM yyyy"));
}

int countOf(store::StateStore& state, const QString& signature, const char* name)
{
    return static_cast<int>(state.lists
                                .ids(store::ListKind::Failures,
                                     {QStringLiteral("signature:%1 state:%2").arg(signature, QLatin1String(name))})
                                .size());
}

int mostRetriesOf(store::StateStore& state, const QString& signature)
{
    const store::ListQuery query{QStringLiteral("signature:%1 -state:resolved").arg(signature),
                                 QStringLiteral("auto_retries"), true};
    const QList<store::ListRow> rows =
        state.lists.rows(store::ListKind::Failures, state.lists.ids(store::ListKind::Failures, query).mid(0, 1));
    const int column = store::Lists::column(store::ListKind::Failures, QStringLiteral("auto_retries"));
    return rows.isEmpty() ? 0 : rows.first().cells.at(column).toInt();
}

GroupFacts readFacts(store::StateStore& state, const QString& signature)
{
    GroupFacts facts;
    const qint64 today = state.clock().nowMs() / dayMs;
    facts.trend.fill(0, GroupFactsCache::trendDays);
    bool any = false;
    for (const store::DayCount& day : state.effects.days(signature, GroupFactsCache::trendDays)) {
        const qint64 index = day.day - (today - GroupFactsCache::trendDays + 1);
        if (index < 0 || index >= facts.trend.size())
            continue;
        facts.trend[index] = day.failures;
        any = true;
    }
    if (!any)
        facts.trend.clear();
    facts.freshToday = state.effects.freshToday(signature);
    facts.baseline = state.effects.meanBefore(signature);
    facts.mark = state.spurious.of(signature);
    facts.held = countOf(state, signature, "held");
    facts.waiting = countOf(state, signature, "retry_wait");
    facts.capped = countOf(state, signature, "spurious_capped");
    facts.mostRetries = facts.waiting + facts.capped > 0 ? mostRetriesOf(state, signature) : 0;
    facts.total = state.effects.total(signature);
    return facts;
}

} // namespace

QStringList groupStateWords(const GroupFacts& facts, qint64 nowMs)
{
    QStringList words;
    const auto is = [&](const char* state) { return facts.mark && facts.mark->state == QLatin1String(state); };
    if (is("active")) {
        words << (facts.mark->expiresAt > 0
                      ? Words::tr("spurious until %1", "a day").arg(dayText(facts.mark->expiresAt, nowMs))
                      : Words::tr("spurious", "state of a failure group"));
        words << Words::tr("retries %1/%2", "used, allowed").arg(facts.mostRetries).arg(facts.mark->cap);
    } else if (is("suspended")) {
        words << Words::tr("re-opened", "state of a failure group that was spurious and became more than usual");
    } else if (is("expired")) {
        words << Words::tr("no longer spurious", "state of a failure group whose mark is over");
    }
    if (facts.held > 0)
        words << Words::tr("%n held", "failures", facts.held);
    if (facts.waiting > 0)
        words << Words::tr("%n wait(s) for a retry", "failures", facts.waiting);
    if (facts.capped > 0)
        words << Words::tr("%n used up all retries", "failures", facts.capped);
    return words;
}

Tone groupStateTone(const GroupFacts& facts)
{
    if (facts.mark && facts.mark->state == QLatin1String("suspended"))
        return Tone::Error;
    if (facts.mark && facts.mark->state == QLatin1String("active"))
        return facts.capped > 0 ? Tone::Error : Tone::Accent;
    return facts.held + facts.capped > 0 ? Tone::Error : Tone::Warning;
}

QString groupEffectText(const GroupFacts& facts)
{
    if (facts.total.retries == 0)
        return {};
    return Words::tr("%1 of %n retry(s) helped", nullptr, facts.total.retries).arg(facts.total.recovered);
}

QString groupTrendText(const GroupFacts& facts)
{
    if (facts.freshToday == 0)
        return {};
    const QString today = Words::tr("+%n today", "failures", facts.freshToday);
    if (facts.baseline <= 0)
        return today;
    const double usual = facts.baseline < 10 ? std::round(facts.baseline * 10) / 10 : std::round(facts.baseline);
    return Words::tr("%1, usually %2 a day", "+31 today, a number").arg(today, QLocale().toString(usual));
}

QString groupFactsText(const GroupFacts& facts, qint64 nowMs)
{
    QStringList lines = {groupStateWords(facts, nowMs).join(QStringLiteral(" · "))};
    if (facts.mark) {
        lines << Words::tr("Marked as spurious by %1, %2", "a person, an age")
                     .arg(facts.mark->author, agoText(facts.mark->since, nowMs));
        if (!facts.mark->reason.isEmpty())
            lines << Words::tr("Reason: %1").arg(facts.mark->reason);
    }
    for (const QString& line : {groupTrendText(facts), groupEffectText(facts)}) {
        if (!line.isEmpty())
            lines << line;
    }
    return lines.join(QLatin1Char('\n'));
}

GroupFactsCache::GroupFactsCache(store::StoreThread& read, const Clock& clock, QObject* parent)
    : QObject(parent)
    , m_read(read)
    , m_clock(clock)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(gatherMs);
    connect(&m_timer, &QTimer::timeout, this, &GroupFactsCache::readWanted);
}

const GroupFacts* GroupFactsCache::of(const QString& signature) const
{
    if (signature.isEmpty())
        return nullptr;
    if (!m_fresh.contains(signature)) {
        m_wanted.insert(signature);
        if (!m_timer.isActive() && !m_reading)
            m_timer.start();
    }
    const auto known = m_facts.constFind(signature);
    return known == m_facts.cend() ? nullptr : &known.value();
}

void GroupFactsCache::noteChanges(const QSet<QString>& topics)
{
    if (!topics.contains(QStringLiteral("failure")) && !topics.contains(QStringLiteral("event")))
        return;
    m_fresh.clear();
    // Whoever draws asks again.
    emit arrived();
}

void GroupFactsCache::readWanted()
{
    if (m_wanted.isEmpty() || std::exchange(m_reading, true))
        return;
    const QSet<QString> wanted = std::exchange(m_wanted, {});
    m_fresh.unite(wanted);
    const auto finish = [this] {
        m_reading = false;
        if (!m_wanted.isEmpty())
            m_timer.start();
        emit arrived();
    };
    answer(
        m_read.run([wanted](store::StateStore& state) {
            QHash<QString, GroupFacts> facts;
            for (const QString& signature : wanted)
                facts.insert(signature, readFacts(state, signature));
            return facts;
        }),
        this,
        [this, finish](const QHash<QString, GroupFacts>& facts) {
            m_facts.insert(facts);
            finish();
        },
        [finish](const Error&) { finish(); }); // the list says what is wrong with the store
}

} // namespace millrace::ui
