// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/attemptlist.h"

#include "ui/models/format.h"
#include "ui/models/words.h"
#include "ui/theme/theme.h"
#include "ui/widgets/stagebar.h"

#include <QEvent>
#include <QHeaderView>

namespace millrace::ui {

AttemptList::AttemptList(QWidget* parent)
    : QTreeWidget(parent)
{
    setObjectName(QStringLiteral("attempts"));
    setAccessibleName(tr("Attempts"));
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setFrameShape(NoFrame);
    setHeaderLabels({tr("Attempt"), tr("Outcome"), tr("Started"), tr("Took"), tr("Stage"), tr("CPU"), tr("Memory"),
                     tr("Fetched"), tr("Worker")});
    header()->setHighlightSections(false);
    const int character = fontMetrics().averageCharWidth();
    const int widths[] = {9, 13, 13, 11, 10, 10, 10, 10};
    for (int i = 0; i < int(std::size(widths)); ++i)
        setColumnWidth(i, character * (widths[i] + 2));
    connect(this, &QTreeWidget::itemActivated, this,
            [this](const QTreeWidgetItem* item) { emit attemptChosen(item->data(0, Qt::UserRole).toLongLong()); });
}

QString AttemptList::attemptText(const store::AttemptDetails& attempt, int number, qint64 nowMs)
{
    return tr("Attempt %1, %2, %3", "number, outcome, age")
        .arg(number)
        .arg(outcomeText(attempt.outcome), agoText(attempt.started, nowMs));
}

void AttemptList::setAttempts(const QList<store::AttemptDetails>& attempts, qint64 nowMs)
{
    const qint64 current = currentItem() ? currentItem()->data(0, Qt::UserRole).toLongLong() : 0;
    clear();
    int number = int(attempts.size());
    for (const store::AttemptDetails& attempt : attempts) {
        const qint64 took = attempt.ended > 0 ? attempt.ended - attempt.started : nowMs - attempt.started;
        const auto stage = stageFromName(attempt.stage);
        auto* item = new QTreeWidgetItem(
            this,
            {QString::number(number), outcomeText(attempt.outcome), agoText(attempt.started, nowMs), durationText(took),
             stage ? stageText(*stage) : attempt.stage, attempt.cpuMs > 0 ? durationText(attempt.cpuMs) : QString(),
             attempt.peakRssKib > 0 ? sizeText(attempt.peakRssKib * 1024) : QString(),
             attempt.bytes > 0 ? sizeText(attempt.bytes) : QString(), attempt.worker});
        item->setData(0, Qt::UserRole, attempt.id);
        item->setData(1, Qt::UserRole, int(outcomeTone(attempt.outcome)));
        item->setToolTip(2, absoluteText(attempt.started));
        if (attempt.id == current)
            setCurrentItem(item);
        --number;
    }
    colour();
}

void AttemptList::colour()
{
    for (int i = 0; i < topLevelItemCount(); ++i) {
        QTreeWidgetItem* item = topLevelItem(i);
        item->setForeground(1, theme::color(Tone(item->data(1, Qt::UserRole).toInt())));
    }
}

void AttemptList::changeEvent(QEvent* event)
{
    QTreeWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colour();
}

} // namespace millrace::ui
