// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/actionrow.h"

#include "ui/theme/theme.h"

#include <QAction>
#include <QEvent>
#include <QMenu>
#include <QStyle>
#include <QToolButton>

namespace millrace::ui {

namespace {

int gap()
{
    return theme::spacing() / 2;
}

} // namespace

ActionRow::ActionRow(const ActionRowOptions& options, QWidget* parent)
    : QWidget(parent)
    , m_options(options)
    , m_more(new QToolButton(this))
    , m_menu(new QMenu(m_more))
{
    setObjectName(options.name);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_more->setObjectName(options.name + QStringLiteral(".more"));
    m_more->setText(tr("More"));
    m_more->setToolTip(tr("Further actions"));
    m_more->setFocusPolicy(Qt::StrongFocus);
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_menu->setToolTipsVisible(true);
    m_more->setMenu(m_menu);
    m_more->hide();
}

void ActionRow::setActions(const QList<QAction*>& actions)
{
    for (const Entry& old : std::as_const(m_entries)) {
        old.action->disconnect(this);
        delete old.button;
    }
    m_entries.clear();
    for (QAction* action : actions) {
        auto* button = new QToolButton(this);
        button->setObjectName(action->objectName() + QStringLiteral(".button"));
        button->setDefaultAction(action);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setToolButtonStyle(m_entries.size() < m_options.icons ? Qt::ToolButtonTextBesideIcon
                                                                      : Qt::ToolButtonTextOnly);
        m_entries.append({action, button});
        connect(action, &QAction::changed, this, [this] {
            updateGeometry();
            share();
        });
    }
    // Behind the buttons for the Tab key, too.
    if (!m_entries.isEmpty())
        setTabOrder(m_entries.constLast().button, m_more);
    updateGeometry();
    share();
}

QList<ActionRow::Entry> ActionRow::wanted() const
{
    QList<Entry> entries;
    for (const Entry& entry : m_entries) {
        if (entry.action->isVisible())
            entries.append(entry);
    }
    return entries;
}

int ActionRow::widthOf(const QList<Entry>& entries) const
{
    int width = 0;
    for (const Entry& entry : entries)
        width += entry.button->sizeHint().width() + gap();
    return std::max(0, width - gap());
}

QList<QAction*> ActionRow::overflow() const
{
    return m_menu->actions();
}

QSize ActionRow::sizeHint() const
{
    const QList<Entry> entries = wanted();
    int width = widthOf(entries.first(std::min<qsizetype>(m_options.most, entries.size())));
    if (entries.size() > m_options.most)
        width += gap() + m_more->sizeHint().width();
    return {width, minimumSizeHint().height()};
}

QSize ActionRow::minimumSizeHint() const
{
    // The first action and the way to the others.
    const QList<Entry> entries = wanted();
    int height = m_more->sizeHint().height();
    for (const Entry& entry : entries)
        height = std::max(height, entry.button->sizeHint().height());
    int width = widthOf(entries.first(std::min<qsizetype>(1, entries.size())));
    if (entries.size() > 1)
        width += gap() + m_more->sizeHint().width();
    return {width, height};
}

void ActionRow::share()
{
    const QList<Entry> entries = wanted();
    qsizetype direct = entries.size();
    if (direct > m_options.most || widthOf(entries) > width()) {
        direct = std::min<qsizetype>(direct, m_options.most);
        const int room = width() - gap() - m_more->sizeHint().width();
        while (direct > 0 && widthOf(entries.first(direct)) > room)
            --direct;
    }
    place(entries.first(direct), direct < entries.size());
    QList<QAction*> rest;
    for (const Entry& entry : entries.sliced(direct))
        rest.append(entry.action);
    // An open menu stays as it is while nothing moved.
    if (rest != m_menu->actions()) {
        m_menu->clear();
        m_menu->addActions(rest);
    }
}

void ActionRow::place(const QList<Entry>& direct, bool more)
{
    QList<QWidget*> row;
    for (const Entry& entry : m_entries) {
        const bool here =
            std::any_of(direct.cbegin(), direct.cend(), [&](const Entry& one) { return one.button == entry.button; });
        entry.button->setVisible(here);
        if (here)
            row.append(entry.button);
    }
    m_more->setVisible(more);
    if (more)
        row.append(m_more);
    int used = -gap();
    for (const QWidget* widget : std::as_const(row))
        used += widget->sizeHint().width() + gap();
    int x = m_options.atTheEnd ? std::max(0, width() - used) : 0;
    for (QWidget* widget : std::as_const(row)) {
        const int wide = widget->sizeHint().width();
        widget->setGeometry(QStyle::visualRect(layoutDirection(), rect(), QRect(x, 0, wide, height())));
        x += wide + gap();
    }
}

void ActionRow::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    share();
}

void ActionRow::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    const QEvent::Type type = event->type();
    if (type == QEvent::FontChange || type == QEvent::StyleChange || type == QEvent::LayoutDirectionChange) {
        updateGeometry();
        share();
    }
}

} // namespace millrace::ui
