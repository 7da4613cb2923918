// SPDX-License-Identifier: GPL-3.0-or-later
// Streaming MD5, SHA-1 and SHA-256 by OpenSSL. One object belongs to one thread.
#pragma once

#include <QByteArray>

#include <memory>

struct evp_md_ctx_st;

namespace millrace {

class Digest
{
public:
    enum class Algorithm { Md5, Sha1, Sha256 };

    explicit Digest(Algorithm algorithm);
    ~Digest();
    Digest(Digest&&) noexcept;
    Digest& operator=(Digest&&) noexcept;

    void add(QByteArrayView data);
    void add(const void* data, size_t size);
    /// The raw digest of all data so far; the object can go on and be asked again.
    QByteArray result() const;
    QByteArray hexResult() const { return result().toHex(); }
    /// A copy of the state, for undoing what comes after.
    Digest clone() const;
    void reset();

    static QByteArray hex(Algorithm algorithm, QByteArrayView data);

private:
    struct Free
    {
        void operator()(evp_md_ctx_st* context) const;
    };
    Algorithm m_algorithm;
    std::unique_ptr<evp_md_ctx_st, Free> m_context;
};

} // namespace millrace
