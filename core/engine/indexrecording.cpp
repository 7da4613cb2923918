// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/indexrecording.h"

namespace millrace::engine {

namespace {
/// Large enough for few transactions, small enough that nobody waits long for one.
constexpr qsizetype lotSize = 2000;
} // namespace

IndexRecording::IndexRecording(store::StoreThread& store, const store::Suite& suite)
    : m_store(store)
    , m_archiveId(suite.archiveId)
    , m_suiteId(suite.id)
{
}

IndexRecording::~IndexRecording()
{
    try {
        wait();
    } catch (...) {
        // Whoever unwinds has a better reason; the next poll writes the lot again.
    }
}

void IndexRecording::take(const deb::SourceRecord& record)
{
    if (!m_known)
        m_known =
            m_store.call([id = m_suiteId](store::StateStore& state) { return state.publications.identities(id); });
    store::IndexEntry entry = store::indexEntry(record);
    if (!m_known->contains(entry.identity))
        m_unsent.append(entry);
    entry.filesJson.clear();
    m_all.append(std::move(entry));
    if (m_unsent.size() >= lotSize)
        send();
}

void IndexRecording::send()
{
    // One lot is written while the next is read, no more: memory stays bounded where the store is the slower one.
    wait();
    m_writing = m_store.run([archiveId = m_archiveId, lot = std::exchange(m_unsent, {})](store::StateStore& state) {
        state.publications.writeUploads(archiveId, lot);
    });
}

void IndexRecording::wait()
{
    m_writing.waitForFinished();
}

const QList<store::IndexEntry>& IndexRecording::finish()
{
    if (!m_unsent.isEmpty())
        send();
    wait();
    return m_all;
}

} // namespace millrace::engine
