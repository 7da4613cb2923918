// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/findbar.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QToolButton>

namespace millrace::ui {

namespace {

QToolButton* arrow(Qt::ArrowType type, const QString& tip, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setArrowType(type);
    button->setAutoRaise(true);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    return button;
}

} // namespace

FindBar::FindBar(QWidget* parent)
    : QWidget(parent)
    , m_edit(new QLineEdit(this))
    , m_count(new QLabel(this))
{
    setObjectName(QStringLiteral("findBar"));
    m_edit->setObjectName(QStringLiteral("findEdit"));
    m_edit->setPlaceholderText(tr("Find text, or :120 for line 120"));
    m_edit->setAccessibleName(tr("Find"));
    m_edit->setClearButtonEnabled(true);
    m_edit->installEventFilter(this);
    auto* previous = arrow(Qt::UpArrow, tr("Previous match (Shift+Enter)"), this);
    auto* next = arrow(Qt::DownArrow, tr("Next match (Enter)"), this);
    auto* close = new QToolButton(this);
    close->setText(tr("Close", "closes the find bar"));
    close->setAutoRaise(true);
    close->setToolTip(tr("Close (Esc)"));

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(6, 4, 6, 4);
    row->addWidget(m_edit, 1);
    row->addWidget(m_count);
    row->addWidget(previous);
    row->addWidget(next);
    row->addWidget(close);

    connect(m_edit, &QLineEdit::textChanged, this, &FindBar::take);
    connect(previous, &QToolButton::clicked, this, &FindBar::previousWanted);
    connect(next, &QToolButton::clicked, this, &FindBar::nextWanted);
    connect(close, &QToolButton::clicked, this, &FindBar::close);
    hide();
}

void FindBar::open(const QString& text)
{
    show();
    if (!text.isEmpty())
        m_edit->setText(text);
    else
        take(m_edit->text());
    m_edit->setFocus(Qt::ShortcutFocusReason);
    if (!text.startsWith(QLatin1Char(':')))
        m_edit->selectAll();
}

QString FindBar::text() const
{
    return m_edit->text();
}

void FindBar::setResult(int current, int total)
{
    if (m_edit->text().isEmpty())
        m_count->clear();
    else if (total == 0)
        m_count->setText(tr("No match"));
    else
        m_count->setText(
            tr("%1 of %2", "matches of a search").arg(QLocale().toString(current), QLocale().toString(total)));
}

void FindBar::take(const QString& text)
{
    if (!text.startsWith(QLatin1Char(':'))) {
        emit searchChanged(text);
        return;
    }
    m_count->clear();
    emit searchChanged({});
    if (const int line = QStringView(text).mid(1).toInt(); line > 0)
        emit lineWanted(line);
}

void FindBar::close()
{
    hide();
    emit closed();
}

bool FindBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_Escape) {
        close();
        return true;
    }
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
        if (key->modifiers().testFlag(Qt::ShiftModifier))
            emit previousWanted();
        else
            emit nextWanted();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace millrace::ui
