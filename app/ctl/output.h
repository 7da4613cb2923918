// SPDX-License-Identifier: GPL-3.0-or-later
// How millracectl speaks: results on stdout, talk on stderr; JSON where asked for; progress only on a terminal.
// Main thread.
#pragma once

#include "core/base/error.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

namespace millrace::ctl {

class Output
{
public:
    bool json = false;
    bool quiet = false;
    bool verbose = false;

    /// One JSON document on stdout.
    void document(const QJsonObject& object) const;
    void document(const QJsonArray& array) const;
    /// One object a line, for streams.
    void streamed(const QJsonObject& object) const;
    /// A line of the result, for people.
    void line(const QString& text = {}) const;
    /// As it is, for machines that read text.
    void text(const QByteArray& bytes) const;
    /// Columns aligned to the widest cell; the last one is not padded.
    void table(const QStringList& header, const QList<QStringList>& cells) const;
    /// Talk: what is going on. On stderr, not with --quiet.
    void say(const QString& text) const;
    /// A line that the next one replaces, on a terminal only.
    void progress(const QString& text) const;
    /// "millracectl: what, why, what to do", with --verbose the traceback.
    void error(const Error& error) const;
    void warn(const QString& text) const;

    static bool isTerminal();
};

/// "2 min", "3 h 20 min": for people.
QString duration(qint64 ms);
/// "2026-11-21 20:14" in local time; "–" for never.
QString localTime(qint64 epochMs);

} // namespace millrace::ctl
