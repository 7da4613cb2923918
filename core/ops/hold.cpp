// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/packageoperation.h"
#include "core/ops/subjects.h"

namespace millrace::ops {

namespace {

class Hold final : public PackageOperation
{
public:
    Hold(Subjects subjects, bool hold)
        : PackageOperation(std::move(subjects))
        , m_hold(hold)
    {
    }

    QString name() const override { return m_hold ? QStringLiteral("hold") : QStringLiteral("resume"); }

    QStringList commandLine() const override
    {
        QStringList line = PackageOperation::commandLine();
        if (m_hold)
            line << QStringLiteral("--reason") << reason();
        return line;
    }

protected:
    QString refusal(store::StateStore&, const store::Package& package) const override
    {
        if (package.state == queue::PackageState::Running)
            return QStringLiteral("runs right now");
        if ((package.state == queue::PackageState::Paused) != m_hold)
            return {};
        return m_hold ? QStringLiteral("is paused already") : QStringLiteral("is not paused");
    }

    void describe(store::StateStore&, const QList<store::Package>& packages, Preview& preview) const override
    {
        preview.sentence =
            (m_hold ? QStringLiteral("Hold %1") : QStringLiteral("Resume %1")).arg(enumerate(preview.subjects));
        preview.consequences = {m_hold ? QStringLiteral("nothing of them is imported until they are resumed")
                                       : QStringLiteral("what waits is queued again")};
        preview.rows = {{QStringLiteral("package"), static_cast<int>(packages.size())}};
    }

    void changeOne(store::StateStore& store, qint64 packageId) const override
    {
        store.packages.setPaused(packageId, m_hold, m_hold ? reason() : QString());
        const queue::PackageState state = store.packages.settle(packageId);
        const bool idle = state == queue::PackageState::Ok && store.packages.byId(packageId)->tracked;
        if (!m_hold && idle && store.publications.hasWaiting(packageId))
            store.jobs.enqueue(packageId, queue::JobType::New, queue::priority::newOther, QStringLiteral("resumed"));
    }

private:
    bool m_hold;
};

} // namespace

std::unique_ptr<Operation> hold(const Subjects& subjects)
{
    return std::make_unique<Hold>(subjects, true);
}

std::unique_ptr<Operation> resume(const Subjects& subjects)
{
    return std::make_unique<Hold>(subjects, false);
}

} // namespace millrace::ops
