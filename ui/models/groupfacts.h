// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of failure groups beside their rows in the list (core/store/groupfacts.h), in words, and read for the
// groups that are looked at, and again when failures change.
// Lives on the GUI thread; reads on the StoreThread it is given, which must outlive it.
#pragma once

#include "core/base/clock.h"
#include "core/store/groupfacts.h"
#include "core/store/storethread.h"
#include "ui/models/tone.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

namespace millrace::ui {

using store::GroupFacts;

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
    GroupFactsCache(store::StoreThread& read, const Clock& clock, QObject* parent = nullptr);

    /// Null while it is not read; arrived() follows. What was asked for is read again at every change, until somebody
    /// draws anew and does not ask for it.
    const GroupFacts* of(const QString& signature) const;

public slots:
    /// Connect to ChangeFeed::changed.
    void noteChanges(const QSet<QString>& topics);

signals:
    /// Facts are others than before: draw anew.
    void arrived();

private:
    void readWanted();
    void take(const QHash<QString, GroupFacts>& facts);

    store::StoreThread& m_read;
    const Clock& m_clock;
    QHash<QString, GroupFacts> m_facts;
    mutable QSet<QString> m_wanted; ///< asked for, and missing or out of date
    mutable QSet<QString> m_asked;  ///< for since arrived()
    QSet<QString> m_fresh;
    mutable QTimer m_timer;
    bool m_reading = false;
};

} // namespace millrace::ui
