// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deb/clearsign.h"

#include "core/deb/ascii.h"

namespace millrace::deb {

namespace {

bool isArmour(QByteArrayView line, QByteArrayView what)
{
    return line.startsWith(what) && isBlank(line.sliced(what.size()));
}

ClearText broken(QString problem)
{
    return {{}, true, std::move(problem)};
}

} // namespace

ClearText stripClearsign(QByteArrayView bytes)
{
    ClearText result;
    QByteArrayView rest = bytes;
    QByteArrayView line;
    bool before = false;
    while (takeLine(rest, line) && !isArmour(line, "-----BEGIN PGP SIGNED MESSAGE-----"))
        before = before || !isBlank(line);
    if (line.data() == nullptr || !isArmour(line, "-----BEGIN PGP SIGNED MESSAGE-----")) {
        result.text = bytes.toByteArray();
        return result;
    }
    if (before)
        return broken(QStringLiteral("there is text before the signed message"));
    result.isSigned = true;
    // Armour headers ("Hash: SHA512") up to a blank line.
    while (takeLine(rest, line) && !isBlank(line)) {
    }
    result.text.reserve(rest.size());
    while (takeLine(rest, line)) {
        if (isArmour(line, "-----BEGIN PGP SIGNATURE-----")) {
            while (takeLine(rest, line)) {
                if (isArmour(line, "-----END PGP SIGNATURE-----"))
                    return result;
            }
            break;
        }
        if (line.startsWith("- "))
            line = line.sliced(2);
        else if (line.startsWith('-'))
            return broken(QStringLiteral("a line of the signed message begins with a dash that is not escaped"));
        result.text.append(line.data(), line.size());
        result.text.append('\n');
    }
    return broken(QStringLiteral("the signature after the signed message does not end"));
}

} // namespace millrace::deb
