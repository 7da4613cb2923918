// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/archive/decompressor.h"

#include "core/base/error.h"

#include <QFile>

#include <archive.h>
#include <archive_entry.h>

namespace millrace::archive {

namespace {

Error broken(const QString& path, ::archive* reader)
{
    return Error(QStringLiteral("archive.index"),
                 QStringLiteral("cannot decompress %1: %2").arg(path, QString::fromUtf8(archive_error_string(reader))),
                 {{QStringLiteral("file"), path}});
}

} // namespace

void Decompressor::Free::operator()(::archive* reader) const
{
    archive_read_free(reader);
}

Decompressor::Decompressor(const QString& path, qint64 sizeLimit)
    : m_path(path)
    , m_left(sizeLimit)
    , m_reader(archive_read_new())
{
    archive_read_support_filter_all(m_reader.get());
    archive_read_support_format_raw(m_reader.get());
    archive_read_support_format_empty(m_reader.get());
    archive_entry* entry = nullptr;
    if (archive_read_open_filename(m_reader.get(), QFile::encodeName(path).constData(), 256 * 1024) != ARCHIVE_OK)
        throw broken(path, m_reader.get());
    const int result = archive_read_next_header(m_reader.get(), &entry);
    m_ended = result == ARCHIVE_EOF;
    if (result != ARCHIVE_OK && !m_ended)
        throw broken(path, m_reader.get());
}

Decompressor::~Decompressor() = default;

qint64 Decompressor::read(char* buffer, qint64 size)
{
    if (m_ended)
        return 0;
    const la_ssize_t count = archive_read_data(m_reader.get(), buffer, static_cast<size_t>(size));
    if (count < 0)
        throw broken(m_path, m_reader.get());
    m_left -= count;
    if (m_left < 0)
        throw Error(QStringLiteral("limit.size"), QStringLiteral("%1 unpacks to more than it should").arg(m_path),
                    {{QStringLiteral("file"), m_path}});
    m_ended = count == 0;
    return count;
}

} // namespace millrace::archive
