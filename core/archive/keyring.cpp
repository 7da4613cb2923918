// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/archive/keyring.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/deb/armour.h"

#include <QFile>

#include <algorithm>

namespace millrace::archive {

namespace {

constexpr qint64 keyringSizeLimit = 64 * 1024 * 1024;

bool isFingerprint(const QString& entry)
{
    return entry.size() >= 40 && std::all_of(entry.begin(), entry.end(), [](QChar c) {
               return c.isDigit() || (c.toUpper() >= QLatin1Char('A') && c.toUpper() <= QLatin1Char('F'));
           });
}

void addFile(Keyring& keyring, const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        throw Error(QStringLiteral("archive.keyring"),
                    QStringLiteral("cannot read the keyring %1: %2").arg(path, file.errorString()))
            .withAdvice(QStringLiteral("install the package that has it, or name another keyring for the archive"));
    const QByteArray bytes = file.read(keyringSizeLimit);
    if (bytes.mid(8, 4) == "KBXf")
        keyring.keyboxes.append(path);
    else
        keyring.keys += deb::isArmoured(bytes) ? deb::removeArmour(bytes) : bytes;
}

} // namespace

Keyring loadKeyring(const QStringList& entries)
{
    Keyring keyring;
    for (const QString& entry : entries) {
        QString bare = entry;
        if (bare.endsWith(QLatin1Char('!')))
            bare.chop(1);
        if (isFingerprint(bare))
            keyring.fingerprints.append(bare.toUpper());
        else if (deb::isArmoured(entry.toUtf8()))
            keyring.keys += deb::removeArmour(entry.toUtf8());
        else
            addFile(keyring, entry);
    }
    if (keyring.keys.isEmpty() && keyring.keyboxes.isEmpty())
        throw Error(QStringLiteral("archive.keyring"), QStringLiteral("no key is known for this archive"),
                    {{QStringLiteral("keyrings"), toJsonArray(entries)}})
            .withAdvice(QStringLiteral("name a keyring for it: millracectl archive add … --keyring FILE"));
    return keyring;
}

} // namespace millrace::archive
