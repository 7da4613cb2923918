// SPDX-License-Identifier: GPL-3.0-or-later
// Writes tar archives byte by byte, including those that no honest tar would write; for tests.
#pragma once

#include <QByteArray>
#include <QList>

namespace millrace::test {

class TarWriter
{
public:
    /// One member in GNU format. @p claimedSize ≥ 0 forges the size field; names over 100 bytes are cut.
    TarWriter& add(char type, const QByteArray& name, const QByteArray& data = {}, const QByteArray& link = {},
                   int mode = 0644, qint64 claimedSize = -1);
    TarWriter& file(const QByteArray& name, const QByteArray& data, int mode = 0644)
    {
        return add('0', name, data, {}, mode);
    }
    TarWriter& folder(const QByteArray& name) { return add('5', name, {}, {}, 0755); }
    TarWriter& symlink(const QByteArray& name, const QByteArray& target) { return add('2', name, {}, target); }
    TarWriter& hardLink(const QByteArray& name, const QByteArray& target) { return add('1', name, {}, target); }
    /// A pax header with one record for the next member.
    TarWriter& pax(const QByteArray& key, const QByteArray& value) { return pax({{key, value}}); }
    /// The same with several records.
    TarWriter& pax(const QList<std::pair<QByteArray, QByteArray>>& records);

    /// With the end marker.
    QByteArray finished() const { return m_bytes + QByteArray(1024, '\0'); }
    const QByteArray& bytes() const { return m_bytes; }

private:
    QByteArray m_bytes;
};

} // namespace millrace::test
