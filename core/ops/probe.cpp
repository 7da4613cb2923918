// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/operations.h"
#include "core/ops/subjects.h"

namespace millrace::ops {

namespace {

using failure::BreakerState;

class Probe final : public Operation
{
public:
    explicit Probe(QString resource)
        : m_resource(std::move(resource))
    {
    }

    QString name() const override { return QStringLiteral("probe"); }
    QStringList commandLine() const override
    {
        return {QStringLiteral("millracectl"), QStringLiteral("breaker"), name(), m_resource};
    }

    Preview plan(store::StateStore& store) const override
    {
        Preview preview;
        preview.operation = name();
        const auto outage = store.outages.byResource(m_resource);
        if (const QString why = refusal(outage); !why.isEmpty()) {
            preview.refusals.append(m_resource + QLatin1String(": ") + why);
            return preview;
        }
        preview.subjects.append(m_resource);
        preview.sentence = QStringLiteral("Ask now whether %1 is back").arg(m_resource);
        const int waiting = store.jobs.countWaitingFor(store.archives.servedBy(m_resource));
        preview.consequences = {QStringLiteral("one engine asks at once; where none runs, the first that does"),
                                counted(waiting, "waiting job is", "waiting jobs are") +
                                    QStringLiteral(" free to run if it is")};
        preview.rows.insert(QStringLiteral("outage"), 1);
        preview.stateVersion = outage->rowVersion;
        return preview;
    }

protected:
    QJsonObject change(store::StateStore& store, const Preview&) const override
    {
        store.outages.probeSoon(m_resource);
        return {};
    }

private:
    static QString refusal(const std::optional<store::Outage>& outage)
    {
        if (!outage || outage->breaker.state == BreakerState::Closed)
            return QStringLiteral("is not away");
        if (outage->breaker.byHand)
            return QStringLiteral("is kept from use by hand, until somebody closes its breaker");
        if (outage->breaker.state == BreakerState::HalfOpen)
            return QStringLiteral("answered already; a job tries it");
        return {};
    }

    QString m_resource;
};

} // namespace

std::unique_ptr<Operation> probe(const QString& resource)
{
    return std::make_unique<Probe>(resource);
}

} // namespace millrace::ops
