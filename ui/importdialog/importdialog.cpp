// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/importdialog/importdialog.h"

#include "core/base/answer.h"
#include "core/base/error.h"
#include "core/ops/operations.h"
#include "core/store/changefeed.h"
#include "ui/actions/operationrunner.h"
#include "ui/importdialog/packagenameedit.h"
#include "ui/models/enginehost.h"
#include "ui/theme/theme.h"
#include "ui/widgets/tonelabel.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

constexpr int mostCompletions = 40;

} // namespace

ImportDialog::ImportDialog(const AppContext& context, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
{
    setObjectName(QStringLiteral("import"));
    setWindowTitle(tr("Import packages"));
    build();
    connect(m_names, &PackageNameEdit::completionWanted, this, &ImportDialog::complete);
    connect(m_names, &PackageNameEdit::namesChanged, this, &ImportDialog::plan);
    connect(m_names, &QLineEdit::textChanged, this, [this] {
        m_reading = true;
        m_import->setEnabled(false);
    });
    // While the indexes of a first start come in, unknown names become known.
    connect(&context.feed, &store::ChangeFeed::changed, this, [this](const QSet<QString>& topics) {
        if (isVisible() && (topics.contains(QStringLiteral("package")) || topics.contains(QStringLiteral("archive"))))
            plan();
    });
    connect(&context.engine, &EngineHost::pollChanged, this, [this] {
        showPackages();
        showSentence();
    });
}

void ImportDialog::build()
{
    auto* heading = new QLabel(tr("Import the whole history of source &packages"));
    heading->setFont(theme::heading());
    m_names = new PackageNameEdit;
    m_names->setPlaceholderText(tr("Names, separated by spaces: hello bash zlib"));
    m_names->setAccessibleName(tr("Source packages to import"));
    heading->setBuddy(m_names);
    m_packages = new QTreeWidget;
    m_packages->setObjectName(QStringLiteral("import.packages"));
    m_packages->setAccessibleName(tr("What the archives have"));
    m_packages->setRootIsDecorated(false);
    m_packages->setUniformRowHeights(true);
    m_packages->setSelectionMode(QAbstractItemView::NoSelection);
    m_packages->setHeaderLabels({tr("Package"), tr("Versions"), tr("Imported"), tr("Suites")});
    const int digit = fontMetrics().averageCharWidth();
    m_packages->header()->resizeSection(0, digit * 24);
    m_packages->header()->resizeSection(1, digit * 11);
    m_packages->header()->resizeSection(2, digit * 11);
    m_sentence = new QLabel;
    m_sentence->setObjectName(QStringLiteral("import.sentence"));
    m_sentence->setWordWrap(true);
    m_hint = new ToneLabel(Tone::Muted);
    m_hint->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_import = buttons->addButton(tr("Import"), QDialogButtonBox::AcceptRole);
    m_import->setObjectName(QStringLiteral("import.run"));
    // The dialog's own way to make a button the default is focus; Return belongs to Import wherever that is.
    buttons->button(QDialogButtonBox::Cancel)->setAutoDefault(false);
    m_import->setDefault(true);
    m_import->setEnabled(false);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_import, &QPushButton::clicked, this, &ImportDialog::run);

    const int gap = theme::spacing();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(gap, gap, gap, gap);
    layout->setSpacing(gap / 2);
    for (QWidget* widget : QList<QWidget*>{heading, m_names, m_packages, m_sentence, m_hint})
        layout->addWidget(widget);
    layout->addWidget(buttons);
    resize(digit * 96, fontMetrics().height() * 24);
    m_names->setFocus();
}

void ImportDialog::begin()
{
    if (!isVisible())
        m_names->clear();
    show();
    raise();
    activateWindow();
    m_names->setFocus();
    plan();
}

void ImportDialog::complete(const QString& prefix)
{
    answer(
        m_context.read.run(
            [prefix](store::StateStore& store) { return store.details.packageNames(prefix, mostCompletions); }),
        this, [this, prefix](const QStringList& names) { m_names->setCompletions(prefix, names); },
        [this](const Error& error) { m_hint->setText(error.message()); });
}

void ImportDialog::plan()
{
    m_reading = true;
    const quint64 token = ++m_token;
    answer(
        m_context.read.run(
            [names = m_names->names()](store::StateStore& store) { return readImportPlan(store, names); }),
        this,
        [this, token](const ImportPlan& plan) {
            if (token == m_token)
                take(plan);
        },
        [this, token](const Error& error) {
            if (token != m_token)
                return;
            m_reading = false;
            m_sentence->setText(error.message());
        });
}

void ImportDialog::take(const ImportPlan& plan)
{
    m_reading = false;
    m_plan = plan;
    showPackages();
    showSentence();
    const int known = plan.knownCount();
    m_import->setEnabled(!plan.preview.empty());
    m_import->setText(known > 1 ? tr("Import %Ln package(s)", nullptr, known) : tr("Import"));
}

void ImportDialog::showPackages()
{
    m_packages->clear();
    const QSize cell(0, fontMetrics().height() * 8 / 5);
    for (const PlannedPackage& package : m_plan.packages) {
        auto* item = new QTreeWidgetItem(m_packages);
        item->setText(0, package.name);
        item->setSizeHint(0, cell);
        if (package.known) {
            item->setText(1, QString::number(package.versions));
            item->setText(2, QString::number(package.imported));
            item->setText(3, package.suites.join(QStringLiteral(", ")));
            item->setToolTip(3, item->text(3));
            continue;
        }
        item->setForeground(0, theme::color(Tone::Warning));
        item->setForeground(3, theme::color(Tone::Muted));
        item->setText(3, m_context.engine.isPolling() ? tr("not found so far, the indexes are being read")
                         : package.similar.isEmpty()
                             ? tr("no archive has it")
                             : tr("no archive has it; there is %1").arg(package.similar.join(QStringLiteral(", "))));
    }
}

void ImportDialog::showSentence()
{
    QStringList hints;
    if (m_context.engine.isPolling())
        hints << m_context.engine.pollSentence();
    else if (m_plan.archives == 0)
        hints << tr("The archives of this machine are not read yet.");
    hints += m_plan.preview.refusals;
    m_hint->setText(hints.join(QLatin1Char('\n')));
    m_hint->setVisible(!hints.isEmpty());
    if (m_plan.packages.isEmpty())
        m_sentence->setText(tr("Name one or more source packages. Tab completes from the archives' indexes."));
    else if (m_plan.preview.empty())
        m_sentence->setText(tr("There is nothing to import."));
    else
        m_sentence->setText(
            (QStringList(m_plan.preview.sentence) + m_plan.preview.consequences).join(QLatin1Char('\n')));
}

void ImportDialog::run()
{
    if (m_plan.preview.empty())
        return;
    m_context.runner.run(ops::import(m_plan.knownNames()), {tr("Import"), false, ReasonField::None});
    accept();
}

} // namespace millrace::ui
