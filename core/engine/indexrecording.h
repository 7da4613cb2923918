// SPDX-License-Identifier: GPL-3.0-or-later
// IndexRecording: brings a source index into the store while it is being read. New uploads go to the store's thread a
// few thousand at a time, each lot a transaction of its own; what the suite has (publications, what is gone, the mark
// that it was read) is recorded at the end, in one. Killed in between, uploads are there that no suite shows: facts
// that the next poll builds on. Used by one thread that may wait.
#pragma once

#include "core/store/storethread.h"

namespace millrace::engine {

class IndexRecording
{
public:
    /// @p store outlives this.
    IndexRecording(store::StoreThread& store, const store::Suite& suite);
    /// Waits for what was sent.
    ~IndexRecording();
    IndexRecording(const IndexRecording&) = delete;
    IndexRecording& operator=(const IndexRecording&) = delete;

    /// The next record of the index. Throws what writing an earlier lot threw.
    void take(const deb::SourceRecord& record);
    /// All records were taken: waits until the uploads are written; the entries are for PublicationTable::record().
    const QList<store::IndexEntry>& finish();

private:
    void send();
    void wait();

    store::StoreThread& m_store;
    const qint64 m_archiveId;
    const qint64 m_suiteId;
    std::optional<QSet<QString>> m_known; ///< identities that the suite has; asked for when there is something to read
    QList<store::IndexEntry> m_all;       ///< without their files
    QList<store::IndexEntry> m_unsent;    ///< new uploads
    QFuture<void> m_writing;
};

} // namespace millrace::engine
