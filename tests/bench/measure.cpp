// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/measure.h"

#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>

namespace millrace::test {

namespace {

QStringList& overLimit()
{
    static QStringList what;
    return what;
}

QString number(double ms)
{
    return QString::number(ms, 'f', ms < 100 ? 1 : 0);
}

} // namespace

void Measure::printHead()
{
    std::printf("| store | what | ms, median | worst | limit | kept |\n|---|---|---|---|---|---|\n");
}

void Measure::time(const QString& what, double limitMs, int runs, const std::function<void()>& work,
                   const std::function<void()>& rest)
{
    std::vector<double> times;
    for (int i = 0; i < runs; ++i) {
        if (rest)
            rest();
        QElapsedTimer timer;
        timer.start();
        work();
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    report(what, limitMs, std::move(times));
}

void Measure::report(const QString& what, double limitMs, std::vector<double> timesMs)
{
    std::sort(timesMs.begin(), timesMs.end());
    const double median = timesMs.at(timesMs.size() / 2);
    const bool slow = limitMs > 0 && median >= limitMs;
    if (slow)
        overLimit().append(m_store + QLatin1String(": ") + what);
    std::printf("| %s | %s | %s | %s | %s | %s |\n", qPrintable(m_store), qPrintable(what), qPrintable(number(median)),
                qPrintable(number(timesMs.back())), limitMs > 0 ? qPrintable(QString::number(limitMs)) : "",
                limitMs <= 0 ? ""
                : slow       ? "**no**"
                             : "yes");
    std::fflush(stdout);
}

const QStringList& Measure::over()
{
    return overLimit();
}

} // namespace millrace::test
