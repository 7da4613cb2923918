// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/restore.h"
#include "core/ops/subjects.h"

namespace millrace::ops {

namespace {

class Hold final : public Operation
{
public:
    Hold(Subjects subjects, bool hold)
        : m_subjects(std::move(subjects))
        , m_hold(hold)
    {
    }

    QString name() const override { return m_hold ? QStringLiteral("hold") : QStringLiteral("resume"); }

    QStringList commandLine() const override
    {
        QStringList line = QStringList{QStringLiteral("millracectl"), name()} + arguments(m_subjects);
        if (m_hold)
            line << QStringLiteral("--reason") << reason();
        return line;
    }

    Preview preview(store::StateStore& store) const override
    {
        Preview preview;
        preview.operation = name();
        QList<qint64> ids;
        for (const store::Package& package : resolve(store, m_subjects, preview)) {
            const bool paused = package.state == queue::PackageState::Paused;
            if (package.state == queue::PackageState::Running) {
                preview.refusals.append(QStringLiteral("%1: runs right now").arg(package.name));
                continue;
            }
            if (paused == m_hold) {
                preview.refusals.append(
                    QStringLiteral("%1: is %2")
                        .arg(package.name, m_hold ? QStringLiteral("paused already") : QStringLiteral("not paused")));
                continue;
            }
            preview.subjects.append(package.name);
            ids.append(package.id);
        }
        preview.sentence =
            (m_hold ? QStringLiteral("Hold %1") : QStringLiteral("Resume %1")).arg(enumerate(preview.subjects));
        preview.consequences = {m_hold ? QStringLiteral("nothing of them is imported until they are resumed")
                                       : QStringLiteral("what waits is queued again")};
        preview.rows = {{QStringLiteral("package"), static_cast<int>(ids.size())}};
        preview.stateVersion = store.packages.stateVersion(ids);
        return preview;
    }

protected:
    QJsonObject change(store::StateStore& store, const Preview& preview) const override
    {
        const QJsonObject before = snapshot(store, preview.subjects);
        for (const qint64 id : packageIds(store, preview)) {
            store.packages.setPaused(id, m_hold, m_hold ? reason() : QString());
            const queue::PackageState state = store.packages.settle(id);
            const bool idle = state == queue::PackageState::Ok && store.packages.byId(id)->tracked;
            if (!m_hold && idle && store.publications.hasWaiting(id)) {
                store.jobs.enqueue(id, queue::JobType::New, queue::priority::newOther, QStringLiteral("resumed"));
                store.packages.settle(id);
            }
        }
        return {{QStringLiteral("before"), before}, {QStringLiteral("after"), snapshot(store, preview.subjects)}};
    }

private:
    Subjects m_subjects;
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
