// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/packageoperation.h"
#include "core/ops/subjects.h"

namespace millrace::ops {

namespace {

class Import final : public PackageOperation
{
public:
    Import(const QStringList& packages, QStringList suites)
        : PackageOperation({packages, {}, {}})
        , m_suites(std::move(suites))
    {
    }

    QString name() const override { return QStringLiteral("import"); }

    QStringList commandLine() const override
    {
        QStringList line = PackageOperation::commandLine();
        for (const QString& suite : m_suites)
            line << QStringLiteral("--suite") << suite;
        return line;
    }

protected:
    QString refusal(store::StateStore&, const store::Package& package) const override
    {
        const bool aside = package.state == queue::PackageState::Paused || package.state == queue::PackageState::Denied;
        return aside ? QStringLiteral("is %1; resume it first").arg(queue::packageStateName(package.state)) : QString();
    }

    void describe(store::StateStore& store, const QList<store::Package>& packages, Preview& preview) const override
    {
        qsizetype versions = 0;
        for (const store::Package& package : packages)
            versions += addWaitingBranches(store, package, m_suites, preview);
        preview.jobs = static_cast<int>(packages.size());
        preview.sentence = QStringLiteral("Import %1").arg(enumerate(preview.subjects));
        preview.consequences = {
            counted(versions, "publication waits for its import", "publications wait for their import"),
            counted(preview.jobs, "job is queued", "jobs are queued") +
                QStringLiteral("; new versions are imported from now on")};
        preview.rows = {{QStringLiteral("job"), preview.jobs}, {QStringLiteral("package"), preview.jobs}};
    }

    void changeOne(store::StateStore& store, qint64 packageId) const override
    {
        if (!store.packages.byId(packageId)->tracked)
            store.packages.setTracked(packageId, true);
        store.failures.resolveAll(packageId, QStringLiteral("manual"), reason());
        store.jobs.enqueue(packageId, queue::JobType::Manual, queue::priority::doNext, QStringLiteral("import by hand"),
                           0, m_suites);
    }

private:
    QStringList m_suites;
};

} // namespace

std::unique_ptr<Operation> import(const QStringList& packages, const QStringList& suites)
{
    return std::make_unique<Import>(packages, suites);
}

} // namespace millrace::ops
