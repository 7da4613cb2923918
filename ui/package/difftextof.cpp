// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/package/difftextof.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringDecoder>

namespace millrace::ui {

namespace {

/// Line by line, so that one Latin-1 line does not spoil the rest of a UTF-8 file.
QString decode(const QByteArray& line)
{
    QStringDecoder utf8(QStringDecoder::Utf8);
    QString text = utf8.decode(line);
    return utf8.hasError() ? QString::fromLatin1(line) : text;
}

DiffLine::Kind kindOf(git::LineKind kind)
{
    switch (kind) {
    case git::LineKind::Added:
        return DiffLine::Kind::Added;
    case git::LineKind::Removed:
        return DiffLine::Kind::Removed;
    case git::LineKind::Context:
        break;
    }
    return DiffLine::Kind::Context;
}

QString modeText(git::FileMode mode)
{
    return QString::number(quint32(mode), 8);
}

} // namespace

DiffText diffTextOf(const git::FileDiff& diff, const QString& path)
{
    DiffText text;
    text.path = path;
    text.cut = diff.tooLarge;
    for (const git::DiffHunk& hunk : diff.hunks) {
        DiffHunk lines;
        lines.heading = decode(hunk.section);
        for (const git::DiffLine& line : hunk.lines)
            lines.lines.append({kindOf(line.kind), decode(line.text), line.oldNumber, line.newNumber, line.noNewline});
        text.hunks.append(lines);
    }
    return text;
}

QString noDiffReason(const git::FileDiff& diff, const git::TreeChange& change)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("DiffText", text); };
    const QLocale locale;
    if (diff.binary)
        return tr("Binary file: %1 before, %2 after")
            .arg(locale.formattedDataSize(diff.oldSize), locale.formattedDataSize(diff.newSize));
    if (!diff.hunks.isEmpty())
        return {};
    if (diff.tooLarge)
        return tr("Too large to compare: %1 before, %2 after")
            .arg(locale.formattedDataSize(diff.oldSize), locale.formattedDataSize(diff.newSize));
    if (change.oldMode != change.newMode && change.oldOid == change.newOid)
        return tr("Only the mode changed: %1 to %2").arg(modeText(change.oldMode), modeText(change.newMode));
    return tr("The file is empty");
}

} // namespace millrace::ui
