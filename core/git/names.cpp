// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/names.h"

#include <QList>

namespace millrace::git {

namespace {
/// Code points that HFS+ leaves out when it compares names (Apple's technote 1150, "ignorable" characters).
bool isIgnoredByHfs(char32_t c)
{
    return (c >= 0x200c && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x206a && c <= 0x206f) || c == 0xfeff;
}

struct CodePoint
{
    char32_t value = 0;
    qsizetype length = 0; ///< in bytes; 0 = no UTF-8 here
};

CodePoint codePointAt(QByteArrayView text, qsizetype at)
{
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80)
        return {lead, 1};
    const qsizetype length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || at + length > text.size())
        return {};
    char32_t value = lead & (0x7f >> length);
    for (qsizetype i = 1; i < length; ++i) {
        const auto next = static_cast<unsigned char>(text[at + i]);
        if ((next & 0xc0) != 0x80)
            return {};
        value = value << 6 | (next & 0x3f);
    }
    const bool tooLong = (length == 3 && value < 0x800) || (length == 4 && value < 0x1'0000);
    const bool surrogate = value >= 0xd800 && value <= 0xdfff;
    // git counts these two as malformed, too.
    const bool noCharacter = value == 0xfffe || value == 0xffff;
    if (tooLong || surrogate || noCharacter || value > 0x10'ffff)
        return {};
    return {value, length};
}

/// What a forgiving file system makes of the name, in lower-case ASCII. git stops reading a name at bytes that are
/// no UTF-8, and so takes ".git\xff" for ".git": the key ends there, too.
QByteArray forgivingKey(QByteArrayView name)
{
    QByteArray key;
    for (qsizetype i = 0; i < name.size();) {
        const CodePoint c = codePointAt(name, i);
        if (c.length == 0 || c.value == U':')
            break;
        if (c.value >= U'A' && c.value <= U'Z')
            key.append(char(c.value + 32));
        else if (!isIgnoredByHfs(c.value))
            key.append(name.sliced(i, c.length));
        i += c.length;
    }
    while (key.endsWith('.') || key.endsWith(' '))
        key.chop(1);
    return key;
}

bool isDigits(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// NTFS invents 8-character names: six letters of the long one and ~1 to ~4, then letters of a checksum ("gi7eba" for
/// ".gitmodules", known from git's documentation of protectNTFS) and a number.
bool isShortGitmodules(QByteArrayView rest)
{
    if (rest.size() != 8)
        return false;
    const qsizetype tilde = rest.indexOf('~');
    if (tilde < 0 || !isDigits(rest.sliced(tilde + 1)) || rest[tilde + 1] == '0')
        return false;
    return rest.first(tilde) == QByteArrayView("gitmod") || QByteArrayView("gi7eba").startsWith(rest.first(tilde));
}

/// True for the dangerous names and for every escaped form of them: that is what makes the escape reversible.
bool isEscapable(QByteArrayView component, NameUse use)
{
    const QByteArray key = forgivingKey(component);
    qsizetype dots = 0;
    while (dots < key.size() && key[dots] == '.')
        ++dots;
    const QByteArrayView rest = QByteArrayView(key).sliced(dots);
    if (rest == QByteArrayView("git"))
        return dots > 0;
    if (rest.startsWith(QByteArrayView("git~")))
        return isDigits(rest.sliced(4));
    if (use != NameUse::SymbolicLink)
        return false;
    return rest == QByteArrayView("gitmodules") ? dots > 0 : isShortGitmodules(rest);
}

template <typename Change> QByteArray changeComponents(QByteArrayView name, Change change)
{
    const QByteArray whole = name.toByteArray();
    if (!whole.contains('\\'))
        return change(whole);
    QByteArrayList components = whole.split('\\');
    for (QByteArray& component : components)
        component = change(component);
    return components.join('\\');
}
} // namespace

QByteArray escapeName(QByteArrayView name, NameUse use)
{
    return changeComponents(name, [use](const QByteArray& component) {
        return isEscapable(component, use) ? QByteArray('.' + component) : component;
    });
}

QByteArray unescapeName(QByteArrayView name, NameUse use)
{
    return changeComponents(name, [use](const QByteArray& component) {
        // Only what escaping a dangerous name can have made: it starts with a dot, and is still dangerous without it.
        const bool wasEscaped = component.startsWith('.') && isEscapable(component.sliced(1), use);
        return wasEscaped ? component.sliced(1) : component;
    });
}

} // namespace millrace::git
