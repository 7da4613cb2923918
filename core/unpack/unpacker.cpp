// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unpack/unpacker.h"

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/unpack/debianfolder.h"
#include "core/unpack/diffapplication.h"
#include "core/unpack/filelist.h"
#include "core/unpack/tarball.h"

#include <algorithm>

namespace millrace::unpack {

namespace {

/// Of hundreds of keys; what is larger is no keyring of an upstream.
constexpr qint64 largestKeys = 1 << 20;

/// One upload being unpacked.
class Unpacking
{
public:
    Unpacking(const UnpackInput& input, ContentSink& sink, const Cancellation& cancellation)
        : m_input(input)
        , m_format(input.format.isEmpty() ? QStringLiteral("1.0") : input.format)
        , m_sink(sink)
        , m_cancellation(cancellation)
        , m_budget(input.limits)
        , m_reading(sink, m_budget, cancellation)
        , m_files(sortFiles(m_format, input.package, input.version, input.files))
    {
    }

    UnpackResult run();

private:
    SourceTree readMain();
    void addComponents(SourceTree& tree);
    void layDebian(SourceTree& tree);
    void readTexts();
    QByteArray textAt(const QByteArray& path);
    QList<InputFile> tarballs() const;
    QByteArrayList keyFiles() const;
    TarballInfo describe(const QString& component, const InputFile& file) const;

    const UnpackInput& m_input;
    const QString m_format;
    ContentSink& m_sink;
    const Cancellation m_cancellation;
    UnpackBudget m_budget;
    TarballReading m_reading;
    FileList m_files;
    UnpackResult m_result;
};

UnpackResult Unpacking::run()
{
    m_result.flags = m_files.flags;
    m_reading.keep({"debian/changelog", "debian/source/format"});
    const QByteArrayList keys = keyFiles();
    m_reading.keep(QSet<QByteArray>(keys.cbegin(), keys.cend()));
    std::optional<DiffApplication> diff;
    if (m_files.diff) {
        diff.emplace(*m_files.diff, m_input.scratchFolder, m_budget, m_cancellation);
        m_reading.keep(diff->neededPaths());
    }
    SourceTree tree = readMain();
    addComponents(tree);
    if (m_files.orig) {
        m_result.upstream = tree;
        m_result.upstream->remove(".pc");
        m_result.upstreamTarballs << describe({}, *m_files.orig);
        for (auto it = m_files.components.cbegin(); it != m_files.components.cend(); ++it)
            m_result.upstreamTarballs << describe(it.key(), *it.value());
    }
    layDebian(tree);
    if (diff)
        diff->apply(tree, m_reading, tarballs(), m_sink);
    tree.remove(".pc");
    m_result.source = std::move(tree);
    m_result.flags += m_reading.flags();
    ensureSourceFormat(m_result, m_format, m_sink);
    makeRulesExecutable(m_result);
    readTexts();
    return std::move(m_result);
}

SourceTree Unpacking::readMain()
{
    if (m_files.bundle) {
        Step step(Stage::Unpack, "unpack git bundle", {{QStringLiteral("file"), m_files.bundle->file.name}});
        if (!m_input.bundles)
            throw Error(QStringLiteral("dsc.format"), QStringLiteral("nobody here reads git bundles"));
        return m_input.bundles->read(*m_files.bundle, m_sink, m_budget, m_cancellation);
    }
    const InputFile& file = m_files.native ? *m_files.native : *m_files.orig;
    Step step(Stage::Unpack, m_files.native ? "unpack native tarball" : "unpack orig tarball",
              {{QStringLiteral("file"), file.file.name}});
    return m_reading.read(file, {.excludePc = m_files.debian != nullptr});
}

void Unpacking::addComponents(SourceTree& tree)
{
    for (auto it = m_files.components.cbegin(); it != m_files.components.cend(); ++it) {
        Step step(Stage::Unpack, "unpack component tarball",
                  {{QStringLiteral("file"), it.value()->file.name}, {QStringLiteral("component"), it.key()}});
        const QByteArray folder = it.key().toLatin1();
        const SourceTree::Node* there = tree.find(folder);
        if (there && !(there->isDirectory() && there->children().empty()))
            m_result.flags << QStringLiteral("component.replaced");
        tree.graft(folder, m_reading.read(*it.value(), {}));
    }
}

void Unpacking::layDebian(SourceTree& tree)
{
    if (!m_files.debian)
        return;
    Step step(Stage::Unpack, "unpack debian tarball", {{QStringLiteral("file"), m_files.debian->file.name}});
    tree.remove("debian");
    tree.overlay(m_reading.read(*m_files.debian, {.stripTop = false}));
}

QList<InputFile> Unpacking::tarballs() const
{
    QList<InputFile> files;
    for (const InputFile* file : {m_files.native, m_files.orig, m_files.debian}) {
        if (file)
            files << *file;
    }
    for (const InputFile* file : m_files.components)
        files << *file;
    return files;
}

/// Where a package keeps its upstream's keys, today and in old ones; nowhere when there is nothing to verify.
QByteArrayList Unpacking::keyFiles() const
{
    const bool isSigned = std::any_of(m_input.files.cbegin(), m_input.files.cend(), [](const InputFile& file) {
        return file.file.name.endsWith(QLatin1String(".asc"));
    });
    if (!isSigned)
        return {};
    return {"debian/upstream/signing-key.asc", "debian/upstream/signing-key.pgp", "debian/upstream-signing-key.pgp"};
}

QByteArray Unpacking::textAt(const QByteArray& path)
{
    const SourceTree::Node* node = linkedFile(m_result.source, path);
    if (!node)
        return {};
    if (m_files.bundle)
        return m_input.bundles->bytes(*node);
    if (!m_reading.bytesOf(node->content))
        m_reading.keepContents(tarballs(), {{node->content, node->size}});
    const QByteArray* bytes = m_reading.bytesOf(node->content);
    return bytes ? *bytes : QByteArray();
}

void Unpacking::readTexts()
{
    Step step(Stage::Unpack, "read debian/changelog");
    if (const SourceTree::Node* node = linkedFile(m_result.source, "debian/changelog"))
        m_budget.checkChangelog(node->size);
    m_result.changelog = textAt("debian/changelog");
    if (m_result.changelog.isEmpty())
        m_result.flags << QStringLiteral("changelog.missing");
    if (m_result.sourceFormat.isEmpty())
        m_result.sourceFormat = textAt("debian/source/format");
    for (const QByteArray& path : keyFiles()) {
        const SourceTree::Node* keys = linkedFile(m_result.source, path);
        if (keys && keys->size <= largestKeys && m_result.signingKeys.isEmpty())
            m_result.signingKeys = textAt(path);
    }
}

TarballInfo Unpacking::describe(const QString& component, const InputFile& file) const
{
    QByteArray sha256 = file.file.sha256;
    if (sha256.isEmpty()) {
        Digest digest(Digest::Algorithm::Sha256);
        const std::unique_ptr<QIODevice> device = file.open();
        for (QByteArray block = device->read(1 << 17); !block.isEmpty(); block = device->read(1 << 17))
            digest.add(block);
        sha256 = digest.hexResult();
    }
    return {component, file.file.name, sha256};
}

} // namespace

UnpackResult unpack(const UnpackInput& input, ContentSink& sink, const Cancellation& cancellation)
{
    Step step(Stage::Unpack, "unpack source",
              {{QStringLiteral("package"), input.package},
               {QStringLiteral("version"), input.version},
               {QStringLiteral("format"), input.format}});
    return Unpacking(input, sink, cancellation).run();
}

} // namespace millrace::unpack
