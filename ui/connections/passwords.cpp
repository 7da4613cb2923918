// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/passwords.h"

#include <QTimer>

namespace millrace::ui {

void Passwords::find(const QString& id, QObject* context, std::function<void(const Found&)> done)
{
    const auto known = m_session.constFind(id);
    if (known != m_session.cend()) {
        QTimer::singleShot(0, context, [done, password = *known] { done({true, password, {}}); });
        return;
    }
    keychain::read(id, context, [done](const KeychainAnswer& answer) {
        done({answer.ok, answer.password, answer.why});
    });
}

void Passwords::keep(const QString& id, const QString& password, QObject* context,
                     std::function<void(const QString&)> done)
{
    remember(id, password);
    keychain::write(id, password, context, [done](const KeychainAnswer& answer) { done(answer.why); });
}

void Passwords::forget(const QString& id)
{
    m_session.remove(id);
    keychain::remove(id, this, [](const KeychainAnswer&) {});
}

} // namespace millrace::ui
