// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/historytrend.h"

#include "core/base/answer.h"
#include "core/store/statestore.h"
#include "core/store/storethread.h"

#include <QLocale>

namespace millrace::ui {

namespace {

constexpr int everyMs = 60'000;

struct Read
{
    QList<store::HistoryBucket> steps = {};
    std::optional<qint64> usual = {};
};

} // namespace

HistoryTrend::HistoryTrend(const AppContext& context, Sparkline* line, const TrendOf& of)
    : QObject(line)
    , m_context(context)
    , m_line(line)
    , m_of(of)
{
    m_clock.setInterval(everyMs);
    connect(&m_clock, &QTimer::timeout, this, &HistoryTrend::read);
    m_clock.start();
    read();
}

void HistoryTrend::read()
{
    const qint64 now = m_context.clock.nowMs();
    answer(
        m_context.read.run([of = m_of, now](store::StateStore& state) {
            Read read{state.history.series(of.metric, now - of.spanMs, now, of.steps), {}};
            if (of.saysUsual)
                read.usual = state.history.median(of.metric, now - of.spanMs, now);
            return read;
        }),
        this,
        [this](const Read& read) {
            QList<double> values;
            bool any = false;
            for (const store::HistoryBucket& step : read.steps) {
                values << static_cast<double>(step.known ? step.last : 0);
                any = any || step.known;
            }
            QString what = m_of.what;
            if (read.usual)
                what = tr("%1, usually %2", "what, a number").arg(what, QLocale().toString(*read.usual));
            m_line->setValues(any ? values : QList<double>(), what);
        },
        [](const Error&) {}); // the lists say what is wrong with the store
}

} // namespace millrace::ui
