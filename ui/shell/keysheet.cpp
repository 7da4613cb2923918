// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/keysheet.h"

#include "ui/actions/actionregistry.h"
#include "ui/theme/theme.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

QString plainText(QString text)
{
    return text.remove(QLatin1Char('&'));
}

QString keysText(const ActionSpec& spec)
{
    QStringList keys;
    for (const QKeySequence& key : spec.keys + spec.listKeys)
        keys << key.toString(QKeySequence::NativeText);
    return keys.join(QStringLiteral("   "));
}

void addListKeys(QTreeWidget* tree)
{
    const QList<std::pair<QString, QString>> keys = {
        {QStringLiteral("J  K  ↓  ↑"), KeySheet::tr("Next and previous row of a list")},
        {QStringLiteral("Enter"), KeySheet::tr("Open the row")},
        {QStringLiteral("Esc"), KeySheet::tr("Clear the filter, decline a preview")},
        {QStringLiteral("Shift+↓  Ctrl+A"), KeySheet::tr("Select several rows")},
    };
    for (const auto& [key, text] : keys)
        new QTreeWidgetItem(tree, {text, key, {}});
}

} // namespace

KeySheet::KeySheet(const ActionRegistry& actions, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("keys"));
    setWindowTitle(tr("Keys"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* filter = new QLineEdit;
    filter->setPlaceholderText(tr("Filter"));
    filter->setClearButtonEnabled(true);
    auto* tree = new QTreeWidget;
    tree->setObjectName(QStringLiteral("keys.list"));
    tree->setRootIsDecorated(false);
    tree->setUniformRowHeights(true);
    tree->setHeaderLabels({tr("Action"), tr("Keys"), tr("Command line")});
    for (const ActionSpec& spec : actions.specs()) {
        auto* item = new QTreeWidgetItem(tree, {plainText(spec.text), keysText(spec), spec.command});
        item->setToolTip(0, spec.tip);
        item->setIcon(0, theme::icon(spec.icon));
    }
    addListKeys(tree);
    connect(filter, &QLineEdit::textChanged, tree, [tree](const QString& text) {
        for (int i = 0; i < tree->topLevelItemCount(); ++i) {
            QTreeWidgetItem* item = tree->topLevelItem(i);
            const QString all = item->text(0) + item->text(1) + item->text(2) + item->toolTip(0);
            item->setHidden(!all.contains(text, Qt::CaseInsensitive));
        }
    });
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(filter);
    layout->addWidget(tree);
    layout->addWidget(buttons);
    const int digit = fontMetrics().averageCharWidth();
    tree->header()->resizeSection(0, digit * 34);
    tree->header()->resizeSection(1, digit * 26);
    resize(digit * 110, fontMetrics().height() * 34);
}

} // namespace millrace::ui
