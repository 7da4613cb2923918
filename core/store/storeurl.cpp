// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/storeurl.h"

#include "core/base/error.h"

#include <QFileInfo>
#include <QUrl>

namespace millrace::store {

StoreUrl StoreUrl::parse(const QString& text)
{
    const QString advice = QStringLiteral("write sqlite:PATH or postgresql://user@host:port/database");
    if (text.startsWith(QLatin1String("sqlite:")) && text.size() > 7) {
        const QString path = QFileInfo(text.mid(7)).absoluteFilePath();
        return {Kind::Sqlite, path, QLatin1String("sqlite:") + path};
    }
    if (text.startsWith(QLatin1String("postgresql://"))) {
        const QUrl url(text, QUrl::StrictMode);
        if (!url.password().isEmpty())
            throw Error(QStringLiteral("usage.store"), QStringLiteral("the store's URL carries a password"))
                .withAdvice(QStringLiteral("put it into ~/.pgpass, PGPASSWORD or the keychain instead"));
        if (url.isValid())
            return {Kind::Postgres, {}, text};
    }
    throw Error(QStringLiteral("usage.store"), QStringLiteral("\"%1\" is no store").arg(text)).withAdvice(advice);
}

} // namespace millrace::store
