// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/palette.h"

#include <cmath>

namespace millrace::ui::theme {

namespace {

struct Shades
{
    QRgb window, base, alternate, button, text, muted, placeholder, disabled, highlight, highlightedText, link, border;
    QRgb toolTip, toolTipText;
};

QPalette build(const Shades& shades)
{
    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, QRgb rgb) { palette.setColor(role, QColor(rgb)); };
    set(QPalette::Window, shades.window);
    set(QPalette::WindowText, shades.text);
    set(QPalette::Base, shades.base);
    set(QPalette::AlternateBase, shades.alternate);
    set(QPalette::Text, shades.text);
    set(QPalette::Button, shades.button);
    set(QPalette::ButtonText, shades.text);
    set(QPalette::BrightText, shades.highlightedText);
    set(QPalette::PlaceholderText, shades.placeholder);
    set(QPalette::Highlight, shades.highlight);
    set(QPalette::HighlightedText, shades.highlightedText);
    set(QPalette::Link, shades.link);
    set(QPalette::LinkVisited, shades.link);
    set(QPalette::ToolTipBase, shades.toolTip);
    set(QPalette::ToolTipText, shades.toolTipText);
    // Fusion draws frames and grooves from these.
    const QColor button(shades.button);
    palette.setColor(QPalette::Light, button.lighter(112));
    palette.setColor(QPalette::Midlight, button.lighter(105));
    palette.setColor(QPalette::Mid, QColor(shades.border));
    palette.setColor(QPalette::Dark, QColor(shades.border).darker(112));
    palette.setColor(QPalette::Shadow, QColor(shades.border).darker(160));
    for (QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(shades.disabled));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor(shades.border));
    palette.setColor(QPalette::Inactive, QPalette::Highlight, QColor(shades.highlight));
    palette.setColor(QPalette::Inactive, QPalette::HighlightedText, QColor(shades.highlightedText));
    return palette;
}

double luminance(const QColor& color)
{
    const auto linear = [](double part) {
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

QPalette lightPalette()
{
    return build({.window = 0xfff4f5f7,
                  .base = 0xffffffff,
                  .alternate = 0xfff8f9fa,
                  .button = 0xfffbfbfc,
                  .text = 0xff1f2328,
                  .muted = 0xff5b6470,
                  .placeholder = 0xff67707b,
                  .disabled = 0xff9aa1aa,
                  .highlight = 0xff2563a8,
                  .highlightedText = 0xffffffff,
                  .link = 0xff1f5fa8,
                  .border = 0xffd3d7dc,
                  .toolTip = 0xff2b3036,
                  .toolTipText = 0xfff4f5f7});
}

QPalette darkPalette()
{
    return build({.window = 0xff1e2226,
                  .base = 0xff181b1f,
                  .alternate = 0xff1c2024,
                  .button = 0xff2a2f35,
                  .text = 0xffe3e6e9,
                  .muted = 0xffa2abb5,
                  .placeholder = 0xff8b949e,
                  .disabled = 0xff666e78,
                  .highlight = 0xff2f65a3,
                  .highlightedText = 0xffffffff,
                  .link = 0xff7db5f0,
                  .border = 0xff3a4047,
                  .toolTip = 0xff343a41,
                  .toolTipText = 0xffe3e6e9});
}

QColor toneColor(Tone tone, bool dark)
{
    switch (tone) {
    case Tone::Text:
        return QColor(dark ? 0xffe3e6e9 : 0xff1f2328);
    case Tone::Muted:
        return QColor(dark ? 0xffa2abb5 : 0xff5b6470);
    case Tone::Accent:
        return QColor(dark ? 0xff7db5f0 : 0xff1f5fa8);
    case Tone::Ok:
        return QColor(dark ? 0xff74c78c : 0xff1d7a3e);
    case Tone::Running:
        return QColor(dark ? 0xff66c2cf : 0xff0b7285);
    case Tone::Warning:
        return QColor(dark ? 0xffe3b35c : 0xff8f5a00);
    case Tone::Error:
        return QColor(dark ? 0xfff28b82 : 0xffb3261e);
    }
    return {};
}

QColor toneWash(Tone tone, bool dark)
{
    switch (tone) {
    case Tone::Text:
    case Tone::Muted:
        return QColor(dark ? 0xff2a2f35 : 0xffe9ebee);
    case Tone::Accent:
        return QColor(dark ? 0xff1f3247 : 0xffe3eefa);
    case Tone::Ok:
        return QColor(dark ? 0xff1d3325 : 0xffe2f3e7);
    case Tone::Running:
        return QColor(dark ? 0xff1a3338 : 0xffdff2f5);
    case Tone::Warning:
        return QColor(dark ? 0xff38301c : 0xfffbf0d9);
    case Tone::Error:
        return QColor(dark ? 0xff3d2423 : 0xfffce8e6);
    }
    return {};
}

double contrast(const QColor& first, const QColor& second)
{
    const double a = luminance(first), b = luminance(second);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

} // namespace millrace::ui::theme
