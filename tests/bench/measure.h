// SPDX-License-Identifier: GPL-3.0-or-later
// Times of one thing after the other, printed as rows of a table. Belongs to the bench's main thread.
#pragma once

#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

namespace millrace::test {

class Measure
{
public:
    /// @p store: first cell of the rows: "SQLite".
    explicit Measure(QString store)
        : m_store(std::move(store))
    {
    }

    static void printHead();
    /// How long @p work takes, in ms: the median of @p runs decides whether @p limitMs is kept; 0 = no limit.
    /// @p rest: before each run, not counted.
    void time(const QString& what, double limitMs, int runs, const std::function<void()>& work,
              const std::function<void()>& rest = {});
    /// The same for times that were taken elsewhere.
    void report(const QString& what, double limitMs, std::vector<double> timesMs);

    /// What was over its limit so far, of all stores.
    static const QStringList& over();

private:
    QString m_store;
};

} // namespace millrace::test
