// SPDX-License-Identifier: GPL-3.0-or-later
// Input for "hostile input is safe" loops: random, but the same in every run. Any thread.
#pragma once

#include <QByteArray>
#include <QRandomGenerator>

namespace millrace::test {

/// Up to @p most characters of @p alphabet.
inline QByteArray randomText(QRandomGenerator& random, QByteArrayView alphabet, int most)
{
    QByteArray text(random.bounded(most + 1), Qt::Uninitialized);
    for (char& c : text)
        c = alphabet[random.bounded(static_cast<int>(alphabet.size()))];
    return text;
}

/// @p text with a few bytes changed, dropped or doubled.
inline QByteArray damaged(QRandomGenerator& random, QByteArray text)
{
    for (int i = random.bounded(1, 6); i > 0 && !text.isEmpty(); --i) {
        const int at = random.bounded(static_cast<int>(text.size()));
        switch (random.bounded(4)) {
        case 0:
            text[at] = static_cast<char>(random.bounded(256));
            break;
        case 1:
            text.remove(at, random.bounded(1, 20));
            break;
        case 2:
            text.insert(at, text.mid(at, random.bounded(1, 20)));
            break;
        default:
            text.truncate(at);
        }
    }
    return text;
}

} // namespace millrace::test
