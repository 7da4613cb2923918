// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/operation.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/ops/acknowledge.h"
#include "core/ops/restore.h"
#include "core/ops/setting.h"
#include "core/ops/snapshot.h"
#include "core/ops/subjects.h"
#include "core/ops/workforecast.h"

namespace millrace::ops {

namespace {

/// What the audit log names first: the signature or the code where it is about one, else the packages.
QString subjectOf(const Preview& preview)
{
    if (!preview.signatures.isEmpty())
        return enumerate(preview.signatures);
    return enumerate(preview.codes.isEmpty() ? preview.subjects : preview.codes);
}

Error refused(const char* code, const QString& message, const QString& advice)
{
    return Error(QLatin1String(code), message).withAdvice(advice);
}
} // namespace

QList<qint64> Preview::ids() const
{
    return idsOf(packages);
}

void Preview::add(const store::Package& package)
{
    subjects.append(package.name);
    packages.append(package);
}

QJsonObject Preview::toJson() const
{
    QJsonObject rowObject;
    for (auto it = rows.cbegin(); it != rows.cend(); ++it)
        rowObject.insert(it.key(), it.value());
    QJsonArray refArray;
    for (const RefChange& change : refs)
        refArray.append(QJsonObject{{QStringLiteral("repository"), change.repository},
                                    {QStringLiteral("ref"), change.ref},
                                    {QStringLiteral("old"), change.oldOid},
                                    {QStringLiteral("new"), change.newOid}});
    QJsonObject object{{QStringLiteral("operation"), operation},
                       {QStringLiteral("subjects"), toJsonArray(subjects)},
                       {QStringLiteral("sentence"), sentence},
                       {QStringLiteral("consequences"), toJsonArray(consequences)},
                       {QStringLiteral("refused"), toJsonArray(refusals)},
                       {QStringLiteral("rows"), rowObject},
                       {QStringLiteral("refs"), refArray},
                       {QStringLiteral("jobs"), jobs},
                       {QStringLiteral("state_version"), stateVersion}};
    if (!signatures.isEmpty())
        object.insert(QStringLiteral("signatures"), toJsonArray(signatures));
    if (!codes.isEmpty())
        object.insert(QStringLiteral("codes"), toJsonArray(codes));
    if (forecast)
        object.insert(QStringLiteral("forecast"), forecast->toJson());
    return object;
}

Preview Operation::preview(store::StateStore& store) const
{
    Preview preview = plan(store);
    tellMore(store, preview);
    addForecast(store, preview);
    return preview;
}

void Operation::tellMore(store::StateStore& store, Preview& preview) const
{
    Q_UNUSED(store)
    Q_UNUSED(preview)
}

Applied Operation::apply(store::StateStore& store, qint64 expectedStateVersion, const QString& actor) const
{
    return applyInTransaction(store, actor, expectedStateVersion);
}

Applied Operation::applyNow(store::StateStore& store, const QString& actor) const
{
    return applyInTransaction(store, actor, std::nullopt);
}

Applied Operation::applyInTransaction(store::StateStore& store, const QString& actor,
                                      std::optional<qint64> expectedStateVersion) const
{
    Applied applied;
    store.transaction([&] {
        // Who was shown a preview has read the rest there.
        applied.preview = expectedStateVersion ? plan(store) : preview(store);
        if (expectedStateVersion && applied.preview.stateVersion != *expectedStateVersion)
            throw refused("refused.moved", QStringLiteral("the packages changed since the preview"),
                          QStringLiteral("look at the new preview, then apply that"));
        if (applied.preview.empty())
            throw refused("refused.nothing",
                          applied.preview.refusals.isEmpty() ? QStringLiteral("there is nothing to %1").arg(name())
                                                             : applied.preview.refusals.join(QLatin1String("; ")),
                          QStringLiteral("check the package names and their states: millracectl packages"));
        m_actor = actor;
        const QJsonObject changes = change(store, applied.preview);
        store::Event event;
        event.actor = actor;
        event.action = name();
        event.subject = subjectOf(applied.preview);
        event.summary = applied.preview.sentence;
        event.reason = m_reason;
        event.before = changes[QLatin1String("before")].toObject();
        event.after = changes[QLatin1String("after")].toObject();
        event.undoes = undoes();
        applied.event = store.events.append(event);
    });
    return applied;
}

std::unique_ptr<Operation> Operation::inverse(store::StateStore& store, qint64 eventId)
{
    const std::optional<store::Event> event = store.events.byId(eventId);
    if (!event)
        throw refused("refused.undo", QStringLiteral("there is no event %1").arg(eventId),
                      QStringLiteral("list them: millracectl events"));
    if (event->undoneBy > 0)
        throw refused("refused.undo",
                      QStringLiteral("event %1 was undone already by event %2").arg(eventId).arg(event->undoneBy),
                      QStringLiteral("undo event %1 instead to do it again").arg(event->undoneBy));
    if (std::unique_ptr<Operation> own = acknowledgeInverse(store, *event))
        return own;
    if (std::unique_ptr<Operation> setting = restoreSetting(store, *event))
        return setting;
    const Snapshot then = Snapshot::fromJson(event->after);
    if (then.empty())
        throw refused("refused.undo", QStringLiteral("event %1 is no change that a person made").arg(eventId),
                      QStringLiteral("undo takes events of Operations: retry, hold, priority, …"));
    // Undo puts rows back; it must not touch packages on which work has gone on since.
    const QStringList moved = then.changedPackages(store);
    const QString other = then.changedOthers(store);
    const bool packagesOnly = then.signatures.isEmpty() && then.rules.isEmpty();
    if (packagesOnly && !moved.isEmpty())
        throw refused("refused.undo", QStringLiteral("%1 changed since event %2").arg(moved.constFirst()).arg(eventId),
                      QStringLiteral("look at it first: millracectl show %1").arg(moved.constFirst()));
    if (!other.isEmpty())
        throw refused("refused.undo", QStringLiteral("%1 changed since event %2").arg(other).arg(eventId),
                      QStringLiteral("look what happened to it: millracectl events %1").arg(other));
    // A decision about a signature is taken back although some of its packages have run: they are left as they are.
    return restoreOperation(*event, moved);
}

} // namespace millrace::ops
