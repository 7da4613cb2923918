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
        words << Words::tr("%Ln held", "failures", facts.held);
    if (facts.waiting > 0)
        words << Words::tr("%Ln wait(s) for a retry", "failures", facts.waiting);
    if (facts.capped > 0)
        words << Words::tr("%Ln used up all retries", "failures", facts.capped);
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
    return Words::tr("%1 of %Ln retry(s) helped", nullptr, facts.total.retries)
        .arg(QLocale().toString(facts.total.recovered));
}

QString groupTrendText(const GroupFacts& facts)
{
    if (facts.freshToday == 0)
        return {};
    const QString today = Words::tr("+%Ln today", "failures", facts.freshToday);
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
    m_asked.insert(signature);
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
    // Nothing is drawn for it: most changes leave most groups as they are.
    m_wanted.unite(m_asked);
    if (!m_wanted.isEmpty() && !m_timer.isActive() && !m_reading)
        m_timer.start();
}

void GroupFactsCache::readWanted()
{
    if (m_wanted.isEmpty() || std::exchange(m_reading, true))
        return;
    const QSet<QString> wanted = std::exchange(m_wanted, {});
    m_fresh.unite(wanted);
    answer(
        m_read.run([signatures = wanted.values()](store::StateStore& state) {
            return store::readGroupFacts(state, signatures);
        }),
        this, [this](const QHash<QString, GroupFacts>& facts) { take(facts); },
        [this](const Error&) { take({}); }); // the list says what is wrong with the store
}

void GroupFactsCache::take(const QHash<QString, GroupFacts>& facts)
{
    m_reading = false;
    if (!m_wanted.isEmpty())
        m_timer.start();
    const qint64 now = m_clock.nowMs();
    bool others = false;
    for (auto it = facts.cbegin(); it != facts.cend(); ++it) {
        const auto known = m_facts.constFind(it.key());
        others = others || known == m_facts.cend() || known->trend != it->trend ||
                 known->mark.has_value() != it->mark.has_value() ||
                 groupFactsText(*known, now) != groupFactsText(*it, now);
    }
    m_facts.insert(facts);
    if (!others)
        return;
    m_asked.clear();
    emit arrived();
}

} // namespace millrace::ui
