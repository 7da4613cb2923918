// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"

#include "core/base/error.h"

#include <QDateTime>
#include <QJsonDocument>

namespace millrace {

QByteArray compactJson(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray compactJson(const QJsonArray& array)
{
    return QJsonDocument(array).toJson(QJsonDocument::Compact);
}

QJsonObject parseJsonObject(const QByteArray& bytes, const char* source)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &problem);
    if (!document.isObject()) {
        const QString why = document.isNull() ? problem.errorString() : QStringLiteral("it is no object");
        throw Error(QStringLiteral("internal.json"),
                    QStringLiteral("%1 is not the JSON object it should be: %2 at byte %3")
                        .arg(QString::fromUtf8(source), why)
                        .arg(problem.offset),
                    {{QStringLiteral("bytes"), QString::fromUtf8(bytes.left(200))}});
    }
    return document.object();
}

QJsonArray toJsonArray(const QStringList& list)
{
    return QJsonArray::fromStringList(list);
}

QStringList toStringList(const QJsonValue& array)
{
    QStringList list;
    for (const QJsonValue& value : array.toArray())
        list.append(value.toString());
    return list;
}

QJsonValue isoTime(qint64 epochMs)
{
    if (epochMs <= 0)
        return QJsonValue::Null;
    return QDateTime::fromMSecsSinceEpoch(epochMs, Qt::UTC).toString(Qt::ISODateWithMs);
}

} // namespace millrace
