// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/ops/operations.h"
#include "core/ops/setting.h"

namespace millrace::ops {

namespace {

constexpr int mostJobs = 1000;

std::optional<QJsonObject> readHost(store::StateStore& store, const QString& host)
{
    const auto wanted = store.hosts.wanted(host);
    if (!wanted)
        return std::nullopt;
    return QJsonObject{{QStringLiteral("parallel"), wanted->parallel}, {QStringLiteral("drain"), wanted->drain}};
}

void writeHost(store::StateStore& store, const QString& host, const QJsonObject& values)
{
    store.hosts.setWanted(host, {values[QLatin1String("parallel")].toInt(), values[QLatin1String("drain")].toBool()});
}

qint64 hostVersion(store::StateStore& store, const QString& host)
{
    return store.hosts.rowVersion(host);
}

class Host final : public SettingOperation
{
public:
    Host(const QString& host, const HostChange& change)
        : SettingOperation(hostKind(), host)
        , m_change(change)
    {
        if (!change.parallel && !change.drain)
            throw Error(QStringLiteral("usage.host"), QStringLiteral("nothing is wanted of %1").arg(host))
                .withAdvice(QStringLiteral("give --jobs N, --drain or --run"));
        if (change.parallel && (*change.parallel < 0 || *change.parallel > mostJobs))
            throw Error(QStringLiteral("usage.number"), QStringLiteral("%1 is no number of jobs").arg(*change.parallel))
                .withAdvice(QStringLiteral("give a number from 1, or 0 for what its engine was started with"));
    }

    QString name() const override { return QStringLiteral("host"); }
    QStringList commandLine() const override
    {
        QStringList line{QStringLiteral("millracectl"), name(), subject()};
        if (m_change.parallel)
            line << QStringLiteral("--jobs") << QString::number(*m_change.parallel);
        if (m_change.drain)
            line << (*m_change.drain ? QStringLiteral("--drain") : QStringLiteral("--run"));
        return line;
    }

protected:
    QString refusal(store::StateStore& store) const override
    {
        const auto now = store.hosts.wanted(subject());
        if (!now)
            return QStringLiteral("no engine ever ran on a host of this name");
        return after(*now) == *now ? QStringLiteral("has it like that already") : QString();
    }

    void describe(store::StateStore&, Preview& preview) const override
    {
        QStringList parts;
        if (m_change.drain)
            parts.append(*m_change.drain ? QStringLiteral("Drain %1").arg(subject())
                                         : QStringLiteral("Let %1 run").arg(subject()));
        if (m_change.parallel)
            parts.append(
                *m_change.parallel > 0
                    ? QStringLiteral("%1 jobs at once on %2").arg(*m_change.parallel).arg(subject())
                    : QStringLiteral("As many jobs at once on %1 as its engine was started with").arg(subject()));
        preview.sentence = parts.join(QLatin1String("; "));
        preview.consequences = {QStringLiteral("its engine heeds that at once if it runs, else when it is started")};
        if (m_change.drain.value_or(false))
            preview.consequences.append(QStringLiteral("what runs there is finished, nothing new begins"));
    }

    void changeRow(store::StateStore& store) const override
    {
        store.hosts.setWanted(subject(), after(store.hosts.wanted(subject()).value_or(store::WantedOfHost())));
    }

private:
    store::WantedOfHost after(const store::WantedOfHost& now) const
    {
        return {m_change.parallel.value_or(now.parallel), m_change.drain.value_or(now.drain)};
    }

    HostChange m_change;
};

} // namespace

const SettingKind& hostKind()
{
    static const SettingKind kind{"host", "host", readHost, writeHost, hostVersion};
    return kind;
}

std::unique_ptr<Operation> host(const QString& name, const HostChange& change)
{
    return std::make_unique<Host>(name, change);
}

} // namespace millrace::ops
