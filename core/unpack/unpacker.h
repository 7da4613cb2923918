// SPDX-License-Identifier: GPL-3.0-or-later
// Unpacks the verified files of one upload by the rules of engine 1 (importer.md b5): what
// `dpkg-source --skip-patches -x` of dpkg 1.21.22 leaves, without the root's .pc and with debian/rules executable.
// Blocking; any thread but the GUI's; sink and cancellation belong to the caller.
#pragma once

#include "core/base/cancellation.h"
#include "core/unpack/bundlereader.h"
#include "core/unpack/inputfile.h"
#include "core/unpack/limits.h"
#include "core/unpack/sourcetree.h"

#include <QStringList>

#include <optional>

namespace millrace::unpack {

struct UnpackInput
{
    QString format = {};         ///< the .dsc's Format; empty = "1.0"
    QString package = {};        ///< source package name
    QString version = {};        ///< full version, with epoch and revision
    QList<InputFile> files = {}; ///< as the .dsc lists them; the .dsc itself may be among them
    QString scratchFolder = {};  ///< an existing folder for the few files that a 1.0 diff touches; left empty
    Limits limits = {};
    BundleReader* bundles = nullptr; ///< for 3.0 (git), which is refused without one; the caller's
};

struct TarballInfo
{
    QString component = {}; ///< empty = the main orig tarball
    QString name = {};
    QByteArray sha256 = {}; ///< hex; computed when the .dsc has none
};

struct UnpackResult
{
    SourceTree source = {};                   ///< patches not applied; a 1.0 diff is
    std::optional<SourceTree> upstream = {};  ///< orig tarballs alone, their debian/ included; none when native
    QList<TarballInfo> upstreamTarballs = {}; ///< main first, then components by name; empty when native
    /// Stable words: "orig.native" (1.0 orig without diff), "native.revision", "version.norevision",
    /// "component.replaced", "special.dropped", "debian.missing", "rules.missing", "rules.link", "rules.notfile",
    /// "format.unwritable", "changelog.missing".
    QStringList flags = {};
    QByteArray changelog = {}; ///< debian/changelog, links inside the tree followed; empty with "changelog.missing"
    /// The keys that the package says its upstream signs with (debian/upstream/signing-key.asc), as they are; read only
    /// where the upload has a signature of a tarball.
    QByteArray signingKeys = {};
    QByteArray sourceFormat = {}; ///< debian/source/format, also when it was created here; empty = none
};

/// Throws Error: "dsc.format", "dsc.files", "unpack.{truncated,corrupt,traversal,link,conflict,limit}",
/// "patch.{malformed,insecure,symlink,failed}", "internal.cancelled", and what the sink throws.
UnpackResult unpack(const UnpackInput& input, ContentSink& sink, const Cancellation& cancellation);

} // namespace millrace::unpack
