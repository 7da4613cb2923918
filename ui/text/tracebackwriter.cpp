// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/tracebackwriter.h"

#include "ui/text/sourcefile.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QTextDocument>
#include <QTextTable>
#include <QUrl>

namespace millrace::ui {

namespace {

constexpr qsizetype maxValue = 400; ///< characters of one step's value that are shown

QString tr(const char* text)
{
    return QCoreApplication::translate("TracebackView", text);
}

QTextTableFormat tableFormat(double indexWidth)
{
    QTextTableFormat format;
    format.setBorder(0);
    format.setCellSpacing(0);
    format.setCellPadding(4);
    format.setWidth(QTextLength(QTextLength::PercentageLength, 100));
    format.setColumnWidthConstraints(
        {QTextLength(QTextLength::FixedLength, indexWidth), QTextLength(QTextLength::PercentageLength, 100)});
    return format;
}

void setBack(QTextTable& table, int row, const QColor& color)
{
    for (int column = 0; column < table.columns(); ++column) {
        QTextTableCell cell = table.cellAt(row, column);
        QTextTableCellFormat format = cell.format().toTableCellFormat();
        format.setBackground(color);
        cell.setFormat(format);
    }
}

} // namespace

TracebackWriter::TracebackWriter(QTextDocument& document, const QPalette& palette, const QFont& font)
    : m_document(document)
    , m_cursor(&document)
    , m_colors(TextColors::of(palette))
    , m_font(font)
    , m_fixed(theme::monospace())
{
    m_fixed.setPointSizeF(font.pointSizeF());
}

QTextCharFormat TracebackWriter::plain(const QColor& color) const
{
    QTextCharFormat format;
    format.setFont(m_font);
    format.setForeground(color);
    return format;
}

QTextCharFormat TracebackWriter::fixed(const QColor& color) const
{
    QTextCharFormat format;
    format.setFont(m_fixed);
    format.setForeground(color);
    return format;
}

void TracebackWriter::write(const Evidence& evidence)
{
    m_cursor.beginEditBlock();
    // An Error's own frame says its message: the error is written into that row, else into one of its own.
    const int steps = int(evidence.trace.size());
    const bool ownFrame = steps > 0 && evidence.trace.last().what == evidence.message;
    const int rows = ownFrame ? steps : steps + 1;
    const double indexWidth = QFontMetricsF(m_font).horizontalAdvance(QLatin1Char('0')) * 4;
    QTextTable* table = m_cursor.insertTable(rows, 2, tableFormat(indexWidth));
    QTextBlockFormat right;
    right.setAlignment(Qt::AlignRight);
    for (int i = 0; i < steps; ++i) {
        const bool failed = i == steps - 1;
        if (failed)
            setBack(*table, i, m_colors.errorBack);
        QTextCursor number = table->cellAt(i, 0).firstCursorPosition();
        number.setBlockFormat(right);
        number.insertText(QString::number(i + 1), plain(failed ? m_colors.error : m_colors.muted));
        QTextCursor cell = table->cellAt(i, 1).firstCursorPosition();
        if (failed && ownFrame)
            writeError(cell, evidence);
        else
            writeWhat(cell, evidence.trace.at(i));
        writePlace(cell, evidence.trace.at(i));
        if (failed && ownFrame)
            writeAdvice(cell, evidence.advice);
    }
    if (!ownFrame) {
        setBack(*table, steps, m_colors.errorBack);
        QTextCursor cell = table->cellAt(steps, 1).firstCursorPosition();
        writeError(cell, evidence);
        writeAdvice(cell, evidence.advice);
    }
    m_cursor.movePosition(QTextCursor::End);
    writeEvidence(evidence.evidence);
    m_cursor.endEditBlock();
}

void TracebackWriter::writeWhat(QTextCursor& cell, const TraceFrame& frame)
{
    QTextCharFormat what = plain(m_colors.text);
    what.setFontWeight(QFont::DemiBold);
    cell.insertText(frame.what, what);
    const QColor muted = readableOn(m_colors.muted, m_colors.errorBack);
    for (auto it = frame.values.begin(); it != frame.values.end(); ++it) {
        QString value = evidenceText(it.value()).simplified();
        if (value.size() > maxValue)
            value = value.left(maxValue) + QChar(0x2026);
        cell.insertText(QStringLiteral("   "), plain(muted));
        cell.insertText(it.key() + QLatin1Char('='), fixed(muted));
        cell.insertText(value, fixed(m_colors.key));
    }
}

void TracebackWriter::writePlace(QTextCursor& cell, const TraceFrame& frame)
{
    const QColor muted = readableOn(m_colors.muted, m_colors.errorBack);
    cell.insertBlock();
    QTextCharFormat link = fixed(m_colors.link);
    link.setAnchor(true);
    link.setAnchorHref(QStringLiteral("source:%1:%2").arg(frame.file).arg(frame.line));
    link.setFontUnderline(true);
    link.setToolTip(tr("Open in the editor"));
    cell.insertText(QStringLiteral("%1:%2").arg(frame.file).arg(frame.line), link);
    cell.insertText(QStringLiteral("  ") + tr("in") + QStringLiteral("  "), plain(muted));
    cell.insertText(frame.function, fixed(muted));
    if (const QString code = sourceLine(frame.file, frame.line); !code.isEmpty()) {
        QTextBlockFormat indented;
        indented.setLeftMargin(QFontMetricsF(m_font).horizontalAdvance(QLatin1Char('0')) * 3);
        cell.insertBlock(indented);
        writeCode(cell, code, Syntax::named(QStringLiteral("C++")));
    }
}

void TracebackWriter::writeError(QTextCursor& cell, const Evidence& evidence)
{
    m_errorPosition = cell.position();
    QTextCharFormat code = fixed(m_colors.error);
    code.setFontWeight(QFont::Bold);
    cell.insertText(evidence.code, code);
    QTextCharFormat message = plain(m_colors.text);
    message.setFontWeight(QFont::DemiBold);
    cell.insertText(QStringLiteral("  ") + evidence.message, message);
}

void TracebackWriter::writeAdvice(QTextCursor& cell, const QString& advice)
{
    if (advice.isEmpty())
        return;
    QTextBlockFormat below;
    below.setTopMargin(4);
    cell.insertBlock(below);
    cell.insertText(tr("What to do: ") + advice, plain(m_colors.text));
}

void TracebackWriter::writeEvidence(const QJsonObject& evidence)
{
    if (evidence.isEmpty())
        return;
    QTextBlockFormat block;
    block.setTopMargin(14);
    block.setLeftMargin(8);
    m_cursor.insertBlock(block);
    QTextCharFormat heading = plain(m_colors.muted);
    heading.setFontWeight(QFont::DemiBold);
    m_cursor.insertText(tr("Evidence"), heading);
    block.setTopMargin(2);
    m_cursor.insertBlock(block);
    double width = 0;
    for (const QString& key : evidence.keys())
        width = qMax(width, QFontMetricsF(m_font).horizontalAdvance(evidenceLabel(key)));
    QTextTable* table = m_cursor.insertTable(int(evidence.size()), 2, tableFormat(width + 16));
    int row = 0;
    for (auto it = evidence.begin(); it != evidence.end(); ++it, ++row) {
        table->cellAt(row, 0).firstCursorPosition().insertText(evidenceLabel(it.key()), plain(m_colors.muted));
        writeValue(table->cellAt(row, 1).firstCursorPosition(), it.key(), evidenceText(it.value()));
    }
}

void TracebackWriter::writeValue(QTextCursor cursor, const QString& key, const QString& text)
{
    const QUrl url(text, QUrl::StrictMode);
    if (url.isValid() && (url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https"))) {
        QTextCharFormat link = fixed(m_colors.link);
        link.setAnchor(true);
        link.setAnchorHref(text);
        link.setFontUnderline(true);
        cursor.insertText(text, link);
    } else if (text.startsWith(QLatin1Char('{')) || text.startsWith(QLatin1Char('['))) {
        writeCode(cursor, text, Syntax::named(QStringLiteral("JSON")));
    } else if (text.contains(QLatin1String("\n@@ ")) || key == QLatin1String("patch")) {
        writeCode(cursor, text, Syntax::named(QStringLiteral("Diff")));
    } else if (key == QLatin1String("stderr") || text.contains(QLatin1Char('\n'))) {
        writeCode(cursor, text, Syntax());
    } else {
        cursor.insertText(text, fixed(m_colors.text));
    }
}

void TracebackWriter::writeCode(QTextCursor& cursor, const QString& text, Syntax syntax)
{
    syntax.setBackground(m_colors.base);
    Syntax::State state;
    const QStringList lines = text.split(QLatin1Char('\n'));
    for (int i = 0; i < lines.size(); ++i) {
        const QString& line = lines.at(i);
        if (i > 0)
            cursor.insertBlock();
        // A tool's own words for trouble stand out also where no definition knows its output.
        const bool trouble = syntax.isPlain() && (line.contains(QLatin1String("error"), Qt::CaseInsensitive) ||
                                                  line.contains(QLatin1String("fatal"), Qt::CaseInsensitive));
        const int start = cursor.position();
        cursor.insertText(line, fixed(trouble ? readableOn(m_colors.error, m_colors.base) : m_colors.text));
        QTextCursor range(cursor);
        for (const QTextLayout::FormatRange& piece : syntax.highlight(line, state)) {
            range.setPosition(start + piece.start);
            range.setPosition(start + piece.start + piece.length, QTextCursor::KeepAnchor);
            range.mergeCharFormat(piece.format);
        }
    }
}

} // namespace millrace::ui
