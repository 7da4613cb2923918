// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/triage/triagescreen.h"

#include "core/base/answer.h"
#include "core/base/error.h"
#include "core/store/changefeed.h"
#include "core/store/filter.h"
#include "core/store/historytable.h"
#include "ui/actions/actionregistry.h"
#include "ui/models/format.h"
#include "ui/models/groupfacts.h"
#include "ui/models/pagedmodel.h"
#include "ui/models/selectedrows.h"
#include "ui/models/statuswatcher.h"
#include "ui/settings/settings.h"
#include "ui/text/evidencepane.h"
#include "ui/text/findingpane.h"
#include "ui/triage/findingsrow.h"
#include "ui/triage/groupactions.h"
#include "ui/triage/groupdelegate.h"
#include "ui/triage/triageactions.h"
#include "ui/triage/triagefindings.h"
#include "ui/widgets/historytrend.h"
#include "ui/widgets/listpane.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QSplitter>
#include <QStackedLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace millrace::ui {

using store::ListKind;

namespace {

/// What is unusual shows beside the days that monitoring compares with.
constexpr int trendDays = 7;
constexpr int stepsADay = 4;

QList<ListColumn> failureColumns()
{
    QList<ListColumn> columns;
    for (ListColumn column : defaultColumns(ListKind::Failures)) {
        // The same for a whole group, or told by the order: both stand above the evidence.
        if (column.name == QLatin1String("code") || column.name == QLatin1String("last_at"))
            continue;
        // Both differ at their ends: they share what room there is.
        if (column.name == QLatin1String("package") || column.name == QLatin1String("version"))
            column.chars = 0;
        columns.append(column);
    }
    return columns;
}

QString ofSignature(const QString& signature)
{
    return QStringLiteral("signature:%1 -state:resolved").arg(signature);
}

const QString allOpen = QStringLiteral("-state:resolved");

/// The open failures that a filter of groups asks for when no group has its words. What only groups can be asked, no
/// failure answers.
QString meantFailures(const QString& filter)
{
    static const QStringList fields = store::Lists::filterFields(ListKind::Failures);
    const QString none = allOpen + QLatin1String(" signature:none");
    try {
        for (const store::FilterTerm& term : store::parseFilter(filter)) {
            if (!term.field.isEmpty() && !fields.contains(term.field))
                return none;
        }
    } catch (const Error&) {
        return none; // the groups say what is wrong with it
    }
    return allOpen + QLatin1Char(' ') + filter;
}

} // namespace

TriageScreen::TriageScreen(const AppContext& context, QWidget* parent)
    : Screen(context, parent)
    , m_groupModel(new PagedModel(ListKind::Groups, context.read, {}, context.clock, this))
    , m_failureModel(new PagedModel(ListKind::Failures, context.read, failureColumns(), context.clock, this))
    , m_facts(new GroupFactsCache(context.read, context.clock, this))
    , m_actions(new TriageActions(context, this))
    , m_groupActions(new GroupActions(context, this))
{
    m_selected = new SelectedRows(*m_failureModel, this->context().read, this);
    build();
    connectParts();
    listFailures();
    m_failureModel->setActive(false);
    m_groupModel->refresh();
    readLastPoll();
}

void TriageScreen::build()
{
    ListPaneOptions groups;
    groups.name = QStringLiteral("triage.groups");
    groups.title = tr("Failure groups");
    groups.placeholder = tr("Filter: words, class:net, last:24h");
    groups.empty = {QStringLiteral("ok"), tr("No failures"), {}, nullptr, Tone::Ok};
    groups.noMatch = {QStringLiteral("search"), tr("No group matches the filter"),
                      tr("Failed versions that do are listed beside this. Esc in the filter field clears it."), nullptr,
                      Tone::Muted};
    m_groups = new ListPane(m_groupModel, groups, this);
    ListView* view = m_groups->view();
    view->setItemDelegate(new GroupDelegate(context().clock, m_facts, view));
    view->setSelectionMode(QAbstractItemView::SingleSelection);
    view->setSelectsFirst(true);
    view->setHeaderHidden(true);
    auto* trend = new Sparkline(Tone::Error);
    trend->setObjectName(QStringLiteral("triage.trend"));
    m_groups->addToTitle(trend);
    new HistoryTrend(context(), trend,
                     {store::metric::held, trendDays * store::HistoryTable::dayMs, trendDays * stepsADay,
                      tr("Packages on hold, last %Ln day(s)", nullptr, trendDays), true});
    for (int i = 1; i < m_groupModel->columns().size(); ++i)
        view->setColumnHidden(i, true);

    ListPaneOptions failures;
    failures.name = QStringLiteral("triage.failures");
    failures.title = tr("Failed versions");
    failures.placeholder = tr("Filter: words, suite:sid, version:1.2");
    m_failures = new ListPane(m_failureModel, failures, this);
    m_failures->view()->setSelectsFirst(true);

    m_evidence = new EvidencePane(context(), this);
    QList<QAction*> actions = m_actions->actions();
    // The decisions about the whole group stand beside its retry; what is rare is behind More.
    actions.insert(2, m_groupActions->spuriousAction());
    for (QAction* action : m_groupActions->actions()) {
        if (action != m_groupActions->spuriousAction())
            actions.append(action);
    }
    m_evidence->setActions(actions);
    m_evidence->setEmptyText(tr("No failure selected"), tr("Traceback, log and attempts of a failure appear here."));

    m_findings = new TriageFindings(context(), this);
    m_middle = new QStackedWidget(this);
    m_middle->addWidget(m_failures);
    m_middle->addWidget(m_findings->list());
    m_right = new QStackedWidget(this);
    m_right->addWidget(m_evidence);
    m_right->addWidget(m_findings->pane());

    m_splitter = new QSplitter(this);
    m_splitter->setObjectName(QStringLiteral("triage.splitter"));
    m_splitter->setChildrenCollapsible(false);
    const QPair<QWidget*, int> panes[] = {{buildGroups(), 2}, {m_middle, 2}, {m_right, 5}};
    for (const auto& [pane, stretch] : panes) {
        pane->setMinimumWidth(fontMetrics().averageCharWidth() * 24);
        m_splitter->addWidget(pane);
        m_splitter->setStretchFactor(m_splitter->count() - 1, stretch);
    }
    const int character = fontMetrics().averageCharWidth();
    m_splitter->setSizes({character * 38, character * 44, character * 78});
    m_nothing = new EmptyState(this);
    m_stack = new QStackedLayout(this);
    m_stack->addWidget(m_splitter);
    m_stack->addWidget(m_nothing);
}

QWidget* TriageScreen::buildGroups()
{
    auto* left = new QWidget(this);
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_groups, 1);
    column->addWidget(m_findings->row());
    return left;
}

void TriageScreen::connectParts()
{
    connect(m_findings->row(), &QAbstractButton::clicked, this, [this] {
        showFindings(true);
        // Chosen like a group, and then the keys of the list are what the person wants.
        m_findings->list()->view()->setFocus();
    });
    connect(m_groups->view(), &QAbstractItemView::pressed, this, [this] { showFindings(false); });
    connect(m_findings, &TriageFindings::countChanged, this, &TriageScreen::showEmptiness);
    connect(m_findings, &TriageFindings::countChanged, this, &Screen::badgeChanged);
    connect(m_findings, &TriageFindings::ready, this, &Screen::ready);
    connect(m_findings, &TriageFindings::packageWanted, this,
            [this](const QString& subject) { emit goTo(QStringLiteral("package"), subject); });
    const auto changed = &store::ChangeFeed::changed;
    connect(&context().feed, changed, m_groupModel, &PagedModel::noteChanges);
    connect(&context().feed, changed, m_failureModel, &PagedModel::noteChanges);
    connect(&context().feed, changed, m_facts, &GroupFactsCache::noteChanges);
    connect(m_facts, &GroupFactsCache::arrived, this, [this] {
        m_groups->view()->viewport()->update();
        if (isVisible())
            applySubject();
    });
    connect(&context().feed, changed, this, [this](const QSet<QString>& topics) {
        if (topics.contains(QStringLiteral("archive")))
            readLastPoll();
    });
    connect(m_groups->view(), &ListView::currentIdChanged, this, &TriageScreen::chooseGroup);
    connect(m_groups->view(), &ListView::idActivated, this, [this] { m_failures->view()->setFocus(); });
    connect(m_failures->view(), &ListView::idActivated, this,
            [this] { m_evidence->tabs()->currentWidget()->setFocus(); });
    connect(m_failures->view(), &ListView::currentIdChanged, this, [this](qint64 id) {
        m_evidence->setFailure(id);
        updateSubject();
    });
    connect(m_failures->view(), &ListView::selectionIdsChanged, this, &TriageScreen::updateSubject);
    for (PagedModel* model : {m_groupModel, m_failureModel}) {
        connect(model, &PagedModel::refreshed, this, &TriageScreen::updateSubject);
        connect(model, &PagedModel::rowsArrived, this, &TriageScreen::updateSubject);
        connect(model, &PagedModel::loadStateChanged, this, &TriageScreen::showEmptiness);
        connect(model, &PagedModel::rowsArrived, this, &Screen::ready);
    }
    connect(m_groupModel, &PagedModel::refreshed, this, &TriageScreen::listFailures);
    connect(m_groupModel, &PagedModel::refreshed, this, &Screen::badgeChanged);
    const auto showFailures = [this] {
        if (isVisible() && m_groupModel->loadState() != LoadState::Loading)
            m_failureModel->setActive(true);
    };
    connect(m_groupModel, &PagedModel::refreshed, this, showFailures);
    connect(m_groupModel, &PagedModel::loadStateChanged, this, [this, showFailures] {
        if (m_groupModel->loadState() == LoadState::Failed)
            showFailures();
    });
    connect(m_groupModel, &PagedModel::refreshed, this, &TriageScreen::showEmptiness);
    connect(&context().status, &StatusWatcher::changed, this, &TriageScreen::showEmptiness);
    connect(m_selected, &SelectedRows::completed, this, &TriageScreen::applySubject);
    connect(m_evidence, &EvidencePane::ready, this, &Screen::ready);
    connect(m_actions, &TriageActions::packageWanted, this,
            [this](const QString& package) { emit goTo(QStringLiteral("package"), package); });
    for (QAction* action : m_actions->actions()) {
        m_failures->view()->addListAction(action);
        // Letters that act on a group work on the groups as well.
        if (action->objectName() == QLatin1String("triage.retryGroup"))
            m_groups->view()->addListAction(action);
    }
    for (QAction* action : m_groupActions->actions()) {
        m_failures->view()->addListAction(action);
        m_groups->view()->addListAction(action);
    }
}

QString TriageScreen::badge() const
{
    const int groups = m_groupModel->rowCount() + (m_findings->count() > 0 ? 1 : 0);
    return m_groupModel->filter().isEmpty() && groups > 0 ? QString::number(groups) : QString();
}

void TriageScreen::activate()
{
    // Not all failures first and then those of the group that is chosen by itself.
    m_failureModel->setActive(m_groupModel->loadState() != LoadState::Loading);
    readLastPoll();
    updateSubject();
    showEmptiness();
    if (m_evidence->failureId() != 0)
        m_evidence->reload();
    if (m_findings->row()->isChecked())
        m_findings->list()->view()->setFocus();
    else
        m_groups->view()->setFocus();
}

void TriageScreen::deactivate()
{
    // The groups stay live: the navigation shows their number.
    m_failureModel->setActive(false);
    m_actions->setSubject({});
    m_groupActions->setSubject({});
}

void TriageScreen::focusSearch()
{
    if (m_findings->row()->isChecked())
        m_findings->list()->focusFilter();
    else
        (m_failures->view()->hasFocus() ? m_failures : m_groups)->focusFilter();
}

bool TriageScreen::isReady() const
{
    if (m_groupModel->loadState() == LoadState::Loading)
        return false;
    if (m_findings->row()->isChecked())
        return m_findings->isReady();
    if (m_groupModel->rowCount() == 0)
        return true;
    return m_groupModel->isSettled() && m_failureModel->isSettled() && m_evidence->failureId() != 0 &&
           m_evidence->isReady();
}

void TriageScreen::showExample()
{
    if (m_groups->view()->currentId() == 0 && m_groupModel->rowCount() > 0)
        m_groups->view()->selectId(m_groupModel->idAt(0));
}

void TriageScreen::saveSession()
{
    Settings& settings = context().settings;
    settings.saveSplitter(QStringLiteral("triage/splitter"), m_splitter);
    settings.setSessionText(QStringLiteral("triage/filter"), m_groups->filterEdit()->text());
    settings.setSessionText(QStringLiteral("triage/group"), store::signatureOfGroup(m_groups->view()->currentId()));
}

void TriageScreen::restoreSession()
{
    const Settings& settings = context().settings;
    settings.restoreSplitter(QStringLiteral("triage/splitter"), m_splitter);
    if (const QString filter = settings.sessionText(QStringLiteral("triage/filter")); !filter.isEmpty())
        m_groups->setFilterText(filter);
    if (const QString group = settings.sessionText(QStringLiteral("triage/group")); !group.isEmpty())
        m_groups->view()->selectId(store::groupId(group));
}

void TriageScreen::open(const QString& subject)
{
    const QString value = subject.section(QLatin1Char(':'), 1);
    if (subject == QLatin1String("findings")) {
        showFindings(true);
    } else if (subject.startsWith(QLatin1String("signature:"))) {
        showFindings(false);
        m_groups->setFilterText({});
        m_groups->view()->selectId(store::groupId(value));
    } else if (subject.startsWith(QLatin1String("failure:"))) {
        openFailure(value.toLongLong());
    }
}

void TriageScreen::openFailure(qint64 id)
{
    answer(
        context().read.run([id](store::StateStore& store) { return store.failures.byId(id); }), this,
        [this, id](const std::optional<store::Failure>& failure) {
            if (!failure)
                return;
            open(QStringLiteral("signature:") + failure->signature);
            m_failures->view()->selectId(id);
        },
        [](const Error&) {});
}

void TriageScreen::chooseGroup(qint64 id)
{
    m_group = id;
    // By keyboard; a group that changes under the reader's eyes must not take the findings away.
    if (id != 0 && m_groups->view()->hasFocus())
        showFindings(false);
    m_failures->setFilterText({});
    listFailures();
    updateSubject();
}

void TriageScreen::listFailures()
{
    const bool noGroup = m_group == 0 && m_groupModel->rowCount() == 0 && !m_groupModel->filter().isEmpty();
    m_failures->setEmptyText(
        noGroup
            ? EmptyText{QStringLiteral("search"), tr("No failed version matches the filter"), {}, nullptr, Tone::Muted}
            : EmptyText{QStringLiteral("package"), tr("No packages"), tr("The group has no open failure any more.")});
    if (noGroup)
        m_failureModel->setBaseFilter(meantFailures(m_groupModel->filter()));
    else
        m_failureModel->setBaseFilter(m_group == 0 ? allOpen : ofSignature(store::signatureOfGroup(m_group)));
}

void TriageScreen::showFindings(bool findings)
{
    const QWidget* focus = window()->focusWidget();
    const bool hides = (m_middle->currentIndex() == 1) != findings && focus &&
                       (m_middle->isAncestorOf(focus) || m_right->isAncestorOf(focus));
    m_findings->row()->setChecked(findings);
    m_middle->setCurrentIndex(findings ? 1 : 0);
    m_right->setCurrentIndex(findings ? 1 : 0);
    if (findings)
        m_groups->view()->clearSelection();
    // Whoever was in what is hidden now goes on where they look; without this the focus lands anywhere.
    if (hides)
        (findings ? m_findings->list() : m_groups)->view()->setFocus();
    emit ready();
}

void TriageScreen::showFindingsAlone()
{
    if (m_findings->row()->isChecked())
        return;
    const QWidget* focus = window()->focusWidget();
    const bool idle = !focus || m_groups->isAncestorOf(focus) || m_nothing->isAncestorOf(focus);
    m_stack->setCurrentIndex(0);
    showFindings(true);
    if (!idle || !isVisible() || !m_groups->filterEdit()->text().isEmpty())
        return;
    // The list of groups has no rows, so their keys would do nothing: those of the findings are meant.
    ListView* view = m_findings->list()->view();
    view->setFocus();
    if (!view->isVisible()) // its rows are still on their way
        connect(
            m_findings->model(), &PagedModel::refreshed, view, [view] { view->setFocus(); }, Qt::SingleShotConnection);
}

void TriageScreen::updateSubject()
{
    if (!isVisible())
        return;
    m_selected->setIds(m_failures->view()->selectedIds(), {QStringLiteral("package")});
    applySubject();
}

void TriageScreen::applySubject()
{
    TriageSubject subject;
    subject.failureId = m_failures->view()->currentId();
    QSet<QString> known;
    for (const QVariantList& row : m_selected->isComplete() ? m_selected->rows() : QList<QVariantList>()) {
        const QString package = row.first().toString();
        if (!known.contains(package))
            subject.packages.append(package);
        known.insert(package);
    }
    if (m_group != 0 && m_groupModel->rowOf(m_group) >= 0) {
        subject.signature = store::signatureOfGroup(m_group);
        subject.groupPackages = m_groupModel->cellOf(m_group, QStringLiteral("packages")).toInt();
    }
    subject.version = m_failureModel->cellOf(subject.failureId, QStringLiteral("version")).toString();
    m_actions->setSubject(subject);
    GroupSubject group;
    group.signature = subject.signature;
    if (!group.signature.isEmpty()) {
        group.title = m_groupModel->cellOf(m_group, QStringLiteral("title")).toString();
        const GroupFacts* facts = m_facts->of(group.signature);
        group.spurious = facts && facts->mark;
    }
    m_groupActions->setSubject(group);
}

void TriageScreen::readLastPoll()
{
    answer(
        context().read.run([](store::StateStore& store) {
            qint64 last = 0;
            for (const store::Archive& archive : store.archives.all()) {
                for (const store::Suite& suite : archive.suites)
                    last = std::max(last, suite.polledAt);
            }
            return last;
        }),
        this,
        [this](qint64 last) {
            m_lastPoll = last;
            showEmptiness();
        },
        [](const Error&) {}); // the lists say what is wrong with the store
}

void TriageScreen::showEmptiness()
{
    const bool noFailures = m_groupModel->loadState() == LoadState::Empty && m_groupModel->filter().isEmpty();
    const bool nothing = noFailures && m_findings->count() == 0;
    if (noFailures && m_findings->count() > 0)
        showFindingsAlone();
    else if (m_findings->count() == 0 && m_findings->row()->isChecked())
        showFindings(false);
    const StatusWatcher& status = context().status;
    if (nothing && status.isKnown() && status.status().tracked == 0 && status.status().imports == 0) {
        m_nothing->setContent({QStringLiteral("import"), tr("Nothing is imported yet"),
                               tr("Name packages, and the history of each becomes a git branch per suite. What fails "
                                  "shows here, grouped by cause."),
                               context().actions.action(QStringLiteral("file.import")), Tone::Muted});
    } else if (nothing) {
        m_nothing->setContent({QStringLiteral("ok"), tr("No failures"),
                               m_lastPoll > 0 ? tr("The archives were last read %1.", "an age: 5 min ago")
                                                    .arg(agoText(m_lastPoll, context().clock.nowMs()))
                                              : tr("No archive has been read so far."),
                               nullptr, Tone::Ok});
    }
    m_stack->setCurrentIndex(nothing ? 1 : 0);
    emit ready();
}

} // namespace millrace::ui
