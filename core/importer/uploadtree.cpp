// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/uploadtree.h"

#include "core/base/paths.h"
#include "core/base/step.h"
#include "core/importer/bundlesource.h"
#include "core/importer/packsink.h"
#include "core/importer/treewriter.h"

namespace millrace::importer {

namespace {

unpack::UnpackResult unpackFiles(const JobSpec& job, const QString& version, const FetchedUpload& fetched,
                                 git::PackWriter& writer, const Cancellation& cancellation)
{
    const Step step(Stage::Unpack, "unpack the source",
                    {{QStringLiteral("version"), version}, {QStringLiteral("format"), fetched.dsc.format}});
    unpack::UnpackInput input;
    input.format = fetched.dsc.format;
    input.package = job.package;
    input.version = version;
    input.files = fetched.files;
    input.scratchFolder = job.quarantine + QLatin1String("/scratch");
    input.limits.totalBytes = job.limits.unpackedBytes;
    input.limits.members = job.limits.members;
    ensureFolder(input.scratchFolder);
    BundleSource bundles(input.scratchFolder);
    input.bundles = &bundles;
    PackSink sink(writer);
    return unpack::unpack(input, sink, cancellation);
}

} // namespace

UploadTree writeUploadTree(const JobSpec& job, const QString& version, const FetchedUpload& fetched,
                           git::PackWriter& writer, const Cancellation& cancellation)
{
    UploadTree result;
    result.source = unpackFiles(job, version, fetched, writer, cancellation);
    const Step step(Stage::Tree, "write the trees", {{QStringLiteral("version"), version}});
    TreeWriter trees(writer);
    result.tree = trees.write(result.source.source);
    if (result.source.upstream)
        result.upstream = trees.write(*result.source.upstream);
    return result;
}

} // namespace millrace::importer
