// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/importdialog/packagenameedit.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QRegularExpression>

namespace millrace::ui {

namespace {

constexpr int typingPauseMs = 150;

const QRegularExpression& separator()
{
    static const QRegularExpression pattern(QStringLiteral("[\\s,]+"));
    return pattern;
}

} // namespace

PackageNameEdit::PackageNameEdit(QWidget* parent)
    : QLineEdit(parent)
    , m_completer(new QCompleter(this))
{
    setObjectName(QStringLiteral("import.names"));
    setTextMargins(fontMetrics().averageCharWidth() / 2, 0, 0, 0);
    m_completer->setModel(&m_model);
    m_completer->setCompletionMode(QCompleter::PopupCompletion);
    m_completer->setWidget(this);
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this, &PackageNameEdit::insertCompletion);
    m_pause.setSingleShot(true);
    m_pause.setInterval(typingPauseMs);
    connect(this, &QLineEdit::textChanged, &m_pause, qOverload<>(&QTimer::start));
    connect(&m_pause, &QTimer::timeout, this, [this] {
        const QString word = currentWord();
        if (word.isEmpty())
            m_completer->popup()->hide();
        else
            emit completionWanted(word);
        emit namesChanged();
    });
}

QStringList PackageNameEdit::names() const
{
    QStringList names = text().toLower().split(separator(), Qt::SkipEmptyParts);
    names.removeDuplicates();
    return names;
}

QString PackageNameEdit::currentWord() const
{
    return text().left(cursorPosition()).split(separator()).last().toLower();
}

void PackageNameEdit::setCompletions(const QString& prefix, const QStringList& names)
{
    if (prefix != currentWord())
        return;
    m_model.setStringList(names);
    m_completer->setCompletionPrefix(prefix);
    const bool complete = names.isEmpty() || (names.size() == 1 && names.first() == prefix);
    if (complete || !hasFocus())
        m_completer->popup()->hide();
    else
        m_completer->complete();
}

void PackageNameEdit::insertCompletion(const QString& name)
{
    const qsizetype length = currentWord().size();
    const QString before = text().left(cursorPosition() - length);
    const QString after = text().mid(cursorPosition()).trimmed();
    // The space behind invites the next name.
    setText(before + name + QLatin1Char(' ') + after);
    setCursorPosition(static_cast<int>(before.size() + name.size() + 1));
}

void PackageNameEdit::keyPressEvent(QKeyEvent* event)
{
    QAbstractItemView* popup = m_completer->popup();
    const bool choice = popup->isVisible() && popup->currentIndex().isValid();
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && choice) {
        insertCompletion(popup->currentIndex().data().toString());
        popup->hide();
        return;
    }
    if (popup->isVisible() && event->key() == Qt::Key_Escape) {
        popup->hide();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

bool PackageNameEdit::focusNextPrevChild(bool next)
{
    // Tab is asked here, before it becomes a key press: with names in sight it takes one instead of leaving the field.
    QAbstractItemView* popup = m_completer->popup();
    if (!next || !popup->isVisible())
        return QLineEdit::focusNextPrevChild(next);
    const QModelIndex chosen = popup->currentIndex();
    insertCompletion(chosen.isValid() ? chosen.data().toString() : m_completer->currentCompletion());
    popup->hide();
    return true;
}

} // namespace millrace::ui
