// SPDX-License-Identifier: GPL-3.0-or-later
// ConnectionFrame: the window's content, framed in the colour of the connection; without a frame where it has none.
// GUI thread.
#pragma once

#include <QWidget>

namespace millrace::ui {

class ConnectionFrame final : public QWidget
{
    Q_OBJECT
public:
    /// @p colour: a name of connectioncolour.h. Give it a layout: the margins are taken from here.
    explicit ConnectionFrame(QString colour, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const QString m_colour;
};

} // namespace millrace::ui
