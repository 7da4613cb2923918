// SPDX-License-Identifier: GPL-3.0-or-later
// ActivityScreen: the audit log, newest first, with what each event changed and its Undo. GUI thread.
#pragma once

#include "ui/models/pagedmodel.h"
#include "ui/widgets/screen.h"

class QAction;
class QSplitter;

namespace millrace::store {
struct Event;
}

namespace millrace::ui {

class EventPane;
class ListPane;

class ActivityScreen final : public Screen
{
    Q_OBJECT
public:
    explicit ActivityScreen(const AppContext& context, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("activity"); }
    QString title() const override { return tr("Activity"); }
    QString iconName() const override { return QStringLiteral("activity"); }
    void activate() override;
    void deactivate() override;
    void focusSearch() override;
    bool isReady() const override;
    void showExample() override;
    void saveSession() override;
    void restoreSession() override;

private:
    void registerActions();
    void connectAll();
    void read(qint64 event);
    void take(const store::Event& event);

    PagedModel m_events;
    ListPane* m_list = nullptr;
    EventPane* m_pane = nullptr;
    QSplitter* m_splitter = nullptr;
    QAction* m_undo = nullptr;
    QAction* m_copy = nullptr;
    qint64 m_asked = 0;
    bool m_reading = false;
};

} // namespace millrace::ui
