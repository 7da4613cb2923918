// SPDX-License-Identifier: GPL-3.0-or-later
// GroupFacts: what is known of a failure group beside its row in the list: how it went lately, whether it is spurious,
// what retries brought. Read for the groups that are looked at, and again when failures change.
// Lives on the GUI thread; reads on the StoreThread it is given, which must outlive it.
#pragma once

#include "core/base/clock.h"
#include "core/store/storethread.h"
#include "ui/models/tone.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

namespace millrace::ui {

struct GroupFacts
{
    QList<double> trend = {}; ///< failures a day, oldest first, the last one today
    int freshToday = 0;
    double baseline = 0; ///< new failures a day, the week before
    std::optional<store::SpuriousMark> mark = {};
    int held = 0, waiting = 0, capped = 0; ///< open failures by state
    int mostRetries = 0;                   ///< of one open failure, by itself
    store::DayCount total = {};            ///< retries and what they brought, ever
};

/// "12 held · 3 wait for a retry", "spurious until Fri 27 Nov · retries 2/5", "re-opened", …
QStringList groupStateWords(const GroupFacts& facts, qint64 nowMs);
Tone groupStateTone(const GroupFacts& facts);
/// "7 of 9 retries helped"; empty when nothing was retried.
QString groupEffectText(const GroupFacts& facts);
/// "+31 today, usually 4 a day"; empty when nothing came today.
QString groupTrendText(const GroupFacts& facts);
/// All of it with who marked it and why, for a tooltip.
QString groupFactsText(const GroupFacts& facts, qint64 nowMs);

class GroupFactsCache final : public QObject
{
    Q_OBJECT
public:
    /// Days of the trend.
    static constexpr int trendDays = 14;

    GroupFactsCache(store::StoreThread& read, const Clock& clock, QObject* parent = nullptr);

    /// Null while it is not read; arrived() follows. Asking is what keeps a group's facts up to date.
    const GroupFacts* of(const QString& signature) const;

public slots:
    /// Connect to ChangeFeed::changed.
    void noteChanges(const QSet<QString>& topics);

signals:
    void arrived();

private:
    void readWanted();

    store::StoreThread& m_read;
    const Clock& m_clock;
    QHash<QString, GroupFacts> m_facts;
    mutable QSet<QString> m_wanted; ///< asked for, and missing or out of date
    QSet<QString> m_fresh;
    mutable QTimer m_timer;
    bool m_reading = false;
};

} // namespace millrace::ui
