// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/ops/packageoperation.h"
#include "core/ops/subjects.h"

namespace millrace::ops {

namespace {

class Priority final : public PackageOperation
{
public:
    Priority(Subjects subjects, int value)
        : PackageOperation(std::move(subjects))
        , m_value(value)
    {
        if (value < queue::priority::doNext || value > queue::priority::last)
            throw Error(QStringLiteral("usage.priority"), QStringLiteral("%1 is no priority").arg(value))
                .withAdvice(QStringLiteral("use next, or a number from 0 (first) to 100 (last)"));
    }

    QString name() const override { return QStringLiteral("priority"); }

    QStringList commandLine() const override
    {
        const QString value = m_value == queue::priority::doNext ? QStringLiteral("next") : QString::number(m_value);
        return PackageOperation::commandLine() + QStringList{value};
    }

protected:
    QString refusal(store::StateStore& store, const store::Package& package) const override
    {
        return store.jobs.queuedOf(package.id).isEmpty() ? QStringLiteral("has no waiting job") : QString();
    }

    void describe(store::StateStore& store, const QList<store::Package>& packages, Preview& preview) const override
    {
        int jobs = 0;
        for (const store::Package& package : packages)
            jobs += static_cast<int>(store.jobs.queuedOf(package.id).size());
        preview.sentence =
            m_value == queue::priority::doNext
                ? QStringLiteral("Do %1 next").arg(enumerate(preview.subjects))
                : QStringLiteral("Set the priority of %1 to %2").arg(enumerate(preview.subjects)).arg(m_value);
        preview.consequences = {counted(jobs, "waiting job changes its place", "waiting jobs change their place") +
                                QStringLiteral(" in the queue")};
        preview.rows = {{QStringLiteral("job"), jobs}};
    }

    void changeOne(store::StateStore& store, qint64 packageId) const override
    {
        for (const store::Job& job : store.jobs.queuedOf(packageId))
            store.jobs.setPriority(job.id, m_value);
    }

private:
    int m_value;
};

} // namespace

std::unique_ptr<Operation> priority(const Subjects& subjects, int value)
{
    return std::make_unique<Priority>(subjects, value);
}

} // namespace millrace::ops
