// SPDX-License-Identifier: GPL-3.0-or-later
// GroupDelegate: draws a failure group in two lines: what went wrong, then how many packages, which class, how recent.
// GUI thread.
#pragma once

#include "core/base/clock.h"

#include <QStyledItemDelegate>

namespace millrace::ui {

class GroupDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    GroupDelegate(const Clock& clock, QObject* parent);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// The second line, in words; also for screen readers and tests.
    QString summary(const QModelIndex& index) const;

private:
    const Clock& m_clock;
};

} // namespace millrace::ui
