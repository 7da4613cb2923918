// SPDX-License-Identifier: GPL-3.0-or-later
// Sparkline: a few numbers over time as small bars, beside the number they led to. Says the same in words to those who
// do not see it. GUI thread.
#pragma once

#include "ui/models/tone.h"

#include <QColor>
#include <QList>
#include <QWidget>

class QPainter;

namespace millrace::ui {

/// Bars of @p values (oldest first, none below 0) in @p rect, the highest as high as the rect; the newest in full @p
/// ink. A value of 0 is a line at the bottom, so that "nothing" differs from "not known", which draws nothing.
void paintSparkline(QPainter& painter, const QRectF& rect, const QList<double>& values, const QColor& ink);
/// "12 to 412, now 400": for screen readers and tooltips; empty for no values.
QString sparklineText(const QList<double>& values);

class Sparkline final : public QWidget
{
    Q_OBJECT
public:
    explicit Sparkline(Tone tone, QWidget* parent = nullptr);

    /// @p what: what the numbers are, for tooltip and screen readers: "Jobs in the queue, last 24 hours".
    void setValues(const QList<double>& values, const QString& what);
    const QList<double>& values() const { return m_values; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Tone m_tone;
    QList<double> m_values;
};

} // namespace millrace::ui
