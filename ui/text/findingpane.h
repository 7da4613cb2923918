// SPDX-License-Identifier: GPL-3.0-or-later
// FindingPane: all that is known of one finding of verification: what is wrong, what that means, what to do next, and
// what was expected against what is there. Reads on the reading StoreThread; follows the change feed. GUI thread.
#pragma once

#include "core/store/findingtable.h"
#include "ui/widgets/appcontext.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPlainTextEdit;
class QStackedLayout;
class QToolButton;

namespace millrace::ui {

class EmptyState;
class ToneLabel;

class FindingPane final : public QWidget
{
    Q_OBJECT
public:
    explicit FindingPane(const AppContext& context, QWidget* parent = nullptr);

    /// 0 = none.
    void setFinding(qint64 id);
    qint64 findingId() const { return m_id; }
    const std::optional<store::Finding>& finding() const { return m_finding; }
    const QString& package() const { return m_package; }
    bool isReady() const { return m_id == 0 || m_finding.has_value() || m_failed; }
    void setEmptyText(const QString& title, const QString& text);
    /// The next step, below the advice; disabled where the finding is of no single version.
    QToolButton* openButton() const { return m_open; }
    /// Beside it: what the screen does about it is its own; the words follow the finding's state.
    QToolButton* acknowledgeButton() const { return m_acknowledge; }
    bool isAcknowledged() const { return m_finding && m_finding->state == QLatin1String("acknowledged"); }
    QPlainTextEdit* evidence() const { return m_evidence; }
    void reload();

signals:
    void ready();

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* buildContent();
    void fill();
    void showEmpty(const QString& title, const QString& text, bool failed);

    const AppContext& m_context;
    qint64 m_id = 0;
    int m_token = 0;
    bool m_failed = false;
    std::optional<store::Finding> m_finding;
    QString m_package, m_emptyTitle, m_emptyText;
    QLabel* m_title;
    ToneLabel* m_severity;
    QLabel* m_message;
    ToneLabel* m_facts;
    QLabel* m_meaning;
    QLabel* m_advice;
    QToolButton* m_open;
    QToolButton* m_acknowledge;
    QPlainTextEdit* m_evidence;
    EmptyState* m_empty;
    QStackedLayout* m_stack;
};

} // namespace millrace::ui
