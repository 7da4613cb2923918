// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/portability.h"

#include <QSet>
#include <QStringDecoder>

namespace millrace::importer {

namespace {

bool isUtf8(QByteArrayView text)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString decoded = decoder(text);
    return !decoder.hasError();
}

bool isDevice(QByteArrayView name)
{
    static const QSet<QByteArray> devices = {"con", "prn", "aux", "nul", "conin$", "conout$"};
    const qsizetype dot = name.indexOf('.');
    const QByteArray stem = (dot < 0 ? name : name.first(dot)).toByteArray().toLower().trimmed();
    if (devices.contains(stem))
        return true;
    return stem.size() == 4 && (stem.startsWith("com") || stem.startsWith("lpt")) && stem[3] >= '1' && stem[3] <= '9';
}

/// Two names collide only where one has a capital letter or more than ASCII.
bool mayCollide(QByteArrayView name)
{
    return std::any_of(name.begin(), name.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c & 0x80); });
}

struct Found
{
    bool unportable = false;
    bool colliding = false;
};

void look(const unpack::SourceTree::Node& folder, Found& found)
{
    bool compare = false;
    for (const auto& [name, node] : folder.children()) {
        found.unportable = found.unportable || !isPortableName(name);
        compare = compare || mayCollide(name);
        if (node.isDirectory())
            look(node, found);
    }
    if (!compare || found.colliding)
        return;
    QSet<QString> seen;
    for (const auto& [name, node] : folder.children()) {
        const QString text = isUtf8(name) ? QString::fromUtf8(name) : QString::fromLatin1(name);
        seen.insert(text.normalized(QString::NormalizationForm_C).toCaseFolded());
    }
    found.colliding = seen.size() < static_cast<qsizetype>(folder.children().size());
}

} // namespace

bool isPortableName(QByteArrayView name)
{
    static const QByteArray forbidden = QByteArrayLiteral("\\:*?\"<>|");
    for (const char c : name) {
        if (static_cast<unsigned char>(c) < 32 || c == 127 || forbidden.contains(c))
            return false;
    }
    return !name.endsWith('.') && !name.endsWith(' ') && !isDevice(name) && isUtf8(name);
}

QStringList portabilityFlags(const unpack::SourceTree& tree)
{
    Found found;
    look(tree.root(), found);
    QStringList flags;
    if (found.unportable)
        flags << QStringLiteral("names.unportable");
    if (found.colliding)
        flags << QStringLiteral("names.collide");
    return flags;
}

} // namespace millrace::importer
