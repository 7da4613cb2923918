// SPDX-License-Identifier: GPL-3.0-or-later
// StageBar: the six stages of an import as six segments, those behind filled, the current one marked and named.
// Painted in device-independent units from font and palette. ListView draws CellKind::Stage columns with it.
// GUI thread.
#pragma once

#include "core/base/stage.h"

#include <QWidget>

#include <optional>

class QPainter;

namespace millrace::ui {

struct StageProgress
{
    std::optional<Stage> stage = {};
    double fraction = -1;  ///< of the current stage's step, 0–1; below 0 = unknown
    bool failed = false;   ///< it stopped there
    bool finished = false; ///< all stages are done
};

/// The stage's translated word.
QString stageText(Stage stage);

class StageBar final : public QWidget
{
    Q_OBJECT
public:
    explicit StageBar(QWidget* parent = nullptr);
    void setProgress(const StageProgress& progress);
    QSize sizeHint() const override;

    /// Also for delegates. @p named also writes the stages' names below the segments, as far as there is room.
    static void paint(QPainter& painter, const QRect& rect, const StageProgress& progress, const QPalette& palette,
                      bool named);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    StageProgress m_progress;
};

} // namespace millrace::ui
