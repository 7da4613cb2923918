// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/output.h"

#include "core/base/json.h"
#include "core/base/printable.h"
#include "core/failure/errorrule.h"

#include <QDateTime>
#include <QJsonDocument>

#include <unistd.h>

#include <cstdio>

namespace millrace::ctl {

namespace {

void put(FILE* stream, const QByteArray& bytes)
{
    fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stream);
    fflush(stream);
}

void clearProgress()
{
    if (Output::isTerminal())
        put(stderr, "\r\033[K");
}

/// Red on a terminal, unless the user wants no colours (no-color.org).
QByteArray highlighted(const QByteArray& text)
{
    return Output::isTerminal() && qEnvironmentVariableIsEmpty("NO_COLOR") ? "\033[31m" + text + "\033[0m" : text;
}

/// The error's own advice, else what its code advises, as the end of a sentence.
QString adviceFor(const Error& error)
{
    if (!error.advice().isEmpty())
        return error.advice();
    const failure::ErrorRule& rule = failure::ruleFor(error.code());
    if (rule.code == QLatin1String("*"))
        return {};
    QString advice = rule.advice;
    advice[0] = advice.at(0).toLower();
    return advice.endsWith(QLatin1Char('.')) ? advice.chopped(1) : advice;
}

} // namespace

bool Output::isTerminal()
{
    static const bool terminal = isatty(STDERR_FILENO) == 1;
    return terminal;
}

void Output::document(const QJsonObject& object) const
{
    put(stdout, printableJson(QJsonDocument(object).toJson(QJsonDocument::Indented)));
}

void Output::document(const QJsonArray& array) const
{
    put(stdout, printableJson(QJsonDocument(array).toJson(QJsonDocument::Indented)));
}

void Output::streamed(const QJsonObject& object) const
{
    put(stdout, printableJson(compactJson(object)) + '\n');
}

void Output::line(const QString& text) const
{
    clearProgress();
    put(stdout, printableLines(text).toUtf8() + '\n');
}

void Output::text(const QByteArray& bytes) const
{
    put(stdout, bytes);
}

void Output::table(const QStringList& header, const QList<QStringList>& cells) const
{
    // A cell has one line, whatever an archive wrote into it: else it could forge rows.
    QList<QStringList> rows;
    for (const QStringList& row : cells) {
        rows.append(QStringList());
        for (const QString& cell : row)
            rows.last().append(printable(cell));
    }
    QList<qsizetype> widths;
    for (const QString& cell : header)
        widths.append(cell.size());
    for (const QStringList& row : rows) {
        for (qsizetype i = 0; i < row.size() && i < widths.size(); ++i)
            widths[i] = std::max(widths.at(i), row.at(i).size());
    }
    const auto print = [&](const QStringList& row) {
        QString text;
        for (qsizetype i = 0; i < row.size(); ++i)
            text += i + 1 < row.size() ? row.at(i).leftJustified(widths.value(i) + 2) : row.at(i);
        line(text);
    };
    print(header);
    for (const QStringList& row : rows)
        print(row);
}

void Output::say(const QString& text) const
{
    if (quiet)
        return;
    clearProgress();
    put(stderr, printableLines(text).toUtf8() + '\n');
}

void Output::progress(const QString& text) const
{
    if (!quiet && isTerminal())
        put(stderr, "\r\033[K" + printable(text.left(110)).toUtf8());
}

void Output::warn(const QString& text) const
{
    clearProgress();
    put(stderr, "millracectl: warning: " + printable(text).toUtf8() + '\n');
}

void Output::error(const Error& error) const
{
    clearProgress();
    QString text = QLatin1String("millracectl: ") + error.message();
    const QString advice = adviceFor(error);
    if (!advice.isEmpty())
        text += QLatin1String("; ") + advice;
    // One line, whatever an archive wrote into the message.
    put(stderr, highlighted(printable(text.simplified()).toUtf8()) + '\n');
    if (!verbose)
        return;
    for (const TraceFrame& frame : error.trace()) {
        QString values;
        for (auto it = frame.values.begin(); it != frame.values.end(); ++it)
            values += QStringLiteral("  %1=%2").arg(it.key(), it.value().toVariant().toString());
        const QString place = QStringLiteral("  %1:%2  in %3: ").arg(frame.file).arg(frame.line).arg(frame.function);
        put(stderr, printable(place + frame.what + values).toUtf8() + '\n');
    }
    if (!error.evidence().isEmpty())
        put(stderr, printableJson(QJsonDocument(error.evidence()).toJson(QJsonDocument::Indented)));
}

QString duration(qint64 ms)
{
    const qint64 seconds = ms / 1000;
    if (seconds < 60)
        return QStringLiteral("%1 s").arg(seconds);
    if (seconds < 3600)
        return QStringLiteral("%1 min").arg(seconds / 60);
    return QStringLiteral("%1 h %2 min").arg(seconds / 3600).arg(seconds / 60 % 60);
}

QString localTime(qint64 epochMs)
{
    return epochMs <= 0 ? QStringLiteral("–")
                        : QDateTime::fromMSecsSinceEpoch(epochMs).toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

} // namespace millrace::ctl
