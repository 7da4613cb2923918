// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/staged.h"

#include "core/base/json.h"

namespace millrace::importer {

namespace {

QString k(const char* key)
{
    return QLatin1String(key);
}

QJsonObject toJson(const StagedImport& import)
{
    return {{k("upload"), import.uploadId},
            {k("vendor"), import.vendor},
            {k("tree"), import.tree},
            {k("commit"), import.commit},
            {k("parents"), toJsonArray(import.parents)},
            {k("upstream"), import.upstreamId},
            {k("kind"), import.kind},
            {k("tag"), import.tag},
            {k("flags"), toJsonArray(import.flags)},
            {k("empty_directories"), toJsonArray(import.emptyDirectories)},
            {k("milliseconds"), import.milliseconds}};
}

StagedImport stagedImport(const QJsonObject& o)
{
    return {o[k("upload")].toInteger(),      o[k("vendor")].toString(),
            o[k("tree")].toString(),         o[k("commit")].toString(),
            toStringList(o[k("parents")]),   o[k("upstream")].toString(),
            o[k("kind")].toString(),         o[k("tag")].toString(),
            toStringList(o[k("flags")]),     toStringList(o[k("empty_directories")]),
            o[k("milliseconds")].toInteger()};
}

} // namespace

QJsonObject Staged::toJson() const
{
    QJsonObject object{{k("publication"), publicationId},
                       {k("upload"), uploadId},
                       {k("branch"), branch},
                       {k("commit"), commit},
                       {k("pack"), pack}};
    if (import)
        object.insert(k("import"), importer::toJson(*import));
    if (upstream)
        object.insert(k("upstream"), QJsonObject{{k("id"), upstream->upstream.id},
                                                 {k("version"), upstream->upstream.version},
                                                 {k("commit"), upstream->upstream.commit},
                                                 {k("tree"), upstream->upstream.tree},
                                                 {k("tag"), upstream->upstream.tag},
                                                 {k("tarballs"), upstream->tarballs}});
    QJsonArray refArray;
    for (const RefUpdate& update : refs)
        refArray.append(QJsonObject{{k("ref"), update.ref}, {k("old"), update.oldOid}, {k("new"), update.newOid}});
    object.insert(k("refs"), refArray);
    return object;
}

Staged Staged::fromJson(const QJsonObject& o)
{
    Staged staged;
    staged.publicationId = o[k("publication")].toInteger();
    staged.uploadId = o[k("upload")].toInteger();
    staged.branch = o[k("branch")].toString();
    staged.commit = o[k("commit")].toString();
    staged.pack = o[k("pack")].toString();
    if (o.contains(k("import")))
        staged.import = stagedImport(o[k("import")].toObject());
    if (o.contains(k("upstream"))) {
        const QJsonObject u = o[k("upstream")].toObject();
        staged.upstream = StagedUpstream{{u[k("id")].toString(), u[k("version")].toString(), u[k("commit")].toString(),
                                          u[k("tree")].toString(), u[k("tag")].toString()},
                                         u[k("tarballs")].toArray()};
    }
    for (const QJsonValue& value : o[k("refs")].toArray()) {
        const QJsonObject r = value.toObject();
        staged.refs.append({r[k("ref")].toString(), r[k("old")].toString(), r[k("new")].toString()});
    }
    return staged;
}

} // namespace millrace::importer
