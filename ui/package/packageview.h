// SPDX-License-Identifier: GPL-3.0-or-later
// PackageView: one package: what is published where, its history, any two imports compared, its failures. GUI thread.
#pragma once

#include "core/store/details.h"
#include "ui/package/repositorythread.h"
#include "ui/widgets/appcontext.h"

#include <QWidget>

#include <optional>

class QLabel;
class QTableView;
class QTabWidget;
class QTreeWidget;
class QStackedLayout;

namespace millrace::ui {

class ActionRow;
class ComparePane;
class EmptyState;
class EvidencePane;
class FindingsTab;
class HistoryPane;
class PublicationModel;
class ToneLabel;

class PackageView final : public QWidget
{
    Q_OBJECT
public:
    explicit PackageView(const AppContext& context, QWidget* parent = nullptr);

    /// 0 = none.
    void setPackage(qint64 id);
    void reload();
    /// Shows the version in the history, now or as soon as the package is here.
    void showVersion(const QString& version);
    void setActions(const QList<QAction*>& actions);
    /// What can be done with the version that is chosen among the publications.
    void setVersionActions(const QList<QAction*>& actions);
    /// The chosen one among the publications; see PublicationModel::Role. Invalid: none.
    QModelIndex chosenPublication() const;
    /// Looks what somebody's upstream tag holds now, and asks whether to adopt it.
    void adoptUpstream();
    const std::optional<store::PackageDetails>& details() const { return m_details; }
    bool isReady() const;

    QTabWidget* tabs() const { return m_tabs; }
    HistoryPane* history() const { return m_history; }
    ComparePane* compare() const { return m_compare; }
    EvidencePane* evidence() const { return m_evidence; }
    FindingsTab* findings() const { return m_findings; }
    PublicationModel* publications() const { return m_publications; }

signals:
    void ready();
    /// Other facts about the package arrived, or another publication was chosen.
    void detailsChanged();

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* buildHead();
    void buildTabs();
    QWidget* buildPublications();
    QWidget* buildFailures();
    void take(const store::PackageDetails& details);
    void showMessage(const QString& icon, const QString& title, const QString& text);
    void fillHead();
    void fillFailures();
    void showCell(const QModelIndex& cell);

    const AppContext& m_context;
    RepositoryThread m_thread;
    qint64 m_id = 0;
    int m_token = 0;
    bool m_failed = false;
    std::optional<store::PackageDetails> m_details;
    QLabel* m_name;
    ToneLabel* m_state;
    ToneLabel* m_facts;
    ActionRow* m_actions;
    QTabWidget* m_tabs;
    PublicationModel* m_publications;
    QTableView* m_grid;
    HistoryPane* m_history;
    ComparePane* m_compare;
    QTreeWidget* m_failures;
    EvidencePane* m_evidence;
    FindingsTab* m_findings;
    QString m_wantedVersion;
    EmptyState* m_empty;
    QStackedLayout* m_stack;
};

} // namespace millrace::ui
