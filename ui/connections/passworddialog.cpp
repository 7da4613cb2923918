// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/passworddialog.h"

#include "ui/theme/theme.h"
#include "ui/widgets/tonelabel.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace millrace::ui {

PasswordDialog::PasswordDialog(const Connection& connection, const Paths& base, const QString& why, bool offerKeep,
                               QWidget* parent)
    : QDialog(parent)
    , m_edit(new QLineEdit)
    , m_keep(new QCheckBox(tr("&Keep it in the system's keychain")))
{
    setObjectName(QStringLiteral("password"));
    setWindowTitle(tr("Password for %1").arg(connection.name));
    auto* heading = new QLabel(tr("&Password of %1", "a database user")
                                   .arg(connection.user.isEmpty() ? tr("the database user") : connection.user));
    heading->setFont(theme::heading());
    heading->setBuddy(m_edit);
    auto* place = new ToneLabel(Tone::Muted, placeText(connection, base));
    place->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* reason = new ToneLabel(Tone::Warning, why);
    reason->setObjectName(QStringLiteral("password.why"));
    reason->setWordWrap(true);
    reason->setVisible(!why.isEmpty());
    m_edit->setObjectName(QStringLiteral("password.edit"));
    m_edit->setEchoMode(QLineEdit::Password);
    m_edit->setMinimumWidth(fontMetrics().averageCharWidth() * 60);
    m_keep->setVisible(offerKeep);
    m_keep->setChecked(offerKeep);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    // Return belongs to the other button wherever the focus is.
    buttons->button(QDialogButtonBox::Cancel)->setAutoDefault(false);
    QPushButton* open = buttons->addButton(tr("Open"), QDialogButtonBox::AcceptRole);
    open->setDefault(true);
    open->setEnabled(false);
    connect(m_edit, &QLineEdit::textChanged, open, [open](const QString& text) { open->setEnabled(!text.isEmpty()); });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    const int gap = theme::spacing();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(gap, gap, gap, gap);
    layout->setSpacing(gap / 2);
    for (QWidget* widget : QList<QWidget*>{heading, place, reason, m_edit, m_keep})
        layout->addWidget(widget);
    layout->addWidget(buttons);
    m_edit->setFocus();
}

QString PasswordDialog::password() const
{
    return m_edit->text();
}

bool PasswordDialog::keeps() const
{
    return m_keep->isVisible() && m_keep->isChecked();
}

} // namespace millrace::ui
