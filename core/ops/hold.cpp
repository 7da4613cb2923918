// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/packageoperation.h"
#include "core/ops/subjects.h"

#include <QDateTime>

namespace millrace::ops {

namespace {

/// Times stand in previews, events and command lines as ISO 8601 in UTC: the same for everybody who reads them.
QString isoText(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODate);
}

class Hold final : public PackageOperation
{
public:
    Hold(Subjects subjects, const HoldOptions& options)
        : PackageOperation(std::move(subjects))
        , m_options(options)
    {
    }

    QString name() const override { return m_options.deny ? QStringLiteral("deny") : QStringLiteral("hold"); }

    QStringList commandLine() const override
    {
        QStringList line = PackageOperation::commandLine();
        if (m_options.until > 0)
            line << QStringLiteral("--until") << isoText(m_options.until);
        return line << QStringLiteral("--reason") << reason();
    }

protected:
    QString refusal(store::StateStore& store, const store::Package& package) const override
    {
        if (package.state == queue::PackageState::Running)
            return QStringLiteral("runs right now");
        if (m_options.until > 0 && m_options.until <= store.clock().nowMs())
            return QStringLiteral("would be resumed at once: %1 is over").arg(isoText(m_options.until));
        // Another time, or denied rather than paused, is something else to ask for.
        if (package.state != state() || package.holdUntil != m_options.until)
            return {};
        return m_options.deny ? QStringLiteral("is denied already") : QStringLiteral("is paused already");
    }

    void describe(store::StateStore&, const QList<store::Package>& packages, Preview& preview) const override
    {
        preview.sentence =
            (m_options.deny ? QStringLiteral("Deny %1") : QStringLiteral("Hold %1")).arg(enumerate(preview.subjects));
        preview.consequences = {m_options.until > 0 ? QStringLiteral("nothing of them is imported until %1, or until "
                                                                     "they are resumed")
                                                          .arg(isoText(m_options.until))
                                                    : QStringLiteral("nothing of them is imported until they are "
                                                                     "resumed")};
        preview.rows = {{QStringLiteral("package"), static_cast<int>(packages.size())}};
    }

    void changeOne(store::StateStore& store, qint64 packageId) const override
    {
        store.packages.setAside(packageId, state(), reason(), m_options.until);
    }

private:
    queue::PackageState state() const
    {
        return m_options.deny ? queue::PackageState::Denied : queue::PackageState::Paused;
    }

    HoldOptions m_options;
};

class Resume final : public PackageOperation
{
public:
    using PackageOperation::PackageOperation;

    QString name() const override { return QStringLiteral("resume"); }

protected:
    QString refusal(store::StateStore&, const store::Package& package) const override
    {
        if (package.state == queue::PackageState::Running)
            return QStringLiteral("runs right now");
        return package.isAside() ? QString() : QStringLiteral("is not paused");
    }

    void describe(store::StateStore&, const QList<store::Package>& packages, Preview& preview) const override
    {
        preview.sentence = QStringLiteral("Resume %1").arg(enumerate(preview.subjects));
        preview.consequences = {QStringLiteral("what waits is queued again")};
        preview.rows = {{QStringLiteral("package"), static_cast<int>(packages.size())}};
    }

    void changeOne(store::StateStore& store, qint64 packageId) const override
    {
        store.packages.setAside(packageId, queue::PackageState::Ok, {}, 0);
        const queue::PackageState state = store.packages.settle(packageId);
        const bool idle = state == queue::PackageState::Ok && store.packages.byId(packageId)->tracked;
        if (idle && store.publications.hasWaiting(packageId))
            store.jobs.enqueue(packageId, queue::JobType::New, queue::priority::newOther, QStringLiteral("resumed"));
    }
};

} // namespace

std::unique_ptr<Operation> hold(const Subjects& subjects, const HoldOptions& options)
{
    return std::make_unique<Hold>(subjects, options);
}

std::unique_ptr<Operation> resume(const Subjects& subjects)
{
    return std::make_unique<Resume>(subjects);
}

} // namespace millrace::ops
