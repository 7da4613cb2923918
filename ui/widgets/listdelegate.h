// SPDX-License-Identifier: GPL-3.0-or-later
// ListDelegate: draws the cells of a ListView: text in the cell's Tone, states with a dot before the word, stages as a
// stage bar, with the same quiet row height everywhere. GUI thread.
#pragma once

#include <QStyledItemDelegate>

namespace millrace::ui {

class ListDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    void paintStage(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    void paintState(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
};

} // namespace millrace::ui
