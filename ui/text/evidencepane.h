// SPDX-License-Identifier: GPL-3.0-or-later
// EvidencePane: all that is known of one failure: what and why on top, then traceback, log, attempts and why it is in
// its group. Reads on the reading StoreThread; follows the change feed without losing the reader's place. GUI thread.
#pragma once

#include "core/store/details.h"
#include "ui/widgets/appcontext.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QLabel;
class QStackedLayout;
class QTabWidget;

namespace millrace::ui {

class ActionRow;
class AttemptList;
class CodeEdit;
class EmptyState;
class LogView;
class ToneLabel;
class TracebackView;

class EvidencePane final : public QWidget
{
    Q_OBJECT
public:
    explicit EvidencePane(const AppContext& context, QWidget* parent = nullptr);

    /// 0 = none.
    void setFailure(qint64 id);
    qint64 failureId() const { return m_id; }
    /// What is shown now; null while it is read.
    const std::optional<store::FailureDetails>& details() const { return m_details; }
    bool isReady() const { return m_id == 0 || m_details.has_value() || m_failed; }
    /// Buttons below the message, most important first. The texts follow the actions.
    void setActions(const QList<QAction*>& actions);
    /// What stands there when no failure is chosen.
    void setEmptyText(const QString& title, const QString& text);
    void reload();

    QTabWidget* tabs() const { return m_tabs; }
    TracebackView* traceback() const { return m_traceback; }
    LogView* log() const { return m_log; }

signals:
    void ready();

private:
    QWidget* buildHead();
    void buildTabs();
    void take(const store::FailureDetails& details);
    void fail(const QString& what, const QString& why);
    void fillHead();
    void fillLogs();
    void showLog(qint64 attemptId);

    const AppContext& m_context;
    qint64 m_id = 0;
    int m_token = 0;
    bool m_failed = false;
    std::optional<store::FailureDetails> m_details;
    QString m_emptyTitle, m_emptyText;
    QLabel* m_title;
    ToneLabel* m_state;
    QLabel* m_message;
    ToneLabel* m_facts;
    ActionRow* m_actions;
    QTabWidget* m_tabs;
    TracebackView* m_traceback;
    LogView* m_log;
    QComboBox* m_logChoice;
    AttemptList* m_attempts;
    CodeEdit* m_why;
    EmptyState* m_empty;
    QStackedLayout* m_stack;
};

} // namespace millrace::ui
