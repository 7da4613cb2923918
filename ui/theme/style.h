// SPDX-License-Identifier: GPL-3.0-or-later
// Style: Fusion with the console's few differences: flat list headers, air around cells, frames of fields that are seen
// in the dark scheme too. GUI thread.
#pragma once

#include <QProxyStyle>

namespace millrace::ui::theme {

class Style final : public QProxyStyle
{
    Q_OBJECT
public:
    Style();
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                           const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
};

} // namespace millrace::ui::theme
