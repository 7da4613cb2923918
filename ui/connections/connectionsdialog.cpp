// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connectionsdialog.h"

#include "core/base/answer.h"
#include "ui/connections/connectioncolour.h"
#include "ui/connections/connectionform.h"
#include "ui/connections/passwords.h"
#include "ui/theme/theme.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/tonelabel.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QtConcurrentRun>
#include <QVBoxLayout>

namespace millrace::ui {

using Kind = Connection::Kind;

namespace {

constexpr int idRole = Qt::UserRole;

template <typename Widget> Widget* named(Widget* widget, const char* name)
{
    widget->setObjectName(QLatin1String("connections.") + QLatin1String(name));
    return widget;
}

} // namespace

ConnectionsDialog::ConnectionsDialog(ConnectionBook& book, Passwords& passwords, const QString& current,
                                     const Clock& clock, QWidget* parent)
    : QDialog(parent)
    , m_book(book)
    , m_passwords(passwords)
    , m_clock(clock)
    , m_current(current)
{
    setObjectName(QStringLiteral("connections"));
    setWindowTitle(tr("Connections"));
    build();
    fillList();
    connect(&m_book, &ConnectionBook::changed, this, &ConnectionsDialog::fillList);
    choose(m_book.byId(current) ? current : m_book.all().first().id);
}

ConnectionsDialog::~ConnectionsDialog()
{
    for (const QString& id : std::as_const(m_removed)) {
        if (!m_book.byId(id))
            m_passwords.forget(id);
    }
}

void ConnectionsDialog::build()
{
    const int gap = theme::spacing();
    m_messages = new MessageBar;
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    m_open = named(buttons->addButton(tr("Open"), QDialogButtonBox::AcceptRole), "open");
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    m_open->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_open, &QPushButton::clicked, this, &ConnectionsDialog::open);

    auto* columns = new QHBoxLayout;
    columns->setContentsMargins(gap, gap, gap, 0);
    columns->setSpacing(gap);
    columns->addWidget(buildList());
    columns->addWidget(buildForm(), 1);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(gap, 0, gap, gap);
    foot->addWidget(buttons);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gap);
    layout->addLayout(columns, 1);
    layout->addWidget(m_messages);
    layout->addLayout(foot);
    resize(fontMetrics().averageCharWidth() * 128, fontMetrics().height() * 38);
}

QWidget* ConnectionsDialog::buildList()
{
    auto* left = new QWidget;
    m_list = named(new QListWidget, "list");
    m_list->setAccessibleName(tr("Connections"));
    m_list->setUniformItemSizes(true);
    m_list->setFixedWidth(fontMetrics().averageCharWidth() * 40);
    auto* add = named(new QPushButton(tr("Add")), "add");
    add->setAutoDefault(false);
    auto* menu = new QMenu(add);
    menu->addAction(theme::icon(QStringLiteral("host")), tr("&PostgreSQL database…"), this,
                    [this] { this->add(Kind::Postgres); });
    menu->addAction(theme::icon(QStringLiteral("file")), tr("&SQLite file…"), this,
                    [this] { this->add(Kind::SqliteFile); });
    add->setMenu(menu);
    m_duplicate = named(new QPushButton(tr("Duplicate")), "duplicate");
    m_remove = named(new QPushButton(tr("Remove")), "remove");
    for (QPushButton* button : {m_duplicate, m_remove})
        button->setAutoDefault(false);
    connect(m_duplicate, &QPushButton::clicked, this, &ConnectionsDialog::duplicate);
    connect(m_remove, &QPushButton::clicked, this, &ConnectionsDialog::removeChosen);
    connect(m_list, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem* item) {
        if (item && !m_filling)
            choose(item->data(idRole).toString());
    });
    connect(m_list, &QListWidget::itemActivated, this, &ConnectionsDialog::open);

    auto* row = new QHBoxLayout;
    row->addWidget(add);
    row->addWidget(m_duplicate);
    row->addWidget(m_remove);
    auto* layout = new QVBoxLayout(left);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::spacing() / 2);
    layout->addWidget(m_list, 1);
    layout->addLayout(row);
    return left;
}

QWidget* ConnectionsDialog::buildForm()
{
    const int gap = theme::spacing();
    m_form = new ConnectionForm;
    m_test = named(new QPushButton(tr("&Test")), "test");
    m_test->setAutoDefault(false);
    m_reportIcon = new IconLabel(QStringLiteral("ok"), Tone::Ok, fontMetrics().height());
    m_reportTitle = named(new ToneLabel(Tone::Ok), "report");
    m_reportTitle->setFont(theme::heading());
    m_reportText = named(new ToneLabel(Tone::Text), "reportText");
    for (ToneLabel* label : {m_reportTitle, m_reportText}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    auto* report = new QVBoxLayout;
    report->setSpacing(gap / 3);
    report->addWidget(m_reportTitle);
    report->addWidget(m_reportText);
    auto* test = new QHBoxLayout;
    test->setSpacing(gap / 2);
    test->addWidget(m_test, 0, Qt::AlignTop);
    test->addSpacing(gap / 2);
    test->addWidget(m_reportIcon, 0, Qt::AlignTop);
    test->addLayout(report, 1);

    m_formArea = new QWidget;
    auto* inner = new QVBoxLayout(m_formArea);
    inner->setContentsMargins(0, 0, gap, 0);
    inner->setSpacing(gap);
    inner->addWidget(m_form);
    inner->addLayout(test);
    inner->addStretch();
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(m_formArea);
    m_local = new EmptyState;
    auto* right = new QWidget;
    auto* layout = new QVBoxLayout(right);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll, 1);
    layout->addWidget(m_local, 1);
    scroll->setObjectName(QStringLiteral("connections.fields"));
    connect(m_form, &ConnectionForm::edited, this, &ConnectionsDialog::takeEdit);
    connect(m_form, &ConnectionForm::passwordEntered, this, &ConnectionsDialog::keepPassword);
    connect(m_test, &QPushButton::clicked, this, &ConnectionsDialog::test);
    return right;
}

void ConnectionsDialog::fillList()
{
    m_filling = true;
    m_list->clear();
    QList<Connection> shown = m_book.all();
    if (!m_chosen.id.isEmpty() && !m_book.byId(m_chosen.id))
        shown.append(m_chosen); // new, not complete enough to be saved
    for (const Connection& connection : std::as_const(shown)) {
        const QString name = connection.name.isEmpty() ? tr("(no name)") : connection.name;
        auto* item = new QListWidgetItem(connectionDot(connection.colour),
                                         QStringLiteral("%1\n%2").arg(name, placeText(connection, m_book.base())));
        item->setData(idRole, connection.id);
        item->setToolTip(item->text());
        if (connection.id == m_current) {
            QFont bold = m_list->font();
            bold.setWeight(QFont::DemiBold);
            item->setFont(bold);
            item->setToolTip(tr("%1\nIt is open in this window.").arg(item->text()));
        }
        item->setSizeHint(QSize(0, fontMetrics().height() * 29 / 10));
        m_list->addItem(item);
        if (connection.id == m_chosen.id)
            m_list->setCurrentItem(item);
    }
    m_filling = false;
}

void ConnectionsDialog::choose(const QString& id)
{
    const std::optional<Connection> connection = m_book.byId(id);
    if (!connection || m_chosen.id == id)
        return;
    const bool dropsNew = !m_chosen.id.isEmpty() && !m_book.byId(m_chosen.id);
    showFields(*connection);
    // Queued: the list is still telling of its change.
    if (dropsNew)
        QMetaObject::invokeMethod(this, &ConnectionsDialog::fillList, Qt::QueuedConnection);
}

void ConnectionsDialog::showFields(const Connection& connection)
{
    ++m_token;
    m_testing = false;
    m_chosen = connection;
    m_form->setConnection(connection);
    const bool local = connection.kind == Kind::ThisComputer;
    findChild<QScrollArea*>(QStringLiteral("connections.fields"))->setVisible(!local);
    m_local->setVisible(local);
    m_local->setContent({QStringLiteral("host"), connection.name,
                         tr("The store that Millrace keeps on this computer, with the archives of its apt.\n%1\n"
                            "It is always here, and it is nobody else's: it has no lock.")
                             .arg(placeText(connection, m_book.base()))});
    hideReport();
    for (int i = 0; i < m_list->count(); ++i) {
        if (m_list->item(i)->data(idRole).toString() == connection.id && m_list->currentRow() != i)
            m_list->setCurrentRow(i);
    }
    follow();
}

void ConnectionsDialog::follow()
{
    const bool local = m_chosen.kind == Kind::ThisComputer;
    const QString problem = local ? QString() : problemOf(m_chosen);
    m_duplicate->setEnabled(!local);
    m_remove->setEnabled(!local && m_chosen.id != m_current);
    m_remove->setToolTip(m_chosen.id == m_current ? tr("It is open in this window: open another one first")
                                                  : QString());
    m_test->setEnabled(problem.isEmpty() && !m_testing);
    m_open->setEnabled(problem.isEmpty() && m_chosen.id != m_current);
    m_open->setToolTip(m_chosen.id == m_current ? tr("It is open already") : problem);
}

void ConnectionsDialog::add(Kind kind)
{
    Connection connection = newConnection(kind);
    connection.name = m_book.freeName(kind == Kind::Postgres ? tr("Shared store") : tr("Other file"));
    showFields(connection);
    fillList();
    m_form->focusName();
}

void ConnectionsDialog::takeEdit()
{
    m_chosen = m_form->connection();
    ++m_token; // what is being tested is no longer what the fields say
    m_testing = false;
    const QString problem = problemOf(m_chosen);
    hideReport();
    if (!problem.isEmpty()) {
        m_reportTitle->setTone(Tone::Warning);
        m_reportTitle->setText(tr("Not saved yet"));
        m_reportText->setText(problem);
        m_reportIcon->setIcon(QStringLiteral("warning"), Tone::Warning);
        m_reportIcon->show();
        fillList();
    } else if (!m_book.save(m_chosen)) {
        m_messages->say(Tone::Error, m_book.failure());
    }
    follow();
}

void ConnectionsDialog::keepPassword()
{
    const QString id = m_chosen.id;
    m_passwords.keep(id, m_form->password(), this, [this, id](const QString& why) {
        if (id != m_chosen.id)
            return;
        m_form->setPasswordNote(why.isEmpty() ? tr("Kept in the system's keychain.")
                                              : tr("Remembered until Millrace closes. %1").arg(why),
                                !why.isEmpty());
    });
}

void ConnectionsDialog::duplicate()
{
    Connection copy = m_chosen;
    copy.id = newConnection(copy.kind).id;
    copy.name = m_book.freeName(m_chosen.name);
    if (problemOf(copy).isEmpty())
        m_book.save(copy);
    showFields(copy);
    fillList();
    m_form->focusName();
}

void ConnectionsDialog::removeChosen()
{
    const Connection removed = m_chosen;
    m_removed << removed.id;
    m_chosen = {};
    m_book.remove(removed.id);
    showFields(m_book.all().first());
    fillList();
    m_messages->say(Tone::Ok, tr("%1 is removed. The store itself was not touched.").arg(removed.name),
                    {tr("Undo"), [this, removed] {
                         m_book.save(removed);
                         choose(removed.id);
                     }});
}

void ConnectionsDialog::test()
{
    if (m_testing)
        return;
    m_testing = true;
    const int token = ++m_token;
    m_reportTitle->setTone(Tone::Muted);
    m_reportTitle->setText(tr("Testing %1 …").arg(placeText(m_chosen, m_book.base())));
    m_reportText->clear();
    m_reportIcon->setIcon(QStringLiteral("wait"), Tone::Muted);
    m_reportIcon->show();
    follow();
    const auto run = [this, token](const QString& password) {
        const OpenRequest request{m_chosen, m_book.base(), password, &m_clock};
        answer(
            QtConcurrent::run([request] { return testConnection(request); }), this,
            [this, token](const TestReport& report) {
                if (token == m_token)
                    showReport(report);
            },
            [this, token](const Error& error) {
                if (token == m_token)
                    showReport(reportOf(error));
            });
    };
    if (m_chosen.kind != Kind::Postgres || !m_form->password().isEmpty()) {
        run(m_form->password());
        return;
    }
    m_passwords.find(m_chosen.id, this, [this, token, run](const Passwords::Found& found) {
        if (token == m_token)
            run(found.password);
    });
}

void ConnectionsDialog::showReport(const TestReport& report)
{
    m_testing = false;
    const Tone tone = report.ok ? Tone::Ok : Tone::Error;
    m_reportIcon->setIcon(report.ok ? QStringLiteral("ok") : QStringLiteral("error"), tone);
    m_reportIcon->show();
    m_reportTitle->setTone(tone);
    m_reportTitle->setText(report.title);
    m_reportText->setText(report.text);
    follow();
}

void ConnectionsDialog::hideReport()
{
    m_reportIcon->hide();
    m_reportTitle->clear();
    m_reportText->clear();
}

void ConnectionsDialog::open()
{
    if (!m_open->isEnabled())
        return;
    if (!m_form->password().isEmpty())
        m_passwords.remember(m_chosen.id, m_form->password());
    emit openRequested(m_chosen.id);
    accept();
}

} // namespace millrace::ui
