// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/restore.h"

#include "core/ops/snapshot.h"
#include "core/ops/subjects.h"

#include <QSet>

#include <tuple>

namespace millrace::ops {

namespace {

QString k(const char* key)
{
    return QLatin1String(key);
}

QStringList names(const QJsonArray& array, const char* key)
{
    QStringList result;
    for (const QJsonValue& value : array)
        result.append(value.toObject()[QLatin1String(key)].toString());
    return result;
}

/// What becomes of rows of many packages in one statement: a round trip to the server each would take seconds.
struct Together
{
    QList<qint64> cancel = {}; ///< jobs
    /// State, retries so far and the next one's time → failures.
    QMap<std::tuple<QString, int, qint64>, QList<qint64>> restore = {};

    void apply(store::StateStore& store) const
    {
        if (!cancel.isEmpty())
            store.jobs.cancel(cancel);
        for (auto it = restore.cbegin(); it != restore.cend(); ++it)
            store.failures.restore(it.value(), std::get<0>(it.key()), std::get<1>(it.key()), std::get<2>(it.key()));
    }
};

void putJobsBack(store::StateStore& store, const QList<store::WaitingJob>& now, const QJsonArray& then,
                 Together& together)
{
    QHash<qint64, QJsonObject> left;
    for (const QJsonValue& value : then)
        left.insert(value.toObject()[k("id")].toInteger(), value.toObject());
    for (const store::WaitingJob& job : now) {
        if (!left.contains(job.id)) {
            together.cancel.append(job.id);
            continue;
        }
        const QJsonObject before = left.take(job.id);
        if (const int priority = before[k("priority")].toInt(); priority != job.priority)
            store.jobs.setPriority(job.id, priority);
        if (const QString mode = before[k("mode")].toString(); mode != job.mode)
            store.jobs.setMode(job.id, mode);
    }
    // What the Operation cancelled waits again: after untrack, or when an undo is undone.
    for (auto it = left.cbegin(); it != left.cend(); ++it)
        store.jobs.revive(it.key(), it.value()[k("priority")].toInt());
}

void putFailuresBack(store::StateStore& store, const QList<store::RetryState>& now, const QJsonArray& then,
                     Together& together)
{
    QList<qint64> openNow;
    for (const store::RetryState& failure : now)
        openNow.append(failure.id);
    for (const QJsonValue& value : then) {
        const QJsonObject failure = value.toObject();
        openNow.removeAll(failure[k("id")].toInteger());
        together
            .restore[{failure[k("state")].toString(), failure[k("auto_retries")].toInt(),
                      failure[k("next_retry_at")].toInteger()}]
            .append(failure[k("id")].toInteger());
    }
    for (const qint64 id : openNow)
        store.failures.resolve(id, QStringLiteral("manual"));
}

void putDecisionsBack(store::StateStore& store, qint64 packageId, const QList<store::Override>& overridesNow,
                      const QList<store::SkippablePublication>& skippedNow, const QJsonObject& then)
{
    QList<store::Override> overrides;
    for (const QJsonValue& value : then[k("overrides")].toArray()) {
        const QJsonObject one = value.toObject();
        overrides.append({one[k("version")].toString(), one[k("what")].toString(), one[k("value")].toString()});
    }
    if (overrides != overridesNow)
        store.overrides.replaceAll(packageId, overrides);
    QHash<qint64, QString> skippedThen;
    for (const QJsonValue& value : then[k("skipped")].toArray())
        skippedThen.insert(value.toObject()[k("publication")].toInteger(), value.toObject()[k("reason")].toString());
    for (const store::SkippablePublication& one : skippedNow) {
        if (!skippedThen.contains(one.id))
            store.publications.setSkipped(one.id, false, {});
        skippedThen.remove(one.id);
    }
    for (auto it = skippedThen.cbegin(); it != skippedThen.cend(); ++it)
        store.publications.setSkipped(it.key(), true, it.value());
}

/// Put aside or not, as what, until when.
void putAsideBack(store::StateStore& store, const store::Package& package, const QJsonObject& then)
{
    using queue::PackageState;
    const PackageState was = queue::packageStateFromName(then[k("state")].toString()).value_or(PackageState::Ok);
    const bool aside = was == PackageState::Paused || was == PackageState::Denied;
    const qint64 until = aside ? then[k("hold_until")].toInteger() : 0;
    const bool same = aside ? package.state == was && package.holdUntil == until : !package.isAside();
    if (!same)
        store.packages.setAside(package.id, was, then[k("note")].toString(), until);
}

void putPackagesBack(store::StateStore& store, const QJsonArray& packages)
{
    QHash<QString, store::Package> byName;
    QList<qint64> ids;
    for (const store::Package& package : store.packages.byNames(names(packages, "package"))) {
        byName.insert(package.name, package);
        ids.append(package.id);
    }
    const QHash<qint64, QList<store::RetryState>> failures = store.failures.retryStates(ids);
    const QHash<qint64, QList<store::WaitingJob>> jobs = store.jobs.waiting(ids);
    const QHash<qint64, QList<store::Override>> overrides = store.overrides.ofPackages(ids);
    const QHash<qint64, QList<store::SkippablePublication>> skipped = store.publications.skipped(ids);
    Together together;
    for (const QJsonValue& value : packages) {
        const QJsonObject then = value.toObject();
        const auto package = byName.constFind(then[k("package")].toString());
        if (package == byName.constEnd())
            continue;
        const qint64 id = package->id;
        putJobsBack(store, jobs.value(id), then[k("jobs")].toArray(), together);
        putFailuresBack(store, failures.value(id), then[k("failures")].toArray(), together);
        if (package->tracked != then[k("tracked")].toBool())
            store.packages.setTracked(id, then[k("tracked")].toBool());
        putAsideBack(store, *package, then);
        putDecisionsBack(store, id, overrides.value(id), skipped.value(id), then);
    }
    together.apply(store);
    store.packages.settleAll(ids);
}

void putSignaturesBack(store::StateStore& store, const QJsonArray& signatures)
{
    bool belongElsewhere = false;
    for (const QJsonValue& value : signatures) {
        const QJsonObject then = value.toObject();
        const QString sig = then[k("signature")].toString();
        const QString mergedInto = then[k("merged_into")].toString();
        const QString splitBy = then[k("split_by")].toString();
        const std::optional<store::SignatureRow> now = store.signatures.bySig(sig);
        if (now && (now->mergedInto != mergedInto || now->splitBy != splitBy)) {
            store.signatures.setDecisions(sig, mergedInto, splitBy);
            belongElsewhere = true;
        }
        std::optional<store::SpuriousMark> mark;
        if (then.contains(k("spurious"))) {
            const QJsonObject one = then[k("spurious")].toObject();
            mark = store::SpuriousMark{
                one[k("state")].toString(),       one[k("delay_ms")].toInteger(), one[k("cap")].toInt(),
                one[k("expires_at")].toInteger(), one[k("author")].toString(),    one[k("reason")].toString(),
                one[k("since")].toInteger(),      one[k("ended_at")].toInteger(), one[k("accepted_milli")].toInt()};
        }
        if (mark != store.spurious.of(sig))
            store.spurious.set(sig, mark);
    }
    if (belongElsewhere)
        store.signatures.reassign(names(signatures, "signature"));
}

void putRulesBack(store::StateStore& store, const QJsonArray& rules)
{
    for (const QJsonValue& value : rules) {
        const QString code = value.toObject()[k("code")].toString();
        const QJsonObject then = value.toObject()[k("rule")].toObject();
        if (then.isEmpty()) {
            store.rules.remove(code);
            continue;
        }
        const failure::Policy policy =
            failure::policyFromName(then[k("policy")].toString()).value_or(failure::Policy::Hold);
        store.rules.set({{code, policy, then[k("cap")].toInt(), then[k("delay_ms")].toInteger(),
                          then[k("retry_on_new_upload")].toBool()},
                         then[k("author")].toString(),
                         then[k("reason")].toString(),
                         0});
    }
}

class Restore final : public Operation
{
public:
    Restore(store::Event event, const QStringList& movedOn)
        : m_event(std::move(event))
        , m_movedOn(movedOn)
        , m_before(Snapshot::fromJson(m_event.before))
    {
        const QSet<QString> left(movedOn.cbegin(), movedOn.cend());
        QJsonArray packages;
        for (const QJsonValue& value : std::as_const(m_before.packages)) {
            if (!left.contains(value.toObject()[k("package")].toString()))
                packages.append(value);
        }
        m_before.packages = packages;
    }

    QString name() const override { return QStringLiteral("undo"); }

    QStringList commandLine() const override
    {
        return {QStringLiteral("millracectl"), name(), QString::number(m_event.id)};
    }

    Preview plan(store::StateStore& store) const override
    {
        Preview preview;
        preview.operation = name();
        for (const store::Package& package : store.packages.byNames(names(m_before.packages, "package")))
            preview.add(package);
        preview.signatures = names(m_before.signatures, "signature");
        preview.codes = names(m_before.rules, "code");
        preview.sentence = QStringLiteral("Undo: %1").arg(m_event.summary);
        for (const QStringList& what : {preview.signatures, preview.codes, preview.subjects}) {
            if (!what.isEmpty())
                preview.consequences.append(QStringLiteral("%1 put back to what it was before").arg(enumerate(what)));
        }
        for (const QString& package : m_movedOn)
            preview.refusals.append(package + QStringLiteral(": changed since, and is left as it is"));
        if (!preview.subjects.isEmpty())
            preview.rows.insert(QStringLiteral("package"), static_cast<int>(preview.subjects.size()));
        if (!preview.signatures.isEmpty())
            preview.rows.insert(QStringLiteral("signature"), static_cast<int>(preview.signatures.size()));
        if (!preview.codes.isEmpty())
            preview.rows.insert(QStringLiteral("error_rule"), static_cast<int>(preview.codes.size()));
        preview.stateVersion = stateVersion(store, preview);
        return preview;
    }

    qint64 undoes() const override { return m_event.id; }

protected:
    QJsonObject change(store::StateStore& store, const Preview& preview) const override
    {
        const Snapshot before = Snapshot::before(store, preview);
        putRulesBack(store, m_before.rules);
        putSignaturesBack(store, m_before.signatures);
        putPackagesBack(store, m_before.packages);
        const Snapshot after = Snapshot::after(store, preview);
        return {{k("before"), before.toJson()}, {k("after"), after.toJson()}};
    }

private:
    store::Event m_event;
    QStringList m_movedOn;
    Snapshot m_before;
};

} // namespace

std::unique_ptr<Operation> restoreOperation(const store::Event& event, const QStringList& movedOn)
{
    return std::make_unique<Restore>(event, movedOn);
}

} // namespace millrace::ops
