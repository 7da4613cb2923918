// SPDX-License-Identifier: GPL-3.0-or-later
// BreakerStrip: below the header of every screen while a resource is away: which one, since when, what the probes say,
// what waits for it; use it again, or keep it from use. One line per resource. GUI thread.
#pragma once

#include "core/store/status.h"
#include "ui/widgets/appcontext.h"

#include <QHash>
#include <QTimer>
#include <QWidget>

class QAction;
class QVBoxLayout;

namespace millrace::ui {

class BreakerStrip final : public QWidget
{
    Q_OBJECT
public:
    /// Registers its actions; where there is more than one resource for them, they ask which.
    explicit BreakerStrip(const AppContext& context, QWidget* parent = nullptr);

    /// Of the resources in sight, one sentence each.
    QStringList sentences() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void showBreakers();
    void readWaiting();
    void rebuild();
    QWidget* line(const store::BreakerStatus& breaker);
    QString sentence(const store::BreakerStatus& breaker) const;
    /// Only what no person keeps from use, and what has not answered yet.
    static bool mayBeAsked(const store::BreakerStatus& breaker);
    void ask(const QString& resource);
    void use(const QString& resource);
    void keepFromUse(const QString& resource);
    void follow();
    /// Calls @p then with the one resource, or with the one that a person chooses.
    void pick(const QStringList& resources, const QString& question, std::function<void(const QString&)> then);
    /// Of the archives that are not kept from use by hand.
    void pickHealthy();

    const AppContext& m_context;
    QVBoxLayout* m_layout;
    QAction* m_ask;
    QAction* m_use;
    QAction* m_keep;
    QTimer m_clock;                         ///< "since" grows without news
    QList<store::BreakerStatus> m_breakers; ///< open and half open
    QHash<QString, int> m_waiting;          ///< resource → jobs that need it
};

} // namespace millrace::ui
