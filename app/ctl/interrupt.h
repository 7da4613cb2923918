// SPDX-License-Identifier: GPL-3.0-or-later
// SIGINT and SIGTERM as Qt signals: the first asks to finish what runs, the second to stop now. One per program; main
// thread.
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace millrace::ctl {

class Interrupt final : public QObject
{
    Q_OBJECT
public:
    Interrupt();
    ~Interrupt() override;
    bool happened() const { return m_count > 0; }

signals:
    void once();
    void again();

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
    int m_count = 0;
};

} // namespace millrace::ctl
