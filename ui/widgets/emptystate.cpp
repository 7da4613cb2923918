// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/emptystate.h"

#include "ui/theme/theme.h"
#include "ui/widgets/tonelabel.h"

#include <QToolButton>
#include <QVBoxLayout>

namespace millrace::ui {

EmptyState::EmptyState(QWidget* parent)
    : QWidget(parent)
{
    const int gap = theme::spacing();
    m_icon = new IconLabel(QString(), Tone::Muted, fontMetrics().height() * 3);
    m_title = new ToneLabel(Tone::Text);
    m_title->setFont(theme::heading());
    m_title->setAlignment(Qt::AlignCenter);
    m_title->setWordWrap(true);
    m_text = new ToneLabel(Tone::Muted);
    m_text->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_text->setWordWrap(true);
    m_text->setMaximumWidth(fontMetrics().averageCharWidth() * 64);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_button = new QToolButton;
    m_button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_button->setFocusPolicy(Qt::StrongFocus);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(gap * 2, gap * 2, gap * 2, gap * 2);
    layout->setSpacing(gap / 2);
    layout->addStretch(2);
    layout->addWidget(m_icon, 0, Qt::AlignHCenter);
    layout->addSpacing(gap / 2);
    layout->addWidget(m_title);
    auto* textRow = new QHBoxLayout;
    textRow->addStretch();
    textRow->addWidget(m_text, 100);
    textRow->addStretch();
    layout->addLayout(textRow);
    layout->addSpacing(gap / 2);
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    layout->addStretch(3);
}

void EmptyState::setContent(const EmptyText& text)
{
    m_icon->setIcon(text.icon, text.tone);
    m_hasIcon = !text.icon.isEmpty();
    showIcon();
    m_title->setText(text.title);
    m_text->setText(text.text);
    m_text->setVisible(!text.text.isEmpty());
    m_button->setVisible(text.action);
    if (text.action)
        m_button->setDefaultAction(text.action);
    setAccessibleName(text.title);
    setAccessibleDescription(text.text);
}

void EmptyState::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    showIcon();
}

void EmptyState::showIcon()
{
    // In a low pane the words matter more than the picture.
    m_icon->setVisible(m_hasIcon && height() > fontMetrics().height() * 13);
}

QString EmptyState::title() const
{
    return m_title->text();
}

} // namespace millrace::ui
