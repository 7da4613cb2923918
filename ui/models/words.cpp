// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/words.h"

#include <QCoreApplication>
#include <QHash>

namespace millrace::ui {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(millrace::ui::Words)
};

struct StateWord
{
    QString text;
    QString explanation;
    Tone tone;
};

/// Built per call, not once: the translation may be installed after the first use.
StateWord stateWord(const QString& state)
{
    const auto is = [&](const char* name) { return state == QLatin1String(name); };
    if (is("ok"))
        return {Words::tr("imported", "state of a package"), Words::tr("Everything published is imported"), Tone::Ok};
    if (is("new") || is("unseen"))
        return {Words::tr("not imported", "state of a package"), Words::tr("Nothing of it was imported so far"),
                Tone::Muted};
    if (is("queued"))
        return {Words::tr("queued", "state"), Words::tr("A job waits in the queue"), Tone::Text};
    if (is("running"))
        return {Words::tr("running", "state"), Words::tr("A worker imports it right now"), Tone::Running};
    if (is("held"))
        return {Words::tr("held", "state"), Words::tr("A failure stopped it; a person decides how it goes on"),
                Tone::Error};
    if (is("retry_wait"))
        return {Words::tr("waits for retry", "state"), Words::tr("It failed and will be tried again by itself"),
                Tone::Warning};
    if (is("decision"))
        return {Words::tr("needs a decision", "state"),
                Words::tr("Somebody's work is in the way; a person decides what becomes of it"), Tone::Warning};
    if (is("paused"))
        return {Words::tr("paused", "state"), Words::tr("A person put it on hold"), Tone::Warning};
    if (is("denied"))
        return {Words::tr("excluded", "state"), Words::tr("It is excluded from imports"), Tone::Muted};
    if (is("resolved"))
        return {Words::tr("resolved", "state of a failure"), Words::tr("A later import or a person settled it"),
                Tone::Ok};
    if (is("spurious_capped"))
        return {Words::tr("retries used up", "state of a failure"),
                Words::tr("It was taken for spurious but kept failing"), Tone::Error};
    if (is("done"))
        return {Words::tr("done", "state of a job"), {}, Tone::Ok};
    if (is("stopped"))
        return {Words::tr("stopped", "state"), {}, Tone::Muted};
    if (is("draining"))
        return {Words::tr("draining", "state of a host"),
                Words::tr("A person drains it: running jobs finish, no new ones start"), Tone::Warning};
    if (is("drained"))
        return {Words::tr("drained", "state of a host"), Words::tr("It runs nothing until a person lets it run again"),
                Tone::Warning};
    if (is("quiescing"))
        return {Words::tr("finishing", "state of a host"), Words::tr("Running jobs finish, no new ones start"),
                Tone::Warning};
    return {state, {}, Tone::Text};
}

} // namespace

QString stateText(const QString& state)
{
    return stateWord(state).text;
}

QString stateExplanation(const QString& state)
{
    return stateWord(state).explanation;
}

Tone stateTone(const QString& state)
{
    return stateWord(state).tone;
}

QString outcomeText(const QString& outcome)
{
    const auto is = [&](const char* name) { return outcome == QLatin1String(name); };
    if (is("done") || is("ok"))
        return Words::tr("done", "outcome of a job");
    if (is("failed"))
        return Words::tr("failed", "outcome of a job");
    if (is("crashed"))
        return Words::tr("crashed", "outcome of a job");
    if (is("reclaimed"))
        return Words::tr("given back", "outcome of an attempt whose engine died");
    if (is("stopped"))
        return Words::tr("stopped", "outcome of an attempt");
    if (is("running"))
        return Words::tr("running", "outcome of an attempt so far");
    return outcome;
}

Tone outcomeTone(const QString& outcome)
{
    static const QHash<QString, Tone> tones = {
        {QStringLiteral("done"), Tone::Ok},           {QStringLiteral("ok"), Tone::Ok},
        {QStringLiteral("failed"), Tone::Error},      {QStringLiteral("crashed"), Tone::Error},
        {QStringLiteral("reclaimed"), Tone::Warning}, {QStringLiteral("stopped"), Tone::Muted},
        {QStringLiteral("running"), Tone::Running},
    };
    return tones.value(outcome, Tone::Text);
}

QString jobTypeText(const QString& type)
{
    static const QHash<QString, const char*> words = {
        {QStringLiteral("new"), QT_TRANSLATE_NOOP("millrace::ui::Words", "new upload")},
        {QStringLiteral("retry"), QT_TRANSLATE_NOOP("millrace::ui::Words", "retry")},
        {QStringLiteral("manual"), QT_TRANSLATE_NOOP("millrace::ui::Words", "asked for")},
        {QStringLiteral("reimport"), QT_TRANSLATE_NOOP("millrace::ui::Words", "reimport")},
        {QStringLiteral("integrity"), QT_TRANSLATE_NOOP("millrace::ui::Words", "check")},
    };
    const char* word = words.value(type, nullptr);
    return word ? Words::tr(word) : type;
}

QString priorityText(int priority)
{
    return priority == 0 ? Words::tr("next", "priority of a job") : QString::number(priority);
}

QString eventActionText(const QString& action)
{
    static const QHash<QString, const char*> words = {
        {QStringLiteral("import"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Import")},
        {QStringLiteral("retry"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Retry")},
        {QStringLiteral("priority"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Priority")},
        {QStringLiteral("spurious"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Spurious")},
        {QStringLiteral("unspurious"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Not spurious")},
        {QStringLiteral("merge"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Merge")},
        {QStringLiteral("split"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Split")},
        {QStringLiteral("skip"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Skip")},
        {QStringLiteral("unskip"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Skip no longer")},
        {QStringLiteral("rule"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Rule")},
        {QStringLiteral("ignore-local-state"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Ignore local state")},
        {QStringLiteral("reimport"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Reimport")},
        {QStringLiteral("host"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Host")},
        {QStringLiteral("breaker"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Breaker")},
        {QStringLiteral("probe"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Probe")},
        {QStringLiteral("outage"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Outage")},
        {QStringLiteral("hold"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Hold")},
        {QStringLiteral("deny"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Exclude")},
        {QStringLiteral("resume"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Resume")},
        {QStringLiteral("track"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Track")},
        {QStringLiteral("untrack"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Untrack")},
        {QStringLiteral("acknowledge"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Acknowledge")},
        {QStringLiteral("unacknowledge"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Acknowledge no longer")},
        {QStringLiteral("decide"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Decision")},
        {QStringLiteral("override"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Override")},
        {QStringLiteral("publication-removed"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Taken back")},
        {QStringLiteral("undo"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Undo")},
        {QStringLiteral("poll"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Poll")},
        {QStringLiteral("archive"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Archive")},
        {QStringLiteral("failure"), QT_TRANSLATE_NOOP("millrace::ui::Words", "Failure")},
    };
    const char* word = words.value(action, nullptr);
    return word ? Words::tr(word) : action;
}

} // namespace millrace::ui
