// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/printable.h"

#include "core/unpack/rawname.h"

namespace millrace::importer {

QStringList printablePaths(const QList<QByteArray>& paths)
{
    QStringList texts;
    for (const QByteArray& path : paths)
        texts.append(unpack::shownName(path));
    return texts;
}

} // namespace millrace::importer
