// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/packageoperation.h"
#include "core/ops/subjects.h"

namespace millrace::ops {

namespace {

class Track final : public PackageOperation
{
public:
    Track(Subjects subjects, bool tracked)
        : PackageOperation(std::move(subjects))
        , m_tracked(tracked)
    {
    }

    QString name() const override { return m_tracked ? QStringLiteral("track") : QStringLiteral("untrack"); }

protected:
    QString refusal(store::StateStore&, const store::Package& package) const override
    {
        if (package.tracked != m_tracked)
            return {};
        return m_tracked ? QStringLiteral("is tracked already") : QStringLiteral("is not tracked already");
    }

    void describe(store::StateStore& store, const QList<store::Package>& packages, Preview& preview) const override
    {
        for (const store::Package& package : packages) {
            if (m_tracked && store.publications.hasWaiting(package.id))
                ++preview.jobs;
        }
        preview.sentence = (m_tracked ? QStringLiteral("Track %1") : QStringLiteral("Stop tracking %1"))
                               .arg(enumerate(preview.subjects));
        preview.consequences = {m_tracked
                                    ? counted(preview.jobs, "first import is queued", "first imports are queued")
                                    : QStringLiteral("their branches stay as they are; new versions are not imported")};
        preview.rows = {{QStringLiteral("package"), static_cast<int>(packages.size())},
                        {QStringLiteral("job"), preview.jobs}};
    }

    void changeOne(store::StateStore& store, qint64 packageId) const override
    {
        store.packages.setTracked(packageId, m_tracked);
        const bool free = store.packages.byId(packageId)->state == queue::PackageState::Ok;
        if (m_tracked && free && store.publications.hasWaiting(packageId))
            store.jobs.enqueue(packageId, queue::JobType::New, queue::priority::firstImport,
                               QStringLiteral("first import"));
        if (!m_tracked) {
            for (const store::Job& job : store.jobs.queuedOf(packageId))
                store.jobs.cancel(job.id);
        }
    }

private:
    bool m_tracked;
};

} // namespace

std::unique_ptr<Operation> track(const QStringList& packages, bool tracked)
{
    return std::make_unique<Track>(Subjects{packages, {}, {}}, tracked);
}

} // namespace millrace::ops
