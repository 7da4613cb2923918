// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tonelabel.h"

#include "ui/theme/theme.h"

#include <QEvent>
#include <QPainter>
#include <QStyle>

namespace millrace::ui {

ToneLabel::ToneLabel(Tone tone, QWidget* parent)
    : QLabel(parent)
    , m_tone(tone)
{
    recolour();
}

ToneLabel::ToneLabel(Tone tone, const QString& text, QWidget* parent)
    : QLabel(text, parent)
    , m_tone(tone)
{
    recolour();
}

void ToneLabel::setTone(Tone tone)
{
    m_tone = tone;
    recolour();
}

void ToneLabel::changeEvent(QEvent* event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationPaletteChange)
        recolour();
}

void ToneLabel::recolour()
{
    // Setting a palette sends another PaletteChange: only a real difference may.
    const QColor wanted = theme::color(m_tone);
    if (palette().color(QPalette::WindowText) == wanted)
        return;
    QPalette own = palette();
    own.setColor(QPalette::WindowText, wanted);
    setPalette(own);
}

IconLabel::IconLabel(const QString& name, Tone tone, int size, QWidget* parent)
    : QWidget(parent)
    , m_name(name)
    , m_tone(tone)
    , m_size(size > 0 ? size : style()->pixelMetric(QStyle::PM_SmallIconSize))
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void IconLabel::setIcon(const QString& name, Tone tone)
{
    m_name = name;
    m_tone = tone;
    update();
}

void IconLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    theme::icon(m_name, m_tone).paint(&painter, rect());
}

} // namespace millrace::ui
