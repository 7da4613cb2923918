// SPDX-License-Identifier: GPL-3.0-or-later
// GroupDelegate: draws a failure group: what went wrong; how many packages, which class, how recent, with the trend of
// the last two weeks; how it stands (held, waiting, spurious until when) and what retries brought. GUI thread.
#pragma once

#include "core/base/clock.h"

#include <QStyledItemDelegate>

namespace millrace::store {
struct GroupFacts;
}

namespace millrace::ui {

class GroupFactsCache;

class GroupDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    /// @p facts null: two lines, without trend and state. Keeps references.
    GroupDelegate(const Clock& clock, const GroupFactsCache* facts, QObject* parent);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// The second line, in words; also for screen readers and tests.
    QString summary(const QModelIndex& index) const;
    /// The third one; empty while it is not known.
    QString stateLine(const QModelIndex& index) const;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;

private:
    const store::GroupFacts* factsOf(const QModelIndex& index) const;
    /// Returns the width it took at the right.
    int paintBadge(QPainter* painter, const QRect& line, const QModelIndex& index) const;
    void paintFacts(QPainter* painter, const QStyleOptionViewItem& option, const QRect& line,
                    const store::GroupFacts& facts, const QModelIndex& index) const;

    const GroupFactsCache* m_facts;
    const Clock& m_clock;
};

} // namespace millrace::ui
