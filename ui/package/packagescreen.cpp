// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/package/packagescreen.h"

#include "core/base/answer.h"
#include "core/store/changefeed.h"
#include "ui/models/selectedrows.h"
#include "ui/package/comparepane.h"
#include "ui/package/historypane.h"
#include "ui/package/packageactions.h"
#include "ui/package/packagerepairs.h"
#include "ui/package/packageview.h"
#include "ui/package/publicationmodel.h"
#include "ui/settings/settings.h"
#include "ui/widgets/listpane.h"

#include <QAction>
#include <QLineEdit>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

QList<ListColumn> columnsForSearch()
{
    QList<ListColumn> columns;
    for (ListColumn column : defaultColumns(store::ListKind::Packages)) {
        if (column.name == QLatin1String("package"))
            column.chars = 0;
        if (column.name == QLatin1String("package") || column.name == QLatin1String("state"))
            columns.append(column);
    }
    // Not shown, but sorted by: what a person imports stands above 30,000 names that they do not.
    columns.append({QStringLiteral("tracked"), {}, CellKind::Flag, 4, true});
    return columns;
}

} // namespace

PackageScreen::PackageScreen(const AppContext& context, QWidget* parent)
    : Screen(context, parent)
    , m_model(new PagedModel(store::ListKind::Packages, context.read, columnsForSearch(), context.clock, this))
    , m_actions(new PackageActions(context, this))
    , m_repairs(new PackageRepairs(context, this))
{
    m_selected = new SelectedRows(*m_model, this->context().read, this);
    build();
    m_model->setActive(false);
    m_list->view()->sortByColumn(m_model->columnOf(QStringLiteral("tracked")), Qt::DescendingOrder);

    connect(&this->context().feed, &store::ChangeFeed::changed, m_model, &PagedModel::noteChanges);
    connect(m_list->view(), &ListView::currentIdChanged, this, [this](qint64 id) {
        m_view->setPackage(id);
        updateSubject();
    });
    connect(m_list->view(), &ListView::selectionIdsChanged, this, &PackageScreen::updateSubject);
    connect(m_list->view(), &ListView::idActivated, this, [this] { m_view->tabs()->currentWidget()->setFocus(); });
    connect(m_model, &PagedModel::rowsArrived, this, &PackageScreen::updateSubject);
    connect(m_model, &PagedModel::rowsArrived, this, &Screen::ready);
    connect(m_model, &PagedModel::loadStateChanged, this, &Screen::ready);
    connect(m_view, &PackageView::detailsChanged, this, &PackageScreen::updateSubject);
    connect(m_selected, &SelectedRows::completed, this, &PackageScreen::applySubject);
    connect(m_view, &PackageView::ready, this, &Screen::ready);
}

void PackageScreen::build()
{
    ListPaneOptions options;
    options.name = QStringLiteral("package.list");
    options.title = tr("Source packages");
    options.placeholder = tr("Search: name, state:held, tracked:1");
    options.empty = {QStringLiteral("package"), tr("No packages yet"),
                     tr("They appear here after the first poll of an archive.")};
    m_list = new ListPane(m_model, options, this);
    m_list->view()->setSelectsFirst(true);
    m_list->view()->setColumnHidden(m_model->columnOf(QStringLiteral("tracked")), true);
    m_view = new PackageView(context(), this);
    const QList<QAction*> actions = m_actions->actions() + m_repairs->actions();
    m_view->setActions(actions);
    m_view->setVersionActions(m_repairs->actions().first(2));
    connect(m_actions, &PackageActions::adoptWanted, m_view, &PackageView::adoptUpstream);
    for (QAction* action : actions)
        m_list->view()->addListAction(action);
    m_splitter = new QSplitter(this);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_list);
    m_splitter->addWidget(m_view);
    m_splitter->setStretchFactor(1, 1);
    const int character = fontMetrics().averageCharWidth();
    m_list->setMinimumWidth(character * 24);
    m_splitter->setSizes({character * 40, character * 150});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_splitter);
}

void PackageScreen::activate()
{
    m_model->setActive(true);
    if (m_view->details())
        m_view->reload();
    updateSubject();
    m_list->view()->setFocus();
}

void PackageScreen::deactivate()
{
    m_model->setActive(false);
    m_actions->setSubject({});
    m_repairs->setSubject({});
}

void PackageScreen::focusSearch()
{
    m_list->focusFilter();
}

bool PackageScreen::isReady() const
{
    return m_model->loadState() != LoadState::Loading && m_model->isSettled() && m_view->isReady();
}

void PackageScreen::showExample()
{
    open(QStringLiteral("hello"));
    m_view->tabs()->setCurrentWidget(m_view->history());
}

void PackageScreen::saveSession()
{
    Settings& settings = context().settings;
    settings.saveSplitter(QStringLiteral("package/splitter"), m_splitter);
    settings.saveSplitter(QStringLiteral("package/history"), m_view->history()->splitter());
    settings.setSessionText(QStringLiteral("package/filter"), m_list->filterEdit()->text());
    settings.setSessionText(QStringLiteral("package/name"), m_view->details() ? m_view->details()->name : QString());
}

void PackageScreen::restoreSession()
{
    const Settings& settings = context().settings;
    settings.restoreSplitter(QStringLiteral("package/splitter"), m_splitter);
    settings.restoreSplitter(QStringLiteral("package/history"), m_view->history()->splitter());
    m_list->setFilterText(settings.sessionText(QStringLiteral("package/filter")));
    if (const QString name = settings.sessionText(QStringLiteral("package/name")); !name.isEmpty())
        open(name);
}

void PackageScreen::open(const QString& subject)
{
    const QString name = subject.section(QLatin1Char(' '), 0, 0);
    const QString version = subject.section(QLatin1Char(' '), 1);
    answer(
        context().read.run([name](store::StateStore& store) { return store.packages.byName(name); }), this,
        [this, version](const std::optional<store::Package>& package) {
            if (!package)
                return;
            // A filter that hides the package would select nothing.
            if (m_model->rowOf(package->id) < 0)
                m_list->setFilterText({});
            m_list->view()->selectId(package->id);
            m_view->setPackage(package->id);
            if (!version.isEmpty())
                m_view->showVersion(version);
        },
        [](const Error&) {}); // the list says what is wrong with the store
}

void PackageScreen::updateSubject()
{
    if (!isVisible())
        return;
    m_selected->setIds(m_list->view()->selectedIds(),
                       {QStringLiteral("package"), QStringLiteral("state"), QStringLiteral("tracked")});
    applySubject();
}

void PackageScreen::applySubject()
{
    PackageSubject subject;
    subject.allTracked = true;
    for (const QVariantList& row : m_selected->isComplete() ? m_selected->rows() : QList<QVariantList>()) {
        const QString state = row.at(1).toString();
        subject.packages.append(row.first().toString());
        const bool undecided = state == QLatin1String("decision");
        subject.anyUndecided = subject.anyUndecided || undecided;
        subject.anyFailed =
            subject.anyFailed || undecided || state == QLatin1String("held") || state == QLatin1String("retry_wait");
        subject.anyAside = subject.anyAside || state == QLatin1String("paused") || state == QLatin1String("denied");
        subject.allTracked = subject.allTracked && row.at(2).toBool();
    }
    subject.allTracked = subject.allTracked && !subject.packages.isEmpty();
    m_actions->setSubject(subject);
    RepairSubject repairs{subject.packages};
    const std::optional<store::PackageDetails>& shown = m_view->details();
    const bool one = subject.packages.size() == 1;
    const bool known = one && shown && shown->name == subject.packages.first();
    if (const QModelIndex cell = m_view->chosenPublication(); known && cell.isValid()) {
        repairs.version = m_view->publications()->versions().value(cell.row());
        repairs.waiting = cell.data(PublicationModel::WaitingRole).toBool();
        repairs.skipped = cell.data(PublicationModel::SkippedRole).toBool();
    }
    repairs.imported = !known || !shown->imports.isEmpty();
    m_repairs->setSubject(repairs);
}

} // namespace millrace::ui
