// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/restore.h"
#include "core/ops/subjects.h"

namespace millrace::ops {

namespace {

class Track final : public Operation
{
public:
    Track(Subjects subjects, bool tracked)
        : m_subjects(std::move(subjects))
        , m_tracked(tracked)
    {
    }

    QString name() const override { return m_tracked ? QStringLiteral("track") : QStringLiteral("untrack"); }

    QStringList commandLine() const override
    {
        return QStringList{QStringLiteral("millracectl"), name()} + arguments(m_subjects);
    }

    Preview preview(store::StateStore& store) const override
    {
        Preview preview;
        preview.operation = name();
        QList<qint64> ids;
        for (const store::Package& package : resolve(store, m_subjects, preview)) {
            if (package.tracked == m_tracked) {
                preview.refusals.append(
                    QStringLiteral("%1: is %2 already")
                        .arg(package.name, m_tracked ? QStringLiteral("tracked") : QStringLiteral("not tracked")));
                continue;
            }
            preview.subjects.append(package.name);
            ids.append(package.id);
            if (m_tracked && store.publications.hasWaiting(package.id))
                ++preview.jobs;
        }
        preview.sentence = (m_tracked ? QStringLiteral("Track %1") : QStringLiteral("Stop tracking %1"))
                               .arg(enumerate(preview.subjects));
        preview.consequences = {m_tracked
                                    ? counted(preview.jobs, "first import is queued", "first imports are queued")
                                    : QStringLiteral("their branches stay as they are; new versions are not imported")};
        preview.rows = {{QStringLiteral("package"), static_cast<int>(ids.size())},
                        {QStringLiteral("job"), preview.jobs}};
        preview.stateVersion = store.packages.stateVersion(ids);
        return preview;
    }

protected:
    QJsonObject change(store::StateStore& store, const Preview& preview) const override
    {
        const QJsonObject before = snapshot(store, preview.subjects);
        for (const qint64 id : packageIds(store, preview)) {
            store.packages.setTracked(id, m_tracked);
            const bool free = store.packages.byId(id)->state == queue::PackageState::Ok;
            if (m_tracked && free && store.publications.hasWaiting(id))
                store.jobs.enqueue(id, queue::JobType::New, queue::priority::firstImport,
                                   QStringLiteral("first import"));
            if (!m_tracked) {
                for (const store::Job& job : store.jobs.queuedOf(id))
                    store.jobs.cancel(job.id);
            }
            store.packages.settle(id);
        }
        return {{QStringLiteral("before"), before}, {QStringLiteral("after"), snapshot(store, preview.subjects)}};
    }

private:
    Subjects m_subjects;
    bool m_tracked;
};

} // namespace

std::unique_ptr<Operation> track(const QStringList& packages, bool tracked)
{
    return std::make_unique<Track>(Subjects{packages, {}, {}}, tracked);
}

} // namespace millrace::ops
