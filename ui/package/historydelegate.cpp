// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/package/historydelegate.h"

#include "ui/package/historymodel.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace millrace::ui {

namespace {

/// More lanes than this are drawn on top of each other at the edge: the subject must stay in sight.
constexpr int maxLanes = 12;
constexpr int maxLabels = 4;

QColor laneColor(int lane, bool dark)
{
    static const int hues[] = {212, 150, 28, 285, 340, 190, 55};
    return QColor::fromHsl(hues[lane % int(std::size(hues))], dark ? 150 : 170, dark ? 150 : 100);
}

/// Tags of uploads come after branches; upstream ones last.
int rank(const QString& ref)
{
    return !isTag(ref) ? 0 : ref.startsWith(QLatin1String("refs/tags/upstream/")) ? 2 : 1;
}

} // namespace

QSize HistoryDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(option.fontMetrics.height() * 8 / 5);
    return size;
}

void HistoryDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    item.state &= ~QStyle::State_HasFocus;
    const auto* model = qobject_cast<const HistoryModel*>(index.model());
    const bool selected = option.state & QStyle::State_Selected;
    if (index.column() != HistoryModel::Subject || !model) {
        if (!selected)
            item.palette.setColor(QPalette::Text, theme::color(Tone::Muted));
        if (index.column() == HistoryModel::Commit)
            item.font = theme::monospace();
        QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
        return;
    }
    const QString subject = item.text;
    item.text.clear();
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
    painter->save();
    painter->setClipRect(option.rect);
    painter->setLayoutDirection(option.direction);
    QRect rest = option.rect;
    rest.setLeft(paintGraph(*painter, option.rect, model->graph(index.row()), theme::isDark()));
    rest.setLeft(paintLabels(*painter, rest, model->entry(index.row()).refs, option.font));
    painter->setFont(option.font);
    painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
    painter->drawText(rest, Qt::AlignVCenter, option.fontMetrics.elidedText(subject, Qt::ElideRight, rest.width()));
    painter->restore();
}

int HistoryDelegate::paintGraph(QPainter& painter, const QRect& rect, const GraphRow& row, bool dark) const
{
    const double step = rect.height() * 0.62;
    const auto x = [&](int lane) { return rect.left() + step * (std::min(lane, maxLanes) + 0.8); };
    const double top = rect.top(), middle = rect.center().y() + 0.5, bottom = rect.bottom() + 1;
    const auto pen = [&](int lane) {
        painter.setPen(QPen(laneColor(lane, dark), std::max(1.5, rect.height() / 13.0)));
    };
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    for (const int lane : row.through) {
        pen(lane);
        painter.drawLine(QPointF(x(lane), top), QPointF(x(lane), bottom));
    }
    const auto curve = [&](int lane, double from, double to) {
        pen(lane);
        QPainterPath path(QPointF(x(lane), from));
        const double half = (from + to) / 2;
        path.cubicTo(QPointF(x(lane), half), QPointF(x(row.lane), half), QPointF(x(row.lane), to));
        painter.drawPath(path);
    };
    for (const int lane : row.fromAbove)
        curve(lane, top, middle);
    for (const int lane : row.toBelow)
        curve(lane, bottom, middle);
    const double radius = rect.height() * 0.19;
    painter.setPen(QPen(theme::panel(), 1));
    painter.setBrush(laneColor(row.lane, dark));
    painter.drawEllipse(QPointF(x(row.lane), middle), radius, radius);
    const int right = std::max({row.width, row.lane + 1, 1});
    return int(x(std::min(right, maxLanes)) + step * 0.2);
}

int HistoryDelegate::paintLabels(QPainter& painter, const QRect& rect, const QStringList& refs, const QFont& font) const
{
    // Branches and tags only: the importer's own bookkeeping refs stand at the same commits.
    QStringList sorted;
    std::copy_if(refs.cbegin(), refs.cend(), std::back_inserter(sorted), isLabel);
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const QString& a, const QString& b) { return rank(a) < rank(b); });
    QFont small = font;
    small.setPointSizeF(font.pointSizeF() * 0.9);
    const QFontMetrics metrics(small);
    painter.setFont(small);
    int x = rect.left();
    const int height = metrics.height() + 2, pad = metrics.averageCharWidth();
    const int limit = rect.left() + rect.width() * 3 / 4;
    for (int i = 0; i < sorted.size(); ++i) {
        const bool rest = i >= maxLabels || x > limit;
        const bool tag = isTag(sorted.at(i));
        QString text = rest ? tr("+%1", "further labels").arg(sorted.size() - i) : shortRef(sorted.at(i));
        text = metrics.elidedText(text, Qt::ElideMiddle, metrics.averageCharWidth() * 28);
        const Tone tone = rest ? Tone::Muted : tag ? Tone::Warning : Tone::Accent;
        const QRect label(x, rect.center().y() - height / 2 + 1, metrics.horizontalAdvance(text) + 2 * pad, height);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme::wash(tone));
        // A branch is a pill, a tag has corners: the colour is not the only difference.
        painter.drawRoundedRect(label, tag ? 2 : height / 2.0, tag ? 2 : height / 2.0);
        painter.setPen(theme::color(tone));
        painter.drawText(label, Qt::AlignCenter, text);
        x = label.right() + pad;
        if (rest)
            break;
    }
    return x + (sorted.isEmpty() ? 0 : pad / 2);
}

} // namespace millrace::ui
