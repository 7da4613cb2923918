// SPDX-License-Identifier: GPL-3.0-or-later
// What the checks I1–I9 (importer.md b15) say: findings, and for each check how far it looked. Values that travel as
// JSON lines from the worker to whoever started it; any thread.
#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace millrace::integrity {

enum class Severity {
    Note,    ///< nothing is wrong, but a person should know: a version that was skipped, a source that is gone
    Warning, ///< not what we wrote, though the contents are right: a branch with somebody's work on top
    Error,   ///< a promise is broken: the repository does not show what the archive published
};

/// "note", "warning", "error"; and back, everything unknown being an error.
QString severityName(Severity severity);
Severity severityFromName(const QString& name);

struct Finding
{
    QString check = {}; ///< "I1" … "I9"
    QString code = {};  ///< "branch.rewritten": the same trouble has the same code
    Severity severity = Severity::Error;
    QString subject = {}; ///< what it is about: a ref, a version, a folder; with check and code its identity
    QString version = {}; ///< the version to look at; empty where there is no single one
    QString message = {}; ///< what is wrong, one sentence without a full stop
    QString advice = {};  ///< what to do next, one step
    QJsonObject expected = {};
    QJsonObject actual = {};

    QJsonObject toJson() const;
    static Finding fromJson(const QJsonObject& object);
};

/// How one check went.
struct CheckOutcome
{
    enum class State {
        Done,
        Incomplete,    ///< it could not look at everything: what it said before stays
        NotApplicable, ///< there is nothing of the kind to look at
    };
    QString check = {};
    State state = State::Done;
    int looked = 0;            ///< publications, branches, tags, versions… that were looked at
    bool sampled = false;      ///< it looked at `subjects` only
    QStringList subjects = {}; ///< of a sampled check: the versions
    QString note = {};         ///< why it is incomplete or not applicable

    QJsonObject toJson() const;
    static CheckOutcome fromJson(const QJsonObject& object);
};

/// "done", "incomplete", "not_applicable".
QString stateName(CheckOutcome::State state);

} // namespace millrace::integrity
