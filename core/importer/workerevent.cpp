// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/workerevent.h"

#include "core/base/error.h"

#include <QJsonDocument>
#include <QStringList>

namespace millrace::importer {

QByteArray WorkerEvent::toLine() const
{
    QJsonObject object = data;
    object.insert(QStringLiteral("event"), type);
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

WorkerEvent WorkerEvent::fromLine(const QByteArray& line)
{
    static const QStringList known = {
        QStringLiteral("begin"),    QStringLiteral("open"),    QStringLiteral("close"),   QStringLiteral("note"),
        QStringLiteral("staged"),   QStringLiteral("failed"),  QStringLiteral("broken"),  QStringLiteral("end"),
        QStringLiteral("progress"), QStringLiteral("finding"), QStringLiteral("checked"),
    };
    const QJsonDocument document = QJsonDocument::fromJson(line);
    WorkerEvent event{document.object()[QLatin1String("event")].toString(), document.object()};
    event.data.remove(QStringLiteral("event"));
    if (!known.contains(event.type))
        throw Error(QStringLiteral("internal.protocol"), QStringLiteral("the worker said something that is no event"),
                    {{QStringLiteral("line"), QString::fromUtf8(line.left(500))}});
    return event;
}

} // namespace millrace::importer
