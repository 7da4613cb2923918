// SPDX-License-Identifier: GPL-3.0-or-later
// StateStore: the one way to the state, whatever database holds it. It is a set of tables over one Database; callers
// that need several changes to be one put them into transaction().
// Belongs to one thread; everybody else goes through StoreThread.
#pragma once

#include "core/base/clock.h"
#include "core/store/archivetable.h"
#include "core/store/database.h"
#include "core/store/details.h"
#include "core/store/effecttable.h"
#include "core/store/eventtable.h"
#include "core/store/failuretable.h"
#include "core/store/findingtable.h"
#include "core/store/historytable.h"
#include "core/store/hosttable.h"
#include "core/store/importtable.h"
#include "core/store/jobtable.h"
#include "core/store/lists.h"
#include "core/store/outagetable.h"
#include "core/store/overridetable.h"
#include "core/store/packagetable.h"
#include "core/store/publicationtable.h"
#include "core/store/refoptable.h"
#include "core/store/reimporttable.h"
#include "core/store/ruletable.h"
#include "core/store/signaturetable.h"
#include "core/store/spurioustable.h"
#include "core/store/status.h"

#include <memory>

namespace millrace::store {

class StateStore
{
public:
    /// Opens the store and, when it may write, brings its schema up to date.
    StateStore(const StoreUrl& url, OpenMode mode, const Clock& clock = Clock::system());
    ~StateStore();

    /// See Database::transaction.
    void transaction(const std::function<void()>& work, Isolation isolation = Isolation::Snapshot)
    {
        m_database->transaction(work, isolation);
    }
    Database& database() { return *m_database; }
    const Clock& clock() const { return m_clock; }
    Status status() { return readStatus(*m_database, m_clock.nowMs()); }
    /// Counter per topic of the change feed.
    QHash<QString, qint64> changeCounters();

private:
    std::unique_ptr<Database> m_database;
    const Clock& m_clock;

public:
    ArchiveTable archives;
    PackageTable packages;
    PublicationTable publications;
    ImportTable imports;
    JobTable jobs;
    FailureTable failures;
    RefopTable refops;
    EventTable events;
    HostTable hosts;
    OverrideTable overrides;
    FindingTable findings;
    RuleTable rules;
    SignatureTable signatures;
    SpuriousTable spurious;
    EffectTable effects;
    ReimportTable reimports;
    HistoryTable history;
    OutageTable outages;
    Lists lists;
    Details details;
};

} // namespace millrace::store
