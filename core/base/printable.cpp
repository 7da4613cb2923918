// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/printable.h"

namespace millrace {

namespace {

bool isRaw(const QString& text, qsizetype i)
{
    const QChar c = text.at(i);
    const char16_t code = c.unicode();
    if (code < 0x20 || (code >= 0x7f && code <= 0x9f))
        return true;
    // Line and paragraph separator, direction marks, embeddings, overrides and isolates.
    if (code == 0x2028 || code == 0x2029 || code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
        (code >= 0x2066 && code <= 0x2069))
        return true;
    if (c.isHighSurrogate())
        return i + 1 == text.size() || !text.at(i + 1).isLowSurrogate();
    if (c.isLowSurrogate())
        return i == 0 || !text.at(i - 1).isHighSurrogate();
    return false;
}

QString escaped(char16_t code, bool json)
{
    return code < 0x100 && !json ? QStringLiteral("\\x%1").arg(static_cast<int>(code), 2, 16, QLatin1Char('0'))
                                 : QStringLiteral("\\u%1").arg(static_cast<int>(code), 4, 16, QLatin1Char('0'));
}

QString clean(const QString& text, QStringView kept, bool json)
{
    qsizetype i = 0;
    while (i < text.size() && !isRaw(text, i))
        ++i;
    if (i == text.size())
        return text;
    QString result = text.left(i);
    for (; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (!isRaw(text, i) || kept.contains(c))
            result += c;
        else if (c == QLatin1Char('\t') && !json)
            result += QLatin1Char(' ');
        else
            result += escaped(c.unicode(), json);
    }
    return result;
}

} // namespace

QString printable(const QString& text)
{
    return clean(text, {}, false);
}

QString printableLines(const QString& text)
{
    return clean(text, u"\n", false);
}

QByteArray printableJson(const QByteArray& json)
{
    // Control characters outside of strings are JSON's own layout.
    return clean(QString::fromUtf8(json), u"\n\t\r", true).toUtf8();
}

} // namespace millrace
