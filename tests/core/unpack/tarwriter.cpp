// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/unpack/tarwriter.h"

namespace millrace::test {

namespace {

void put(QByteArray& block, qsizetype offset, const QByteArray& bytes)
{
    block.replace(offset, bytes.size(), bytes);
}

QByteArray octal(qint64 value, qsizetype digits)
{
    return QByteArray::number(value, 8).rightJustified(digits, '0') + '\0';
}

} // namespace

TarWriter& TarWriter::add(char type, const QByteArray& name, const QByteArray& data, const QByteArray& link, int mode,
                          qint64 claimedSize)
{
    QByteArray block(512, '\0');
    put(block, 0, name.left(100));
    put(block, 100, octal(mode, 7));
    put(block, 108, octal(0, 7));
    put(block, 116, octal(0, 7));
    const qint64 size = claimedSize >= 0 ? claimedSize : data.size();
    if (size < (1LL << 33)) {
        put(block, 124, octal(size, 11));
    } else {
        block[124] = char(0x80);
        for (int i = 0; i < 8; ++i)
            block[135 - i] = static_cast<char>(size >> (8 * i));
    }
    put(block, 136, octal(0, 11));
    put(block, 148, QByteArray(8, ' '));
    block[156] = type;
    put(block, 157, link.left(100));
    put(block, 257, QByteArray("ustar  \0", 8));
    qint64 sum = 0;
    for (const char c : block)
        sum += static_cast<unsigned char>(c);
    put(block, 148, octal(sum, 6) + ' ');
    m_bytes += block + data;
    m_bytes += QByteArray((512 - data.size() % 512) % 512, '\0');
    return *this;
}

TarWriter& TarWriter::pax(const QList<std::pair<QByteArray, QByteArray>>& records)
{
    QByteArray data;
    for (const auto& [key, value] : records) {
        // The length counts its own digits.
        qsizetype length = key.size() + value.size() + 3;
        while (QByteArray::number(length).size() + key.size() + value.size() + 3 != length)
            ++length;
        data += QByteArray::number(length) + ' ' + key + '=' + value + '\n';
    }
    return add('x', "PaxHeaders/x", data);
}

} // namespace millrace::test
