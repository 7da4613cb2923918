// SPDX-License-Identifier: GPL-3.0-or-later
// ActionRow: actions as a row of buttons, most important first: as many as there is room for, the others in a menu at
// the end of the row. Actions that are not visible take no place. Does not own the actions. GUI thread.
#pragma once

#include <QList>
#include <QWidget>

class QAction;
class QMenu;
class QToolButton;

namespace millrace::ui {

struct ActionRowOptions
{
    QString name = {};     ///< object name; the menu's button is NAME.more, a button ACTION.button
    int most = 100;        ///< never more buttons than that, however much room there is
    int icons = 100;       ///< so many of the first buttons have an icon
    bool atTheEnd = false; ///< the buttons stand at the right end of the row
};

class ActionRow final : public QWidget
{
    Q_OBJECT
public:
    explicit ActionRow(const ActionRowOptions& options, QWidget* parent = nullptr);

    void setActions(const QList<QAction*>& actions);
    /// In the menu now.
    QList<QAction*> overflow() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Entry
    {
        QAction* action = nullptr;
        QToolButton* button = nullptr;
    };

    QList<Entry> wanted() const;
    int widthOf(const QList<Entry>& entries) const;
    void share();
    void place(const QList<Entry>& direct, bool more);

    const ActionRowOptions m_options;
    QList<Entry> m_entries;
    QToolButton* m_more;
    QMenu* m_menu;
};

} // namespace millrace::ui
