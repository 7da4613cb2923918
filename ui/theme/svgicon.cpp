// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/svgicon.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QFile>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

namespace millrace::ui::theme {

SvgIcon::SvgIcon(QString name, Tone tone, QColor ink)
    : m_name(std::move(name))
    , m_tone(tone)
    , m_ink(std::move(ink))
{
    QFile file(QStringLiteral(":/icons/%1.svg").arg(m_name));
    if (file.open(QIODevice::ReadOnly))
        m_svg = file.readAll();
}

void SvgIcon::paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state)
{
    Q_UNUSED(state)
    QColor ink = m_ink.isValid() ? m_ink : color(m_tone);
    // A fill of its own has the same contrast in every mode.
    if (!m_ink.isValid() && mode == QIcon::Disabled)
        ink = QApplication::palette().color(QPalette::Disabled, QPalette::Text);
    else if (!m_ink.isValid() && mode == QIcon::Selected)
        ink = QApplication::palette().color(QPalette::HighlightedText);
    QSvgRenderer renderer(QByteArray(m_svg).replace("#000000", ink.name().toLatin1()));
    renderer.setAspectRatioMode(Qt::KeepAspectRatio);
    renderer.render(painter, rect);
}

QPixmap SvgIcon::pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state)
{
    // No cache: the colour follows the scheme, and a 16 px icon renders in microseconds.
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(&painter, QRect(QPoint(), size), mode, state);
    return pixmap;
}

QIconEngine* SvgIcon::clone() const
{
    return new SvgIcon(m_name, m_tone, m_ink);
}

} // namespace millrace::ui::theme
