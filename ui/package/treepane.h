// SPDX-License-Identifier: GPL-3.0-or-later
// TreePane: the files of one commit beside those of another: tree with states left, content or difference right.
// Reads on the RepositoryThread. GUI thread.
#pragma once

#include "ui/package/filetree.h"
#include "ui/package/repositorythread.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QSplitter;
class QStackedWidget;
class QToolButton;
class QTreeView;

namespace millrace::ui {

class CodeView;
class DiffView;

class TreePane final : public QWidget
{
    Q_OBJECT
public:
    explicit TreePane(RepositoryThread& thread, QWidget* parent = nullptr);

    /// Shows @p to, compared with @p from (null: with nothing) of the repository at @p path.
    void setCommits(const QString& path, const git::Oid& from, const git::Oid& to);
    void clear(const QString& sentence);
    bool isReady() const { return m_pending == 0; }

    QTreeView* files() const { return m_files; }
    FileTreeModel* model() const { return m_model; }
    CodeView* code() const { return m_code; }
    DiffView* diff() const { return m_diff; }
    QToolButton* contentButton() const { return m_contentButton; }
    QToolButton* diffButton() const { return m_diffButton; }
    QCheckBox* allFiles() const { return m_all; }
    QSplitter* splitter() const { return m_splitter; }

signals:
    void ready();

private:
    void build();
    void readTree();
    void takeTree(const FileTree& tree);
    void showFile();
    void showContent(const git::TreeChange& change);
    void showDiff(const git::TreeChange& change);
    void done();

    RepositoryThread& m_thread;
    QString m_path;
    git::Oid m_from, m_to;
    QByteArray m_wanted; ///< the file to stay at when the commits change
    int m_treeToken = 0, m_fileToken = 0, m_pending = 0;
    FileTreeModel* m_model;
    QTreeView* m_files;
    QCheckBox* m_all;
    QLabel* m_summary;
    CodeView* m_code;
    DiffView* m_diff;
    QStackedWidget* m_stack;
    QToolButton* m_contentButton;
    QToolButton* m_diffButton;
    QLabel* m_name;
    QSplitter* m_splitter;
};

} // namespace millrace::ui
