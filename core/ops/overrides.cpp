// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/deb/version.h"
#include "core/ops/packageoperation.h"
#include "core/ops/subjects.h"

#include <QMap>

namespace millrace::ops {

namespace {

void mustBeVersion(const QString& text)
{
    if (!deb::isValidVersion(text.toUtf8()))
        throw Error(QStringLiteral("usage.version"), QStringLiteral("\"%1\" is no version").arg(text))
            .withAdvice(QStringLiteral("give it as the .dsc has it, with epoch and revision"));
}

class SetOverride final : public PackageOperation
{
public:
    SetOverride(const QString& package, VersionDecision decision)
        : PackageOperation({{package}, {}, {}})
        , m_decision(std::move(decision))
    {
        mustBeVersion(m_decision.version);
        if (m_decision.parent && !m_decision.parent->isEmpty())
            mustBeVersion(*m_decision.parent);
        if (m_decision.changelog)
            mustBeVersion(*m_decision.changelog);
        if (!m_decision.parent && !m_decision.changelog && !m_decision.forget)
            throw Error(QStringLiteral("usage.override"), QStringLiteral("nothing is decided"))
                .withAdvice(QStringLiteral("give --parent, --changelog or --forget"));
    }

    QString name() const override { return QStringLiteral("override"); }

    QStringList commandLine() const override
    {
        QStringList line = PackageOperation::commandLine() + QStringList{m_decision.version};
        if (m_decision.parent)
            line << QStringLiteral("--parent")
                 << (m_decision.parent->isEmpty() ? QStringLiteral("none") : *m_decision.parent);
        if (m_decision.changelog)
            line << QStringLiteral("--changelog") << *m_decision.changelog;
        if (m_decision.forget)
            line << QStringLiteral("--forget");
        return line;
    }

protected:
    QString refusal(store::StateStore& store, const store::Package& package) const override
    {
        // A worker that runs has its orders already.
        if (package.state == queue::PackageState::Running)
            return QStringLiteral("runs right now");
        const QList<store::Override> now = store.overrides.ofPackage(package.id);
        return after(now) == now ? QStringLiteral("has it like that already") : QString();
    }

    void describe(store::StateStore& store, const QList<store::Package>& packages, Preview& preview) const override
    {
        const QString& version = m_decision.version;
        preview.sentence = (m_decision.forget ? QStringLiteral("Forget what was decided about %1 %2")
                                              : QStringLiteral("Decide how %1 %2 is imported"))
                               .arg(enumerate(preview.subjects), version);
        if (m_decision.parent)
            preview.consequences.append(
                m_decision.parent->isEmpty()
                    ? QStringLiteral("it descends from no version of its changelog")
                    : QStringLiteral("it descends from %1, whatever its changelog says").arg(*m_decision.parent));
        if (m_decision.changelog)
            preview.consequences.append(
                QStringLiteral("it is imported although its changelog begins with %1").arg(*m_decision.changelog));
        for (const store::Package& package : packages) {
            for (const store::Import& import : store.imports.ofPackage(package.id)) {
                if (import.version == version)
                    preview.consequences.append(
                        QStringLiteral("it is imported already as %1, which does not change").arg(import.tag));
            }
            if (package.state == queue::PackageState::Held)
                preview.consequences.append(
                    QStringLiteral("%1 stays held until somebody retries it").arg(package.name));
        }
        preview.rows = {{QStringLiteral("import_override"), static_cast<int>(packages.size())}};
    }

    void changeOne(store::StateStore& store, qint64 packageId) const override
    {
        store.overrides.replaceAll(packageId, after(store.overrides.ofPackage(packageId)));
        store.packages.settle(packageId);
    }

private:
    /// What will be decided, if @p now is what is: in the order of the table.
    QList<store::Override> after(const QList<store::Override>& now) const
    {
        QMap<std::pair<QString, QString>, QString> all;
        for (const store::Override& one : now) {
            if (!m_decision.forget || one.version != m_decision.version)
                all.insert({one.version, one.what}, one.value);
        }
        if (m_decision.parent)
            all.insert({m_decision.version, QStringLiteral("parent")}, *m_decision.parent);
        if (m_decision.changelog)
            all.insert({m_decision.version, QStringLiteral("changelog")}, *m_decision.changelog);
        QList<store::Override> result;
        for (auto it = all.cbegin(); it != all.cend(); ++it)
            result.append({it.key().first, it.key().second, it.value()});
        return result;
    }

    VersionDecision m_decision;
};

} // namespace

std::unique_ptr<Operation> decideVersion(const QString& package, const VersionDecision& decision)
{
    return std::make_unique<SetOverride>(package, decision);
}

} // namespace millrace::ops
