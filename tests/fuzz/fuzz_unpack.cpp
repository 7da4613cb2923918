// SPDX-License-Identifier: GPL-3.0-or-later
// The unpacker: tar streams, and what a 1.0 diff would touch.
#include "core/base/error.h"
#include "core/unpack/diffsummary.h"
#include "core/unpack/rawname.h"
#include "core/unpack/tarball.h"
#include "tests/fuzz/targets.h"

#include <QBuffer>

#include <zlib.h>

namespace millrace::fuzz {

namespace {

/// Forgets what it is given: memory is then the unpacker's alone.
class CountingSink final : public unpack::ContentSink
{
public:
    unpack::ContentId store(qint64 size, const Reader& read, QByteArray* keep) override
    {
        promise(size >= 0, "sizes are not negative");
        QByteArray bytes;
        char buffer[4099];
        for (qint64 left = size; left > 0;) {
            const qsizetype got = read(buffer, std::min<qint64>(left, sizeof buffer));
            promise(got > 0 && got <= left, "readers give what they promise");
            left -= got;
            if (keep)
                bytes.append(buffer, got);
        }
        if (keep)
            *keep = bytes;
        unpack::ContentId content;
        ++m_stored;
        std::copy_n(reinterpret_cast<const unsigned char*>(&m_stored), sizeof m_stored, content.bytes.begin());
        return content;
    }

private:
    quint64 m_stored = 0;
};

/// gzip without compressing, so that the fuzzer's bytes are the tar stream.
QByteArray stored(const QByteArray& bytes)
{
    z_stream stream = {};
    deflateInit2(&stream, 0, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    QByteArray packed(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(bytes.size()))),
                      Qt::Uninitialized);
    QByteArray in = bytes;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.truncate(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return packed;
}

} // namespace

void fuzzTar(const QByteArray& input)
{
    const QByteArray packed = stored(input);
    unpack::InputFile file;
    file.file.name = QStringLiteral("t.tar.gz");
    file.file.size = packed.size();
    file.open = [&packed]() -> std::unique_ptr<QIODevice> {
        auto device = std::make_unique<QBuffer>();
        device->setData(packed);
        device->open(QIODevice::ReadOnly);
        return device;
    };
    unpack::Limits limits;
    limits.totalBytes = 8 << 20;
    limits.fileBytes = 4 << 20;
    limits.members = 1000;
    limits.keptBytes = 1 << 20;
    unpack::UnpackBudget budget(limits);
    CountingSink sink;
    const Cancellation cancellation;
    unpack::TarballReading reading(sink, budget, cancellation);
    reading.keep({QByteArrayLiteral("debian/changelog")});
    try {
        const unpack::SourceTree tree = reading.read(file, {input.size() % 2 == 0, input.size() % 3 == 0});
        for (const unpack::SourceTree::Entry& entry : tree.files()) {
            promise(isInside(entry.path), "paths stay inside");
            promise(tree.find(entry.path) == entry.node, "files are found");
            const std::optional<QByteArray> end = tree.resolve(entry.path);
            promise(!end || end->isEmpty() || isInside(*end), "links are followed inside only");
        }
        unpack::SourceTree other = tree;
        other.overlay(tree);
        promise(other.files().size() == tree.files().size(), "a tree over itself is itself");
    } catch (const Error&) {
    }
}

void fuzzDiff(const QByteArray& input)
{
    unpack::SourceTree tree;
    tree.insert("a/file", unpack::SourceTree::file({}, 1, false));
    tree.insert("a/link", unpack::SourceTree::symlink({}, "../.."));
    tree.insert("debian/rules", unpack::SourceTree::file({}, 1, true));
    QBuffer device;
    device.setData(input);
    device.open(QIODevice::ReadOnly);
    try {
        const unpack::DiffSummary summary = unpack::summarizeDiff(device, QStringLiteral("t.diff.gz"));
        for (const unpack::DiffedFile& file : summary.files) {
            promise(file.line > 0, "lines count from one");
            const QByteArray target = unpack::checkedTarget(file, tree, QStringLiteral("t.diff.gz"));
            promise(isInside(target), "targets stay inside");
            const QList<QByteArray> parts = unpack::pathParts(target);
            promise(!(parts.value(0) == "a" && parts.value(1) == "link"), "targets lead through no link");
        }
        for (const QByteArray& path : summary.candidates())
            promise(path.isEmpty() || isInside(path), "candidates stay inside");
    } catch (const Error&) {
    }
}

} // namespace millrace::fuzz
