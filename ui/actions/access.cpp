// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/actions/access.h"

#include "core/base/answer.h"
#include "core/store/closing.h"

#include <QtConcurrentRun>

namespace millrace::ui {

Access::Access(store::StoreThread& writer, QObject* parent)
    : QObject(parent)
    , m_writer(&writer, [](store::StoreThread*) {})
{
}

Access::Access(AccessTerms terms, Writer writer, std::function<Writer()> open, QObject* parent)
    : QObject(parent)
    , m_terms(std::move(terms))
    , m_writer(std::move(writer))
    , m_open(std::move(open))
    , m_state(m_writer ? State::Unlocked : State::Locked)
{
}

Access::~Access()
{
    if (m_open)
        store::closeInBackground(std::move(m_writer));
}

QString Access::reason() const
{
    switch (m_state) {
    case State::Unlocked:
        return {};
    case State::Unlocking:
        return tr("%1 is being unlocked.", "a store").arg(m_terms.name);
    case State::Locked:
        break;
    }
    if (!m_terms.forbidden.isEmpty())
        return m_terms.forbidden;
    return tr("%1 is open read-only. Unlock it with the lock at the top of the window (Ctrl+L).", "a store")
        .arg(m_terms.name);
}

void Access::demand() const
{
    if (!isUnlocked())
        throw Error(QStringLiteral("refused.readonly"), reason());
}

void Access::unlock()
{
    if (m_state != State::Locked)
        return;
    if (!m_terms.forbidden.isEmpty()) {
        emit failed(Error(QStringLiteral("refused.role"), m_terms.forbidden));
        return;
    }
    setState(State::Unlocking);
    const int token = ++m_token;
    answer(
        QtConcurrent::run(m_open), this,
        [this, token](const Writer& writer) {
            if (token != m_token) {
                store::closeInBackground(writer);
                return;
            }
            m_writer = writer;
            setState(State::Unlocked);
        },
        [this, token](const Error& error) {
            if (token != m_token)
                return;
            setState(State::Locked);
            emit failed(error);
        });
}

void Access::lock()
{
    if (!m_terms.lockable || m_state == State::Locked)
        return;
    ++m_token;
    store::closeInBackground(std::move(m_writer));
    m_writer.reset();
    setState(State::Locked);
}

void Access::setState(State state)
{
    m_state = state;
    emit changed();
}

} // namespace millrace::ui
