// SPDX-License-Identifier: GPL-3.0-or-later
// ImportDialog: names of source packages, what the archives have of them, and one button. Not modal: the window behind
// stays usable. The dialog is itself the preview, so the Operation is applied without another question. GUI thread.
#pragma once

#include "ui/importdialog/importplan.h"
#include "ui/widgets/appcontext.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QTreeWidget;

namespace millrace::ui {

class PackageNameEdit;
class ToneLabel;

class ImportDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit ImportDialog(const AppContext& context, QWidget* parent = nullptr);
    /// With an empty field, ready to type. The dialog lives as long as its window and is shown again and again.
    void begin();
    PackageNameEdit* nameEdit() const { return m_names; }
    QPushButton* importButton() const { return m_import; }
    /// The plan on screen is that of the names in the field.
    bool isSettled() const { return !m_reading; }

private:
    void build();
    void complete(const QString& prefix);
    void plan();
    void take(const ImportPlan& plan);
    void showPackages();
    void showSentence();
    void run();

    const AppContext& m_context;
    ImportPlan m_plan;
    quint64 m_token = 0;
    bool m_reading = false;
    PackageNameEdit* m_names;
    QTreeWidget* m_packages;
    QLabel* m_sentence;
    ToneLabel* m_hint;
    QPushButton* m_import;
};

} // namespace millrace::ui
