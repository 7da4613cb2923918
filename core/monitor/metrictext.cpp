// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/metrictext.h"

#include "core/monitor/limit.h"

namespace millrace::monitor {

namespace {

QByteArray escaped(const QString& text)
{
    QString result = text;
    result.replace(QLatin1Char('\\'), QLatin1String("\\\\"));
    result.replace(QLatin1Char('"'), QLatin1String("\\\""));
    result.replace(QLatin1Char('\n'), QLatin1String("\\n"));
    return result.toUtf8();
}

const char* typeName(MetricText::Type type)
{
    switch (type) {
    case MetricText::Type::Gauge:
        return "gauge";
    case MetricText::Type::Counter:
        return "counter";
    case MetricText::Type::Info:
        return "info";
    case MetricText::Type::StateSet:
        break;
    }
    return "stateset";
}

} // namespace

void MetricText::family(const char* name, Type type, const char* help, const char* unit)
{
    const QByteArray nameBytes(name);
    m_text += "# TYPE " + nameBytes + ' ' + typeName(type) + '\n';
    if (*unit != '\0')
        m_text += "# UNIT " + nameBytes + ' ' + unit + '\n';
    m_text += "# HELP " + nameBytes + ' ' + escaped(QString::fromUtf8(help)) + '\n';
    m_sampleName = nameBytes;
    if (type == Type::Counter)
        m_sampleName += "_total";
    else if (type == Type::Info)
        m_sampleName += "_info";
}

void MetricText::sample(const Labels& labels, double value)
{
    m_text += m_sampleName;
    char separator = '{';
    for (const auto& [name, text] : labels) {
        m_text += separator;
        m_text += QByteArray(name) + "=\"" + escaped(text) + '"';
        separator = ',';
    }
    if (!labels.isEmpty())
        m_text += '}';
    m_text += ' ' + plainNumber(value).toLatin1() + '\n';
}

} // namespace millrace::monitor
