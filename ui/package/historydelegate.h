// SPDX-License-Identifier: GPL-3.0-or-later
// HistoryDelegate: draws a commit's lanes, its branches and tags as labels, and its subject. GUI thread.
#pragma once

#include <QStyledItemDelegate>

namespace millrace::ui {

struct GraphRow;

class HistoryDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    /// Returns where the labels begin.
    int paintGraph(QPainter& painter, const QRect& rect, const GraphRow& row, bool dark) const;
    int paintLabels(QPainter& painter, const QRect& rect, const QStringList& refs, const QFont& font) const;
};

} // namespace millrace::ui
