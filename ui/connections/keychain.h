// SPDX-License-Identifier: GPL-3.0-or-later
// Keychain: the system's place for passwords, through QtKeychain where the build has it. Answers come later, on the
// GUI thread, and not at all once their context is gone.
#pragma once

#include <QObject>
#include <QString>

#include <functional>

namespace millrace::ui {

struct KeychainAnswer
{
    bool ok = false;
    bool missing = false;  ///< the keychain works, but has no password of that name
    QString password = {}; ///< of a read
    QString why = {};      ///< not ok: what is wrong with the keychain, in one sentence
};

namespace keychain {

using Done = std::function<void(const KeychainAnswer&)>;

void read(const QString& key, QObject* context, Done done);
void write(const QString& key, const QString& password, QObject* context, Done done);
/// A password that is not there is no failure.
void remove(const QString& key, QObject* context, Done done);

} // namespace keychain

} // namespace millrace::ui
