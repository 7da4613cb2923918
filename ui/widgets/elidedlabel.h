// SPDX-License-Identifier: GPL-3.0-or-later
// ElidedLabel: one line of plain text that ends with "…" where there is no room for it, and never asks for more. text()
// and what a screen reader hears stay whole, and its menu copies all of it; give a tool tip for those who see. GUI
// thread.
#pragma once

#include <QLabel>

namespace millrace::ui {

class ElidedLabel final : public QLabel
{
    Q_OBJECT
public:
    explicit ElidedLabel(const QString& text = {}, QWidget* parent = nullptr);
    /// What is drawn at the present width.
    QString shownText() const;

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace millrace::ui
