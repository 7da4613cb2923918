// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/logview.h"

#include "core/base/answer.h"
#include "ui/text/codeedit.h"
#include "ui/text/codeview.h"
#include "ui/text/findbar.h"

#include <QCheckBox>
#include <QClipboard>
#include <QFile>
#include <QFileInfo>
#include <QFuture>
#include <QGuiApplication>
#include <QLabel>
#include <QLocale>
#include <QRegularExpression>
#include <QScrollBar>
#include <QtConcurrent>
#include <QTextBlock>
#include <QToolButton>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {
/// A log that is larger shows its end: that is where it failed.
constexpr qint64 maxShown = 4 * 1024 * 1024;
} // namespace

bool isTrouble(const QString& line)
{
    static const QRegularExpression words(
        QStringLiteral("\\b(error|failed|failure|fatal|crashed|killed|refused|cannot)\\b"),
        QRegularExpression::CaseInsensitiveOption);
    return words.match(line).hasMatch();
}

LogView::LogView(QWidget* parent)
    : QWidget(parent)
    , m_edit(new CodeEdit(this))
    , m_findBar(new FindBar(this))
    , m_name(new QLabel(this))
    , m_follow(new QCheckBox(tr("Follow"), this))
    , m_trouble(new QToolButton(this))
{
    setFocusProxy(m_edit);
    m_edit->setObjectName(QStringLiteral("log"));
    m_edit->setAccessibleName(tr("Log"));
    m_edit->attach(*m_findBar);
    m_name->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_follow->setObjectName(QStringLiteral("followLog"));
    m_follow->setToolTip(tr("Keep the newest line in sight"));
    m_trouble->setAutoRaise(true);
    m_trouble->setText(tr("Show what failed"));
    m_trouble->setToolTip(tr("Go to the first line that tells of a failure"));
    m_copy = new QToolButton(this);
    m_copy->setAutoRaise(true);
    m_copy->setText(tr("Copy path"));
    m_copy->setToolTip(tr("Copy the path of the log file"));

    m_tools = new QHBoxLayout;
    m_tools->setContentsMargins(10, 2, 6, 2);
    m_tools->addStrut(fontMetrics().height() * 3 / 2); // as high with buttons as without
    m_tools->addWidget(m_name, 1);
    m_tools->addWidget(m_follow);
    m_tools->addWidget(m_trouble);
    m_tools->addWidget(m_copy);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(m_tools);
    column->addWidget(m_edit, 1);
    column->addWidget(m_findBar);

    m_timer.setInterval(500);
    connect(&m_timer, &QTimer::timeout, this, &LogView::fetch);
    connect(m_copy, &QToolButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_path);
        emit noticed(tr("Copied %1").arg(m_path));
    });
    connect(m_trouble, &QToolButton::clicked, this, [this] {
        m_follow->setChecked(false);
        if (!m_troubleLines.isEmpty())
            m_edit->goToLine(m_troubleLines.first());
    });
    connect(m_follow, &QCheckBox::toggled, this, [this](bool on) {
        if (on)
            m_edit->verticalScrollBar()->setValue(m_edit->verticalScrollBar()->maximum());
    });
    clear({});
}

void LogView::addTool(QWidget* tool)
{
    m_tools->insertWidget(0, tool);
    m_tools->insertSpacing(1, fontMetrics().averageCharWidth());
}

void LogView::clear(const QString& sentence)
{
    ++m_token;
    m_timer.stop();
    m_path.clear();
    m_rest.clear();
    m_troubleLines.clear();
    m_offset = 0;
    m_live = m_reading = m_loaded = false;
    m_name->clear();
    m_follow->hide();
    m_trouble->hide();
    m_copy->hide();
    m_edit->setMarkedLines({});
    m_edit->setNumbersVisible(false);
    m_edit->setPlaceholderText(sentence);
    m_edit->clear();
}

void LogView::setLog(const QString& path, bool live, const QString& elsewhere)
{
    m_elsewhere = elsewhere;
    if (path != m_path) {
        clear(tr("Reading %1 …").arg(QFileInfo(path).fileName()));
        m_copy->show();
        m_path = path;
        m_name->setText(QFileInfo(path).fileName());
        m_name->setToolTip(path);
        m_follow->setChecked(live);
    }
    m_live = live;
    m_follow->setVisible(live);
    if (live)
        m_timer.start();
    else
        m_timer.stop();
    fetch();
}

LogView::Piece LogView::read(const QString& path, qint64 from)
{
    Piece piece;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        piece.error = file.errorString();
        return piece;
    }
    // A file that is shorter than what was read was begun anew.
    piece.from = file.size() < from ? 0 : from;
    piece.from = qMax(piece.from, file.size() - maxShown);
    file.seek(piece.from);
    piece.bytes = file.readAll();
    piece.end = piece.from + piece.bytes.size();
    return piece;
}

void LogView::fetch()
{
    if (m_reading)
        return;
    m_reading = true;
    const int token = m_token;
    answer(
        QtConcurrent::run(&LogView::read, m_path, m_offset), this,
        [this, token](const Piece& piece) {
            if (token == m_token)
                take(piece);
        },
        [](const Error&) {});
}

void LogView::take(const Piece& piece)
{
    m_reading = false;
    if (!piece.error.isEmpty()) {
        m_edit->setPlaceholderText(!m_elsewhere.isEmpty() ? m_elsewhere
                                   : m_live               ? tr("Nothing is written yet")
                                                          : tr("%1 cannot be read: %2").arg(m_path, piece.error));
    } else {
        if (piece.from != m_offset) {
            m_rest.clear();
            m_edit->clear();
            m_troubleLines.clear();
            if (piece.from > 0) {
                m_name->setText(
                    tr("%1, the last %2").arg(QFileInfo(m_path).fileName(), QLocale().formattedDataSize(maxShown)));
            }
        }
        m_offset = piece.end;
        m_rest += piece.bytes;
        // A character or line may still be on its way; a finished log is shown to its last byte.
        const qsizetype whole = m_live ? m_rest.lastIndexOf('\n') + 1 : m_rest.size();
        if (whole > 0)
            append(decodeText(m_rest.first(whole)));
        m_rest.remove(0, whole);
        m_edit->setPlaceholderText(tr("The log is empty"));
    }
    m_loaded = true;
    emit loaded();
}

void LogView::append(const QString& text)
{
    const bool first = m_edit->document()->isEmpty();
    const int fromBlock = m_edit->blockCount() - 1;
    QScrollBar* bar = m_edit->verticalScrollBar();
    const int at = bar->value();
    QTextCursor cursor(m_edit->document());
    cursor.movePosition(QTextCursor::End);
    cursor.insertText(text);
    m_edit->setNumbersVisible(true);
    markTrouble(fromBlock);
    if (m_live && m_follow->isChecked())
        bar->setValue(bar->maximum());
    else if (first && !m_troubleLines.isEmpty())
        m_edit->goToLine(m_troubleLines.first());
    else
        bar->setValue(at);
}

void LogView::markTrouble(int fromBlock)
{
    constexpr int maxMarked = 200;
    QTextBlock block = m_edit->document()->findBlockByNumber(fromBlock);
    for (; block.isValid() && m_troubleLines.size() < maxMarked; block = block.next()) {
        if (isTrouble(block.text()))
            m_troubleLines.append(block.blockNumber() + 1);
    }
    m_trouble->setVisible(!m_troubleLines.isEmpty());
    m_edit->setMarkedLines(m_troubleLines);
}

} // namespace millrace::ui
