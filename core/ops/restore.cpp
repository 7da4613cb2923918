// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/restore.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/ops/subjects.h"

namespace millrace::ops {

namespace {

QString k(const char* key)
{
    return QLatin1String(key);
}

QJsonObject snapshotOne(store::StateStore& store, const store::Package& package)
{
    QJsonArray failures;
    for (const store::Failure& failure : store.failures.open(package.id))
        failures.append(QJsonObject{{k("id"), failure.id},
                                    {k("state"), failure.state},
                                    {k("auto_retries"), failure.autoRetries},
                                    {k("next_retry_at"), failure.nextRetryAt}});
    QJsonArray jobs;
    for (const store::Job& job : store.jobs.queuedOf(package.id))
        jobs.append(QJsonObject{{k("id"), job.id}, {k("priority"), job.priority}});
    QJsonObject all{{k("package"), package.name},
                    {k("tracked"), package.tracked},
                    {k("state"), queue::packageStateName(package.state)},
                    {k("note"), package.note},
                    {k("failures"), failures},
                    {k("jobs"), jobs}};
    QJsonArray overrides;
    for (const store::Override& one : store.overrides.ofPackage(package.id))
        overrides.append(QJsonObject{{k("version"), one.version}, {k("what"), one.what}, {k("value"), one.value}});
    // Most packages have none, and events that are older than overrides have no word for them.
    if (!overrides.isEmpty())
        all.insert(k("overrides"), overrides);
    return all;
}

class Restore final : public Operation
{
public:
    explicit Restore(store::Event event)
        : m_event(std::move(event))
    {
    }

    QString name() const override { return QStringLiteral("undo"); }

    QStringList commandLine() const override
    {
        return {QStringLiteral("millracectl"), name(), QString::number(m_event.id)};
    }

    Preview preview(store::StateStore& store) const override
    {
        Preview preview;
        preview.operation = name();
        for (const QJsonValue& value : m_event.before[k("packages")].toArray())
            preview.subjects.append(value.toObject()[k("package")].toString());
        preview.sentence = QStringLiteral("Undo: %1").arg(m_event.summary);
        preview.consequences.append(
            QStringLiteral("%1 put back to what it was before").arg(enumerate(preview.subjects)));
        preview.rows.insert(QStringLiteral("package"), static_cast<int>(preview.subjects.size()));
        preview.stateVersion = store.packages.stateVersion(packageIds(store, preview));
        return preview;
    }

    qint64 undoes() const override { return m_event.id; }

protected:
    QJsonObject change(store::StateStore& store, const Preview& preview) const override
    {
        const QJsonObject before = snapshot(store, preview.subjects);
        for (const QJsonValue& value : m_event.before[k("packages")].toArray())
            putBack(store, value.toObject());
        return {{k("before"), before}, {k("after"), snapshot(store, preview.subjects)}};
    }

private:
    static void putBack(store::StateStore& store, const QJsonObject& then)
    {
        const std::optional<store::Package> package = store.packages.byName(then[k("package")].toString());
        if (!package)
            return;
        QHash<qint64, int> jobsThen;
        for (const QJsonValue& value : then[k("jobs")].toArray())
            jobsThen.insert(value.toObject()[k("id")].toInteger(), value.toObject()[k("priority")].toInt());
        for (const store::Job& job : store.jobs.queuedOf(package->id)) {
            if (!jobsThen.contains(job.id))
                store.jobs.cancel(job.id);
            else if (const int priority = jobsThen.take(job.id); priority != job.priority)
                store.jobs.setPriority(job.id, priority);
        }
        // What the Operation cancelled waits again: after untrack, or when an undo is undone.
        for (auto it = jobsThen.cbegin(); it != jobsThen.cend(); ++it)
            store.jobs.revive(it.key(), it.value());
        QList<qint64> openNow;
        for (const store::Failure& failure : store.failures.open(package->id))
            openNow.append(failure.id);
        for (const QJsonValue& value : then[k("failures")].toArray()) {
            const QJsonObject failure = value.toObject();
            openNow.removeAll(failure[k("id")].toInteger());
            store.failures.restore(failure[k("id")].toInteger(), failure[k("state")].toString(),
                                   failure[k("auto_retries")].toInt(), failure[k("next_retry_at")].toInteger());
        }
        for (const qint64 id : openNow)
            store.failures.resolve(id, QStringLiteral("manual"));
        if (package->tracked != then[k("tracked")].toBool())
            store.packages.setTracked(package->id, then[k("tracked")].toBool());
        const bool paused = package->state == queue::PackageState::Paused;
        const bool pausedThen = then[k("state")].toString() == QLatin1String("paused");
        if (paused != pausedThen)
            store.packages.setPaused(package->id, pausedThen, then[k("note")].toString());
        QList<store::Override> overrides;
        for (const QJsonValue& value : then[k("overrides")].toArray()) {
            const QJsonObject one = value.toObject();
            overrides.append({one[k("version")].toString(), one[k("what")].toString(), one[k("value")].toString()});
        }
        if (overrides != store.overrides.ofPackage(package->id))
            store.overrides.replaceAll(package->id, overrides);
        store.packages.settle(package->id);
    }

    store::Event m_event;
};

} // namespace

QJsonObject snapshot(store::StateStore& store, const QStringList& packages)
{
    QJsonArray array;
    for (const QString& name : packages) {
        if (const std::optional<store::Package> package = store.packages.byName(name))
            array.append(snapshotOne(store, *package));
    }
    return {{k("packages"), array}};
}

std::unique_ptr<Operation> restoreOperation(const store::Event& event)
{
    return std::make_unique<Restore>(event);
}

} // namespace millrace::ops
