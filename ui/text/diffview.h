// SPDX-License-Identifier: GPL-3.0-or-later
// DiffView: one file's difference with its tools: unified or side by side, how much stays folded, next change, find.
// GUI thread.
#pragma once

#include "ui/text/difftext.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QToolButton;

namespace millrace::ui {

class DiffCanvas;
class FindBar;

class DiffView final : public QWidget
{
    Q_OBJECT
public:
    explicit DiffView(QWidget* parent = nullptr);

    void setDiff(const DiffText& diff);
    /// Instead of rows: "Binary files", "The files are equal", "Loading …".
    void setMessage(const QString& sentence);
    /// Lines of context the person wants around a change.
    int context() const;
    DiffCanvas* canvas() const { return m_canvas; }

signals:
    /// Ask for the same difference with context() lines around changes.
    void contextChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void setUnified(bool unified);
    void search(const QString& text);
    void step(int direction);
    void showCounts(const DiffText& diff);

    DiffCanvas* m_canvas;
    FindBar* m_findBar;
    QLabel* m_counts;
    QComboBox* m_context;
    QToolButton* m_unified;
    QToolButton* m_sides;
    bool m_modeChosen = false; ///< by the person; until then the width decides
    QList<int> m_matches;
    int m_match = -1;
};

} // namespace millrace::ui
