// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unpack/compressedfile.h"

#include "core/base/error.h"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <cerrno>

namespace millrace::unpack {

namespace {

constexpr qsizetype inputBlock = 128 * 1024;

struct Filter
{
    const char16_t* extension;
    int code;
};

constexpr std::array filters = {Filter{u"gz", ARCHIVE_FILTER_GZIP}, Filter{u"bz2", ARCHIVE_FILTER_BZIP2},
                                Filter{u"xz", ARCHIVE_FILTER_XZ}, Filter{u"lzma", ARCHIVE_FILTER_LZMA},
                                Filter{u"zst", ARCHIVE_FILTER_ZSTD}};

int filterFor(QStringView extension)
{
    for (const Filter& filter : filters) {
        if (extension == QStringView(filter.extension))
            return filter.code;
    }
    return ARCHIVE_FILTER_NONE;
}

} // namespace

void CompressedFile::Free::operator()(archive* handle) const
{
    archive_read_free(handle);
}

bool CompressedFile::isKnownExtension(QStringView extension)
{
    return filterFor(extension) != ARCHIVE_FILTER_NONE;
}

CompressedFile::CompressedFile(const InputFile& input)
    : m_input(input)
    , m_device(input.open())
    , m_block(inputBlock, Qt::Uninitialized)
    , m_archive(archive_read_new())
{
    const QString& name = input.file.name;
    const int filter = filterFor(QStringView(name).mid(name.lastIndexOf(QLatin1Char('.')) + 1));
    // The filter is set, not guessed: a tarball compressed twice must fail here as it fails in dpkg.
    if (filter == ARCHIVE_FILTER_NONE || archive_read_support_format_raw(m_archive.get()) != ARCHIVE_OK ||
        archive_read_support_format_empty(m_archive.get()) != ARCHIVE_OK ||
        archive_read_append_filter(m_archive.get(), filter) != ARCHIVE_OK)
        throw Error(QStringLiteral("unpack.corrupt"), QStringLiteral("%1 has no known compression").arg(name));
    archive_read_set_callback_data(m_archive.get(), this);
    archive_read_set_read_callback(m_archive.get(), [](archive* handle, void* self, const void** buffer) -> la_ssize_t {
        return readInput(handle, self, buffer);
    });
}

void CompressedFile::openArchive()
{
    m_open = true;
    if (archive_read_open1(m_archive.get()) != ARCHIVE_OK)
        fail("open");
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(m_archive.get(), &entry);
    m_atEnd = result == ARCHIVE_EOF;
    if (!m_atEnd && result != ARCHIVE_OK && result != ARCHIVE_WARN)
        fail("open");
}

qint64 CompressedFile::readInput(archive* handle, void* self, const void** buffer)
{
    auto* const that = static_cast<CompressedFile*>(self);
    const qint64 count = that->m_device->read(that->m_block.data(), that->m_block.size());
    if (count < 0) {
        that->m_unreadable = that->m_device->errorString();
        archive_set_error(handle, EIO, "the input failed");
        return ARCHIVE_FATAL;
    }
    that->m_compressed += count;
    *buffer = that->m_block.constData();
    return count;
}

void CompressedFile::fail(const char* doing) const
{
    const QString& name = m_input.file.name;
    if (!m_unreadable.isNull())
        throw Error(QStringLiteral("internal.io"), QStringLiteral("cannot read %1: %2").arg(name, m_unreadable),
                    {{QStringLiteral("file"), name}, {QStringLiteral("readBytes"), m_compressed}});
    const QString said = QString::fromUtf8(archive_error_string(m_archive.get()));
    // libarchive has one error number for all damage; only its words tell a short file.
    const bool truncated = said.contains(QLatin1String("truncated"), Qt::CaseInsensitive);
    throw Error(truncated ? QStringLiteral("unpack.truncated") : QStringLiteral("unpack.corrupt"),
                truncated ? QStringLiteral("%1 ends in the middle of its compressed data").arg(name)
                          : QStringLiteral("%1 cannot be decompressed").arg(name),
                {{QStringLiteral("file"), name},
                 {QStringLiteral("libarchive"), said},
                 {QStringLiteral("doing"), QString::fromLatin1(doing)},
                 {QStringLiteral("compressedBytes"), m_compressed},
                 {QStringLiteral("producedBytes"), m_produced}});
}

qsizetype CompressedFile::read(char* buffer, qsizetype room)
{
    if (!m_open)
        openArchive();
    qsizetype total = 0;
    while (total < room && !m_atEnd) {
        const la_ssize_t count = archive_read_data(m_archive.get(), buffer + total, static_cast<size_t>(room - total));
        if (count < 0)
            fail("read");
        m_atEnd = count == 0;
        total += count;
        m_produced += count;
    }
    return total;
}

} // namespace millrace::unpack
