// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/archive/aptentry.h"

#include "core/deb/deb822.h"

#include <QBuffer>
#include <QFile>

namespace millrace::archive {

namespace {

std::optional<bool> yesOrNo(const QByteArray& text)
{
    const QByteArray word = text.trimmed().toLower();
    if (word.isEmpty())
        return std::nullopt;
    return word == "yes" || word == "true" || word == "1" || word == "on";
}

/// Armour in a field: every line is indented by one blank, and "." stands for an empty one.
QString embeddedKey(QByteArrayView value)
{
    QByteArray key;
    for (const QByteArray& line : value.toByteArray().split('\n')) {
        const QByteArray text = line.trimmed();
        key += (text == "." ? QByteArray() : text) + '\n';
    }
    return QString::fromLatin1(key.trimmed() + '\n');
}

QStringList words(QByteArrayView value)
{
    QByteArray text = value.toByteArray();
    return QString::fromUtf8(text.replace(',', ' ')).simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

} // namespace

AptEntry parseSourcesStanza(const QByteArray& file, int number)
{
    QByteArray bytes = file;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    deb::StanzaReader reader(deb::readFrom(buffer));
    deb::Stanza stanza;
    for (int i = 0; i < number; ++i) {
        if (!reader.next(stanza))
            return {};
    }
    AptEntry entry;
    const QByteArrayView signedBy = stanza.field("Signed-By");
    if (signedBy.contains("-----BEGIN PGP"))
        entry.signedBy = {embeddedKey(signedBy)};
    else
        entry.signedBy = words(signedBy);
    entry.checkValidUntil = yesOrNo(stanza.field("Check-Valid-Until").toByteArray());
    return entry;
}

AptEntry parseListLine(const QByteArray& file, int number)
{
    const QByteArray line = file.split('\n').value(number - 1);
    const qsizetype open = line.indexOf('[');
    const qsizetype close = line.indexOf(']');
    const qsizetype address = line.indexOf("://");
    // A bracket after the URI's beginning is part of an IPv6 address.
    if (open < 0 || close < open || (address >= 0 && address < open))
        return {};
    AptEntry entry;
    for (const QByteArray& option : line.mid(open + 1, close - open - 1).simplified().split(' ')) {
        const QByteArray name = option.left(option.indexOf('=')).toLower();
        const QByteArray value = option.mid(option.indexOf('=') + 1);
        if (name == "signed-by" || name == "signed-by+")
            entry.signedBy += words(value);
        else if (name == "check-valid-until")
            entry.checkValidUntil = yesOrNo(value);
    }
    return entry;
}

AptEntry readAptEntry(const QString& sourcesEntry)
{
    const QString path = sourcesEntry.section(QLatin1Char(':'), 0, -2);
    const int number = sourcesEntry.section(QLatin1Char(':'), -1).toInt();
    QFile file(path);
    if (number < 1 || !file.open(QIODevice::ReadOnly))
        return {};
    return path.endsWith(QLatin1String(".sources")) ? parseSourcesStanza(file.readAll(), number)
                                                    : parseListLine(file.readAll(), number);
}

} // namespace millrace::archive
