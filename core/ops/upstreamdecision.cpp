// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deb/names.h"
#include "core/ops/packageoperation.h"
#include "core/ops/subjects.h"

namespace millrace::ops {

namespace {

/// A conflict that waits for its decision, as the failed import recorded it.
struct Conflict
{
    qint64 failure = 0;
    QString version = {}; ///< upstream
    QString value = {};   ///< of the tag
    QString tagTree = {}; ///< empty where the tag stands for no commit
    QString tarballTree = {};
};

QList<Conflict> conflictsOf(store::StateStore& store, qint64 packageId)
{
    QList<Conflict> conflicts;
    for (const store::Failure& failure : store.failures.open(packageId)) {
        const auto details = queue::needsDecision(failure.code) ? store.details.failure(failure.id) : std::nullopt;
        if (!details)
            continue;
        const QJsonObject& evidence = details->evidence;
        conflicts.append({failure.id, evidence[QLatin1String("upstream version")].toString(),
                          evidence[QLatin1String("value of the tag")].toString(),
                          evidence[QLatin1String("tree of the tag")].toString(),
                          evidence[QLatin1String("tree of the tarball")].toString()});
    }
    return conflicts;
}

class DecideUpstream final : public PackageOperation
{
public:
    DecideUpstream(const QString& package, QString version, UpstreamChoice choice, QString treeNow)
        : PackageOperation({{package}, {}, {}})
        , m_version(std::move(version))
        , m_choice(choice)
        , m_treeNow(std::move(treeNow))
    {
    }

    QString name() const override { return QStringLiteral("decide"); }

    QStringList commandLine() const override
    {
        QStringList line = PackageOperation::commandLine();
        if (!m_version.isEmpty())
            line << m_version;
        return line << upstreamChoiceName(m_choice);
    }

protected:
    QString refusal(store::StateStore& store, const store::Package& package) const override
    {
        if (package.state == queue::PackageState::Running)
            return QStringLiteral("runs right now");
        const QList<Conflict> conflicts = chosen(store, package.id);
        if (conflicts.isEmpty())
            return m_version.isEmpty() ? QStringLiteral("has no upstream tag to decide about")
                                       : QStringLiteral("has no decision to make about upstream %1").arg(m_version);
        if (conflicts.size() > 1 && m_version.isEmpty())
            return QStringLiteral("has several upstream tags to decide about; say which version");
        const QString tree = m_treeNow.isEmpty() ? conflicts.constFirst().tagTree : m_treeNow;
        if (m_choice == UpstreamChoice::Adopt && tree != conflicts.constFirst().tarballTree)
            return QStringLiteral("%1 has other files than the tarball; it can be adopted once it has the same")
                .arg(deb::upstreamTag(conflicts.constFirst().version));
        return {};
    }

    void describe(store::StateStore& store, const QList<store::Package>& packages, Preview& preview) const override
    {
        for (const store::Package& package : packages) {
            const Conflict conflict = chosen(store, package.id).constFirst();
            const QString tag = deb::upstreamTag(conflict.version);
            const QString ref = QLatin1String("refs/tags/") + tag;
            const QString reimport = QLatin1String("refs/tags/reimport/") + tag;
            switch (m_choice) {
            case UpstreamChoice::Keep:
                preview.sentence =
                    QStringLiteral("Keep somebody's %1 of %2 and tag the archive's beside it").arg(tag, package.name);
                preview.consequences = {QStringLiteral("%1 stays as it is").arg(tag),
                                        QStringLiteral("the archive's files become reimport/%1/1 or the next free "
                                                       "number, and imports descend from those")
                                            .arg(tag)};
                preview.refs = {{package.name, reimport + QLatin1String("/0"), {}, conflict.value},
                                {package.name, reimport + QLatin1String("/1"), {}, {}}};
                break;
            case UpstreamChoice::Adopt:
                preview.sentence = QStringLiteral("Adopt somebody's %1 of %2 as the archive's").arg(tag, package.name);
                preview.consequences = {QStringLiteral("%1 stays as it is, and imports descend from it").arg(tag),
                                        QStringLiteral("the import checks once more that it has the tarball's files")};
                break;
            case UpstreamChoice::Move:
                preview.sentence =
                    QStringLiteral("Move the tag %1 of %2 to the archive's files").arg(tag, package.name);
                preview.consequences = {
                    QStringLiteral("what it stands for now stays as reimport/%1/1").arg(tag),
                    QStringLiteral("it moves only if it still is where the import saw it"),
                    QStringLiteral("clones keep the old one until they are told to fetch it again: git fetch --tags "
                                   "--force")};
                preview.refs = {{package.name, ref, conflict.value, {}},
                                {package.name, reimport + QLatin1String("/0"), {}, {}},
                                {package.name, reimport + QLatin1String("/1"), {}, conflict.value}};
                break;
            }
            addWaitingBranches(store, package, {}, preview);
        }
        preview.jobs = static_cast<int>(packages.size());
        preview.consequences.append(counted(preview.jobs, "job is queued", "jobs are queued") +
                                    QStringLiteral(" in front of all others"));
        preview.rows = {{QStringLiteral("failure"), preview.jobs},
                        {QStringLiteral("import_override"), preview.jobs},
                        {QStringLiteral("job"), preview.jobs}};
    }

    void changeOne(store::StateStore& store, qint64 packageId) const override
    {
        const Conflict conflict = chosen(store, packageId).constFirst();
        const QString value =
            m_choice == UpstreamChoice::Move ? QLatin1String("move:") + conflict.value : upstreamChoiceName(m_choice);
        store.overrides.set(packageId, {conflict.version, QStringLiteral("upstream"), value});
        store.failures.resolve(conflict.failure, QStringLiteral("manual"));
        store.jobs.enqueue(packageId, queue::JobType::Manual, queue::priority::doNext,
                           QStringLiteral("decided about an upstream tag"));
    }

private:
    /// Those of the version that was named, each version once.
    QList<Conflict> chosen(store::StateStore& store, qint64 packageId) const
    {
        QList<Conflict> result;
        for (const Conflict& conflict : conflictsOf(store, packageId)) {
            const bool known = std::any_of(result.cbegin(), result.cend(),
                                           [&](const Conflict& other) { return other.version == conflict.version; });
            if (!known && (m_version.isEmpty() || m_version == conflict.version))
                result.append(conflict);
        }
        return result;
    }

    QString m_version;
    UpstreamChoice m_choice;
    QString m_treeNow;
};

} // namespace

QString upstreamChoiceName(UpstreamChoice choice)
{
    switch (choice) {
    case UpstreamChoice::Keep:
        return QStringLiteral("keep");
    case UpstreamChoice::Adopt:
        return QStringLiteral("adopt");
    case UpstreamChoice::Move:
        return QStringLiteral("move");
    }
    return {};
}

std::optional<UpstreamChoice> upstreamChoiceFromName(const QString& name)
{
    for (const UpstreamChoice choice : {UpstreamChoice::Keep, UpstreamChoice::Adopt, UpstreamChoice::Move}) {
        if (name == upstreamChoiceName(choice))
            return choice;
    }
    return std::nullopt;
}

std::unique_ptr<Operation> decideUpstream(const QString& package, const QString& upstreamVersion, UpstreamChoice choice,
                                          const QString& treeNow)
{
    return std::make_unique<DecideUpstream>(package, upstreamVersion, choice, treeNow);
}

} // namespace millrace::ops
