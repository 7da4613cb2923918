// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a .dsc, the control file of a source package (Debian Policy 5.4). Pure; any thread.
#pragma once

#include "core/deb/sourcerecord.h"

#include <QStringList>

namespace millrace::deb {

struct Dsc
{
    QString package = {};      ///< isValidSourceName()
    QString version = {};      ///< isValidVersion()
    QString format = {};       ///< "1.0" where the field is absent, as in the oldest ones
    QString maintainer = {};   ///< as it stands there
    QString uploaders = {};    ///< as it stands there, on one line
    QStringList binaries = {}; ///< names of the binary packages
    QString architecture = {};
    QString dgit = {};            ///< the Dgit field: a commit somebody claims to be this upload
    QList<SourceFile> files = {}; ///< without the .dsc, in its order; names are isValidFileName()
    bool isSigned = false;        ///< has OpenPGP armour; whose and whether valid is not checked here
    bool weak = false;            ///< some file has no SHA-256 (importer.md c16)
};

/// Parses and checks. Throws Error "dsc.syntax" (not a .dsc, broken armour, a required field missing or wrong),
/// "dsc.version" (a version that Policy does not allow) and "dsc.files" (lists that disagree, a file twice, names that
/// are not allowed or are another package's or version's; importer.md c14, c15).
Dsc parseDsc(QByteArrayView bytes);

} // namespace millrace::deb
