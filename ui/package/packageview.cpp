// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/package/packageview.h"

#include "core/base/answer.h"
#include "core/ops/operations.h"
#include "core/queue/packagestate.h"
#include "core/store/changefeed.h"
#include "core/store/storethread.h"
#include "ui/actions/operationrunner.h"
#include "ui/models/format.h"
#include "ui/models/words.h"
#include "ui/package/comparepane.h"
#include "ui/package/findingstab.h"
#include "ui/package/historypane.h"
#include "ui/package/publicationmodel.h"
#include "ui/text/evidencepane.h"
#include "ui/theme/theme.h"
#include "ui/widgets/actionrow.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/listkeys.h"
#include "ui/widgets/tonelabel.h"

#include <QEvent>
#include <QFileInfo>
#include <QHeaderView>
#include <QShortcut>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QTabWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace millrace::ui {

PackageView::PackageView(const AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
{
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead());
    buildTabs();
    column->addWidget(m_tabs, 1);
    m_empty = new EmptyState(this);
    m_stack = new QStackedLayout(this);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(content);
    setPackage(0);
    connect(&m_context.feed, &store::ChangeFeed::changed, this, [this](const QSet<QString>& topics) {
        const QSet<QString> mine = {QStringLiteral("package"), QStringLiteral("import"), QStringLiteral("failure")};
        if (m_id != 0 && isVisible() && topics.intersects(mine))
            reload();
    });
}

QWidget* PackageView::buildHead()
{
    const int gap = theme::spacing();
    auto* head = new QWidget(this);
    m_name = new QLabel(head);
    m_name->setObjectName(QStringLiteral("packageName"));
    m_name->setFont(theme::heading());
    m_name->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_state = new ToneLabel(Tone::Text, head);
    m_state->setObjectName(QStringLiteral("packageState"));
    m_facts = new ToneLabel(Tone::Muted, head);
    m_facts->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* title = new QHBoxLayout;
    title->setSpacing(gap);
    title->addWidget(m_name);
    title->addWidget(m_state);
    // Actions that do not apply are not there; what has no room beside the name is in the menu.
    m_actions = new ActionRow({.name = QStringLiteral("package.actions"), .most = 4, .atTheEnd = true}, head);
    title->addWidget(m_actions, 1);
    auto* column = new QVBoxLayout(head);
    column->setContentsMargins(gap, gap * 2 / 3, gap, gap * 2 / 3);
    column->setSpacing(gap / 3);
    column->addLayout(title);
    column->addWidget(m_facts);
    return head;
}

void PackageView::buildTabs()
{
    m_tabs = new QTabWidget(this);
    m_tabs->setObjectName(QStringLiteral("packageTabs"));
    m_tabs->setDocumentMode(true);
    m_history = new HistoryPane(m_thread, m_tabs);
    m_compare = new ComparePane(m_thread, m_tabs);
    m_tabs->addTab(buildPublications(), tr("Publications"));
    m_tabs->addTab(m_history, tr("History"));
    m_tabs->addTab(m_compare, tr("Compare"));
    m_tabs->addTab(buildFailures(), tr("Failures"));
    m_findings = new FindingsTab(m_context, m_tabs);
    m_tabs->addTab(m_findings, tr("Findings"));
    connect(m_findings, &FindingsTab::versionWanted, this, &PackageView::showVersion);
    connect(m_findings, &FindingsTab::changed, this, [this] {
        const int open = m_findings->openCount();
        m_tabs->setTabText(4, open > 0 ? tr("Findings (%1)").arg(open) : tr("Findings"));
    });
    connect(m_tabs, &QTabWidget::currentChanged, this,
            [this] { m_compare->setActive(m_tabs->currentWidget() == m_compare); });
    connect(m_history, &HistoryPane::ready, this, &PackageView::ready);
    connect(m_compare->tree(), &TreePane::ready, this, &PackageView::ready);
}

QWidget* PackageView::buildPublications()
{
    m_publications = new PublicationModel(this);
    m_grid = new QTableView(m_tabs);
    m_grid->setObjectName(QStringLiteral("publications"));
    m_grid->setAccessibleName(tr("Publications"));
    m_grid->setModel(m_publications);
    m_grid->setFrameShape(QFrame::NoFrame);
    m_grid->setSelectionMode(QAbstractItemView::SingleSelection);
    m_grid->setCornerButtonEnabled(false);
    m_grid->setTabKeyNavigation(false);
    m_grid->horizontalHeader()->setHighlightSections(false);
    m_grid->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_grid->horizontalHeader()->setDefaultSectionSize(fontMetrics().averageCharWidth() * 22);
    m_grid->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_grid->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 9 / 5);
    m_grid->verticalHeader()->setHighlightSections(false);
    m_grid->verticalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_grid->verticalHeader()->setMinimumWidth(fontMetrics().averageCharWidth() * 20);
    connect(m_grid, &QTableView::activated, this, &PackageView::showCell);
    connect(m_grid->selectionModel(), &QItemSelectionModel::currentChanged, this, &PackageView::detailsChanged);
    return m_grid;
}

QWidget* PackageView::buildFailures()
{
    auto* splitter = new QSplitter(m_tabs);
    splitter->setChildrenCollapsible(false);
    m_failures = new QTreeWidget(splitter);
    m_failures->setObjectName(QStringLiteral("packageFailures"));
    m_failures->setAccessibleName(tr("Failures"));
    m_failures->setHeaderLabels({tr("Version"), tr("State"), tr("Error")});
    m_failures->setRootIsDecorated(false);
    m_failures->setUniformRowHeights(true);
    m_failures->setAllColumnsShowFocus(true);
    m_failures->setFrameShape(QFrame::NoFrame);
    m_evidence = new EvidencePane(m_context, splitter);
    m_evidence->setEmptyText(tr("No failures"), tr("Nothing of this package has failed."));
    splitter->addWidget(m_failures);
    splitter->addWidget(m_evidence);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({fontMetrics().averageCharWidth() * 44, fontMetrics().averageCharWidth() * 100});
    connect(m_failures, &QTreeWidget::currentItemChanged, this, [this](const QTreeWidgetItem* item) {
        m_evidence->setFailure(item ? item->data(0, Qt::UserRole).toLongLong() : 0);
    });
    return splitter;
}

void PackageView::setActions(const QList<QAction*>& actions)
{
    m_actions->setActions(actions);
}

void PackageView::setVersionActions(const QList<QAction*>& actions)
{
    m_grid->setContextMenuPolicy(Qt::ActionsContextMenu);
    for (QAction* action : actions) {
        m_grid->addAction(action);
        for (const QKeySequence& key : listKeysOf(action))
            new QShortcut(key, m_grid, action, &QAction::trigger, Qt::WidgetShortcut);
    }
}

QModelIndex PackageView::chosenPublication() const
{
    const QModelIndex cell = m_grid->currentIndex();
    return cell.data(PublicationModel::ToneRole).isValid() ? cell : QModelIndex();
}

bool PackageView::isReady() const
{
    return m_id == 0 || m_failed || (m_details && m_history->isReady() && m_compare->tree()->isReady());
}

void PackageView::setPackage(qint64 id)
{
    if (id != 0 && id == m_id)
        return;
    m_id = id;
    m_findings->setPackage(id);
    m_details.reset();
    m_failed = false;
    if (id != 0)
        return reload();
    ++m_token;
    showMessage(QStringLiteral("package"), tr("No package selected"),
                tr("Search for a source package on the left to see where it is published and what was imported."));
    emit detailsChanged();
}

void PackageView::reload()
{
    const int token = ++m_token;
    answer(
        m_context.read.run([id = m_id](store::StateStore& store) -> std::optional<store::PackageDetails> {
            const std::optional<store::Package> package = store.packages.byId(id);
            return package ? store.details.package(package->name) : std::nullopt;
        }),
        this,
        [this, token](const std::optional<store::PackageDetails>& details) {
            if (token != m_token)
                return;
            if (details)
                return take(*details);
            m_failed = true;
            showMessage(QStringLiteral("error"), tr("This package is gone"), tr("No archive has it any more."));
        },
        [this, token](const Error& error) {
            if (token != m_token)
                return;
            m_failed = true;
            showMessage(QStringLiteral("error"), tr("The package cannot be read"), error.message());
        });
}

void PackageView::showMessage(const QString& icon, const QString& title, const QString& text)
{
    m_empty->setContent({icon, title, text, nullptr, m_failed ? Tone::Error : Tone::Muted});
    m_stack->setCurrentIndex(0);
    emit ready();
}

void PackageView::take(const store::PackageDetails& details)
{
    const bool other = !m_details || m_details->id != details.id;
    const bool moved = other || m_details->imports.size() != details.imports.size();
    m_failed = false;
    m_details = details;
    m_stack->setCurrentIndex(1);
    fillHead();
    const QModelIndex place = m_grid->currentIndex();
    m_publications->setPublications(details.publications);
    if (!other && place.isValid())
        m_grid->setCurrentIndex(m_publications->index(place.row(), place.column()));
    if (moved) {
        const QString repository = m_context.paths.repository(details.name);
        const bool exists = QFileInfo(repository).isDir();
        QHash<git::Oid, QStringList> flags;
        for (const store::ImportDetails& import : details.imports) {
            if (const auto commit = git::Oid::fromHex(import.commit))
                flags.insert(*commit, import.flags);
        }
        m_history->setFlags(flags);
        m_history->setRepository(exists ? repository : QString());
        m_compare->setImports(repository, details.imports);
    }
    fillFailures();
    if (!m_wantedVersion.isEmpty())
        showVersion(std::exchange(m_wantedVersion, {}));
    emit detailsChanged();
    emit ready();
}

void PackageView::fillHead()
{
    m_name->setText(m_details->name);
    // As the list says it: a package of which nothing is imported is no imported package.
    const bool isNew = m_details->state == QLatin1String("ok") && m_details->imports.isEmpty();
    const QString state = isNew ? QStringLiteral("new") : m_details->state;
    m_state->setTone(stateTone(state));
    m_state->setText(stateText(state));
    m_state->setToolTip(stateExplanation(state));
    QStringList facts = {tr("%Ln publication(s)", nullptr, int(m_details->publications.size())),
                         tr("%Ln import(s)", "noun", int(m_details->imports.size()))};
    if (!m_details->note.isEmpty())
        facts << m_details->note;
    if (m_details->holdUntil > 0)
        facts << tr("until %1", "a time: put aside until then").arg(absoluteText(m_details->holdUntil));
    if (!m_details->imports.isEmpty())
        facts << m_context.paths.repository(m_details->name);
    m_facts->setText(facts.join(QStringLiteral("  ·  ")));
    m_facts->setToolTip(m_facts->text());
}

void PackageView::fillFailures()
{
    const qint64 current = m_evidence->failureId();
    const QSignalBlocker quiet(m_failures);
    m_failures->clear();
    QTreeWidgetItem* chosen = nullptr;
    int open = 0;
    for (const store::FailureDetails& failure : m_details->failures) {
        auto* item = new QTreeWidgetItem(m_failures, {failure.version, stateText(failure.state), failure.code});
        item->setData(0, Qt::UserRole, failure.id);
        item->setForeground(1, theme::color(stateTone(failure.state)));
        item->setToolTip(2, failure.message);
        open += failure.state != QLatin1String("resolved");
        if (failure.id == current)
            chosen = item;
    }
    if (!chosen)
        chosen = m_failures->topLevelItem(0);
    m_failures->setVisible(chosen != nullptr);
    m_failures->setCurrentItem(chosen);
    m_evidence->setFailure(chosen ? chosen->data(0, Qt::UserRole).toLongLong() : 0);
    m_tabs->setTabText(3, open > 0 ? tr("Failures (%1)").arg(open) : tr("Failures"));
}

void PackageView::showVersion(const QString& version)
{
    if (!m_details) {
        m_wantedVersion = version;
        return;
    }
    m_tabs->setCurrentWidget(m_history);
    for (const store::ImportDetails& import : m_details->imports) {
        if (import.version != version)
            continue;
        if (const auto commit = git::Oid::fromHex(import.commit))
            m_history->showCommit(*commit);
    }
    m_history->view()->setFocus();
}

void PackageView::adoptUpstream()
{
    for (const store::FailureDetails& failure : m_details ? m_details->failures : QList<store::FailureDetails>()) {
        if (failure.state == QLatin1String("resolved") || !queue::needsDecision(failure.code))
            continue;
        const QString package = m_details->name;
        const QString version = failure.evidence[QLatin1String("upstream version")].toString();
        const QString ref = QLatin1String("refs/tags/") + failure.evidence[QLatin1String("tag")].toString();
        const auto ask = [this, package, version](const QString& tree) {
            RunOptions options;
            options.verb = tr("Adopt their tag", "verb, on a button");
            m_context.runner.run(ops::decideUpstream(package, version, ops::UpstreamChoice::Adopt, tree), options);
        };
        answer(m_thread.run([path = m_context.paths.repository(package), ref](RepositorySession& session) {
            const git::Repository& repository = session.open(path);
            const std::optional<git::Oid> tag = repository.resolve(ref);
            return tag ? repository.treeOf(*tag).toHex() : QString();
        }),
               this, ask, [ask](const Error&) { ask({}); });
        return;
    }
}

void PackageView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_details)
        fillFailures();
}

void PackageView::showCell(const QModelIndex& cell)
{
    if (const qint64 failure = cell.data(PublicationModel::FailureRole).toLongLong(); failure != 0) {
        for (int i = 0; i < m_failures->topLevelItemCount(); ++i) {
            if (m_failures->topLevelItem(i)->data(0, Qt::UserRole).toLongLong() == failure)
                m_failures->setCurrentItem(m_failures->topLevelItem(i));
        }
        m_tabs->setCurrentIndex(3);
        m_failures->setFocus();
    } else if (const auto commit = git::Oid::fromHex(cell.data(PublicationModel::CommitRole).toString())) {
        m_tabs->setCurrentWidget(m_history);
        m_history->showCommit(*commit);
        m_history->view()->setFocus();
    }
}

} // namespace millrace::ui
