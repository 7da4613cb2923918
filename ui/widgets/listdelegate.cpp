// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/listdelegate.h"

#include "ui/models/pagedmodel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/stagebar.h"

#include <QApplication>
#include <QPainter>

namespace millrace::ui {

namespace {

CellKind kindOf(const QModelIndex& index)
{
    return static_cast<CellKind>(index.data(PagedModel::KindRole).toInt());
}

Tone toneOf(const QModelIndex& index)
{
    return static_cast<Tone>(index.data(PagedModel::ToneRole).toInt());
}

void paintBackground(QPainter* painter, QStyleOptionViewItem option)
{
    option.text.clear();
    const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);
}

} // namespace

void ListDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const QColor ink = theme::color(toneOf(index));
    option->palette.setColor(QPalette::Text, ink);
    // Names and versions keep their order in a right-to-left window, where "2048-qt" would turn around.
    if (option->direction == Qt::RightToLeft && (kindOf(index) == CellKind::Text || kindOf(index) == CellKind::Code))
        option->text.prepend(QChar(0x200e));
    option->textElideMode = kindOf(index) == CellKind::Text ? Qt::ElideRight : option->textElideMode;
    // The row that has the keyboard is marked by its selection; Fusion's dotted frame per cell only adds noise.
    option->state &= ~QStyle::State_HasFocus;
}

QSize ListDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(option.fontMetrics.height() * 8 / 5);
    return size;
}

void ListDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const CellKind kind = kindOf(index);
    if (kind == CellKind::Stage)
        paintStage(painter, option, index);
    else if (kind == CellKind::State || kind == CellKind::Outcome)
        paintState(painter, option, index);
    else
        QStyledItemDelegate::paint(painter, option, index);
}

void ListDelegate::paintStage(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    paintBackground(painter, item);
    const auto stage = stageFromName(index.data(PagedModel::RawRole).toString());
    const int margin = option.fontMetrics.averageCharWidth();
    const int word = option.fontMetrics.averageCharWidth() * 8;
    const QRect inner = option.rect.adjusted(margin / 2, 0, -margin, 0);
    QRect bar = inner;
    bar.setWidth(std::max(inner.width() - word - margin, inner.width() / 2));
    StageBar::paint(*painter, bar, {stage, index.data(PagedModel::FractionRole).toDouble()}, option.palette, false);
    if (!stage)
        return;
    QRect text = inner;
    text.setLeft(bar.right() + margin);
    painter->setPen(option.state & QStyle::State_Selected ? option.palette.color(QPalette::HighlightedText)
                                                          : theme::color(Tone::Running));
    painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(stageText(*stage), Qt::ElideRight, text.width()));
}

void ListDelegate::paintState(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QString word = item.text;
    paintBackground(painter, item);
    if (word.isEmpty())
        return;
    const bool selected = option.state & QStyle::State_Selected;
    const QColor ink = selected ? option.palette.color(QPalette::HighlightedText) : theme::color(toneOf(index));
    const int unit = option.fontMetrics.height() * 2 / 5;
    QRect rect = option.rect.adjusted(unit, 0, -unit / 2, 0);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(ink);
    painter->drawEllipse(QStyle::visualRect(option.direction, option.rect,
                                            QRect(rect.left(), rect.center().y() - unit / 2 + 1, unit, unit)));
    painter->restore();
    rect.setLeft(rect.left() + unit * 2);
    rect = QStyle::visualRect(option.direction, option.rect, rect);
    painter->setPen(ink);
    painter->drawText(rect, QStyle::visualAlignment(option.direction, Qt::AlignLeft) | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(word, Qt::ElideRight, rect.width()));
}

} // namespace millrace::ui
