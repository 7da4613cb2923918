// SPDX-License-Identifier: GPL-3.0-or-later
// AttemptList: the attempts of a job or package, newest first, with what they used. GUI thread.
#pragma once

#include "core/store/details.h"

#include <QTreeWidget>

namespace millrace::ui {

class AttemptList final : public QTreeWidget
{
    Q_OBJECT
public:
    explicit AttemptList(QWidget* parent = nullptr);
    /// Keeps the current attempt by its id.
    void setAttempts(const QList<store::AttemptDetails>& attempts, qint64 nowMs);
    /// "Attempt 3, failed, 2 h ago": also for a choice of logs.
    static QString attemptText(const store::AttemptDetails& attempt, int number, qint64 nowMs);

signals:
    /// Enter or double click: show its log.
    void attemptChosen(qint64 attemptId);

protected:
    void changeEvent(QEvent* event) override;

private:
    void colour();
};

} // namespace millrace::ui
