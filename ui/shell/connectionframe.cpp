// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/connectionframe.h"

#include "ui/connections/connectioncolour.h"

#include <QPainter>

namespace millrace::ui {

ConnectionFrame::ConnectionFrame(QString colour, QWidget* parent)
    : QWidget(parent)
    , m_colour(std::move(colour))
{
    setObjectName(QStringLiteral("connectionFrame"));
    const int margin = connectionFill(m_colour).isValid() ? std::max(3, fontMetrics().height() / 5) : 0;
    setContentsMargins(margin, margin, margin, margin);
}

void ConnectionFrame::paintEvent(QPaintEvent*)
{
    const QColor fill = connectionFill(m_colour);
    if (!fill.isValid())
        return;
    QPainter painter(this);
    const QRect inside = contentsRect();
    painter.setClipRegion(QRegion(rect()).subtracted(inside));
    painter.fillRect(rect(), fill);
}

} // namespace millrace::ui
