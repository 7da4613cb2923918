// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connectioncolour.h"

#include "ui/theme/theme.h"

#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>

namespace millrace::ui {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(millrace::ui::ConnectionColour)
};

struct Colour
{
    const char* name;
    const char* text;
    QRgb light, dark;
};

constexpr Colour colours[] = {
    {"red", QT_TRANSLATE_NOOP("millrace::ui::ConnectionColour", "Red"), 0xffb3261e, 0xfff28b82},
    {"orange", QT_TRANSLATE_NOOP("millrace::ui::ConnectionColour", "Orange"), 0xff9a4b00, 0xffe3a45c},
    {"green", QT_TRANSLATE_NOOP("millrace::ui::ConnectionColour", "Green"), 0xff1d7a3e, 0xff74c78c},
    {"teal", QT_TRANSLATE_NOOP("millrace::ui::ConnectionColour", "Teal"), 0xff0b7285, 0xff66c2cf},
    {"blue", QT_TRANSLATE_NOOP("millrace::ui::ConnectionColour", "Blue"), 0xff1f5fa8, 0xff7db5f0},
    {"violet", QT_TRANSLATE_NOOP("millrace::ui::ConnectionColour", "Violet"), 0xff6b3fa0, 0xffb79be8},
    {"pink", QT_TRANSLATE_NOOP("millrace::ui::ConnectionColour", "Pink"), 0xffa8266b, 0xffe88fbf},
    {"grey", QT_TRANSLATE_NOOP("millrace::ui::ConnectionColour", "Grey"), 0xff5b6470, 0xffa2abb5},
};

const Colour* find(const QString& name)
{
    for (const Colour& colour : colours) {
        if (name == QLatin1String(colour.name))
            return &colour;
    }
    return nullptr;
}

/// Looks its colour up whenever it is drawn: it follows the scheme.
class Dot final : public QIconEngine
{
public:
    explicit Dot(QString name)
        : m_name(std::move(name))
    {
    }
    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        const QColor fill = connectionFill(m_name);
        const qreal inset = rect.width() / 5.0;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        // On a selected row a ring of its ink: one of the colours is that of the selection.
        const QColor ring = mode == QIcon::Selected ? QGuiApplication::palette().color(QPalette::HighlightedText)
                                                    : theme::color(Tone::Muted);
        const bool ringed = mode == QIcon::Selected || !fill.isValid();
        painter->setPen(ringed ? QPen(ring, 1.5) : QPen(Qt::NoPen));
        painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
        painter->drawEllipse(QRectF(rect).adjusted(inset, inset, -inset, -inset));
        painter->restore();
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    QIconEngine* clone() const override { return new Dot(m_name); }

private:
    QString m_name;
};

} // namespace

QStringList connectionColours()
{
    QStringList names;
    for (const Colour& colour : colours)
        names << QLatin1String(colour.name);
    return names;
}

QString connectionColourText(const QString& name)
{
    const Colour* colour = find(name);
    return colour ? Words::tr(colour->text) : Words::tr("No colour");
}

QColor connectionFill(const QString& name)
{
    const Colour* colour = find(name);
    return colour ? QColor(theme::isDark() ? colour->dark : colour->light) : QColor();
}

QColor connectionInk(const QString& name)
{
    if (!find(name))
        return theme::color(Tone::Text);
    return QColor(theme::isDark() ? 0xff14171a : 0xffffffff);
}

QIcon connectionDot(const QString& name)
{
    return QIcon(new Dot(name));
}

} // namespace millrace::ui
