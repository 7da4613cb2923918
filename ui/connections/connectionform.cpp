// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connectionform.h"

#include "ui/connections/connectioncolour.h"
#include "ui/theme/theme.h"
#include "ui/widgets/tonelabel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>

namespace millrace::ui {

using Kind = Connection::Kind;

namespace {

constexpr int longestRelock = 24 * 60;
constexpr int highestPort = 65535;

template <typename Widget> Widget* named(Widget* widget, const char* name)
{
    widget->setObjectName(QLatin1String("connection.") + QLatin1String(name));
    return widget;
}

} // namespace

ConnectionForm::ConnectionForm(QWidget* parent)
    : QWidget(parent)
    , m_form(new QFormLayout(this))
{
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setVerticalSpacing(theme::spacing() / 2);
    m_form->setHorizontalSpacing(theme::spacing());
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    buildPlace();
    buildBehaviour();
    watch();
    follow();
}

void ConnectionForm::buildPlace()
{
    const QList<Kind> saved = {Kind::SqliteFile, Kind::Postgres};
    m_name = named(new QLineEdit, "name");
    m_name->setPlaceholderText(tr("As you call it: production, test"));
    m_colour = named(new QComboBox, "colour");
    m_colour->addItem(connectionDot({}), connectionColourText({}), QString());
    for (const QString& colour : connectionColours())
        m_colour->addItem(connectionDot(colour), connectionColourText(colour), colour);
    m_file = named(new QLineEdit, "file");
    m_host = named(new QLineEdit, "host");
    m_host->setPlaceholderText(tr("A name, an address, or the folder of a socket"));
    m_port = named(new QSpinBox, "port");
    m_port->setRange(1, highestPort);
    m_port->setGroupSeparatorShown(false);
    m_database = named(new QLineEdit, "database");
    m_user = named(new QLineEdit, "user");
    m_password = named(new QLineEdit, "password");
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setPlaceholderText(tr("Leave empty to be asked when it opens"));
    m_passwordNote = named(new ToneLabel(Tone::Muted), "passwordNote");
    m_passwordNote->setWordWrap(true);
    m_sslMode = named(new QComboBox, "sslmode");
    // libpq's words, with what each promises.
    const std::pair<const char*, QString> modes[] = {
        {"verify-full", tr("Required, certificate and host name checked (verify-full)")},
        {"verify-ca", tr("Required, certificate checked (verify-ca)")},
        {"require", tr("Required, not checked (require)")},
        {"prefer", tr("If the server has it (prefer)")},
        {"disable", tr("Off (disable)")}};
    for (const auto& [mode, text] : modes)
        m_sslMode->addItem(text, QLatin1String(mode));
    m_rootCertificate = named(new QLineEdit, "rootCertificate");
    m_rootCertificate->setPlaceholderText(tr("~/.postgresql/root.crt"));

    addRow(tr("&Name"), m_name, saved);
    addRow(tr("&Colour"), m_colour, saved);
    addRow(tr("&File"), withBrowse(m_file, tr("State store"), false), {Kind::SqliteFile});
    addRow(tr("&Host"), m_host, {Kind::Postgres});
    addRow(tr("P&ort"), m_port, {Kind::Postgres});
    addRow(tr("&Database"), m_database, {Kind::Postgres});
    addRow(tr("&User"), m_user, {Kind::Postgres});
    addRow(tr("Pass&word"), m_password, {Kind::Postgres});
    addRow({}, m_passwordNote, {Kind::Postgres});
    addRow(tr("&TLS"), m_sslMode, {Kind::Postgres});
    addRow(tr("Roo&t certificate"), withBrowse(m_rootCertificate, tr("Root certificate"), false), {Kind::Postgres});
}

void ConnectionForm::buildBehaviour()
{
    const QList<Kind> saved = {Kind::SqliteFile, Kind::Postgres};
    m_repositories = named(new QLineEdit, "repositories");
    m_repositories->setPlaceholderText(tr("Where the git repositories are; empty: beside the store's own files"));
    m_readOnly = named(new QCheckBox(tr("Open &read-only until unlocked")), "readOnly");
    m_asks = named(new QCheckBox(tr("&Ask before unlocking")), "asks");
    m_relock = named(new QSpinBox, "relock");
    m_relock->setRange(0, longestRelock);
    m_relock->setSpecialValueText(tr("never"));
    m_relock->setSuffix(tr(" min without use"));
    m_engine = named(new QCheckBox(tr("&Import on this computer, too, once it is unlocked")), "engine");
    m_engine->setToolTip(tr("This console's engine then takes jobs from the queue of this store. Its repositories must "
                            "be the ones that all hosts of the store share."));
    addRow(tr("Re&positories"), withBrowse(m_repositories, tr("Folder of the repositories"), true), saved);
    addRow({}, m_readOnly, saved);
    addRow({}, m_asks, saved);
    addRow(tr("&Lock again"), m_relock, saved);
    addRow({}, m_engine, saved);
}

QWidget* ConnectionForm::withBrowse(QLineEdit* edit, const QString& title, bool folder)
{
    auto* both = new QWidget;
    auto* button = new QPushButton(tr("Browse…"));
    button->setAccessibleName(tr("Browse: %1").arg(title));
    button->setAutoDefault(false);
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme::spacing() / 2);
    row->addWidget(edit, 1);
    row->addWidget(button);
    both->setFocusProxy(edit);
    connect(button, &QPushButton::clicked, this, [this, edit, title, folder] {
        // Not exec(): nothing in the console spins a loop of its own.
        auto* dialog = new QFileDialog(this, title, edit->text());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, edit, [this, edit](const QString& path) {
            edit->setText(path);
            emit edited();
        });
        dialog->open();
    });
    return both;
}

void ConnectionForm::addRow(const QString& label, QWidget* widget, const QList<Kind>& kinds)
{
    m_form->addRow(label, widget);
    m_rows.append({widget, kinds});
}

void ConnectionForm::watch()
{
    const auto tell = [this] {
        follow();
        if (!m_filling)
            emit edited();
    };
    for (QLineEdit* edit : {m_name, m_file, m_host, m_database, m_user, m_rootCertificate, m_repositories})
        connect(edit, &QLineEdit::textEdited, this, tell);
    for (QSpinBox* spin : {m_port, m_relock})
        connect(spin, &QSpinBox::valueChanged, this, tell);
    for (QComboBox* combo : {m_colour, m_sslMode})
        connect(combo, &QComboBox::currentIndexChanged, this, tell);
    for (QCheckBox* box : {m_readOnly, m_asks, m_engine})
        connect(box, &QCheckBox::toggled, this, tell);
    connect(m_password, &QLineEdit::editingFinished, this, [this] {
        if (!m_password->text().isEmpty())
            emit passwordEntered();
    });
}

void ConnectionForm::follow()
{
    // What never locks needs no question and no time.
    m_asks->setEnabled(m_readOnly->isChecked());
}

void ConnectionForm::setConnection(const Connection& connection)
{
    m_filling = true;
    m_connection = connection;
    for (const Row& row : std::as_const(m_rows)) {
        const bool shown = row.kinds.contains(connection.kind);
        row.widget->setVisible(shown);
        if (QWidget* label = m_form->labelForField(row.widget))
            label->setVisible(shown);
    }
    m_name->setText(connection.name);
    m_colour->setCurrentIndex(std::max(0, m_colour->findData(connection.colour)));
    m_file->setText(connection.file);
    m_host->setText(connection.host);
    m_port->setValue(connection.port);
    m_database->setText(connection.database);
    m_user->setText(connection.user);
    m_sslMode->setCurrentIndex(std::max(0, m_sslMode->findData(connection.sslMode)));
    m_rootCertificate->setText(connection.rootCertificate);
    m_repositories->setText(connection.repositories);
    m_readOnly->setChecked(connection.opensReadOnly);
    m_asks->setChecked(connection.asksToUnlock);
    m_relock->setValue(connection.relockMinutes);
    m_engine->setChecked(connection.runsEngine);
    clearPassword();
    setPasswordNote({}, false);
    follow();
    m_filling = false;
}

Connection ConnectionForm::connection() const
{
    Connection connection = m_connection;
    connection.name = m_name->text().trimmed();
    connection.colour = m_colour->currentData().toString();
    connection.file = m_file->text().trimmed();
    connection.host = m_host->text().trimmed();
    connection.port = m_port->value();
    connection.database = m_database->text().trimmed();
    connection.user = m_user->text().trimmed();
    connection.sslMode = m_sslMode->currentData().toString();
    connection.rootCertificate = m_rootCertificate->text().trimmed();
    connection.repositories = m_repositories->text().trimmed();
    connection.opensReadOnly = m_readOnly->isChecked();
    connection.asksToUnlock = m_asks->isChecked();
    connection.relockMinutes = m_relock->value();
    connection.runsEngine = m_engine->isChecked();
    return connection;
}

QString ConnectionForm::password() const
{
    return m_password->text();
}

void ConnectionForm::clearPassword()
{
    m_password->clear();
}

void ConnectionForm::setPasswordNote(const QString& note, bool warning)
{
    m_passwordNote->setTone(warning ? Tone::Warning : Tone::Muted);
    m_passwordNote->setText(note);
    m_passwordNote->setVisible(!note.isEmpty() && m_connection.kind == Kind::Postgres);
}

void ConnectionForm::focusName()
{
    m_name->setFocus();
    m_name->selectAll();
}

} // namespace millrace::ui
