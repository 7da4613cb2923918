// SPDX-License-Identifier: GPL-3.0-or-later
// ignore-local-state: believe the repository, not what is recorded of it (importer.md b14). The job does the forgetting
// when it runs (core/engine/localstate.h), so that undo has all to put back until then.
#include "core/ops/packageoperation.h"
#include "core/ops/subjects.h"

namespace millrace::ops {

namespace {

class IgnoreLocalState final : public PackageOperation
{
public:
    using PackageOperation::PackageOperation;

    QString name() const override { return QStringLiteral("ignore-local-state"); }

protected:
    QString refusal(store::StateStore& store, const store::Package& package) const override
    {
        if (package.state == queue::PackageState::Running)
            return QStringLiteral("runs right now");
        if (package.state == queue::PackageState::Paused || package.state == queue::PackageState::Denied)
            return QStringLiteral("is %1; resume it first").arg(queue::packageStateName(package.state));
        return store.imports.goodBranches(package.id).isEmpty() ? QStringLiteral("has no branch that is recorded")
                                                                : QString();
    }

    void describe(store::StateStore& store, const QList<store::Package>& packages, Preview& preview) const override
    {
        const QList<qint64> ids = idsOf(packages);
        int branches = 0;
        for (const store::Package& package : packages) {
            const QMap<QString, QString> good = store.imports.goodBranches(package.id);
            for (auto it = good.cbegin(); it != good.cend(); ++it)
                preview.refs.append({package.name, QLatin1String("refs/importer/good/") + it.key(), it.value(), {}});
            branches += static_cast<int>(good.size());
        }
        const int failures = store.failures.countOpen(ids);
        preview.jobs = static_cast<int>(packages.size());
        preview.sentence = QStringLiteral("Ignore the local state of %1").arg(enumerate(preview.subjects));
        preview.consequences = {
            QStringLiteral("what is recorded of %1 is forgotten, and found anew from what the repository shows")
                .arg(counted(branches, "branch", "branches")),
            QStringLiteral("branches that lost a version show it again, lost tags come back; without a repository all "
                           "is imported anew"),
            QStringLiteral("objects and the audit log stay"),
            counted(failures, "failure becomes resolved", "failures become resolved") + QStringLiteral("; ") +
                counted(preview.jobs, "job is queued", "jobs are queued") + QStringLiteral(" in front of all others")};
        preview.rows = {{QStringLiteral("branch_state"), branches},
                        {QStringLiteral("failure"), failures},
                        {QStringLiteral("job"), preview.jobs}};
        preview.work = {ids, queue::priority::doNext};
    }

    void changeOne(store::StateStore& store, qint64 packageId) const override
    {
        store.failures.resolveAll(packageId, QStringLiteral("manual"), reason());
        const qint64 job = store.jobs.enqueue(packageId, queue::JobType::Manual, queue::priority::doNext,
                                              QStringLiteral("local state ignored"));
        store.jobs.setMode(job, QStringLiteral("fresh"));
    }
};

} // namespace

std::unique_ptr<Operation> ignoreLocalState(const Subjects& subjects)
{
    return std::make_unique<IgnoreLocalState>(subjects);
}

} // namespace millrace::ops
