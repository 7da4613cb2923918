// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/evidence.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>

namespace millrace::ui {

QString evidenceText(const QJsonValue& value)
{
    switch (value.type()) {
    case QJsonValue::String:
        return value.toString();
    case QJsonValue::Double:
        return QString::number(value.toDouble(), 'g', 15);
    case QJsonValue::Bool:
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    case QJsonValue::Array:
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson()).trimmed();
    case QJsonValue::Object:
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson()).trimmed();
    default:
        return QStringLiteral("null");
    }
}

QString valuesText(const QJsonObject& values)
{
    QStringList parts;
    for (auto it = values.begin(); it != values.end(); ++it)
        parts << it.key() + QLatin1Char('=') + evidenceText(it.value()).simplified();
    return parts.join(QStringLiteral(", "));
}

QString evidenceLabel(const QString& key)
{
    static const QHash<QString, const char*> labels = {
        {QStringLiteral("url"), QT_TRANSLATE_NOOP("Evidence", "URL")},
        {QStringLiteral("status"), QT_TRANSLATE_NOOP("Evidence", "HTTP status")},
        {QStringLiteral("http_status"), QT_TRANSLATE_NOOP("Evidence", "HTTP status")},
        {QStringLiteral("stderr"), QT_TRANSLATE_NOOP("Evidence", "Error output")},
        {QStringLiteral("stdout"), QT_TRANSLATE_NOOP("Evidence", "Output")},
        {QStringLiteral("exit_code"), QT_TRANSLATE_NOOP("Evidence", "Exit code")},
        {QStringLiteral("command"), QT_TRANSLATE_NOOP("Evidence", "Command")},
        {QStringLiteral("file"), QT_TRANSLATE_NOOP("Evidence", "File")},
        {QStringLiteral("path"), QT_TRANSLATE_NOOP("Evidence", "Path")},
        {QStringLiteral("expected"), QT_TRANSLATE_NOOP("Evidence", "Expected")},
        {QStringLiteral("actual"), QT_TRANSLATE_NOOP("Evidence", "Found")},
        {QStringLiteral("signal"), QT_TRANSLATE_NOOP("Evidence", "Signal")},
    };
    const auto known = labels.constFind(key);
    if (known != labels.cend())
        return QCoreApplication::translate("Evidence", *known);
    QString words = key;
    return words.replace(QLatin1Char('_'), QLatin1Char(' '));
}

QString toPlainText(const Evidence& evidence)
{
    QString out = QCoreApplication::translate("Evidence", "Traceback, oldest step first:") + QLatin1Char('\n');
    for (const TraceFrame& frame : evidence.trace) {
        out += QStringLiteral("  %1\n").arg(frame.what);
        if (!frame.values.isEmpty())
            out += QStringLiteral("    %1\n").arg(valuesText(frame.values));
        out += QStringLiteral("    %1:%2 %3\n").arg(frame.file).arg(frame.line).arg(frame.function);
    }
    out += QStringLiteral("%1: %2\n").arg(evidence.code, evidence.message);
    if (!evidence.advice.isEmpty())
        out += evidence.advice + QLatin1Char('\n');
    for (auto it = evidence.evidence.begin(); it != evidence.evidence.end(); ++it) {
        const QString text = evidenceText(it.value());
        const QString between = text.contains(QLatin1Char('\n')) ? QStringLiteral("\n") : QStringLiteral(" ");
        out += QStringLiteral("\n%1:%2%3").arg(evidenceLabel(it.key()), between, text);
    }
    return out.trimmed() + QLatin1Char('\n');
}

} // namespace millrace::ui
