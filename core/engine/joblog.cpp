// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/joblog.h"

#include "core/base/json.h"
#include "core/base/printable.h"

#include <QDir>
#include <QFileInfo>

namespace millrace::engine {

namespace {

// A worker that was taken over may say anything: what it says must not fill our memory or disk.
constexpr int deepest = 64;
constexpr qsizetype longestLine = 32 * 1024;
constexpr qint64 largestLog = 256LL * 1024 * 1024;

QString indentation(const QJsonObject& data)
{
    return QString(2 * std::clamp(data[QLatin1String("depth")].toInt(), 0, deepest), QLatin1Char(' '));
}

QString valuesText(const QJsonObject& values)
{
    QStringList parts;
    for (auto it = values.begin(); it != values.end(); ++it)
        parts.append(it.key() + QLatin1Char('=') + it.value().toVariant().toString());
    return parts.join(QLatin1String("  "));
}

} // namespace

JobLog::JobLog(const QString& path)
    : m_path(path)
    , m_file(path)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    m_file.open(QIODevice::WriteOnly | QIODevice::Truncate);
    m_timer.start();
}

QString JobLog::add(const importer::WorkerEvent& event)
{
    const QJsonObject& data = event.data;
    const auto text = [&](const char* key) { return data[QLatin1String(key)].toString(); };
    if (event.type == QLatin1String("begin"))
        return addLine(QStringLiteral("── %1 for %2").arg(text("version"), text("suite")));
    if (event.type == QLatin1String("open")) {
        return addLine(indentation(data) + text("what") + QLatin1String("  ") +
                       valuesText(data[QLatin1String("values")].toObject()));
    }
    if (event.type == QLatin1String("close")) {
        // Only what took noticeable time: the rest is noise.
        const qint64 ms = data[QLatin1String("ms")].toInteger();
        return ms < 100 ? QString()
                        : addLine(indentation(data) + QStringLiteral("%1: %2 ms").arg(text("what")).arg(ms));
    }
    if (event.type == QLatin1String("note"))
        return addLine(QLatin1String("note: ") + text("text"));
    if (event.type == QLatin1String("staged"))
        return addLine(QStringLiteral("staged %1 on %2").arg(text("commit"), text("branch")));
    if (event.type == QLatin1String("failed") || event.type == QLatin1String("broken")) {
        const QJsonObject error = data[QLatin1String("error")].toObject();
        return addLine(QStringLiteral("FAILED %1 %2: %3")
                           .arg(text("version"), error[QLatin1String("code")].toString(),
                                error[QLatin1String("message")].toString()));
    }
    if (event.type == QLatin1String("end"))
        return addLine(QStringLiteral("end: %1 ms of CPU, %2 KiB of memory, %3 bytes downloaded")
                           .arg(data[QLatin1String("cpu_ms")].toInteger())
                           .arg(data[QLatin1String("peak_rss_kib")].toInteger())
                           .arg(data[QLatin1String("bytes")].toInteger()));
    return {};
}

QString JobLog::addLine(const QString& text)
{
    const QString line = QStringLiteral("%1").arg(static_cast<double>(m_timer.elapsed()) / 1000.0, 8, 'f', 2) +
                         QLatin1String(" s  ") + printable(text.left(longestLine));
    if (m_file.pos() < largestLog) {
        m_file.write(line.toUtf8() + '\n');
        m_file.flush();
    }
    return line;
}

} // namespace millrace::engine
