// SPDX-License-Identifier: GPL-3.0-or-later
// HistoryPane: the commit graph of a package above, the files of the selected commit below. GUI thread.
#pragma once

#include "ui/package/historymodel.h"
#include "ui/package/treepane.h"

#include <QHash>

class QLabel;
class QStackedLayout;

namespace millrace::ui {

class EmptyState;

class HistoryPane final : public QWidget
{
    Q_OBJECT
public:
    explicit HistoryPane(RepositoryThread& thread, QWidget* parent = nullptr);

    /// Empty = the package has no repository (yet).
    void setRepository(const QString& path);
    void reload() { m_model->reload(); }
    /// Selects the commit, now or when it is read.
    void showCommit(const git::Oid& commit);
    /// What imports noted about their uploads, by the commit: shown with it.
    void setFlags(const QHash<git::Oid, QStringList>& flags) { m_flags = flags; }
    /// The line about the commit that is shown.
    QString commitText() const;
    bool isReady() const;

    HistoryModel* model() const { return m_model; }
    QTreeView* view() const { return m_view; }
    TreePane* tree() const { return m_tree; }
    QSplitter* splitter() const { return m_splitter; }

signals:
    void ready();

private:
    void showState();
    void chooseCommit();

    HistoryModel* m_model;
    QTreeView* m_view;
    TreePane* m_tree;
    EmptyState* m_empty;
    QLabel* m_commit;
    QSplitter* m_splitter;
    QStackedLayout* m_stack;
    QString m_path;
    git::Oid m_wanted, m_shown;
    QHash<git::Oid, QStringList> m_flags;
};

} // namespace millrace::ui
