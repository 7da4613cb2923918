// SPDX-License-Identifier: GPL-3.0-or-later
// Access: whether the person may change the store that is open, and the only way to its writing connection. While it
// is locked there is no such connection: nothing in this process can change a row then. Lives on the GUI thread;
// connections are opened and closed on the thread pool.
#pragma once

#include "core/base/error.h"
#include "core/store/storethread.h"

#include <QObject>

#include <functional>
#include <memory>

namespace millrace::ui {

struct AccessTerms
{
    QString name = {};      ///< of the store, for sentences: "prod-db"
    bool lockable = false;  ///< this computer's own store is nobody else's: it has no lock
    QString forbidden = {}; ///< why nobody may unlock it here, in one sentence (a role that only reads); empty = may
};

class Access final : public QObject
{
    Q_OBJECT
public:
    using Writer = std::shared_ptr<store::StoreThread>;
    enum class State { Unlocked, Locked, Unlocking };

    /// Always unlocked; keeps a reference.
    explicit Access(store::StoreThread& writer, QObject* parent = nullptr);
    /// @p writer null = begins locked. @p open makes the writing connection; it may block and throw Error, and runs on
    /// the thread pool.
    Access(AccessTerms terms, Writer writer, std::function<Writer()> open, QObject* parent = nullptr);
    ~Access() override;

    State state() const { return m_state; }
    bool isUnlocked() const { return m_state == State::Unlocked; }
    const AccessTerms& terms() const { return m_terms; }
    /// Why nothing can be changed now and what to do about it, in one sentence; empty when unlocked.
    QString reason() const;
    /// Null unless unlocked. For Operations only.
    store::StoreThread* writer() const { return m_writer.get(); }
    /// Throws Error "refused.readonly" with reason() unless unlocked.
    void demand() const;

public slots:
    /// Opens the writing connection; changed() or failed() follows.
    void unlock();
    /// Closes it, after what was asked of it before. Does nothing where there is no lock.
    void lock();

signals:
    void changed();
    void failed(const millrace::Error& error);

private:
    void setState(State state);

    const AccessTerms m_terms;
    Writer m_writer;
    std::function<Writer()> m_open;
    State m_state = State::Unlocked;
    int m_token = 0; ///< an opening that was locked again meanwhile is dropped
};

} // namespace millrace::ui
