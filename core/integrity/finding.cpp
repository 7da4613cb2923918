// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/integrity/finding.h"

#include "core/base/json.h"

namespace millrace::integrity {

namespace {
QString k(const char* key)
{
    return QLatin1String(key);
}
} // namespace

QString severityName(Severity severity)
{
    switch (severity) {
    case Severity::Note:
        return QStringLiteral("note");
    case Severity::Warning:
        return QStringLiteral("warning");
    case Severity::Error:
        break;
    }
    return QStringLiteral("error");
}

Severity severityFromName(const QString& name)
{
    if (name == QLatin1String("note"))
        return Severity::Note;
    return name == QLatin1String("warning") ? Severity::Warning : Severity::Error;
}

QJsonObject Finding::toJson() const
{
    return {{k("check"), check},     {k("code"), code},         {k("severity"), severityName(severity)},
            {k("subject"), subject}, {k("version"), version},   {k("message"), message},
            {k("advice"), advice},   {k("expected"), expected}, {k("actual"), actual}};
}

Finding Finding::fromJson(const QJsonObject& o)
{
    return {o[k("check")].toString(),   o[k("code")].toString(),     severityFromName(o[k("severity")].toString()),
            o[k("subject")].toString(), o[k("version")].toString(),  o[k("message")].toString(),
            o[k("advice")].toString(),  o[k("expected")].toObject(), o[k("actual")].toObject()};
}

QString stateName(CheckOutcome::State state)
{
    switch (state) {
    case CheckOutcome::State::Incomplete:
        return QStringLiteral("incomplete");
    case CheckOutcome::State::NotApplicable:
        return QStringLiteral("not_applicable");
    case CheckOutcome::State::Done:
        break;
    }
    return QStringLiteral("done");
}

QJsonObject CheckOutcome::toJson() const
{
    return {{k("check"), check},     {k("state"), stateName(state)},         {k("looked"), looked},
            {k("sampled"), sampled}, {k("subjects"), toJsonArray(subjects)}, {k("note"), note}};
}

CheckOutcome CheckOutcome::fromJson(const QJsonObject& o)
{
    const QString state = o[k("state")].toString();
    CheckOutcome outcome;
    outcome.check = o[k("check")].toString();
    outcome.state = state == QLatin1String("done")             ? State::Done
                    : state == QLatin1String("not_applicable") ? State::NotApplicable
                                                               : State::Incomplete;
    outcome.looked = o[k("looked")].toInt();
    outcome.sampled = o[k("sampled")].toBool();
    outcome.subjects = toStringList(o[k("subjects")]);
    outcome.note = o[k("note")].toString();
    return outcome;
}

} // namespace millrace::integrity
