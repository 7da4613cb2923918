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
    for (const store::RetryState& failure : failures) {
        QJsonObject one{{QStringLiteral("id"), failure.id}, {QStringLiteral("state"), failure.state}};
        if (failure.autoRetries > 0)
            one.insert(k("auto_retries"), failure.autoRetries);
        if (failure.nextRetryAt > 0)
            one.insert(k("next_retry_at"), failure.nextRetryAt);
        array.append(one);
    }
    return array;
}

QJsonArray jobsOf(const QList<store::WaitingJob>& jobs)
{
    QJsonArray array;
    for (const store::WaitingJob& job : jobs) {
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

/// What most packages have not is left out: an event about thousands of them is read and compared as a whole.
QJsonArray packageSnapshots(store::StateStore& store, const QList<store::Package>& packages)
{
    const QList<qint64> ids = idsOf(packages);
    const QHash<qint64, QList<store::RetryState>> failures = store.failures.retryStates(ids);
    const QHash<qint64, QList<store::WaitingJob>> jobs = store.jobs.waiting(ids);
    const QHash<qint64, QList<store::Override>> overrides = store.overrides.ofPackages(ids);
    const QHash<qint64, QList<store::SkippablePublication>> skipped = store.publications.skipped(ids);
    QJsonArray array;
    for (const store::Package& package : packages) {
        QJsonObject all{{QStringLiteral("package"), package.name},
                        {QStringLiteral("state"), queue::packageStateName(package.state)},
                        {QStringLiteral("tracked"), package.tracked}};
        if (failures.contains(package.id))
            all.insert(k("failures"), failuresOf(failures[package.id]));
        if (jobs.contains(package.id))
            all.insert(k("jobs"), jobsOf(jobs[package.id]));
        if (!package.note.isEmpty())
            all.insert(k("note"), package.note);
        if (package.holdUntil > 0)
            all.insert(k("hold_until"), package.holdUntil);
        if (overrides.contains(package.id))
            all.insert(k("overrides"), overridesOf(overrides[package.id]));
        if (skipped.contains(package.id))
            all.insert(k("skipped"), skipsOf(skipped[package.id]));
        array.append(all);
    }
    return array;
}

/// Older events name what a package has not, too; without that they compare as those of today.
QJsonArray withoutNothing(const QJsonArray& packages)
{
    if (!packages.first().toObject().contains(k("note")))
        return packages;
    QJsonArray array;
    for (const QJsonValue& value : packages) {
        QJsonObject package = value.toObject();
        QJsonArray failures = package[k("failures")].toArray();
        for (QJsonValueRef ref : failures) {
            QJsonObject failure = ref.toObject();
            for (const QString& key : {k("auto_retries"), k("next_retry_at")}) {
                if (failure[key].toInteger() == 0)
                    failure.remove(key);
            }
            ref = failure;
        }
        if (!failures.isEmpty())
            package.insert(k("failures"), failures);
        for (const QString& key : {k("failures"), k("jobs")}) {
            if (package[key].toArray().isEmpty())
                package.remove(key);
        }
        if (package[k("note")].toString().isEmpty())
            package.remove(k("note"));
        array.append(package);
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

Snapshot Snapshot::before(store::StateStore& store, const Preview& preview)
{
    return {packageSnapshots(store, preview.packages), signatureSnapshots(store, preview.signatures),
            ruleSnapshots(store, preview.codes)};
}

Snapshot Snapshot::after(store::StateStore& store, const Preview& preview)
{
    return {packageSnapshots(store, store.packages.byIds(preview.ids())), signatureSnapshots(store, preview.signatures),
            ruleSnapshots(store, preview.codes)};
}

QStringList Snapshot::changedPackages(store::StateStore& store) const
{
    return changed(withoutNothing(packages),
                   packageSnapshots(store, store.packages.byNames(names(packages, "package"))), "package");
}

QString Snapshot::changedOthers(store::StateStore& store) const
{
    const QStringList sigs =
        changed(signatures, signatureSnapshots(store, names(signatures, "signature")), "signature");
    return (sigs + changed(rules, ruleSnapshots(store, names(rules, "code")), "code")).value(0);
}

} // namespace millrace::ops
