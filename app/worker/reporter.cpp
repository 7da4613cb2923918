// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/reporter.h"

#include "core/base/json.h"
#include "core/importer/workerevent.h"

#include <sys/resource.h>

#include <cstdio>

namespace millrace::worker {

namespace {
constexpr qint64 progressEveryMs = 100;

qint64 milliseconds(const timeval& time)
{
    return static_cast<qint64>(time.tv_sec) * 1000 + time.tv_usec / 1000;
}
} // namespace

Reporter::Reporter()
    : m_status(QStringLiteral("/proc/self/status"))
{
    m_sinceProgress.start();
    m_status.open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 Reporter::peakMemoryKib()
{
    // getrusage() will not do: its maximum survives exec, so a small worker would report its engine's memory.
    m_status.seek(0);
    const QList<QByteArray> lines = m_status.readAll().split('\n');
    for (const QByteArray& line : lines) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).chopped(2).trimmed().toLongLong();
    }
    return 0;
}

void Reporter::say(const char* type, QJsonObject data)
{
    const QByteArray line = importer::WorkerEvent{QLatin1String(type), std::move(data)}.toLine();
    fwrite(line.constData(), 1, static_cast<size_t>(line.size()), stdout);
    // Every line at once: what the engine has heard of is known even when we are killed next.
    fflush(stdout);
}

void Reporter::stepOpened(const TraceFrame& frame, std::optional<Stage> stage, int depth)
{
    QJsonObject data = frame.toJson();
    data.insert(QStringLiteral("depth"), depth);
    if (stage)
        data.insert(QStringLiteral("stage"), stageName(*stage));
    say("open", data);
}

void Reporter::stepClosed(const TraceFrame& frame, std::optional<Stage>, int depth, qint64 elapsedMs)
{
    say("close",
        {{QStringLiteral("what"), frame.what}, {QStringLiteral("depth"), depth}, {QStringLiteral("ms"), elapsedMs}});
}

void Reporter::stepProgressed(const TraceFrame& frame, qint64 done, qint64 total)
{
    if (done != total && m_sinceProgress.elapsed() < progressEveryMs)
        return;
    m_sinceProgress.restart();
    say("progress",
        {{QStringLiteral("what"), frame.what}, {QStringLiteral("done"), done}, {QStringLiteral("total"), total}});
}

void Reporter::stepNoted(const QString& text)
{
    say("note", {{QStringLiteral("text"), text}});
}

void Reporter::publicationBegins(const QString& version, const QString& suite, qsizetype done, qsizetype total)
{
    say("begin", {{QStringLiteral("version"), version},
                  {QStringLiteral("suite"), suite},
                  {QStringLiteral("done"), done},
                  {QStringLiteral("total"), total}});
}

void Reporter::staged(const importer::Staged& staged)
{
    say("staged", staged.toJson());
}

void Reporter::failed(const importer::ImportFailure& failure)
{
    say("failed", {{QStringLiteral("version"), failure.version},
                   {QStringLiteral("suites"), toJsonArray(failure.suites)},
                   {QStringLiteral("error"), failure.error.toJson()}});
}

void Reporter::found(const integrity::Finding& finding)
{
    say("finding", finding.toJson());
}

void Reporter::checked(const integrity::CheckOutcome& outcome)
{
    say("checked", outcome.toJson());
}

void Reporter::broken(const Error& error)
{
    say("broken", {{QStringLiteral("error"), error.toJson()}});
}

void Reporter::end(qint64 downloadedBytes)
{
    rusage self{};
    rusage children{};
    getrusage(RUSAGE_SELF, &self);
    getrusage(RUSAGE_CHILDREN, &children);
    const qint64 cpu = milliseconds(self.ru_utime) + milliseconds(self.ru_stime) + milliseconds(children.ru_utime) +
                       milliseconds(children.ru_stime);
    say("end", {{QStringLiteral("cpu_ms"), cpu},
                {QStringLiteral("peak_rss_kib"), peakMemoryKib()},
                {QStringLiteral("bytes"), downloadedBytes}});
}

} // namespace millrace::worker
