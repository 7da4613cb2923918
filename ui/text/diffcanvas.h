// SPDX-License-Identifier: GPL-3.0-or-later
// DiffCanvas: draws the rows of a difference, unified or side by side. Only rows in sight cost anything, so its size
// does not matter. Whole lines are selected and copied. GUI thread.
#pragma once

#include "ui/text/difftext.h"
#include "ui/text/intraline.h"
#include "ui/text/syntax.h"
#include "ui/text/textcolors.h"

#include <QAbstractScrollArea>
#include <QHash>
#include <QTimer>

#include <memory>

namespace millrace::ui {

enum class DiffMode { Unified, SideBySide };

class DiffCanvas final : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit DiffCanvas(QWidget* parent = nullptr);

    void setDiff(const DiffText& diff);
    void setMode(DiffMode mode);
    DiffMode mode() const { return m_mode; }
    /// Drawn in the middle while there are no rows.
    void setMessage(const QString& sentence);

    int rowCount() const { return int(m_rows.size()); }
    /// Marks rows that contain @p text and returns them.
    QList<int> find(const QString& text);
    void goToRow(int row);
    /// To the next (or previous) row where changed lines begin.
    void goToChange(int direction);
    QString selectedText() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    struct Side; ///< where one half is drawn
    void layOut();
    void updateScrollBars();
    void select(int row, bool extend);
    void copy() const;
    int rowAt(int y) const;
    int numberWidth() const;
    void paintRow(QPainter& painter, int row, int y);
    void paintFold(QPainter& painter, const DiffRow& row, int y);
    void paintHalf(QPainter& painter, int row, const Side& side, int y);
    void paintText(QPainter& painter, int row, const Side& side, int y);
    QList<TextRange> changedWords(const DiffRow& row, bool left) const;
    void startHighlighting();
    void highlightSome();

    /// Rows and formats point into it, so it is replaced as a whole and never changed.
    std::shared_ptr<const DiffText> m_diff = std::make_shared<const DiffText>();
    QList<DiffRow> m_rows;
    DiffMode m_mode = DiffMode::SideBySide;
    QString m_message, m_found;
    TextColors m_colors;
    int m_lineHeight = 1, m_longest = 0, m_lastNumber = 0;
    int m_current = 0, m_anchor = 0;
    bool m_selecting = false;
    Syntax m_syntax;
    Syntax::State m_oldState, m_newState;
    QHash<const DiffLine*, FormatRanges> m_formats;
    qsizetype m_nextHunk = 0, m_nextLine = 0;
    QTimer m_timer;
};

} // namespace millrace::ui
