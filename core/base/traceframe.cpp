// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/traceframe.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QStringList>

namespace millrace {

namespace {

/// Cuts every (…), <…> and […] group; lambdas print as "<lambda…>" (GCC) or "(anonymous class)" (Clang), so both go.
QString withoutGroups(const QString& name)
{
    QString out;
    int depth = 0;
    for (const QChar c : name) {
        if (c == QLatin1Char('(') || c == QLatin1Char('<') || c == QLatin1Char('[') || c == QLatin1Char('{'))
            ++depth;
        else if (c == QLatin1Char(')') || c == QLatin1Char('>') || c == QLatin1Char(']') || c == QLatin1Char('}'))
            --depth;
        else if (depth == 0)
            out += c;
    }
    return out;
}

} // namespace

QString stableFunctionName(const char* prettyName)
{
    // An operator's name would look like a group to withoutGroups().
    static const QRegularExpression operatorName(
        QStringLiteral("\\boperator\\b\\s*(?:\\(\\)|\\[\\]|[-+*/%^&|~!=<>,]+|[^(]*)(?=\\()"));
    static const QRegularExpression qualifier(QStringLiteral("\\s+(?:const|mutable|volatile|&&?)(?=::|\\s|$)"));
    QString name = QString::fromUtf8(prettyName);
    name.replace(QLatin1String("(anonymous namespace)::"), QString());
    name.replace(QLatin1String("{anonymous}::"), QString());
    if (name.contains(QLatin1String("operator")))
        name.replace(operatorName, QStringLiteral("operator"));
    // What is left: "static void millrace::unpack::Tar::read const" or "…::run::" for a lambda in run().
    name = withoutGroups(name).simplified().remove(qualifier);
    name = name.section(QLatin1Char(' '), -1);
    while (name.startsWith(QLatin1Char('*')) || name.startsWith(QLatin1Char('&')))
        name.remove(0, 1);
    QStringList parts = name.split(QLatin1String("::"), Qt::SkipEmptyParts);
    // Clang has an operator() for a lambda where GCC has only the function around it.
    parts.removeAll(QStringLiteral("operator"));
    if (parts.size() > 1 && parts.constFirst() == QLatin1String("millrace"))
        parts.removeFirst();
    return parts.join(QLatin1String("::"));
}

QJsonObject TraceFrame::toJson() const
{
    return {{QStringLiteral("function"), function},
            {QStringLiteral("file"), file},
            {QStringLiteral("line"), line},
            {QStringLiteral("what"), what},
            {QStringLiteral("values"), values}};
}

TraceFrame TraceFrame::fromJson(const QJsonObject& object)
{
    return {object[QLatin1String("function")].toString(), object[QLatin1String("file")].toString(),
            object[QLatin1String("line")].toInt(), object[QLatin1String("what")].toString(),
            object[QLatin1String("values")].toObject()};
}

TraceFrame TraceFrame::at(const std::source_location& where, const QString& what, const QJsonObject& values)
{
    return {stableFunctionName(where.function_name()), QString::fromUtf8(where.file_name()),
            static_cast<int>(where.line()), what, values};
}

QJsonArray toJson(const Traceback& trace)
{
    QJsonArray array;
    for (const TraceFrame& frame : trace)
        array.append(frame.toJson());
    return array;
}

Traceback tracebackFromJson(const QJsonArray& array)
{
    Traceback trace;
    for (const QJsonValue& value : array)
        trace.append(TraceFrame::fromJson(value.toObject()));
    return trace;
}

} // namespace millrace
