// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connectionchip.h"

#include "ui/actions/access.h"
#include "ui/connections/connectionbook.h"
#include "ui/connections/connectioncolour.h"
#include "ui/theme/theme.h"

#include <QActionGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

namespace millrace::ui {

ConnectionChip::ConnectionChip(const ConnectionBook& book, const Connection& current, const Access& access,
                               QAction* lock, QAction* manage, QWidget* parent)
    : QWidget(parent)
    , m_book(book)
    , m_current(current)
    , m_access(access)
    , m_lockAction(lock)
    , m_manage(manage)
    , m_menu(new QMenu(this))
{
    setObjectName(QStringLiteral("connection"));
    m_menu->setToolTipsVisible(true);
    m_name = new QToolButton;
    m_name->setObjectName(QStringLiteral("connection.name"));
    // The style's own arrow of a menu is too small to be found on a fill.
    m_name->setText(current.name + QStringLiteral(" \u25be"));
    m_name->setToolTip(tr("%1\nSwitch to another connection").arg(placeText(current, book.base())));
    m_name->setAccessibleName(tr("Connection: %1").arg(current.name));
    m_lock = new QToolButton;
    m_lock->setObjectName(QStringLiteral("connection.lock"));
    for (QToolButton* button : {m_lock, m_name}) {
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    }
    auto* layout = new QHBoxLayout(this);
    const int inset = theme::spacing() / 4;
    layout->setContentsMargins(inset, inset / 2, inset, inset / 2);
    layout->setSpacing(0);
    layout->addWidget(m_name);
    layout->addWidget(m_lock);

    connect(m_name, &QToolButton::clicked, this, [this] { m_menu->popup(mapToGlobal(rect().bottomLeft())); });
    connect(m_menu, &QMenu::aboutToShow, this, &ConnectionChip::fillMenu);
    connect(m_lock, &QToolButton::clicked, m_lockAction, &QAction::trigger);
    connect(m_lockAction, &QAction::changed, this, &ConnectionChip::showState);
    connect(&m_access, &Access::changed, this, &ConnectionChip::showState);
    showState();
    recolour();
}

void ConnectionChip::fillMenu()
{
    m_menu->clear();
    auto* group = new QActionGroup(m_menu);
    for (const Connection& connection : m_book.all()) {
        QAction* action = m_menu->addAction(connectionDot(connection.colour), connection.name);
        action->setCheckable(true);
        action->setChecked(connection.id == m_current.id);
        action->setToolTip(placeText(connection, m_book.base()));
        action->setData(connection.id);
        group->addAction(action);
        if (connection.id != m_current.id)
            connect(action, &QAction::triggered, this, [this, id = connection.id] { emit switchRequested(id); });
    }
    if (!m_book.byId(m_current.id)) {
        // Named on the command line, not saved.
        QAction* action = m_menu->addAction(connectionDot(m_current.colour), m_current.name);
        action->setCheckable(true);
        action->setChecked(true);
        group->addAction(action);
    }
    m_menu->addSeparator();
    m_menu->addAction(m_manage);
}

void ConnectionChip::showState()
{
    m_lock->setVisible(m_access.terms().lockable);
    const bool unlocked = m_access.isUnlocked();
    m_lock->setText(unlocked ? tr("can change", "state of a store's lock")
                    : m_access.terms().forbidden.isEmpty()
                        ? tr("read-only", "state of a store's lock")
                        : tr("read-only for you", "state of a store's lock: the role forbids changes"));
    m_lock->setToolTip(m_lockAction->toolTip());
    m_lock->setEnabled(m_lockAction->isEnabled());
    m_lock->setAccessibleName(m_lockAction->text() + QStringLiteral(": ") + m_lock->text());
    recolour();
}

void ConnectionChip::recolour()
{
    const QColor ink = connectionInk(m_current.colour);
    for (QToolButton* button : {m_name, m_lock}) {
        QPalette own = button->palette();
        if (own.color(QPalette::ButtonText) == ink)
            continue;
        for (const QPalette::ColorGroup group : {QPalette::Active, QPalette::Inactive, QPalette::Disabled}) {
            own.setColor(group, QPalette::ButtonText, ink);
            own.setColor(group, QPalette::WindowText, ink);
        }
        button->setPalette(own);
    }
    const QString lock = m_access.isUnlocked() ? QStringLiteral("unlock") : QStringLiteral("lock");
    m_lock->setIcon(theme::icon(lock, ink));
    m_name->setIcon(theme::icon(QStringLiteral("database"), ink));
    update();
}

void ConnectionChip::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationPaletteChange)
        recolour();
}

void ConnectionChip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor fill = connectionFill(m_current.colour);
    painter.setPen(fill.isValid() ? QPen(Qt::NoPen) : QPen(theme::border()));
    painter.setBrush(fill.isValid() ? fill : palette().color(QPalette::Base));
    const qreal radius = height() / 5.0;
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
}

} // namespace millrace::ui
