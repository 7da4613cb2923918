// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/package/treepane.h"

#include "core/base/answer.h"
#include "core/base/error.h"
#include "ui/package/difftextof.h"
#include "ui/text/codeview.h"
#include "ui/text/diffview.h"
#include "ui/theme/theme.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

constexpr qint64 maxContent = 8 * 1024 * 1024;

QToolButton* choice(const QString& text, const QString& tip, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setText(text);
    button->setToolTip(tip);
    button->setCheckable(true);
    button->setAutoRaise(true);
    return button;
}

} // namespace

TreePane::TreePane(RepositoryThread& thread, QWidget* parent)
    : QWidget(parent)
    , m_thread(thread)
    , m_model(new FileTreeModel(this))
{
    build();
    connect(m_files->selectionModel(), &QItemSelectionModel::currentChanged, this, &TreePane::showFile);
    connect(m_all, &QCheckBox::toggled, this, &TreePane::readTree);
    connect(m_diffButton, &QToolButton::toggled, this, &TreePane::showFile);
    connect(m_diff, &DiffView::contextChanged, this, &TreePane::showFile);
    connect(m_files, &QTreeView::activated, this, [this] { m_stack->currentWidget()->setFocus(); });
}

void TreePane::build()
{
    m_files = new QTreeView(this);
    m_files->setObjectName(QStringLiteral("files"));
    m_files->setAccessibleName(tr("Files"));
    m_files->setModel(m_model);
    m_files->setUniformRowHeights(true);
    m_files->setFrameShape(QFrame::NoFrame);
    m_files->setHeaderHidden(true);
    m_files->setIndentation(fontMetrics().averageCharWidth() * 2);
    m_files->header()->setStretchLastSection(false);
    m_files->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_files->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_all = new QCheckBox(tr("All files"), this);
    m_all->setToolTip(tr("Show files that did not change as well"));
    m_summary = new QLabel(this);
    m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_code = new CodeView(this);
    m_diff = new DiffView(this);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_code);
    m_stack->addWidget(m_diff);
    m_name = new QLabel(this);
    m_name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_name->setFont(theme::monospace());
    m_contentButton = choice(tr("Content"), tr("The file as it is in the commit"), this);
    m_diffButton = choice(tr("Difference"), tr("What changed in the file"), this);
    auto* group = new QButtonGroup(this);
    group->addButton(m_contentButton);
    group->addButton(m_diffButton);
    m_diffButton->setChecked(true);

    const auto column = [](QWidget* head, QWidget* tools, QWidget* body) {
        auto* pane = new QWidget;
        auto* row = new QHBoxLayout;
        row->setContentsMargins(10, 3, 6, 3);
        row->addWidget(head, 1);
        row->addWidget(tools);
        auto* layout = new QVBoxLayout(pane);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(0);
        layout->addLayout(row);
        layout->addWidget(body, 1);
        return pane;
    };
    auto* buttons = new QWidget(this);
    auto* buttonRow = new QHBoxLayout(buttons);
    buttonRow->setContentsMargins(0, 0, 0, 0);
    buttonRow->setSpacing(2);
    buttonRow->addWidget(m_contentButton);
    buttonRow->addWidget(m_diffButton);
    m_splitter = new QSplitter(this);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(column(m_summary, m_all, m_files));
    m_splitter->addWidget(column(m_name, buttons, m_stack));
    m_splitter->setStretchFactor(1, 1);
    m_splitter->widget(0)->setMinimumWidth(fontMetrics().averageCharWidth() * 20);
    m_splitter->setSizes({fontMetrics().averageCharWidth() * 42, fontMetrics().averageCharWidth() * 120});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
}

void TreePane::clear(const QString& sentence)
{
    ++m_treeToken;
    ++m_fileToken;
    m_to = m_from = {};
    m_path.clear();
    m_model->setTree({});
    m_summary->clear();
    m_name->clear();
    m_code->setMessage(sentence);
    m_diff->setMessage(sentence);
}

void TreePane::setCommits(const QString& path, const git::Oid& from, const git::Oid& to)
{
    if (path == m_path && from == m_from && to == m_to)
        return;
    m_path = path;
    m_from = from;
    m_to = to;
    readTree();
}

void TreePane::readTree()
{
    if (m_to.isNull())
        return;
    const QModelIndex current = m_files->currentIndex();
    if (current.isValid() && !m_model->node(current).isFolder())
        m_wanted = m_model->node(current).path;
    // What is compared with nothing is all new: its content says more than a column of plus signs.
    m_all->setEnabled(!m_from.isNull());
    const bool onlyChanges = !m_from.isNull() && !m_all->isChecked();
    const int token = ++m_treeToken;
    ++m_pending;
    answer(
        m_thread.run([path = m_path, from = m_from, to = m_to, onlyChanges](RepositorySession& session) {
            return readFileTree(session.open(path), from, to, onlyChanges);
        }),
        this,
        [this, token](const FileTree& tree) {
            if (token == m_treeToken)
                takeTree(tree);
            done();
        },
        [this, token](const Error& error) {
            if (token == m_treeToken) {
                m_model->setTree({});
                m_diff->setMessage(error.message());
                m_code->setMessage(error.message());
            }
            done();
        });
}

void TreePane::takeTree(const FileTree& tree)
{
    m_model->setTree(tree);
    for (const QModelIndex& folder : m_model->changedFolders())
        m_files->expand(folder);
    const QLocale locale;
    const int changes = tree.added + tree.changed + tree.removed;
    m_summary->setText(m_from.isNull() ? tr("%Ln file(s)", nullptr, tree.files) : tr("%Ln change(s)", "noun", changes));
    m_summary->setToolTip(
        tr("%1 added, %2 changed, %3 removed")
            .arg(locale.toString(tree.added), locale.toString(tree.changed), locale.toString(tree.removed)));
    QModelIndex wanted = m_model->indexOf(m_wanted);
    if (!wanted.isValid())
        wanted = m_model->firstFile();
    if (wanted.isValid()) {
        m_files->setCurrentIndex(wanted);
        m_files->scrollTo(wanted);
    } else {
        ++m_fileToken;
        m_name->clear();
        m_diff->setMessage(tr("The trees are equal"));
        m_stack->setCurrentWidget(m_diff);
    }
}

void TreePane::showFile()
{
    const QModelIndex current = m_files->currentIndex();
    if (!current.isValid() || m_model->node(current).isFolder())
        return;
    const FileNode& file = m_model->node(current);
    m_name->setText(QString::fromUtf8(file.path));
    m_name->setToolTip(m_name->text());
    const bool comparable = !m_from.isNull() && file.state != FileState::Same;
    m_diffButton->setEnabled(comparable);
    if (comparable && m_diffButton->isChecked())
        showDiff(file.change);
    else
        showContent(file.change);
}

void TreePane::showContent(const git::TreeChange& change)
{
    const git::Oid oid = change.newOid.isNull() ? change.oldOid : change.newOid;
    const git::FileMode mode = change.newOid.isNull() ? change.oldMode : change.newMode;
    m_stack->setCurrentWidget(m_code);
    const int token = ++m_fileToken;
    if (mode == git::FileMode::Submodule) {
        m_code->setMessage(tr("A submodule at commit %1").arg(oid.toHex()));
        return;
    }
    ++m_pending;
    answer(
        m_thread.run(
            [path = m_path, oid](RepositorySession& session) { return session.open(path).readBlob(oid, maxContent); }),
        this,
        [this, token, change](const git::Blob& blob) {
            if (token == m_fileToken && blob.tooLarge)
                m_code->setMessage(tr("Too large to show: %1").arg(QLocale().formattedDataSize(blob.size)));
            else if (token == m_fileToken)
                m_code->setContent(QString::fromUtf8(change.path), blob.content);
            done();
        },
        [this, token](const Error& error) {
            if (token == m_fileToken)
                m_code->setMessage(error.message());
            done();
        });
}

void TreePane::showDiff(const git::TreeChange& change)
{
    m_stack->setCurrentWidget(m_diff);
    const int token = ++m_fileToken;
    git::DiffLimits limits;
    limits.context = m_diff->context();
    ++m_pending;
    answer(
        m_thread.run([path = m_path, change, limits](RepositorySession& session) {
            return git::fileDiff(session.open(path), change.oldOid, change.newOid, limits);
        }),
        this,
        [this, token, change](const git::FileDiff& diff) {
            const QString reason = noDiffReason(diff, change);
            if (token == m_fileToken && !reason.isEmpty())
                m_diff->setMessage(reason);
            else if (token == m_fileToken)
                m_diff->setDiff(diffTextOf(diff, QString::fromUtf8(change.path)));
            done();
        },
        [this, token](const Error& error) {
            if (token == m_fileToken)
                m_diff->setMessage(error.message());
            done();
        });
}

void TreePane::done()
{
    --m_pending;
    if (m_pending == 0)
        emit ready();
}

} // namespace millrace::ui
