// SPDX-License-Identifier: GPL-3.0-or-later
// SvgIcon: draws a bundled line icon in the colour that its place asks for: the tone's, the disabled or the selected
// text's. The files use the one colour #000000, which is replaced. GUI thread.
#pragma once

#include "ui/models/tone.h"

#include <QColor>
#include <QIconEngine>

namespace millrace::ui::theme {

class SvgIcon final : public QIconEngine
{
public:
    /// @p ink, where it is valid, takes the place of the tone's colour.
    SvgIcon(QString name, Tone tone, QColor ink = {});
    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override;
    QIconEngine* clone() const override;
    bool isNull() override { return m_svg.isEmpty(); }

private:
    QString m_name;
    Tone m_tone;
    QColor m_ink;
    QByteArray m_svg;
};

} // namespace millrace::ui::theme
