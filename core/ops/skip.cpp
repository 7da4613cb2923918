// SPDX-License-Identifier: GPL-3.0-or-later
// skip and unskip: one version is taken out of the way of the ones behind it (importer.md b14).
#include "core/ops/packageoperation.h"
#include "core/ops/subjects.h"

namespace millrace::ops {

namespace {

class Skip final : public PackageOperation
{
public:
    Skip(Subjects subjects, QString version, bool skipped)
        : PackageOperation(std::move(subjects))
        , m_version(std::move(version))
        , m_skipped(skipped)
    {
    }

    QString name() const override { return m_skipped ? QStringLiteral("skip") : QStringLiteral("unskip"); }

    QStringList commandLine() const override
    {
        QStringList line = PackageOperation::commandLine();
        if (!m_version.isEmpty())
            line << m_version;
        if (m_skipped)
            line << QStringLiteral("--reason") << reason();
        return line;
    }

protected:
    QString refusal(store::StateStore& store, const store::Package& package) const override
    {
        if (package.state == queue::PackageState::Running)
            return QStringLiteral("runs right now");
        if (!concerned(store, package.id).isEmpty())
            return {};
        if (m_version.isEmpty())
            return m_skipped ? QStringLiteral("has failed at no single version")
                             : QStringLiteral("has nothing skipped");
        if (!store.publications.skippable(package.id, m_version).isEmpty())
            return m_skipped ? QStringLiteral("%1 is skipped already").arg(m_version)
                             : QStringLiteral("%1 is not skipped").arg(m_version);
        return QStringLiteral("has no version %1 that is not imported").arg(m_version);
    }

    void describe(store::StateStore& store, const QList<store::Package>& packages, Preview& preview) const override
    {
        int publications = 0;
        int failures = 0;
        QStringList versions;
        QList<qint64> ids;
        for (const store::Package& package : packages) {
            for (const store::SkippablePublication& one : concerned(store, package.id)) {
                ++publications;
                versions.append(packages.size() == 1 ? one.version : package.name + QLatin1Char(' ') + one.version);
            }
            const qsizetype tied = failuresAt(store, package.id).size();
            failures += static_cast<int>(tied);
            if (m_skipped && tied == store.failures.open(package.id).size() && goesOn(store, package))
                ids.append(package.id);
            else if (!m_skipped && package.state == queue::PackageState::Ok && package.tracked)
                ids.append(package.id);
            if (m_skipped && tied < store.failures.open(package.id).size())
                preview.consequences.append(QStringLiteral("%1 stays held by its other failures").arg(package.name));
        }
        versions.removeDuplicates();
        const QString what = packages.size() == 1 ? preview.subjects.value(0) + QLatin1Char(' ') + enumerate(versions)
                                                  : enumerate(versions);
        preview.sentence = (m_skipped ? QStringLiteral("Skip %1") : QStringLiteral("No longer skip %1")).arg(what);
        preview.jobs = static_cast<int>(ids.size());
        preview.consequences.prepend(
            m_skipped ? counted(publications, "publication is in no branch", "publications are in no branch") +
                            QStringLiteral(" and listed as skipped by every verification; the next versions go on")
                      : counted(publications, "publication is", "publications are") +
                            QStringLiteral(" imported after all, on top of what is there"));
        if (failures > 0)
            preview.consequences.append(counted(failures, "failure becomes resolved", "failures become resolved"));
        preview.rows = {{QStringLiteral("publication"), publications},
                        {QStringLiteral("failure"), failures},
                        {QStringLiteral("job"), preview.jobs}};
        preview.work = {ids, queue::priority::newOther};
    }

    void changeOne(store::StateStore& store, qint64 packageId) const override
    {
        const QList<store::Failure> tied = failuresAt(store, packageId);
        for (const store::SkippablePublication& one : concerned(store, packageId))
            store.publications.setSkipped(one.id, m_skipped, m_skipped ? reason() : QString());
        if (m_skipped) {
            for (const store::Failure& failure : tied)
                store.failures.resolve(failure.id, QStringLiteral("skipped"));
        }
        const bool free = store.packages.settle(packageId) == queue::PackageState::Ok;
        if (free && store.packages.byId(packageId)->tracked && store.publications.hasWaiting(packageId))
            store.jobs.enqueue(packageId, queue::JobType::New, queue::priority::newOther,
                               m_skipped ? QStringLiteral("a version was skipped")
                                         : QStringLiteral("a version is no longer skipped"));
    }

private:
    QStringList versions(store::StateStore& store, qint64 packageId) const
    {
        if (!m_version.isEmpty())
            return {m_version};
        QStringList result;
        if (m_skipped) {
            for (const store::Failure& failure : store.failures.open(packageId)) {
                if (!failure.version.isEmpty())
                    result.append(failure.version);
            }
        } else {
            for (const store::SkippablePublication& one : store.publications.skipped(packageId))
                result.append(one.version);
        }
        result.removeDuplicates();
        return result;
    }

    /// Publications that change.
    QList<store::SkippablePublication> concerned(store::StateStore& store, qint64 packageId) const
    {
        QList<store::SkippablePublication> result;
        for (const QString& version : versions(store, packageId)) {
            for (const store::SkippablePublication& one : store.publications.skippable(packageId, version)) {
                if (one.skipped != m_skipped)
                    result.append(one);
            }
        }
        return result;
    }

    QList<store::Failure> failuresAt(store::StateStore& store, qint64 packageId) const
    {
        const QStringList wanted = versions(store, packageId);
        QList<store::Failure> result;
        for (const store::Failure& failure : store.failures.open(packageId)) {
            if (m_skipped && wanted.contains(failure.version))
                result.append(failure);
        }
        return result;
    }

    /// Whether other publications wait behind the skipped ones.
    bool goesOn(store::StateStore& store, const store::Package& package) const
    {
        if (!package.tracked || package.state == queue::PackageState::Paused ||
            package.state == queue::PackageState::Denied)
            return false;
        const QStringList skippedVersions = versions(store, package.id);
        const QList<store::WaitingPublication> waiting = store.publications.waiting(package.id);
        return std::any_of(waiting.cbegin(), waiting.cend(), [&](const store::WaitingPublication& one) {
            return !skippedVersions.contains(one.upload.version);
        });
    }

    QString m_version;
    bool m_skipped;
};

} // namespace

std::unique_ptr<Operation> skip(const Subjects& subjects, const QString& version, bool skipped)
{
    return std::make_unique<Skip>(subjects, version, skipped);
}

} // namespace millrace::ops
