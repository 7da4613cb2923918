// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/integrity/verifyspec.h"

#include "core/base/error.h"
#include "core/base/json.h"

namespace millrace::integrity {

namespace {

QString k(const char* key)
{
    return QLatin1String(key);
}

QJsonObject toJson(const RecordedImport& import)
{
    return {{k("id"), import.id},
            {k("engine"), import.engine},
            {k("kind"), import.kind},
            {k("parents"), toJsonArray(import.parents)},
            {k("empty_directories"), toJsonArray(import.emptyDirectories)},
            {k("upload"), import.upload},
            {k("sampled"), import.sampled}};
}

RecordedImport recordedImport(const QJsonObject& o)
{
    return {o[k("id")].toInteger(),
            o[k("engine")].toInt(),
            o[k("kind")].toString(),
            toStringList(o[k("parents")]),
            toStringList(o[k("empty_directories")]),
            static_cast<qsizetype>(o[k("upload")].toInteger(-1)),
            o[k("sampled")].toBool()};
}

QJsonObject toJson(const RecordedPublication& publication)
{
    return {{k("import"), publication.import},
            {k("claimed"), publication.claimed},
            {k("commit"), publication.commit},
            {k("skipped"), publication.skipped},
            {k("overdue"), publication.overdue}};
}

RecordedPublication recordedPublication(const QJsonObject& o)
{
    return {static_cast<qsizetype>(o[k("import")].toInteger(-1)), o[k("claimed")].toBool(), o[k("commit")].toString(),
            o[k("skipped")].toBool(), o[k("overdue")].toBool()};
}

QJsonObject toJson(const RecordedBranch& branch)
{
    return {{k("branch"), branch.branch}, {k("good"), branch.good}};
}

QJsonObject toJson(const RecordedRemote& remote)
{
    return {{k("name"), remote.name}, {k("url"), remote.url}};
}

QJsonObject toJson(const RecordedTarball& tarball)
{
    return {{k("upstream"), tarball.upstreamId}, {k("name"), tarball.name}, {k("sha256"), tarball.sha256}};
}

template <typename T> QJsonArray arrayOf(const QList<T>& values)
{
    QJsonArray array;
    for (const T& value : values)
        array.append(toJson(value));
    return array;
}

} // namespace

QJsonObject VerifySpec::toJson() const
{
    return {{k("task"), k("verify")},
            {k("job"), job.toJson()},
            {k("imports"), arrayOf(imports)},
            {k("publications"), arrayOf(publications)},
            {k("branches"), arrayOf(branches)},
            {k("tarballs"), arrayOf(tarballs)},
            {k("remotes"), arrayOf(remotes)},
            {k("quarantine_root"), quarantineRoot},
            {k("ended_attempts"), toJsonArray(endedAttempts)},
            {k("last_attempt"), lastAttempt}};
}

VerifySpec VerifySpec::fromJson(const QJsonObject& o)
{
    VerifySpec spec;
    spec.job = importer::JobSpec::fromJson(o[k("job")].toObject());
    for (const QJsonValue& value : o[k("imports")].toArray())
        spec.imports.append(recordedImport(value.toObject()));
    for (const QJsonValue& value : o[k("publications")].toArray())
        spec.publications.append(recordedPublication(value.toObject()));
    for (const QJsonValue& value : o[k("branches")].toArray())
        spec.branches.append({value[k("branch")].toString(), value[k("good")].toString()});
    for (const QJsonValue& value : o[k("tarballs")].toArray())
        spec.tarballs.append(
            {value[k("upstream")].toString(), value[k("name")].toString(), value[k("sha256")].toString()});
    for (const QJsonValue& value : o[k("remotes")].toArray())
        spec.remotes.append({value.toObject()[k("name")].toString(), value.toObject()[k("url")].toString()});
    spec.quarantineRoot = o[k("quarantine_root")].toString();
    spec.endedAttempts = toStringList(o[k("ended_attempts")]);
    spec.lastAttempt = o[k("last_attempt")].toInteger();
    const auto known = [](qsizetype index, qsizetype count) { return index >= -1 && index < count; };
    const bool sound =
        is(o) && spec.imports.size() == spec.job.imports.size() &&
        spec.publications.size() == spec.job.publications.size() &&
        std::all_of(spec.imports.cbegin(), spec.imports.cend(),
                    [&](const RecordedImport& one) { return known(one.upload, spec.job.uploads.size()); }) &&
        std::all_of(spec.publications.cbegin(), spec.publications.cend(),
                    [&](const RecordedPublication& one) { return known(one.import, spec.imports.size()); });
    if (!sound)
        throw Error(QStringLiteral("internal.json"), QStringLiteral("the verify specification is not sound"));
    return spec;
}

bool VerifySpec::is(const QJsonObject& object)
{
    return object[k("task")] == QJsonValue(k("verify"));
}

} // namespace millrace::integrity
