// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/archive/archiveurl.h"

namespace millrace::archive {

QUrl fileUrl(const QUrl& base, const QString& relativePath)
{
    QUrl url = base;
    QString path = base.path(QUrl::FullyDecoded);
    if (!path.endsWith(QLatin1Char('/')))
        path += QLatin1Char('/');
    url.setPath(path + relativePath, QUrl::DecodedMode);
    return url;
}

} // namespace millrace::archive
