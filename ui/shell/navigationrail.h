// SPDX-License-Identifier: GPL-3.0-or-later
// NavigationRail: the screens as a column of buttons with icon, word and badge. GUI thread.
#pragma once

#include <QAbstractButton>
#include <QWidget>

class QVBoxLayout;

namespace millrace::ui {

class NavigationButton final : public QAbstractButton
{
    Q_OBJECT
public:
    NavigationButton(const QString& icon, const QString& title, QWidget* parent = nullptr);
    void setBadge(const QString& badge);
    QString badge() const { return m_badge; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintBadge(QPainter& painter, const QRect& icon) const;

    QString m_icon;
    QString m_badge;
};

class NavigationRail final : public QWidget
{
    Q_OBJECT
public:
    explicit NavigationRail(QWidget* parent = nullptr);
    NavigationButton* add(const QString& id, const QString& icon, const QString& title, const QString& tip);
    void setCurrent(const QString& id);
    NavigationButton* button(const QString& id) const;

signals:
    void chosen(const QString& id);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QVBoxLayout* m_layout;
};

} // namespace millrace::ui
