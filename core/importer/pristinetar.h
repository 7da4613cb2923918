// SPDX-License-Identifier: GPL-3.0-or-later
// What pristine-tar needs to make an orig tarball again from its tree in git: the delta, by pristine-tar itself.
// Blocking; one scratch folder; same thread as the repository.
#pragma once

#include "core/git/oid.h"

#include <QStringList>

namespace millrace::importer {

struct PristineRequest
{
    QString name = {};              ///< of the tarball, in the archive: pristine-tar asks for it by this name
    QString file = {};              ///< the tarball itself, under whatever name
    QByteArray sha256 = {};         ///< hex, of the tarball
    git::Oid tree = {};             ///< what git holds of it
    QStringList objectFolders = {}; ///< where the tree's objects are ("…/x.git/objects", a quarantine)
    QString scratchFolder = {};     ///< exists; a folder is made in it and removed
    int timeoutMs = 60 * 60 * 1000;
};

/// The content of "<name>.delta" on a pristine-tar branch. pristine-tar writes times and the order of a hash into it;
/// they are taken out, so that the same tarball and tree give the same bytes wherever the same tools are.
/// The tree's .gitattributes count for nothing, as in a clone by gbp. The result was tried: `pristine-tar checkout`
/// gave the same SHA-256. Errors: "pristine.failed" with the tool's words, "internal.tool", "limit.time".
QByteArray pristineDelta(const PristineRequest& request);

} // namespace millrace::importer
