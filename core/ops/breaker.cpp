// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/ops/operations.h"
#include "core/ops/setting.h"
#include "core/ops/subjects.h"

namespace millrace::ops {

namespace {

using failure::BreakerState;

std::optional<QJsonObject> readBreaker(store::StateStore& store, const QString& resource)
{
    const auto outage = store.outages.byResource(resource);
    if (!outage)
        return std::nullopt;
    return QJsonObject{{QStringLiteral("state"), failure::breakerStateName(outage->breaker.state)},
                       {QStringLiteral("by_hand"), outage->breaker.byHand},
                       {QStringLiteral("since"), outage->breaker.sinceMs},
                       {QStringLiteral("opened_at"), outage->breaker.openedMs},
                       {QStringLiteral("reason"), outage->reason}};
}

void writeBreaker(store::StateStore& store, const QString& resource, const QJsonObject& values)
{
    store::Outage outage = store.outages.byResource(resource).value_or(store::Outage());
    outage.resource = resource;
    outage.breaker.state = failure::breakerStateFromName(values[QLatin1String("state")].toString())
                               .value_or(BreakerState::Closed); // there was none before
    outage.breaker.byHand = values[QLatin1String("by_hand")].toBool();
    outage.breaker.sinceMs = values[QLatin1String("since")].toInteger();
    outage.breaker.openedMs = values[QLatin1String("opened_at")].toInteger();
    outage.reason = values[QLatin1String("reason")].toString();
    store.outages.restore(outage);
}

qint64 breakerVersion(store::StateStore& store, const QString& resource)
{
    const auto outage = store.outages.byResource(resource);
    return outage ? outage->rowVersion : 0;
}

class Breaker final : public SettingOperation
{
public:
    Breaker(const QString& resource, bool open)
        : SettingOperation(breakerKind(), resource)
        , m_open(open)
    {
        const QString kind = resource.section(QLatin1Char(':'), 0, 0);
        bool isPort = false;
        resource.section(QLatin1Char(':'), -1).toUShort(&isPort);
        const bool known =
            kind == QLatin1String("archive") || kind == QLatin1String("git") || kind == QLatin1String("api");
        if (!known || !isPort || resource.count(QLatin1Char(':')) < 2)
            throw Error(QStringLiteral("usage.resource"), QStringLiteral("\"%1\" is no resource").arg(resource))
                .withAdvice(QStringLiteral("name it as millracectl breakers does: archive:HOST:PORT"));
    }

    QString name() const override { return QStringLiteral("breaker"); }
    QStringList commandLine() const override
    {
        return {QStringLiteral("millracectl"), name(), m_open ? QStringLiteral("open") : QStringLiteral("close"),
                subject()};
    }

protected:
    QString refusal(store::StateStore& store) const override
    {
        const auto outage = store.outages.byResource(subject());
        const bool closed = !outage || outage->breaker.state == BreakerState::Closed;
        if (m_open)
            return !closed && outage->breaker.byHand ? QStringLiteral("is kept from use by hand already") : QString();
        return closed ? QStringLiteral("is in use already") : QString();
    }

    void describe(store::StateStore& store, Preview& preview) const override
    {
        const int waiting = store.jobs.countWaitingFor(archives(store));
        preview.sentence = (m_open ? QStringLiteral("Use %1 no more") : QStringLiteral("Use %1 again")).arg(subject());
        preview.consequences = {
            m_open
                ? counted(waiting, "waiting job stays", "waiting jobs stay") +
                      QStringLiteral(" in the queue, and no index is read from it, until somebody closes the breaker")
                : counted(waiting, "waiting job is", "waiting jobs are") + QStringLiteral(" free to run")};
    }

    void changeRow(store::StateStore& store) const override
    {
        if (m_open)
            return store.outages.openByHand(subject(), reason());
        store.outages.closeByHand(subject(), reason());
        for (const qint64 archive : archives(store))
            store.archives.pollFailedAgain(archive);
    }

private:
    QList<qint64> archives(store::StateStore& store) const { return store.archives.servedBy(subject()); }

    bool m_open;
};

} // namespace

const SettingKind& breakerKind()
{
    static const SettingKind kind{"breaker", "outage", readBreaker, writeBreaker, breakerVersion};
    return kind;
}

std::unique_ptr<Operation> breaker(const QString& resource, bool open)
{
    return std::make_unique<Breaker>(resource, open);
}

} // namespace millrace::ops
