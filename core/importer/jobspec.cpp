// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/jobspec.h"

#include "core/base/error.h"
#include "core/base/json.h"

#include <QJsonArray>

namespace millrace::importer {

namespace {

QString k(const char* key)
{
    return QLatin1String(key);
}

QJsonObject toJson(const deb::SourceFile& file)
{
    return {{k("name"), file.name},
            {k("size"), file.size},
            {k("md5"), QString::fromLatin1(file.md5)},
            {k("sha1"), QString::fromLatin1(file.sha1)},
            {k("sha256"), QString::fromLatin1(file.sha256)}};
}

deb::SourceFile sourceFile(const QJsonObject& o)
{
    return {o[k("name")].toString(), o[k("size")].toInteger(), o[k("md5")].toString().toLatin1(),
            o[k("sha1")].toString().toLatin1(), o[k("sha256")].toString().toLatin1()};
}

QJsonObject toJson(const UploadSpec& upload)
{
    QJsonArray files;
    for (const deb::SourceFile& file : upload.files)
        files.append(toJson(file));
    return {{k("id"), upload.id},
            {k("version"), upload.version},
            {k("format"), upload.format},
            {k("dsc"), upload.dscSha256},
            {k("base"), upload.base},
            {k("files"), files},
            {k("mirrors"), toJsonArray(upload.mirrors)}};
}

UploadSpec uploadSpec(const QJsonObject& o)
{
    UploadSpec upload{o[k("id")].toInteger(),
                      o[k("version")].toString(),
                      o[k("format")].toString(),
                      o[k("dsc")].toString(),
                      o[k("base")].toString(),
                      {},
                      {}};
    for (const QJsonValue& file : o[k("files")].toArray())
        upload.files.append(sourceFile(file.toObject()));
    upload.mirrors = toStringList(o[k("mirrors")]);
    return upload;
}

QJsonObject toJson(const PublicationSpec& publication)
{
    return {{k("id"), publication.id},
            {k("upload"), publication.upload},
            {k("suite"), publication.suite},
            {k("branch"), publication.branch},
            {k("vendor"), publication.vendor},
            {k("rank"), publication.archiveRank},
            {k("patches_applied"), publication.patchesApplied},
            {k("pristine_tar"), publication.pristineTar},
            {k("weak_digests"), publication.weakDigests},
            {k("zst"), publication.zst}};
}

PublicationSpec publicationSpec(const QJsonObject& o)
{
    return {o[k("id")].toInteger(),
            static_cast<qsizetype>(o[k("upload")].toInteger()),
            o[k("suite")].toString(),
            o[k("branch")].toString(),
            o[k("vendor")].toString(),
            o[k("rank")].toInt(),
            o[k("patches_applied")].toBool(),
            o[k("pristine_tar")].toBool(),
            o[k("weak_digests")].toBool(true),
            o[k("zst")].toBool(true)};
}

QJsonObject toJson(const KnownImport& import)
{
    return {{k("version"), import.version}, {k("vendor"), import.vendor},   {k("dsc"), import.dscSha256},
            {k("commit"), import.commit},   {k("tree"), import.tree},       {k("upstream"), import.upstreamId},
            {k("tag"), import.tag},         {k("rank"), import.archiveRank}};
}

KnownImport knownImport(const QJsonObject& o)
{
    return {o[k("version")].toString(), o[k("vendor")].toString(),   o[k("dsc")].toString(), o[k("commit")].toString(),
            o[k("tree")].toString(),    o[k("upstream")].toString(), o[k("tag")].toString(), o[k("rank")].toInt()};
}

QJsonObject toJson(const KnownUpstream& upstream)
{
    return {{k("id"), upstream.id},
            {k("version"), upstream.version},
            {k("commit"), upstream.commit},
            {k("tree"), upstream.tree},
            {k("tag"), upstream.tag}};
}

KnownUpstream knownUpstream(const QJsonObject& o)
{
    return {o[k("id")].toString(), o[k("version")].toString(), o[k("commit")].toString(), o[k("tree")].toString(),
            o[k("tag")].toString()};
}

QJsonObject toJson(const OverrideSpec& decision)
{
    return {{k("version"), decision.version}, {k("what"), decision.what}, {k("value"), decision.value}};
}

OverrideSpec overrideSpec(const QJsonObject& o)
{
    return {o[k("version")].toString(), o[k("what")].toString(), o[k("value")].toString()};
}

template <typename T> QJsonArray arrayOf(const QList<T>& values)
{
    QJsonArray array;
    for (const T& value : values)
        array.append(toJson(value));
    return array;
}

} // namespace

bool JobSpec::downloads() const
{
    const auto isRemote = [](const QString& url) { return !url.startsWith(QLatin1String("file:")); };
    return std::ranges::any_of(uploads, [&](const UploadSpec& upload) {
        return isRemote(upload.base) || std::ranges::any_of(upload.mirrors, isRemote);
    });
}

QJsonObject JobSpec::toJson() const
{
    QJsonObject proxyObject;
    for (auto it = proxies.cbegin(); it != proxies.cend(); ++it)
        proxyObject.insert(it.key(), it.value());
    QJsonObject vendorObject;
    for (auto it = vendors.cbegin(); it != vendors.cend(); ++it)
        vendorObject.insert(it.key(), it.value());
    return {{k("package"), package},
            {k("repository"), repository},
            {k("quarantine"), quarantine},
            {k("blobs"), blobs},
            {k("uploads"), arrayOf(uploads)},
            {k("publications"), arrayOf(publications)},
            {k("imports"), arrayOf(imports)},
            {k("upstreams"), arrayOf(upstreams)},
            {k("overrides"), arrayOf(overrides)},
            {k("vendors"), vendorObject},
            {k("proxies"), proxyObject},
            {k("limits"), QJsonObject{{k("wall_ms"), limits.wallMs},
                                      {k("memory"), limits.memoryBytes},
                                      {k("unpacked"), limits.unpackedBytes},
                                      {k("members"), limits.members}}}};
}

JobSpec JobSpec::fromJson(const QJsonObject& o)
{
    JobSpec spec;
    spec.package = o[k("package")].toString();
    spec.repository = o[k("repository")].toString();
    spec.quarantine = o[k("quarantine")].toString();
    spec.blobs = o[k("blobs")].toString();
    for (const QJsonValue& value : o[k("uploads")].toArray())
        spec.uploads.append(uploadSpec(value.toObject()));
    for (const QJsonValue& value : o[k("publications")].toArray())
        spec.publications.append(publicationSpec(value.toObject()));
    for (const QJsonValue& value : o[k("imports")].toArray())
        spec.imports.append(knownImport(value.toObject()));
    for (const QJsonValue& value : o[k("upstreams")].toArray())
        spec.upstreams.append(knownUpstream(value.toObject()));
    for (const QJsonValue& value : o[k("overrides")].toArray())
        spec.overrides.append(overrideSpec(value.toObject()));
    const QJsonObject vendorObject = o[k("vendors")].toObject();
    for (auto it = vendorObject.begin(); it != vendorObject.end(); ++it)
        spec.vendors.insert(it.key(), it.value().toInt());
    const QJsonObject proxyObject = o[k("proxies")].toObject();
    for (auto it = proxyObject.begin(); it != proxyObject.end(); ++it)
        spec.proxies.insert(it.key(), it.value().toString());
    const QJsonObject l = o[k("limits")].toObject();
    spec.limits = {l[k("wall_ms")].toInteger(spec.limits.wallMs), l[k("memory")].toInteger(spec.limits.memoryBytes),
                   l[k("unpacked")].toInteger(spec.limits.unpackedBytes),
                   l[k("members")].toInteger(spec.limits.members)};
    const bool sound = !spec.package.isEmpty() && !spec.repository.isEmpty() && !spec.quarantine.isEmpty() &&
                       std::all_of(spec.publications.cbegin(), spec.publications.cend(), [&](const PublicationSpec& p) {
                           return p.upload >= 0 && p.upload < spec.uploads.size() && !p.branch.isEmpty();
                       });
    if (!sound)
        throw Error(QStringLiteral("internal.json"), QStringLiteral("the job specification is incomplete"));
    return spec;
}

} // namespace millrace::importer
