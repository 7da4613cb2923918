// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/stagebar.h"

#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QPainter>

namespace millrace::ui {

namespace {

QColor blend(const QColor& over, const QColor& under, double share)
{
    const auto mix = [share](int a, int b) { return static_cast<int>(a * share + b * (1 - share)); };
    return {mix(over.red(), under.red()), mix(over.green(), under.green()), mix(over.blue(), under.blue())};
}

} // namespace

QString stageText(Stage stage)
{
    switch (stage) {
    case Stage::Archive:
        return StageBar::tr("archive", "stage of an import");
    case Stage::Fetch:
        return StageBar::tr("fetch", "stage of an import");
    case Stage::Unpack:
        return StageBar::tr("unpack", "stage of an import");
    case Stage::Tree:
        return StageBar::tr("tree", "stage of an import");
    case Stage::Commit:
        return StageBar::tr("commit", "stage of an import");
    case Stage::Refs:
        return StageBar::tr("refs", "stage of an import");
    }
    return {};
}

StageBar::StageBar(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void StageBar::setProgress(const StageProgress& progress)
{
    m_progress = progress;
    setAccessibleName(progress.stage ? tr("Stage: %1").arg(stageText(*progress.stage)) : tr("Not started"));
    update();
}

QSize StageBar::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 48, fontMetrics().height() * 9 / 5};
}

void StageBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paint(painter, rect(), m_progress, palette(), true);
}

void StageBar::paint(QPainter& painter, const QRect& rect, const StageProgress& progress, const QPalette& palette,
                     bool named)
{
    const QFontMetrics metrics = painter.fontMetrics();
    const int count = static_cast<int>(allStages.size());
    const double gap = std::max(2.0, metrics.height() * 0.15);
    const double width = (rect.width() - gap * (count - 1)) / count;
    const double height = std::max(4.0, metrics.height() * 0.36);
    const double top = named ? rect.top() + metrics.height() * 0.15 : rect.center().y() - height / 2;
    const int current = progress.stage ? static_cast<int>(*progress.stage) : -1;
    const QColor ink = theme::color(progress.failed ? Tone::Error : Tone::Running);
    const QColor empty = blend(palette.color(QPalette::Text), palette.color(QPalette::Base), 0.14);

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < count; ++i) {
        const QRectF segment(rect.left() + i * (width + gap), top, width, height);
        const bool done = progress.finished || i < current;
        painter.setBrush(done ? blend(theme::color(progress.finished ? Tone::Ok : Tone::Running),
                                      palette.color(QPalette::Base), 0.55)
                              : empty);
        painter.drawRoundedRect(segment, height / 3, height / 3);
        if (!progress.finished && i == current) {
            // An unknown share is drawn as half, so that the current stage never looks untouched.
            QRectF part = segment;
            part.setWidth(progress.failed
                              ? width
                              : width * std::clamp(progress.fraction < 0 ? 0.5 : progress.fraction, 0.08, 1.0));
            painter.setBrush(ink);
            painter.drawRoundedRect(part, height / 3, height / 3);
        }
        if (named) {
            const QRectF below(segment.left(), segment.bottom() + 1, width, rect.bottom() - segment.bottom());
            painter.setPen(i == current && !progress.finished ? ink : theme::color(Tone::Muted));
            const QString word = metrics.elidedText(stageText(allStages[static_cast<std::size_t>(i)]), Qt::ElideRight,
                                                    static_cast<int>(width));
            painter.drawText(below, Qt::AlignHCenter | Qt::AlignTop, word);
            painter.setPen(Qt::NoPen);
        }
    }
    painter.restore();
}

} // namespace millrace::ui
