// SPDX-License-Identifier: GPL-3.0-or-later
// FindingsTab: what verification found in one package, and when it was last verified. Reads by itself on the reading
// StoreThread. GUI thread.
#pragma once

#include "core/store/findingtable.h"
#include "ui/widgets/appcontext.h"

#include <QWidget>

class QSplitter;
class QStackedLayout;
class QTreeWidget;

namespace millrace::ui {

class EmptyState;
class FindingPane;

class FindingsTab final : public QWidget
{
    Q_OBJECT
public:
    explicit FindingsTab(const AppContext& context, QWidget* parent = nullptr);

    /// 0 = none.
    void setPackage(qint64 id);
    void reload();
    /// Findings that are neither acknowledged nor notes.
    int openCount() const { return m_open; }
    QTreeWidget* list() const { return m_list; }
    FindingPane* pane() const { return m_pane; }
    EmptyState* emptyState() const { return m_empty; }

signals:
    void changed();
    void versionWanted(const QString& version);

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Verified
    {
        QList<store::Finding> findings = {};
        qint64 verifiedAt = 0;
    };
    void take(const Verified& verified);
    void fill();
    /// The finding that is shown leaves the open ones, or comes back to them.
    void acknowledge();

    const AppContext& m_context;
    qint64 m_id = 0;
    int m_token = 0;
    int m_open = 0;
    Verified m_verified;
    QTreeWidget* m_list;
    FindingPane* m_pane;
    EmptyState* m_empty;
    QStackedLayout* m_stack;
};

} // namespace millrace::ui
