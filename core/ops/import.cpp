// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/restore.h"
#include "core/ops/subjects.h"

namespace millrace::ops {

namespace {

class Import final : public Operation
{
public:
    Import(QStringList packages, QStringList suites)
        : m_packages(std::move(packages))
        , m_suites(std::move(suites))
    {
    }

    QString name() const override { return QStringLiteral("import"); }

    QStringList commandLine() const override
    {
        QStringList line{QStringLiteral("millracectl"), name()};
        line += m_packages;
        for (const QString& suite : m_suites)
            line << QStringLiteral("--suite") << suite;
        return line;
    }

    Preview preview(store::StateStore& store) const override
    {
        Preview preview;
        preview.operation = name();
        qsizetype versions = 0;
        QList<qint64> ids;
        for (const store::Package& package : resolve(store, {m_packages, {}, {}}, preview)) {
            if (package.state == queue::PackageState::Paused || package.state == queue::PackageState::Denied) {
                preview.refusals.append(QStringLiteral("%1: is %2; resume it first")
                                            .arg(package.name, queue::packageStateName(package.state)));
                continue;
            }
            const QList<store::WaitingPublication> waiting = store.publications.waiting(package.id, m_suites);
            versions += waiting.size();
            preview.subjects.append(package.name);
            ids.append(package.id);
            QStringList seen;
            for (const store::WaitingPublication& one : waiting) {
                if (seen.contains(one.branch))
                    continue;
                seen.append(one.branch);
                preview.refs.append({package.name, QLatin1String("refs/heads/") + one.branch, {}, {}});
            }
        }
        preview.jobs = static_cast<int>(ids.size());
        preview.sentence = QStringLiteral("Import %1").arg(enumerate(preview.subjects));
        preview.consequences = {
            counted(versions, "publication waits for its import", "publications wait for their import"),
            counted(preview.jobs, "job is queued", "jobs are queued") +
                QStringLiteral("; new versions are imported from now on")};
        preview.rows = {{QStringLiteral("job"), preview.jobs}, {QStringLiteral("package"), preview.jobs}};
        preview.stateVersion = store.packages.stateVersion(ids);
        return preview;
    }

protected:
    QJsonObject change(store::StateStore& store, const Preview& preview) const override
    {
        const QJsonObject before = snapshot(store, preview.subjects);
        for (const qint64 id : packageIds(store, preview)) {
            if (!store.packages.byId(id)->tracked)
                store.packages.setTracked(id, true);
            store.failures.resolveAll(id, QStringLiteral("manual"), reason());
            store.jobs.enqueue(id, queue::JobType::Manual, queue::priority::doNext, QStringLiteral("import by hand"), 0,
                               m_suites);
            store.packages.settle(id);
        }
        return {{QStringLiteral("before"), before}, {QStringLiteral("after"), snapshot(store, preview.subjects)}};
    }

private:
    QStringList m_packages;
    QStringList m_suites;
};

} // namespace

std::unique_ptr<Operation> import(const QStringList& packages, const QStringList& suites)
{
    return std::make_unique<Import>(packages, suites);
}

} // namespace millrace::ops
