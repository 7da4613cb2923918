// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/packsink.h"

namespace millrace::importer {

unpack::ContentId PackSink::store(qint64 size, const Reader& read, QByteArray* keep)
{
    return {m_writer.writeStream(git::ObjectType::Blob, size, read, keep).bytes};
}

git::Oid oidOf(const unpack::ContentId& id)
{
    return git::Oid{id.bytes};
}

} // namespace millrace::importer
