// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/packageoperation.h"
#include "core/ops/subjects.h"

namespace millrace::ops {

namespace {

class Retry final : public PackageOperation
{
public:
    using PackageOperation::PackageOperation;

    QString name() const override { return QStringLiteral("retry"); }

protected:
    QString refusal(store::StateStore&, const store::Package& package) const override
    {
        const bool stuck = package.state == queue::PackageState::Held ||
                           package.state == queue::PackageState::RetryWait ||
                           package.state == queue::PackageState::Decision;
        return stuck ? QString()
                     : QStringLiteral("has no failure to retry (it is %1)").arg(queue::packageStateName(package.state));
    }

    void describe(store::StateStore&, const QList<store::Package>& packages, Preview& preview) const override
    {
        preview.jobs = static_cast<int>(packages.size());
        preview.sentence = QStringLiteral("Retry %1").arg(enumerate(preview.subjects));
        preview.consequences = {counted(preview.jobs, "job is queued", "jobs are queued") +
                                QStringLiteral(" in front of all others")};
        preview.rows = {{QStringLiteral("job"), preview.jobs}};
        preview.work = {preview.ids(), queue::priority::doNext};
    }

    void tellMore(store::StateStore& store, Preview& preview) const override
    {
        const int failures = store.failures.countOpen(preview.ids());
        preview.consequences.prepend(counted(failures, "failure becomes resolved", "failures become resolved") +
                                     QStringLiteral("; retry counters start anew"));
        preview.rows.insert(QStringLiteral("failure"), failures);
        addWaitingBranches(store, preview);
    }

    void changeAll(store::StateStore& store, const QList<qint64>& packageIds) const override
    {
        store.failures.resolveAll(packageIds, QStringLiteral("manual"), reason());
        store.jobs.enqueueAll(packageIds, queue::JobType::Manual, queue::priority::doNext,
                              QStringLiteral("retry by hand"));
    }
};

} // namespace

std::unique_ptr<Operation> retry(const Subjects& subjects)
{
    return std::make_unique<Retry>(subjects);
}

} // namespace millrace::ops
