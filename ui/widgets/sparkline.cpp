// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sparkline.h"

#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPainter>

#include <algorithm>

namespace millrace::ui {

void paintSparkline(QPainter& painter, const QRectF& rect, const QList<double>& values, const QColor& ink)
{
    if (values.isEmpty() || rect.isEmpty())
        return;
    const double highest = std::max(*std::max_element(values.cbegin(), values.cend()), 1.0);
    const double step = rect.width() / static_cast<double>(values.size());
    const double gap = std::min(1.0, step / 4);
    QColor past = ink;
    past.setAlphaF(0.55f);
    painter.save();
    painter.setPen(Qt::NoPen);
    painter.setRenderHint(QPainter::Antialiasing);
    for (qsizetype i = 0; i < values.size(); ++i) {
        const double height = std::max(1.0, values.at(i) / highest * rect.height());
        painter.setBrush(i + 1 == values.size() ? ink : past);
        painter.drawRect(
            QRectF(rect.left() + step * static_cast<double>(i), rect.bottom() - height, step - gap, height));
    }
    painter.restore();
}

QString sparklineText(const QList<double>& values)
{
    if (values.isEmpty())
        return {};
    const auto [low, high] = std::minmax_element(values.cbegin(), values.cend());
    const auto number = [](double value) { return QLocale().toString(static_cast<qint64>(value)); };
    return Sparkline::tr("%1 to %2, now %3").arg(number(*low), number(*high), number(values.last()));
}

Sparkline::Sparkline(Tone tone, QWidget* parent)
    : QWidget(parent)
    , m_tone(tone)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    hide();
}

void Sparkline::setValues(const QList<double>& values, const QString& what)
{
    m_values = values;
    setVisible(!values.isEmpty());
    setToolTip(QStringLiteral("%1: %2").arg(what, sparklineText(values)));
    setAccessibleName(what);
    setAccessibleDescription(sparklineText(values));
    updateGeometry();
    update();
}

QSize Sparkline::sizeHint() const
{
    const int unit = fontMetrics().height();
    return {std::max<int>(unit * 2, static_cast<int>(m_values.size()) * unit / 4), unit};
}

void Sparkline::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const qreal inset = height() / 10.0;
    paintSparkline(painter, QRectF(rect()).adjusted(0, inset, 0, -inset), m_values, theme::color(m_tone));
}

} // namespace millrace::ui
