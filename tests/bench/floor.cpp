// SPDX-License-Identifier: GPL-3.0-or-later
// The floor of an import: the least work on one core that turns source packages into git objects. It decompresses each
// distinct tarball once, takes the SHA-1 of every file in it, and deflates every content that it has not met before
// (zlib, level 1), and keeps nothing. No verification, no trees, no commits, no disk. One thread, on purpose.
//   floor [--known FILE… --] FILE…     prints seconds, bytes, files and new contents as one JSON object
// The contents of the known tarballs have been met before the clock starts: an earlier import deflated them.
#include "core/base/digest.h"

#include <QByteArray>
#include <QFile>
#include <QSet>

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include <chrono>
#include <cstdio>
#include <memory>

using namespace millrace;

namespace {

struct Work
{
    qint64 bytes = 0;
    qint64 files = 0;
    qint64 deflated = 0;
    QSet<QByteArray> contents = {};
    QByteArray compressed = {};
};

[[noreturn]] void giveUp(const char* file, const char* why)
{
    std::fprintf(stderr, "floor: %s: %s\n", file, why);
    std::exit(1);
}

void deflateOnce(Work& work, const QByteArray& content)
{
    ++work.deflated;
    uLongf size = compressBound(static_cast<uLong>(content.size()));
    if (work.compressed.size() < static_cast<qsizetype>(size))
        work.compressed.resize(static_cast<qsizetype>(size));
    compress2(reinterpret_cast<Bytef*>(work.compressed.data()), &size,
              reinterpret_cast<const Bytef*>(content.constData()), static_cast<uLong>(content.size()), Z_BEST_SPEED);
}

enum class Deflate { New, Nothing };

void readTarball(Work& work, const char* file, Deflate what)
{
    const std::unique_ptr<archive, int (*)(archive*)> tar(archive_read_new(), archive_read_free);
    archive_read_support_filter_all(tar.get());
    archive_read_support_format_tar(tar.get());
    if (archive_read_open_filename(tar.get(), file, 128 * 1024) != ARCHIVE_OK)
        giveUp(file, archive_error_string(tar.get()));
    Digest digest(Digest::Algorithm::Sha1);
    archive_entry* entry = nullptr;
    int result = ARCHIVE_OK;
    while ((result = archive_read_next_header(tar.get(), &entry)) == ARCHIVE_OK || result == ARCHIVE_WARN) {
        if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry))
            continue;
        QByteArray content(static_cast<qsizetype>(archive_entry_size(entry)), Qt::Uninitialized);
        if (archive_read_data(tar.get(), content.data(), static_cast<size_t>(content.size())) != content.size())
            giveUp(file, "ends early");
        digest.reset();
        digest.add("blob " + QByteArray::number(content.size()) + '\0');
        digest.add(content);
        const QByteArray oid = digest.result();
        ++work.files;
        work.bytes += content.size();
        if (!work.contents.contains(oid)) {
            work.contents.insert(oid);
            if (what == Deflate::New)
                deflateOnce(work, content);
        }
    }
    if (result != ARCHIVE_EOF)
        giveUp(file, archive_error_string(tar.get()));
}

} // namespace

int main(int argc, char** argv)
{
    Work work;
    QSet<QByteArray> tarballs;
    int first = 1;
    if (argc > 1 && QByteArray(argv[1]) == "--known") {
        for (first = 2; first < argc && QByteArray(argv[first]) != "--"; ++first)
            readTarball(work, argv[first], Deflate::Nothing);
        ++first;
        work.bytes = work.files = 0;
    }
    const auto begin = std::chrono::steady_clock::now();
    for (int i = first; i < argc; ++i) {
        // Distinct by name: the caller names each tarball of a package once.
        if (!tarballs.contains(argv[i])) {
            tarballs.insert(argv[i]);
            readTarball(work, argv[i], Deflate::New);
        }
    }
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    std::printf("{\"seconds\": %.4f, \"bytes\": %lld, \"files\": %lld, \"contents\": %lld}\n", spent.count(),
                static_cast<long long>(work.bytes), static_cast<long long>(work.files),
                static_cast<long long>(work.deflated));
    return 0;
}
