// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/oid.h"

#include "core/base/digest.h"

namespace millrace::git {

namespace {
int nibble(char16_t digit)
{
    if (digit >= u'0' && digit <= u'9')
        return digit - u'0';
    if (digit >= u'a' && digit <= u'f')
        return digit - u'a' + 10;
    if (digit >= u'A' && digit <= u'F')
        return digit - u'A' + 10;
    return -1;
}

template <typename At> std::optional<Oid> parseHex(qsizetype size, At at)
{
    if (size != 40)
        return std::nullopt;
    Oid oid;
    for (size_t i = 0; i < oid.bytes.size(); ++i) {
        const int high = nibble(at(qsizetype(2 * i)));
        const int low = nibble(at(qsizetype(2 * i + 1)));
        if (high < 0 || low < 0)
            return std::nullopt;
        oid.bytes[i] = static_cast<unsigned char>(high << 4 | low);
    }
    return oid;
}
} // namespace

QByteArray objectTypeName(ObjectType type)
{
    switch (type) {
    case ObjectType::Commit:
        return QByteArrayLiteral("commit");
    case ObjectType::Tree:
        return QByteArrayLiteral("tree");
    case ObjectType::Blob:
        return QByteArrayLiteral("blob");
    case ObjectType::Tag:
        return QByteArrayLiteral("tag");
    }
    return {};
}

QByteArray Oid::toHexBytes() const
{
    return QByteArray::fromRawData(reinterpret_cast<const char*>(bytes.data()), qsizetype(bytes.size())).toHex();
}

std::optional<Oid> Oid::fromHex(QByteArrayView hex)
{
    return parseHex(hex.size(), [hex](qsizetype i) { return char16_t(static_cast<unsigned char>(hex[i])); });
}

std::optional<Oid> Oid::fromHex(QStringView hex)
{
    return parseHex(hex.size(), [hex](qsizetype i) { return hex[i].unicode(); });
}

Oid Oid::fromRaw(const unsigned char* raw)
{
    Oid oid;
    std::memcpy(oid.bytes.data(), raw, oid.bytes.size());
    return oid;
}

Oid Oid::fromRaw(QByteArrayView raw20)
{
    Q_ASSERT(raw20.size() == 20);
    return fromRaw(reinterpret_cast<const unsigned char*>(raw20.data()));
}

Oid hashObject(ObjectType type, QByteArrayView content)
{
    Digest digest(Digest::Algorithm::Sha1);
    QByteArray header = objectTypeName(type) + ' ' + QByteArray::number(content.size());
    header.append('\0');
    digest.add(header);
    digest.add(content);
    return Oid::fromRaw(digest.result());
}

} // namespace millrace::git
