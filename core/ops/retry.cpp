// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/restore.h"
#include "core/ops/subjects.h"

namespace millrace::ops {

namespace {

class Retry final : public Operation
{
public:
    explicit Retry(Subjects subjects)
        : m_subjects(std::move(subjects))
    {
    }

    QString name() const override { return QStringLiteral("retry"); }

    QStringList commandLine() const override
    {
        return QStringList{QStringLiteral("millracectl"), name()} + arguments(m_subjects);
    }

    Preview preview(store::StateStore& store) const override
    {
        Preview preview;
        preview.operation = name();
        int failures = 0;
        QList<qint64> ids;
        for (const store::Package& package : resolve(store, m_subjects, preview)) {
            const bool stuck =
                package.state == queue::PackageState::Held || package.state == queue::PackageState::RetryWait;
            if (!stuck) {
                preview.refusals.append(QStringLiteral("%1: has no failure to retry (it is %2)")
                                            .arg(package.name, queue::packageStateName(package.state)));
                continue;
            }
            preview.subjects.append(package.name);
            ids.append(package.id);
            failures += static_cast<int>(store.failures.open(package.id).size());
            addBranches(store, package, preview);
        }
        preview.jobs = static_cast<int>(ids.size());
        preview.sentence = QStringLiteral("Retry %1").arg(enumerate(preview.subjects));
        preview.consequences = {counted(failures, "failure becomes resolved", "failures become resolved") +
                                    QStringLiteral("; retry counters start anew"),
                                counted(preview.jobs, "job is queued", "jobs are queued") +
                                    QStringLiteral(" in front of all others")};
        preview.rows = {{QStringLiteral("failure"), failures}, {QStringLiteral("job"), preview.jobs}};
        preview.stateVersion = store.packages.stateVersion(ids);
        return preview;
    }

protected:
    QJsonObject change(store::StateStore& store, const Preview& preview) const override
    {
        const QJsonObject before = snapshot(store, preview.subjects);
        for (const qint64 id : packageIds(store, preview)) {
            store.failures.resolveAll(id, QStringLiteral("manual"), reason());
            store.jobs.enqueue(id, queue::JobType::Manual, queue::priority::doNext, QStringLiteral("retry by hand"));
            store.packages.settle(id);
        }
        return {{QStringLiteral("before"), before}, {QStringLiteral("after"), snapshot(store, preview.subjects)}};
    }

private:
    /// The branches that wait for this package's imports: what a success would move.
    static void addBranches(store::StateStore& store, const store::Package& package, Preview& preview)
    {
        QStringList seen;
        for (const store::WaitingPublication& waiting : store.publications.waiting(package.id)) {
            if (seen.contains(waiting.branch))
                continue;
            seen.append(waiting.branch);
            preview.refs.append({package.name, QLatin1String("refs/heads/") + waiting.branch, {}, {}});
        }
    }

    Subjects m_subjects;
};

} // namespace

std::unique_ptr<Operation> retry(const Subjects& subjects)
{
    return std::make_unique<Retry>(subjects);
}

} // namespace millrace::ops
