// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/ops/restore.h"
#include "core/ops/subjects.h"

namespace millrace::ops {

namespace {

class Priority final : public Operation
{
public:
    Priority(Subjects subjects, int value)
        : m_subjects(std::move(subjects))
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
        return QStringList{QStringLiteral("millracectl"), name()} + arguments(m_subjects) + QStringList{value};
    }

    Preview preview(store::StateStore& store) const override
    {
        Preview preview;
        preview.operation = name();
        QList<qint64> ids;
        int jobs = 0;
        for (const store::Package& package : resolve(store, m_subjects, preview)) {
            const qsizetype queued = store.jobs.queuedOf(package.id).size();
            if (queued == 0) {
                preview.refusals.append(QStringLiteral("%1: has no waiting job").arg(package.name));
                continue;
            }
            jobs += static_cast<int>(queued);
            preview.subjects.append(package.name);
            ids.append(package.id);
        }
        preview.sentence =
            m_value == queue::priority::doNext
                ? QStringLiteral("Do %1 next").arg(enumerate(preview.subjects))
                : QStringLiteral("Set the priority of %1 to %2").arg(enumerate(preview.subjects)).arg(m_value);
        preview.consequences = {counted(jobs, "waiting job changes its place", "waiting jobs change their place") +
                                QStringLiteral(" in the queue")};
        preview.rows = {{QStringLiteral("job"), jobs}};
        preview.stateVersion = store.packages.stateVersion(ids);
        return preview;
    }

protected:
    QJsonObject change(store::StateStore& store, const Preview& preview) const override
    {
        const QJsonObject before = snapshot(store, preview.subjects);
        for (const qint64 id : packageIds(store, preview)) {
            for (const store::Job& job : store.jobs.queuedOf(id))
                store.jobs.setPriority(job.id, m_value);
            store.packages.settle(id);
        }
        return {{QStringLiteral("before"), before}, {QStringLiteral("after"), snapshot(store, preview.subjects)}};
    }

private:
    Subjects m_subjects;
    int m_value;
};

} // namespace

std::unique_ptr<Operation> priority(const Subjects& subjects, int value)
{
    return std::make_unique<Priority>(subjects, value);
}

} // namespace millrace::ops
