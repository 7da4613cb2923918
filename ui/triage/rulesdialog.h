// SPDX-License-Identifier: GPL-3.0-or-later
// RulesDialog: the classification of errors as a table: which hold a package, which are retried, who decided so; and
// the form that changes a line of it. GUI thread.
#pragma once

#include "core/store/ruletable.h"
#include "ui/widgets/appcontext.h"

#include <QDialog>

class QLineEdit;
class QTreeWidget;

namespace millrace::ui {

class RuleForm;
class ToneLabel;

/// A failure group that is to have a rule of its own.
struct RuledGroup
{
    QString signature = {}; ///< empty = none
    QString title = {};
};

class RulesDialog final : public QDialog
{
    Q_OBJECT
public:
    /// Shows the line of @p group, which the table need not have yet; without a group, the first one.
    RulesDialog(const AppContext& context, const RuledGroup& group, QWidget* parent = nullptr);

    QTreeWidget* table() const { return m_table; }
    RuleForm* form() const { return m_form; }
    QLineEdit* filterEdit() const { return m_filter; }
    /// The line of this code, class or signature.
    void choose(const QString& code);
    bool isReady() const { return !m_reading; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    void read();
    void take(const QList<store::ListedRule>& rules, const QStringList& titles);
    void showMatching();
    void showChosen();

    const AppContext& m_context;
    const RuledGroup m_group;
    QList<store::ListedRule> m_rules;
    QStringList m_titles; ///< of the rules, in their order
    bool m_reading = false;
    QLineEdit* m_filter;
    QTreeWidget* m_table;
    ToneLabel* m_count;
    RuleForm* m_form;
};

} // namespace millrace::ui
