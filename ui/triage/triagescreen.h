// SPDX-License-Identifier: GPL-3.0-or-later
// TriageScreen: what failed, grouped by cause (left), the packages of a group (middle), the evidence of one failure
// and what can be done (right). Findings of verification are one more group, below those of failures. GUI thread.
#pragma once

#include "ui/widgets/screen.h"

class QSplitter;
class QStackedLayout;
class QStackedWidget;

namespace millrace::ui {

class EmptyState;
class EvidencePane;
class GroupActions;
class GroupFactsCache;
class ListPane;
class PagedModel;
class SelectedRows;
class TriageActions;
class TriageFindings;

class TriageScreen final : public Screen
{
    Q_OBJECT
public:
    explicit TriageScreen(const AppContext& context, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("triage"); }
    QString title() const override { return tr("Triage"); }
    QString iconName() const override { return QStringLiteral("triage"); }
    QString badge() const override;
    void activate() override;
    void deactivate() override;
    void focusSearch() override;
    bool isReady() const override;
    void showExample() override;
    void saveSession() override;
    void restoreSession() override;
    /// "signature:1a2b…", "failure:7" or "findings".
    void open(const QString& subject) override;

    ListPane* groups() const { return m_groups; }
    ListPane* failures() const { return m_failures; }
    TriageFindings* findings() const { return m_findings; }
    EvidencePane* evidence() const { return m_evidence; }

private:
    void build();
    void connectParts();
    QWidget* buildGroups();
    void chooseGroup(qint64 id);
    /// In the middle: the failures of the group; without one all that are open, or those that the groups' filter asks
    /// for when it finds no group.
    void listFailures();
    /// Findings in the middle and on the right, or failures.
    void showFindings(bool findings);
    /// They are all there is.
    void showFindingsAlone();
    void updateSubject();
    void applySubject();
    void showEmptiness();
    void readLastPoll();
    void openFailure(qint64 id);

    PagedModel* m_groupModel;
    PagedModel* m_failureModel;
    GroupFactsCache* m_facts;
    TriageActions* m_actions;
    GroupActions* m_groupActions;
    SelectedRows* m_selected = nullptr;
    ListPane* m_groups;
    ListPane* m_failures;
    EvidencePane* m_evidence;
    TriageFindings* m_findings;
    QStackedWidget* m_middle;
    QStackedWidget* m_right;
    EmptyState* m_nothing;
    QSplitter* m_splitter;
    QStackedLayout* m_stack;
    qint64 m_lastPoll = 0;
    qint64 m_group = 0;
};

} // namespace millrace::ui
