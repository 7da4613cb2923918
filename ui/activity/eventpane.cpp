// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/activity/eventpane.h"

#include "ui/activity/eventtext.h"
#include "ui/models/format.h"
#include "ui/models/listcolumns.h"
#include "ui/theme/theme.h"
#include "ui/widgets/tonelabel.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

/// More than anybody reads; a list of tens of thousands would hold up the window.
constexpr qsizetype mostLines = 1000;

void prepare(QLabel* label, const char* name)
{
    label->setObjectName(QLatin1String(name));
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
}

} // namespace

EventPane::EventPane(const QList<QAction*>& actions, QWidget* parent)
    : QWidget(parent)
{
    m_summary = new QLabel;
    m_summary->setFont(theme::heading());
    m_facts = new ToneLabel(Tone::Muted);
    m_reason = new ToneLabel(Tone::Text);
    m_none = new ToneLabel(Tone::Muted, tr("It changed no rows that are worth listing."));
    prepare(m_summary, "activity.summary");
    prepare(m_facts, "activity.facts");
    prepare(m_reason, "activity.reason");
    prepare(m_none, "activity.none");
    m_changes = new QTreeWidget;
    m_changes->setObjectName(QStringLiteral("activity.changes"));
    m_changes->setAccessibleName(tr("What changed"));
    m_changes->setRootIsDecorated(false);
    m_changes->setUniformRowHeights(true);
    m_changes->setFrameShape(QFrame::NoFrame);
    m_changes->setHeaderLabels({tr("What"), tr("Before"), tr("After")});
    // A name differs from the next one at its end, and what changed of it stands behind that.
    m_changes->setTextElideMode(Qt::ElideMiddle);
    m_changes->header()->setStretchLastSection(false);
    m_changes->header()->setSectionResizeMode(0, QHeaderView::Stretch);

    auto* buttons = new QHBoxLayout;
    for (QAction* action : actions) {
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setFocusPolicy(Qt::StrongFocus);
        buttons->addWidget(button);
    }
    buttons->addStretch();
    const int gap = theme::spacing();
    auto* head = new QVBoxLayout;
    head->setContentsMargins(gap, gap * 2 / 3, gap, gap);
    head->setSpacing(gap / 2);
    for (QWidget* widget : QList<QWidget*>{m_summary, m_facts, m_reason})
        head->addWidget(widget);
    head->addLayout(buttons);
    head->addWidget(m_none);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_changes, 1);
    layout->addStretch(0);
    setAuditEvent({});
}

void EventPane::setAuditEvent(const store::Event& event)
{
    m_event = event;
    const bool any = event.id != 0;
    m_summary->setText(any ? event.summary : tr("No event selected"));
    m_facts->setText(
        any ? tr("%1 by %2 · event %3", "time, person, number")
                  .arg(absoluteText(event.at), cellText(CellKind::Actor, event.actor, 0), QString::number(event.id))
            : QString());
    QStringList more;
    if (!event.reason.isEmpty())
        more << tr("Reason: %1").arg(event.reason);
    if (event.undoneBy != 0)
        more << tr("Undone by event %1").arg(event.undoneBy);
    if (event.undoes != 0)
        more << tr("Takes back event %1").arg(event.undoes);
    m_reason->setText(more.join(QLatin1Char('\n')));
    m_reason->setVisible(!more.isEmpty());

    m_changes->clear();
    const QList<ChangeLine> lines = changeLines(event);
    for (const ChangeLine& line : lines.first(std::min(lines.size(), mostLines))) {
        const QString nothing = QStringLiteral("—");
        auto* item = new QTreeWidgetItem(m_changes, {line.what, line.before.isEmpty() ? nothing : line.before,
                                                     line.after.isEmpty() ? nothing : line.after});
        for (int column = 0; column < 3; ++column)
            item->setToolTip(column, item->text(column));
    }
    if (lines.size() > mostLines)
        new QTreeWidgetItem(m_changes, {tr("and %Ln more", "more lines", static_cast<int>(lines.size() - mostLines))});
    m_changes->setVisible(m_changes->topLevelItemCount() > 0);
    m_none->setVisible(any && m_changes->topLevelItemCount() == 0);
    for (const int column : {1, 2})
        m_changes->header()->resizeSection(column, m_changes->fontMetrics().averageCharWidth() * 20);
}

} // namespace millrace::ui
