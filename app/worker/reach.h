// SPDX-License-Identifier: GPL-3.0-or-later
// What one job may touch: the folders it reads and writes, and the ports it connects to. Values; any thread.
#pragma once

#include "core/importer/jobspec.h"

#include <QSet>
#include <QStringList>

namespace millrace::worker {

struct Reach
{
    QStringList reads = {};    ///< files and folders, beside what the system itself needs
    QStringList writes = {};   ///< folders: everything in them may be made, changed and removed
    QStringList receives = {}; ///< folders: finished files may be moved there, but not changed in place
    QSet<quint16> ports = {};  ///< of TCP servers
};

/// The reach of a job: reads the repository and the files it names, writes its quarantine and the blob store. The
/// proxies of the environment count, as they do for core/net. Looks at files of file: URLs, for links.
Reach reachOf(const importer::JobSpec& spec);

/// A remote that a verification asks for its refs: its folder, or the ports to it.
void addRemote(Reach& reach, const QString& url);

/// Files and folders that any program needs: libraries, certificates, name resolution, the tools' own data.
QStringList systemReads();
/// Folders whose programs may be run, the dynamic linker's among them.
QStringList systemPrograms();
/// Devices that may be read and written.
QStringList systemDevices();

} // namespace millrace::worker
