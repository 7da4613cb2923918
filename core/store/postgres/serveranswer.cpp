// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/serveranswer.h"

#include <QByteArray>
#include <QList>

#include <libpq-fe.h>

namespace millrace::store {

ServerAnswer askServer(const StoreUrl& url)
{
    QList<std::pair<QByteArray, QByteArray>> words = {{"connect_timeout", "5"}};
    const auto add = [&words](const QString& name, const QString& value) {
        if (!value.isEmpty())
            words.append({name.toUtf8(), value.toUtf8()});
    };
    add(QStringLiteral("host"), url.host);
    add(QStringLiteral("port"), url.port > 0 ? QString::number(url.port) : QString());
    add(QStringLiteral("user"), url.user);
    add(QStringLiteral("dbname"), url.database);
    for (const auto& [name, value] : url.options)
        add(name, value);
    QList<const char*> names;
    QList<const char*> values;
    for (const auto& [name, value] : std::as_const(words)) {
        names.append(name.constData());
        values.append(value.constData());
    }
    names.append(nullptr);
    values.append(nullptr);
    switch (PQpingParams(names.constData(), values.constData(), 0)) {
    case PQPING_OK:
        return ServerAnswer::Open;
    case PQPING_REJECT:
        return ServerAnswer::NotNow;
    case PQPING_NO_RESPONSE:
    case PQPING_NO_ATTEMPT:
        break;
    }
    return ServerAnswer::None;
}

} // namespace millrace::store
