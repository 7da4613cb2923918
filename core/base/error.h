// SPDX-License-Identifier: GPL-3.0-or-later
// Error: the one exception that crosses module borders inside core. It captures the open Steps of its thread.
// At the borders of a process, a thread or a model it travels as a value (toJson/fromJson). Copyable; any thread.
#pragma once

#include "core/base/stage.h"
#include "core/base/traceframe.h"

#include <exception>
#include <optional>
#include <source_location>

namespace millrace {

class Error : public std::exception
{
public:
    /// @p code is "class.code" as importer.md b11/b18 lists them: "net.timeout", "dsc.checksum".
    /// @p message says what went wrong and why, in one sentence without a full stop.
    /// @p evidence is what a person needs to believe it: a tool's stderr, a URL and HTTP status, the offending bytes.
    Error(QString code, QString message, QJsonObject evidence = {},
          std::source_location where = std::source_location::current());

    const QString& code() const { return m_code; }
    /// The part of the code before the dot.
    QString errorClass() const;
    const QString& message() const { return m_message; }
    const Traceback& trace() const { return m_trace; }
    const QJsonObject& evidence() const { return m_evidence; }
    /// The stage in which it was thrown.
    std::optional<Stage> stage() const { return m_stage; }

    /// What the person can do about it, in one sentence; empty where the code's general advice is enough.
    const QString& advice() const { return m_advice; }
    Error&& withAdvice(QString advice) &&;
    Error&& withEvidence(const QString& key, const QJsonValue& value) &&;

    const char* what() const noexcept override { return m_what.constData(); }

    /// The same error below the calling thread's steps, for one that was thrown on a thread without any.
    Error below() const;

    QJsonObject toJson() const;
    static Error fromJson(const QJsonObject& object);

private:
    QString m_code;
    QString m_message;
    QString m_advice;
    Traceback m_trace;
    QJsonObject m_evidence;
    std::optional<Stage> m_stage;
    QByteArray m_what;
};

} // namespace millrace
