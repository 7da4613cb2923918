// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/tracebackview.h"

#include "ui/text/sourcefile.h"
#include "ui/text/tracebackwriter.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextBrowser>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

namespace millrace::ui {

TracebackView::TracebackView(QWidget* parent)
    : QWidget(parent)
    , m_browser(new QTextBrowser(this))
    , m_summary(new QLabel(this))
    , m_bar(new QWidget(this))
{
    setFocusProxy(m_browser);
    m_browser->setObjectName(QStringLiteral("traceback"));
    m_browser->setAccessibleName(tr("Traceback"));
    m_browser->setFrameShape(QFrame::NoFrame);
    m_browser->setOpenLinks(false);
    m_browser->setUndoRedoEnabled(false);
    m_browser->installEventFilter(this);
    connect(m_browser, &QTextBrowser::anchorClicked, this, &TracebackView::open);

    auto* copy = new QToolButton(m_bar);
    copy->setObjectName(QStringLiteral("copyTraceback"));
    copy->setText(tr("Copy all"));
    copy->setAutoRaise(true);
    copy->setToolTip(tr("Copy the traceback and its evidence as text"));
    connect(copy, &QToolButton::clicked, this, &TracebackView::copyAll);
    auto* row = new QHBoxLayout(m_bar);
    row->setContentsMargins(10, 2, 6, 2);
    row->addWidget(m_summary, 1);
    row->addWidget(copy);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_browser, 1);
    clear({});
}

void TracebackView::setEvidence(const Evidence& evidence)
{
    m_evidence = evidence;
    m_empty = false;
    m_bar->show();
    m_summary->setText(evidence.trace.isEmpty()
                           ? tr("No steps were recorded")
                           : tr("%Ln step(s), the newest last", nullptr, int(evidence.trace.size())));
    draw();
}

void TracebackView::clear(const QString& sentence)
{
    m_empty = true;
    m_evidence = {};
    m_bar->hide();
    m_browser->clear();
    m_browser->setPlaceholderText(sentence);
}

void TracebackView::copyAll()
{
    QGuiApplication::clipboard()->setText(toPlainText(m_evidence));
    emit noticed(tr("Copied the traceback and its evidence"));
}

void TracebackView::draw()
{
    auto* document = m_browser->document();
    document->clear();
    document->setDocumentMargin(4);
    document->setUndoRedoEnabled(false);
    TracebackWriter writer(*document, m_browser->palette(), font());
    writer.write(m_evidence);
    // What failed and why comes first into sight; the way there is above it.
    QTextCursor cursor(document);
    cursor.movePosition(QTextCursor::End);
    m_browser->setTextCursor(cursor);
    cursor.setPosition(writer.errorPosition());
    m_browser->setTextCursor(cursor);
    m_browser->ensureCursorVisible();
    m_browser->horizontalScrollBar()->setValue(0);
}

void TracebackView::open(const QUrl& link)
{
    if (link.scheme() != QLatin1String("source")) {
        QDesktopServices::openUrl(link);
        return;
    }
    const QString place = link.path();
    const qsizetype colon = place.lastIndexOf(QLatin1Char(':'));
    emit noticed(openSource(place.left(colon), QStringView(place).mid(colon + 1).toInt()));
}

bool TracebackView::eventFilter(QObject* watched, QEvent* event)
{
    // The browser's palette is what the text was drawn for; ours changes before it does.
    const bool changed = event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange;
    if (watched == m_browser && changed && !m_empty)
        draw();
    return QWidget::eventFilter(watched, event);
}

} // namespace millrace::ui
