// SPDX-License-Identifier: GPL-3.0-or-later
// ToneLabel: a label whose text has the colour of a Tone and follows the scheme. IconLabel: a bundled icon as a label.
// GUI thread.
#pragma once

#include "ui/models/tone.h"

#include <QLabel>

namespace millrace::ui {

class ToneLabel final : public QLabel
{
    Q_OBJECT
public:
    explicit ToneLabel(Tone tone, QWidget* parent = nullptr);
    ToneLabel(Tone tone, const QString& text, QWidget* parent = nullptr);
    void setTone(Tone tone);
    Tone tone() const { return m_tone; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void recolour();
    Tone m_tone;
};

class IconLabel final : public QWidget
{
    Q_OBJECT
public:
    /// @p size in device-independent pixels; 0 = the style's small icon size.
    explicit IconLabel(const QString& name, Tone tone = Tone::Text, int size = 0, QWidget* parent = nullptr);
    void setIcon(const QString& name, Tone tone);
    QSize sizeHint() const override { return {m_size, m_size}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_name;
    Tone m_tone;
    int m_size;
};

} // namespace millrace::ui
