// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unpack/rawname.h"

#include <QStringDecoder>

namespace millrace::unpack {

QString shownName(const QByteArray& path)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(path);
    const bool valid = !decoder.hasError();
    const auto escaped = [](unsigned char byte) {
        return QStringLiteral("%%1").arg(uint(byte), 2, 16, QLatin1Char('0')).toUpper();
    };
    QString shown;
    if (valid) {
        for (const QChar c : text)
            shown += c.unicode() < 32 || c == QLatin1Char('%') || c.unicode() == 127
                         ? escaped(static_cast<unsigned char>(c.unicode()))
                         : QString(c);
        return shown;
    }
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        shown += byte < 32 || byte >= 127 || c == '%' ? escaped(byte) : QString(QLatin1Char(c));
    }
    return shown;
}

QStringList shownNames(const QList<QByteArray>& paths)
{
    QStringList names;
    for (const QByteArray& path : paths)
        names.append(shownName(path));
    return names;
}

QList<QByteArray> pathParts(const QByteArray& path)
{
    QList<QByteArray> parts;
    for (const QByteArray& part : path.split('/')) {
        if (!part.isEmpty() && part != ".")
            parts << part;
    }
    return parts;
}

QByteArray joinParts(const QList<QByteArray>& parts)
{
    return parts.join('/');
}

QByteArray parentPath(const QByteArray& path)
{
    const qsizetype slash = path.lastIndexOf('/');
    return slash < 0 ? QByteArray() : path.left(slash);
}

} // namespace millrace::unpack
