// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/textcolors.h"

#include <algorithm>
#include <cmath>

namespace millrace::ui {

namespace {

double luminance(const QColor& color)
{
    const auto channel = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) + 0.0722 * channel(color.blueF());
}

QColor mix(const QColor& under, const QColor& over, double share)
{
    const auto part = [share](float a, float b) { return float(a * (1 - share) + b * share); };
    return QColor::fromRgbF(part(under.redF(), over.redF()), part(under.greenF(), over.greenF()),
                            part(under.blueF(), over.blueF()));
}

} // namespace

double contrastRatio(const QColor& a, const QColor& b)
{
    const double first = luminance(a), second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

QColor readableOn(QColor color, const QColor& background)
{
    const QColor end = luminance(background) > 0.18 ? QColor(Qt::black) : QColor(Qt::white);
    for (int i = 0; i < 20 && contrastRatio(color, background) < 4.5; ++i)
        color = mix(color, end, 0.1);
    return color;
}

TextColors TextColors::of(const QPalette& palette)
{
    TextColors c;
    c.base = palette.color(QPalette::Base);
    c.text = palette.color(QPalette::Text);
    c.dark = c.base.lightness() < 128;
    const QColor green = c.dark ? QColor(0x2e, 0xa0, 0x43) : QColor(0x2d, 0xa4, 0x4e);
    const QColor red = c.dark ? QColor(0xf8, 0x51, 0x49) : QColor(0xe0, 0x3e, 0x3e);
    const QColor blue = c.dark ? QColor(0x58, 0xa6, 0xff) : QColor(0x1f, 0x6f, 0xd0);
    const QColor yellow = c.dark ? QColor(0xd2, 0x99, 0x22) : QColor(0xe0, 0xa8, 0x00);
    c.errorBack = mix(c.base, red, c.dark ? 0.22 : 0.11);
    c.muted = readableOn(mix(c.text, c.base, 0.42), c.base);
    c.error = readableOn(red, c.errorBack);
    c.warning = readableOn(yellow, c.base);
    c.link = readableOn(blue, c.errorBack);
    c.key = readableOn(c.dark ? QColor(0x7f, 0xc8, 0xb0) : QColor(0x0b, 0x6e, 0x5a), c.errorBack);
    c.gutterBack = mix(c.base, c.text, 0.04);
    c.currentLine = mix(c.base, c.text, 0.05);
    c.match = mix(c.base, yellow, 0.3);
    c.currentMatch = mix(c.base, yellow, c.dark ? 0.42 : 0.75);
    c.addedBack = mix(c.base, green, c.dark ? 0.18 : 0.13);
    c.addedWord = mix(c.base, green, c.dark ? 0.4 : 0.36);
    c.removedBack = mix(c.base, red, c.dark ? 0.18 : 0.11);
    c.removedWord = mix(c.base, red, c.dark ? 0.45 : 0.32);
    c.hunkBack = mix(c.base, blue, c.dark ? 0.14 : 0.08);
    c.emptyBack = mix(c.base, c.text, 0.035);
    return c;
}

} // namespace millrace::ui
