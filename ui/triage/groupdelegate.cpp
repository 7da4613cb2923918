// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/triage/groupdelegate.h"

#include "ui/models/format.h"
#include "ui/models/groupfacts.h"
#include "ui/models/pagedmodel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/sparkline.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

namespace millrace::ui {

namespace {

const QString separator = QStringLiteral("  ·  ");

QVariant cellOf(const QModelIndex& index, const char* name)
{
    const auto* model = qobject_cast<const PagedModel*>(index.model());
    return model ? model->cell(index.row(), QString::fromLatin1(name)) : QVariant();
}

} // namespace

GroupDelegate::GroupDelegate(const Clock& clock, const GroupFactsCache* facts, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_facts(facts)
    , m_clock(clock)
{
}

QSize GroupDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {option.fontMetrics.averageCharWidth() * 30, option.fontMetrics.height() * (m_facts ? 41 : 29) / 10};
}

const GroupFacts* GroupDelegate::factsOf(const QModelIndex& index) const
{
    return m_facts ? m_facts->of(cellOf(index, "signature").toString()) : nullptr;
}

QString GroupDelegate::summary(const QModelIndex& index) const
{
    if (!cellOf(index, "title").isValid())
        return {};
    const qint64 now = m_clock.nowMs();
    const QString first = agoText(cellOf(index, "first_at").toLongLong(), now);
    const QString last = agoText(cellOf(index, "last_at").toLongLong(), now);
    QStringList parts = {tr("%Ln package(s)", nullptr, cellOf(index, "packages").toInt()),
                         cellOf(index, "class").toString(),
                         first == last ? last : tr("%1, first %2", "two ages: 5 min ago").arg(last, first)};
    if (!m_facts && cellOf(index, "policy").toString() == QLatin1String("retry"))
        parts << tr("retried by itself", "policy of a failure group");
    return parts.join(separator);
}

QString GroupDelegate::stateLine(const QModelIndex& index) const
{
    const GroupFacts* facts = factsOf(index);
    if (!facts)
        return {};
    QStringList parts = groupStateWords(*facts, m_clock.nowMs());
    for (const QString& part : {groupTrendText(*facts), groupEffectText(*facts)}) {
        if (!part.isEmpty())
            parts << part;
    }
    return parts.join(separator);
}

bool GroupDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                              const QModelIndex& index)
{
    const GroupFacts* facts = factsOf(index);
    if (event->type() != QEvent::ToolTip || !facts)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const QString text =
        QStringList{cellOf(index, "title").toString(), summary(index), groupFactsText(*facts, m_clock.nowMs())}.join(
            QLatin1Char('\n'));
    QToolTip::showText(event->globalPos(), text, view->viewport());
    return true;
}

int GroupDelegate::paintBadge(QPainter* painter, const QRect& line, const QModelIndex& index) const
{
    // The number that decides what to look at first.
    const QVariant packages = cellOf(index, "packages");
    if (!packages.isValid())
        return 0;
    const QFontMetrics metrics = painter->fontMetrics();
    const QString count = QLocale().toString(packages.toLongLong());
    const int width = metrics.horizontalAdvance(count) + 2 * metrics.averageCharWidth();
    const QRect badge(line.right() - width, line.top(), width, metrics.height());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme::wash(Tone::Error));
    painter->drawRoundedRect(badge, badge.height() / 2.0, badge.height() / 2.0);
    painter->setPen(theme::color(Tone::Error));
    painter->drawText(badge, Qt::AlignCenter, count);
    painter->restore();
    return width + metrics.averageCharWidth();
}

void GroupDelegate::paintFacts(QPainter* painter, const QStyleOptionViewItem& option, const QRect& line,
                               const GroupFacts& facts, const QModelIndex& index) const
{
    const bool selected = option.state & QStyle::State_Selected;
    const QFontMetrics metrics = option.fontMetrics;
    const QString words = groupStateWords(facts, m_clock.nowMs()).join(separator);
    const QColor quiet = selected ? option.palette.color(QPalette::HighlightedText) : theme::color(Tone::Muted);
    painter->setPen(selected ? quiet : theme::color(groupStateTone(facts)));
    painter->drawText(line, Qt::AlignVCenter, metrics.elidedText(words, Qt::ElideRight, line.width()));
    QRect rest = line;
    rest.setLeft(line.left() + metrics.horizontalAdvance(words));
    const QString more = stateLine(index).mid(words.size());
    if (rest.width() <= 0 || more.isEmpty())
        return;
    painter->setPen(quiet);
    painter->drawText(rest, Qt::AlignVCenter, metrics.elidedText(more, Qt::ElideRight, rest.width()));
}

void GroupDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QString title = item.text;
    item.text.clear();
    item.state &= ~QStyle::State_HasFocus;
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

    const bool selected = option.state & QStyle::State_Selected;
    const QColor ink = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
    const QFontMetrics metrics = option.fontMetrics;
    const int gap = metrics.averageCharWidth();
    const int step = metrics.height() * 6 / 5;
    const QRect area = option.rect.adjusted(gap * 3 / 2, 0, -gap * 3 / 2, 0);
    const int lines = m_facts ? 3 : 2;
    QRect line(area.left(), area.top() + (area.height() - step * lines + step - metrics.height()) / 2, area.width(),
               metrics.height());
    painter->save();
    painter->setFont(option.font);
    QRect first = line;
    first.setRight(line.right() - paintBadge(painter, line, index));
    QFont bold = option.font;
    bold.setWeight(QFont::DemiBold);
    painter->setFont(bold);
    painter->setPen(ink);
    painter->drawText(first, Qt::AlignVCenter, QFontMetrics(bold).elidedText(title, Qt::ElideRight, first.width()));

    painter->setFont(option.font);
    const GroupFacts* facts = factsOf(index);
    line.translate(0, step);
    QRect second = line;
    if (facts && !facts->trend.isEmpty()) {
        const QRect trend(line.right() - gap * 9, line.top(), gap * 9, line.height() - 2);
        paintSparkline(*painter, trend, facts->trend, selected ? ink : theme::color(Tone::Error));
        second.setRight(trend.left() - gap);
    }
    painter->setPen(selected ? ink : theme::color(Tone::Muted));
    painter->drawText(second, Qt::AlignVCenter, metrics.elidedText(summary(index), Qt::ElideRight, second.width()));
    if (facts)
        paintFacts(painter, option, line.translated(0, step), *facts, index);
    painter->restore();
}

} // namespace millrace::ui
