// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/triage/groupdelegate.h"

#include "ui/models/format.h"
#include "ui/models/pagedmodel.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QLocale>
#include <QPainter>

namespace millrace::ui {

GroupDelegate::GroupDelegate(const Clock& clock, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_clock(clock)
{
}

QSize GroupDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {option.fontMetrics.averageCharWidth() * 30, option.fontMetrics.height() * 29 / 10};
}

QString GroupDelegate::summary(const QModelIndex& index) const
{
    const auto* model = qobject_cast<const PagedModel*>(index.model());
    const auto cell = [&](const char* name) { return model->cell(index.row(), QString::fromLatin1(name)); };
    if (!model || !cell("title").isValid())
        return {};
    QStringList parts = {tr("%n package(s)", nullptr, cell("packages").toInt()), cell("class").toString(),
                         agoText(cell("last_at").toLongLong(), m_clock.nowMs())};
    if (cell("policy").toString() == QLatin1String("retry"))
        parts << tr("retried by itself", "policy of a failure group");
    return parts.join(QStringLiteral("  ·  "));
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
    QRect area = option.rect.adjusted(gap * 3 / 2, 0, -gap * 3 / 2, 0);
    const int top = area.top() + (area.height() - 2 * metrics.height() - metrics.height() / 5) / 2;

    // The number that decides what to look at first, as a badge.
    const auto* model = qobject_cast<const PagedModel*>(index.model());
    const QVariant packages = model ? model->cell(index.row(), QStringLiteral("packages")) : QVariant();
    if (packages.isValid()) {
        const QString count = QLocale().toString(packages.toLongLong());
        const int width = metrics.horizontalAdvance(count) + 2 * gap;
        const QRect badge(area.right() - width, top, width, metrics.height());
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme::wash(Tone::Error));
        painter->drawRoundedRect(badge, badge.height() / 2.0, badge.height() / 2.0);
        painter->setPen(theme::color(Tone::Error));
        painter->drawText(badge, Qt::AlignCenter, count);
        painter->restore();
        area.setRight(badge.left() - gap);
    }
    QFont bold = option.font;
    bold.setWeight(QFont::DemiBold);
    painter->save();
    painter->setPen(ink);
    painter->setFont(bold);
    const QRect first(area.left(), top, area.width(), metrics.height());
    painter->drawText(first, Qt::AlignVCenter, QFontMetrics(bold).elidedText(title, Qt::ElideRight, first.width()));
    painter->setFont(option.font);
    painter->setPen(selected ? ink : theme::color(Tone::Muted));
    QRect second = first.translated(0, metrics.height() * 6 / 5);
    second.setRight(option.rect.right() - gap);
    painter->drawText(second, Qt::AlignVCenter, metrics.elidedText(summary(index), Qt::ElideRight, second.width()));
    painter->restore();
}

} // namespace millrace::ui
