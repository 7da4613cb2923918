// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/package/historypane.h"

#include "ui/models/format.h"
#include "ui/package/historydelegate.h"
#include "ui/widgets/emptystate.h"

#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QStackedLayout>
#include <QTreeView>
#include <QVBoxLayout>

namespace millrace::ui {

HistoryPane::HistoryPane(RepositoryThread& thread, QWidget* parent)
    : QWidget(parent)
    , m_model(new HistoryModel(thread, this))
    , m_view(new QTreeView(this))
    , m_tree(new TreePane(thread, this))
    , m_empty(new EmptyState(this))
    , m_commit(new QLabel(this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
{
    m_view->setObjectName(QStringLiteral("history"));
    m_view->setAccessibleName(tr("History"));
    m_view->setModel(m_model);
    m_view->setItemDelegate(new HistoryDelegate(m_view));
    m_view->setLayoutDirection(Qt::LeftToRight); // a graph and its ids, whatever the language of the window
    m_view->setRootIsDecorated(false);
    m_view->setUniformRowHeights(true);
    m_view->setAllColumnsShowFocus(true);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->header()->setHighlightSections(false);
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setSectionResizeMode(HistoryModel::Subject, QHeaderView::Stretch);
    const int character = fontMetrics().averageCharWidth();
    m_view->setColumnWidth(HistoryModel::Author, character * 22);
    m_view->setColumnWidth(HistoryModel::Date, character * 13);
    m_view->setColumnWidth(HistoryModel::Commit, character * 14);

    m_commit->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_commit->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_commit->setContentsMargins(10, 5, 10, 3);
    auto* below = new QWidget(this);
    auto* column = new QVBoxLayout(below);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_commit);
    column->addWidget(m_tree, 1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_view);
    m_splitter->addWidget(below);
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);
    m_splitter->setSizes({260, 380});
    m_stack = new QStackedLayout(this);
    m_stack->addWidget(m_splitter);
    m_stack->addWidget(m_empty);

    connect(m_model, &HistoryModel::stateChanged, this, &HistoryPane::showState);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this] {
        if (!m_wanted.isNull())
            showCommit(m_wanted);
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &HistoryPane::chooseCommit);
    connect(m_view, &QTreeView::activated, this, [this] { m_tree->files()->setFocus(); });
    connect(m_tree, &TreePane::ready, this, &HistoryPane::ready);
    showState();
}

void HistoryPane::setRepository(const QString& path)
{
    if (path != m_path) {
        m_shown = m_wanted = {};
        m_commit->clear();
        m_tree->clear({});
    }
    m_path = path;
    m_model->setRepository(path);
}

void HistoryPane::showCommit(const git::Oid& commit)
{
    const int row = m_model->rowOf(commit);
    m_wanted = row < 0 ? commit : git::Oid();
    if (row >= 0) {
        m_view->setCurrentIndex(m_model->index(row, 0));
        m_view->scrollTo(m_model->index(row, 0));
    } else if (m_model->canFetchMore({})) {
        m_model->fetchMore({});
    }
}

bool HistoryPane::isReady() const
{
    return m_model->state() != HistoryModel::State::Loading && m_tree->isReady();
}

void HistoryPane::showState()
{
    using State = HistoryModel::State;
    switch (m_model->state()) {
    case State::Nothing:
        m_empty->setContent({QStringLiteral("history"), tr("No history yet"),
                             tr("The package's commits appear here after its first import.")});
        break;
    case State::Loading:
        m_empty->setContent({QStringLiteral("wait"), tr("Reading the history"), {}});
        break;
    case State::Failed:
        m_empty->setContent(
            {QStringLiteral("error"), tr("The repository cannot be read"), m_model->failure(), nullptr, Tone::Error});
        break;
    case State::Loaded:
        if (m_model->rowCount() == 0)
            m_empty->setContent({QStringLiteral("history"), tr("No history yet"), tr("The repository has no commit.")});
        break;
    }
    const bool rows = m_model->state() == State::Loaded && m_model->rowCount() > 0;
    m_stack->setCurrentIndex(rows ? 0 : 1);
    // A history that grew keeps the commit that is looked at.
    if (rows && !m_view->currentIndex().isValid()) {
        const int row = m_model->rowOf(m_shown);
        m_view->setCurrentIndex(m_model->index(std::max(0, row), 0));
    }
    emit ready();
}

QString HistoryPane::commitText() const
{
    return m_commit->text();
}

void HistoryPane::chooseCommit()
{
    const QModelIndex current = m_view->currentIndex();
    if (!current.isValid())
        return;
    const git::HistoryEntry& entry = m_model->entry(current.row());
    m_shown = entry.oid;
    QString text =
        tr("%1  by %2, %3", "commit, author, time")
            .arg(entry.oid.toHex(), QString::fromUtf8(entry.author.name), absoluteText(entry.author.seconds * 1000));
    if (const QStringList flags = m_flags.value(entry.oid); !flags.isEmpty())
        text += QStringLiteral("  ·  ") + tr("noted: %1", "flags of an import").arg(flags.join(QStringLiteral(", ")));
    m_commit->setText(text);
    m_commit->setToolTip(text);
    m_tree->setCommits(m_path, entry.parents.value(0), entry.oid);
}

} // namespace millrace::ui
