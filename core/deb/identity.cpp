// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deb/identity.h"

#include "core/deb/ascii.h"

#include <QString>

namespace millrace::deb {

namespace {

// Without '<', '>' and control characters (Unicode category Cc), blanks at the edges removed. @p text is UTF-8.
QByteArray cleaned(QByteArrayView text)
{
    QByteArray clean;
    clean.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<uchar>(text[i]);
        // U+0080 to U+009F are C2 80 to C2 9F.
        if (byte == 0xc2 && i + 1 < text.size() && static_cast<uchar>(text[i + 1]) < 0xa0) {
            ++i;
            continue;
        }
        if (byte >= 0x20 && byte != 0x7f && byte != '<' && byte != '>')
            clean.append(text[i]);
    }
    return clean.trimmed();
}

} // namespace

QByteArray toUtf8(QByteArrayView raw, bool* latin1)
{
    if (raw.isValidUtf8())
        return raw.toByteArray();
    if (latin1)
        *latin1 = true;
    return QString::fromLatin1(raw).toUtf8();
}

Identity parseMaintainer(QByteArrayView maintainer, QByteArrayView vendor)
{
    Identity identity;
    const QByteArray text = toUtf8(maintainer, &identity.latin1);
    const QByteArrayView view(text);
    const qsizetype first = view.indexOf('<');
    identity.name = cleaned(first < 0 ? view : view.first(first));
    const qsizetype close = view.lastIndexOf('>');
    const qsizetype open = close < 0 ? -1 : view.first(close).lastIndexOf('<');
    if (open >= 0)
        identity.mail = cleaned(view.sliced(open + 1, close - open - 1));
    if (identity.name.isEmpty())
        identity.name = "Unnamed";
    if (identity.mail.isEmpty())
        identity.mail = "unknown@" + vendor.toByteArray() + ".invalid";
    return identity;
}

} // namespace millrace::deb
