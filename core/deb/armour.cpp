// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deb/armour.h"

namespace millrace::deb {

bool isArmoured(const QByteArray& bytes)
{
    return bytes.contains("-----BEGIN PGP PUBLIC KEY BLOCK-----");
}

QByteArray removeArmour(const QByteArray& armoured)
{
    QByteArray binary;
    QByteArray block;
    enum class Place { Outside, Headers, Body } place = Place::Outside;
    for (const QByteArray& raw : armoured.split('\n')) {
        const QByteArray line = raw.trimmed();
        if (line.startsWith("-----BEGIN ")) {
            place = Place::Headers;
            block.clear();
        } else if (line.startsWith("-----END ")) {
            binary += QByteArray::fromBase64(block);
            place = Place::Outside;
        } else if (place == Place::Headers && !line.contains(": ") && line != "Version:" && line != "Comment:") {
            // An empty line ends the headers; armour that lost it in a sources file starts with its body.
            place = Place::Body;
            block = line;
        } else if (place == Place::Body && !line.startsWith('=')) { // "=…" is the checksum
            block += line;
        }
    }
    return binary;
}

} // namespace millrace::deb
