// SPDX-License-Identifier: GPL-3.0-or-later
// reimport: the whole history made anew beside the one that is there, and put in its place when a person wants it
// (importer.md b14). Both are jobs: the repository is the engine's.
#include "core/ops/packageoperation.h"
#include "core/ops/subjects.h"
#include "core/store/recordedhistory.h"

namespace millrace::ops {

namespace {

class Reimport final : public PackageOperation
{
public:
    Reimport(Subjects subjects, bool swap)
        : PackageOperation(std::move(subjects))
        , m_swap(swap)
    {
    }

    QString name() const override { return QStringLiteral("reimport"); }

    QStringList commandLine() const override
    {
        QStringList line = PackageOperation::commandLine();
        if (m_swap)
            line << QStringLiteral("--swap");
        return line;
    }

protected:
    QString refusal(store::StateStore& store, const store::Package& package) const override
    {
        // Only a history that nothing adds to can be compared.
        if (package.state != queue::PackageState::Ok)
            return QStringLiteral("is not idle (it is %1)").arg(queue::packageStateName(package.state));
        if (!m_swap)
            return store.imports.goodBranches(package.id).isEmpty() ? QStringLiteral("has nothing imported")
                                                                    : QString();
        const std::optional<store::Reimport> made = store.reimports.of(package.id);
        if (!made || made->state != QLatin1String("made"))
            return QStringLiteral("has no history made anew; reimport it first");
        if (store::lastAttempt(store.database(), package.id) != made->attemptId)
            return QStringLiteral("was imported since; reimport it again");
        return made->report[QLatin1String("refs")].toArray().isEmpty()
                   ? QStringLiteral("is the same when made anew; there is nothing to put in place")
                   : QString();
    }

    void describe(store::StateStore& store, const QList<store::Package>& packages, Preview& preview) const override
    {
        const QList<qint64> ids = idsOf(packages);
        preview.jobs = static_cast<int>(packages.size());
        preview.rows = {{QStringLiteral("job"), preview.jobs}};
        if (!m_swap) {
            preview.sentence = QStringLiteral("Reimport %1").arg(enumerate(preview.subjects));
            preview.consequences = {
                QStringLiteral("the whole history is made anew below refs/importer/reimport/; branches and tags stay"),
                QStringLiteral("an event says what differs; reimport --swap puts the new history in place")};
            for (const store::Package& package : packages) {
                const QMap<QString, QString> good = store.imports.goodBranches(package.id);
                for (auto it = good.cbegin(); it != good.cend(); ++it)
                    preview.refs.append(
                        {package.name, QLatin1String("refs/importer/reimport/heads/") + it.key(), {}, {}});
            }
            preview.work = {ids, queue::priority::firstImport};
            return;
        }
        preview.sentence = QStringLiteral("Put the new history of %1 in place").arg(enumerate(preview.subjects));
        for (const store::Package& package : packages) {
            const QJsonArray refs = store.reimports.of(package.id)->report[QLatin1String("refs")].toArray();
            for (const QJsonValue& value : refs) {
                const QJsonObject ref = value.toObject();
                preview.refs.append({package.name, ref[QLatin1String("ref")].toString(),
                                     ref[QLatin1String("old")].toString(), ref[QLatin1String("new")].toString()});
            }
        }
        preview.consequences = {
            counted(preview.refs.size(), "ref moves", "refs move") +
                QStringLiteral(", all of a package or none; the former values are kept below refs/importer/replaced/"),
            QStringLiteral("people who have these branches must fetch them with force")};
        preview.rows.insert(QStringLiteral("import"), imports(store, ids));
    }

    void changeOne(store::StateStore& store, qint64 packageId) const override
    {
        const qint64 job = store.jobs.enqueue(
            packageId, queue::JobType::Reimport, m_swap ? queue::priority::doNext : queue::priority::firstImport,
            m_swap ? QStringLiteral("puts a new history in place") : QStringLiteral("makes the history anew"));
        if (m_swap)
            store.jobs.setMode(job, QStringLiteral("swap"));
    }

private:
    static int imports(store::StateStore& store, const QList<qint64>& ids)
    {
        int count = 0;
        for (const qint64 id : ids)
            count += static_cast<int>(store.imports.ofPackage(id).size());
        return count;
    }

    bool m_swap;
};

} // namespace

std::unique_ptr<Operation> reimport(const Subjects& subjects)
{
    return std::make_unique<Reimport>(subjects, false);
}

std::unique_ptr<Operation> swapReimport(const Subjects& subjects)
{
    return std::make_unique<Reimport>(subjects, true);
}

} // namespace millrace::ops
