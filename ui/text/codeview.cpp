// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/codeview.h"

#include "ui/text/codeedit.h"
#include "ui/text/documenthighlighter.h"
#include "ui/text/findbar.h"

#include <QLabel>
#include <QLocale>
#include <QStringDecoder>
#include <QTextBlock>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

constexpr qsizetype maxShown = 4 * 1024 * 1024;

/// QPlainTextEdit lays out a line as one piece: a line of a megabyte would freeze the window.
QString cutLongLines(const QString& text)
{
    bool any = false;
    QStringList lines = text.split(QLatin1Char('\n'));
    for (QString& line : lines) {
        if (line.size() <= Syntax::maxLine)
            continue;
        any = true;
        const QString size = QLocale().toString(line.size());
        line.truncate(Syntax::maxLine);
        line += QStringLiteral(" … (%1)").arg(size);
    }
    return any ? lines.join(QLatin1Char('\n')) : text;
}

} // namespace

bool isBinary(const QByteArray& content)
{
    return content.left(8000).contains('\0');
}

QString decodeText(const QByteArray& content)
{
    QStringDecoder utf8(QStringDecoder::Utf8);
    QString text = utf8.decode(content);
    if (utf8.hasError())
        text = QString::fromLatin1(content);
    text.replace(QLatin1String("\r\n"), QLatin1String("\n"));
    return cutLongLines(text);
}

CodeView::CodeView(QWidget* parent)
    : QWidget(parent)
    , m_edit(new CodeEdit(this))
    , m_findBar(new FindBar(this))
    , m_note(new QLabel(this))
    , m_highlighter(new DocumentHighlighter(*m_edit))
{
    setFocusProxy(m_edit);
    m_edit->setObjectName(QStringLiteral("codeEdit"));
    m_edit->setAccessibleName(tr("File content"));
    m_edit->attach(*m_findBar);
    m_note->setObjectName(QStringLiteral("codeNote"));
    m_note->setMargin(6);
    m_note->setWordWrap(true);
    m_note->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_note);
    column->addWidget(m_edit, 1);
    column->addWidget(m_findBar);
}

void CodeView::setContent(const QString& path, const QByteArray& content)
{
    if (isBinary(content)) {
        setMessage(tr("Binary file, %1").arg(QLocale().formattedDataSize(content.size())));
        return;
    }
    const bool cut = content.size() > maxShown;
    m_edit->setPlaceholderText(tr("The file is empty"));
    m_edit->setNumbersVisible(true);
    m_edit->setPlainText(decodeText(cut ? content.first(maxShown) : content));
    m_note->setVisible(cut);
    if (cut) {
        m_note->setText(tr("Shown: the first %1 of %2")
                            .arg(QLocale().formattedDataSize(maxShown), QLocale().formattedDataSize(content.size())));
    }
    const Syntax syntax = Syntax::forFile(path, m_edit->document()->firstBlock().text());
    m_language = syntax.name();
    m_highlighter->start(syntax);
}

void CodeView::setMessage(const QString& sentence)
{
    m_language.clear();
    m_note->hide();
    m_edit->setNumbersVisible(false);
    m_edit->setPlaceholderText(sentence);
    m_edit->clear();
    m_highlighter->start({});
}

void CodeView::goToLine(int line)
{
    m_edit->goToLine(line);
}

} // namespace millrace::ui
