// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

#include "core/base/step.h"

#include <QJsonArray>

namespace millrace {

Error::Error(QString code, QString message, QJsonObject evidence, std::source_location where)
    : m_code(std::move(code))
    , m_message(std::move(message))
    , m_trace(Step::trace())
    , m_evidence(std::move(evidence))
    , m_stage(Step::currentStage())
    , m_what((m_code + QLatin1String(": ") + m_message).toUtf8())
{
    m_trace.append(TraceFrame::at(where, m_message));
}

QString Error::errorClass() const
{
    return m_code.section(QLatin1Char('.'), 0, 0);
}

Error&& Error::withAdvice(QString advice) &&
{
    m_advice = std::move(advice);
    return std::move(*this);
}

Error&& Error::withEvidence(const QString& key, const QJsonValue& value) &&
{
    m_evidence.insert(key, value);
    return std::move(*this);
}

Error Error::below() const
{
    Error error = *this;
    error.m_trace = Step::trace() + m_trace;
    if (!error.m_stage)
        error.m_stage = Step::currentStage();
    return error;
}

QJsonObject Error::toJson() const
{
    QJsonObject object{{QStringLiteral("code"), m_code},
                       {QStringLiteral("class"), errorClass()},
                       {QStringLiteral("message"), m_message},
                       {QStringLiteral("trace"), millrace::toJson(m_trace)},
                       {QStringLiteral("evidence"), m_evidence}};
    if (!m_advice.isEmpty())
        object.insert(QStringLiteral("advice"), m_advice);
    if (m_stage)
        object.insert(QStringLiteral("phase"), stageName(*m_stage));
    return object;
}

Error Error::fromJson(const QJsonObject& object)
{
    Error error(object[QLatin1String("code")].toString(QStringLiteral("internal.unknown")),
                object[QLatin1String("message")].toString(), object[QLatin1String("evidence")].toObject());
    error.m_trace = tracebackFromJson(object[QLatin1String("trace")].toArray());
    error.m_advice = object[QLatin1String("advice")].toString();
    error.m_stage = stageFromName(object[QLatin1String("phase")].toString());
    return error;
}

} // namespace millrace
