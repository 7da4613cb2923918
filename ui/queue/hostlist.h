// SPDX-License-Identifier: GPL-3.0-or-later
// HostList: the hosts whose engines work on this store: what each is at, when it was last heard of, how many jobs it
// runs and may run; drain it, let it run, give it more or fewer jobs. GUI thread.
#pragma once

#include "core/store/status.h"
#include "ui/widgets/appcontext.h"

#include <QTimer>
#include <QWidget>

class QAction;
class QTreeWidget;
class QTreeWidgetItem;

namespace millrace::ui {

class ToneLabel;

class HostList final : public QWidget
{
    Q_OBJECT
public:
    explicit HostList(const AppContext& context, QWidget* parent = nullptr);

    /// More than this computer works on the store, or may: worth its place on the screen.
    bool isWorthShowing() const;
    int count() const { return static_cast<int>(m_hosts.size()); }
    /// What the list needs to show so many hosts without scrolling.
    int heightFor(int hosts) const;
    QTreeWidget* tree() const { return m_tree; }
    /// Of the row that is chosen; empty = none.
    QString chosen() const;
    void choose(const QString& host);

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    void registerActions();
    QAction* add(const char* id, const QString& text, const QString& tip, const char* icon, Qt::Key key,
                 const QString& command, std::function<void()> run);
    void showHosts();
    void showHost(QTreeWidgetItem* item, const store::HostStatus& host, qint64 nowMs) const;
    void follow();
    void changeParallel(int by);
    void setDrain(bool drain);

    const AppContext& m_context;
    QTreeWidget* m_tree;
    ToneLabel* m_count;
    QTimer m_clock; ///< ages grow without news
    QList<store::HostStatus> m_hosts;
    QAction* m_drain;
    QAction* m_run;
    QAction* m_more;
    QAction* m_fewer;
    QAction* m_copy;
};

} // namespace millrace::ui
