// SPDX-License-Identifier: GPL-3.0-or-later
// Oid: the SHA-1 name of a git object, and the kinds of objects. Values; any thread.
#pragma once

#include <QByteArray>
#include <QHashFunctions>
#include <QList>
#include <QString>

#include <array>
#include <compare>
#include <cstring>
#include <functional>
#include <optional>

namespace millrace::git {

/// The numbers are those of pack entries (git's pack-format document).
enum class ObjectType { Commit = 1, Tree = 2, Blob = 3, Tag = 4 };

/// "commit", "tree", "blob", "tag": the word in an object's header and in a tag.
QByteArray objectTypeName(ObjectType type);

struct Oid
{
    std::array<unsigned char, 20> bytes = {};

    /// All zero: no object. In a compare-and-swap it means "the ref does not exist".
    bool isNull() const { return *this == Oid(); }
    QString toHex() const { return QString::fromLatin1(toHexBytes()); }
    QByteArray toHexBytes() const;
    /// The 20 bytes as a tree holds them.
    QByteArrayView raw() const { return QByteArrayView(bytes.data(), qsizetype(bytes.size())); }

    /// Exactly 40 hex digits of either case; anything else gives nothing.
    static std::optional<Oid> fromHex(QByteArrayView hex);
    static std::optional<Oid> fromHex(QStringView hex);
    /// From 20 raw bytes.
    static Oid fromRaw(const unsigned char* raw);
    static Oid fromRaw(QByteArrayView raw20);

    bool operator==(const Oid&) const = default;
    std::strong_ordering operator<=>(const Oid&) const = default;
};

/// The name git gives to @p content as an object of @p type.
Oid hashObject(ObjectType type, QByteArrayView content);

inline size_t qHash(const Oid& oid, size_t seed = 0)
{
    // SHA-1 bytes are spread evenly already.
    size_t start = 0;
    std::memcpy(&start, oid.bytes.data(), sizeof start);
    return start ^ seed;
}

} // namespace millrace::git

template <> struct std::hash<millrace::git::Oid>
{
    size_t operator()(const millrace::git::Oid& oid) const noexcept { return qHash(oid); }
};
