// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/aboutdialog.h"

#include "core/store/storethread.h"
#include "ui/theme/theme.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace millrace::ui {

AboutDialog::AboutDialog(const AppContext& context, QWidget* parent)
    : QDialog(parent)
{
    setWindowTitle(tr("About Millrace"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* icon = new QLabel;
    icon->setPixmap(theme::applicationIcon().pixmap(fontMetrics().height() * 4));
    auto* title = new QLabel(tr("Millrace %1").arg(QStringLiteral(MILLRACE_VERSION)));
    title->setFont(theme::heading());
    auto* text = new QLabel(tr("Keeps git branches of every source package of a Debian-style archive.\n"
                               "Free software under the GNU General Public License, version 3 or later."));
    auto* form = new QFormLayout;
    const auto row = [&](const QString& label, const QString& value) {
        auto* field = new QLabel(value);
        field->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        field->setFont(theme::monospace());
        form->addRow(label, field);
    };
    row(tr("Store"), context.read.url().text);
    row(tr("Repositories"), context.paths.repositories);
    row(tr("Source files"), context.paths.blobs);
    row(tr("Cache"), context.paths.cache);
    row(tr("Logs"), context.paths.logs());
    row(tr("Settings"), context.paths.config);
    row(tr("Changes are recorded for"), context.actor);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto* head = new QHBoxLayout;
    head->setSpacing(theme::spacing());
    auto* words = new QVBoxLayout;
    words->addWidget(title);
    words->addWidget(text);
    head->addWidget(icon, 0, Qt::AlignTop);
    head->addLayout(words, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(theme::spacing());
    layout->addLayout(head);
    layout->addLayout(form);
    layout->addWidget(buttons);
}

} // namespace millrace::ui
