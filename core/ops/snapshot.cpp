// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/snapshot.h"

#include "core/ops/subjects.h"

namespace millrace::ops {

namespace {

QString k(const char* key)
{
    return QLatin1String(key);
}

QJsonArray failuresOf(const QList<store::RetryState>& failures)
{
    QJsonArray array;
    // Tens of thousands at once: the keys are not made anew for each.
    for (const store::RetryState& failure : failures)
        array.append(QJsonObject{{QStringLiteral("auto_retries"), failure.autoRetries},
                                 {QStringLiteral("id"), failure.id},
                                 {QStringLiteral("next_retry_at"), failure.nextRetryAt},
                                 {QStringLiteral("state"), failure.state}});
    return array;
}

QJsonArray jobsOf(const QList<store::Job>& jobs)
{
    QJsonArray array;
    for (const store::Job& job : jobs) {
        QJsonObject one{{QStringLiteral("id"), job.id}, {QStringLiteral("priority"), job.priority}};
        if (!job.mode.isEmpty())
            one.insert(k("mode"), job.mode);
        array.append(one);
    }
    return array;
}

QJsonArray overridesOf(const QList<store::Override>& overrides)
{
    QJsonArray array;
    for (const store::Override& one : overrides)
        array.append(QJsonObject{{k("version"), one.version}, {k("what"), one.what}, {k("value"), one.value}});
    return array;
}

QJsonArray skipsOf(const QList<store::SkippablePublication>& skipped)
{
    QJsonArray array;
    for (const store::SkippablePublication& one : skipped)
        array.append(QJsonObject{{k("publication"), one.id}, {k("reason"), one.reason}});
    return array;
}

QJsonArray packageSnapshots(store::StateStore& store, const QList<store::Package>& packages)
{
    const QList<qint64> ids = idsOf(packages);
    const QHash<qint64, QList<store::RetryState>> failures = store.failures.retryStates(ids);
    const QHash<qint64, QList<store::Job>> jobs = store.jobs.queuedOf(ids);
    const QHash<qint64, QList<store::Override>> overrides = store.overrides.ofPackages(ids);
    const QHash<qint64, QList<store::SkippablePublication>> skipped = store.publications.skipped(ids);
    QJsonArray array;
    for (const store::Package& package : packages) {
        QJsonObject all{{QStringLiteral("failures"), failuresOf(failures.value(package.id))},
                        {QStringLiteral("jobs"), jobsOf(jobs.value(package.id))},
                        {QStringLiteral("note"), package.note},
                        {QStringLiteral("package"), package.name},
                        {QStringLiteral("state"), queue::packageStateName(package.state)},
                        {QStringLiteral("tracked"), package.tracked}};
        // Most packages have none, and older events have no word for them.
        if (package.holdUntil > 0)
            all.insert(k("hold_until"), package.holdUntil);
        if (overrides.contains(package.id))
            all.insert(k("overrides"), overridesOf(overrides.value(package.id)));
        if (skipped.contains(package.id))
            all.insert(k("skipped"), skipsOf(skipped.value(package.id)));
        array.append(all);
    }
    return array;
}

QJsonArray signatureSnapshots(store::StateStore& store, const QStringList& sigs)
{
    QJsonArray array;
    for (const QString& sig : sigs) {
        const std::optional<store::SignatureRow> row = store.signatures.bySig(sig);
        if (!row)
            continue;
        QJsonObject one{{k("signature"), sig}, {k("merged_into"), row->mergedInto}, {k("split_by"), row->splitBy}};
        if (const std::optional<store::SpuriousMark> mark = store.spurious.of(sig))
            one.insert(k("spurious"), QJsonObject{{k("state"), mark->state},
                                                  {k("delay_ms"), mark->delayMs},
                                                  {k("cap"), mark->cap},
                                                  {k("expires_at"), mark->expiresAt},
                                                  {k("author"), mark->author},
                                                  {k("reason"), mark->reason},
                                                  {k("since"), mark->since},
                                                  {k("ended_at"), mark->endedAt},
                                                  {k("accepted_milli"), mark->acceptedMilli}});
        array.append(one);
    }
    return array;
}

QJsonArray ruleSnapshots(store::StateStore& store, const QStringList& codes)
{
    QJsonArray array;
    for (const QString& code : codes) {
        QJsonObject one{{k("code"), code}};
        if (const std::optional<store::StoredRule> rule = store.rules.byCode(code))
            one.insert(k("rule"), QJsonObject{{k("policy"), failure::policyName(rule->change.policy)},
                                              {k("cap"), rule->change.cap},
                                              {k("delay_ms"), rule->change.delayMs},
                                              {k("retry_on_new_upload"), rule->change.retryOnNewUpload},
                                              {k("author"), rule->author},
                                              {k("reason"), rule->reason}});
        array.append(one);
    }
    return array;
}

QStringList names(const QJsonArray& array, const char* key)
{
    QStringList result;
    for (const QJsonValue& value : array)
        result.append(value.toObject()[QLatin1String(key)].toString());
    return result;
}

/// Names of the entries of @p then that @p now has otherwise.
QStringList changed(const QJsonArray& then, const QJsonArray& now, const char* key)
{
    QHash<QString, QJsonObject> current;
    for (const QJsonValue& value : now)
        current.insert(value.toObject()[QLatin1String(key)].toString(), value.toObject());
    QStringList result;
    for (const QJsonValue& value : then) {
        const QString name = value.toObject()[QLatin1String(key)].toString();
        if (current.value(name) != value.toObject())
            result.append(name);
    }
    return result;
}

} // namespace

QJsonObject Snapshot::toJson() const
{
    QJsonObject object{{k("packages"), packages}};
    if (!signatures.isEmpty())
        object.insert(k("signatures"), signatures);
    if (!rules.isEmpty())
        object.insert(k("rules"), rules);
    return object;
}

Snapshot Snapshot::fromJson(const QJsonObject& object)
{
    return {object[k("packages")].toArray(), object[k("signatures")].toArray(), object[k("rules")].toArray()};
}

Snapshot Snapshot::of(store::StateStore& store, const Preview& preview)
{
    return {packageSnapshots(store, store.packages.byIds(preview.ids)), signatureSnapshots(store, preview.signatures),
            ruleSnapshots(store, preview.codes)};
}

QStringList Snapshot::changedPackages(store::StateStore& store) const
{
    return changed(packages, packageSnapshots(store, store.packages.byNames(names(packages, "package"))), "package");
}

QString Snapshot::changedOthers(store::StateStore& store) const
{
    const QStringList sigs =
        changed(signatures, signatureSnapshots(store, names(signatures, "signature")), "signature");
    return (sigs + changed(rules, ruleSnapshots(store, names(rules, "code")), "code")).value(0);
}

} // namespace millrace::ops
