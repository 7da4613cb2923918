// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/digest.h"

#include "core/base/error.h"

#include <openssl/evp.h>

namespace millrace {

namespace {
const EVP_MD* method(Digest::Algorithm algorithm)
{
    switch (algorithm) {
    case Digest::Algorithm::Md5:
        return EVP_md5();
    case Digest::Algorithm::Sha1:
        return EVP_sha1();
    case Digest::Algorithm::Sha256:
        return EVP_sha256();
    }
    return nullptr;
}
} // namespace

void Digest::Free::operator()(evp_md_ctx_st* context) const
{
    EVP_MD_CTX_free(context);
}

Digest::Digest(Algorithm algorithm)
    : m_algorithm(algorithm)
    , m_context(EVP_MD_CTX_new())
{
    reset();
}

Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

void Digest::reset()
{
    // MD5 is refused where the machine runs in FIPS mode.
    if (!m_context || EVP_DigestInit_ex(m_context.get(), method(m_algorithm), nullptr) != 1)
        throw Error(QStringLiteral("internal.digest"), QStringLiteral("OpenSSL on this machine refuses a digest"));
}

void Digest::add(const void* data, size_t size)
{
    EVP_DigestUpdate(m_context.get(), data, size);
}

void Digest::add(QByteArrayView data)
{
    add(data.data(), static_cast<size_t>(data.size()));
}

Digest Digest::clone() const
{
    Digest copy(m_algorithm);
    EVP_MD_CTX_copy_ex(copy.m_context.get(), m_context.get());
    return copy;
}

QByteArray Digest::result() const
{
    const Digest copy = clone();
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    EVP_DigestFinal_ex(copy.m_context.get(), bytes, &size);
    return QByteArray(reinterpret_cast<const char*>(bytes), static_cast<qsizetype>(size));
}

QByteArray Digest::hex(Algorithm algorithm, QByteArrayView data)
{
    Digest digest(algorithm);
    digest.add(data);
    return digest.hexResult();
}

} // namespace millrace
