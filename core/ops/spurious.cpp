// SPDX-License-Identifier: GPL-3.0-or-later
// spurious and unspurious (importer.md b10, b11, b14).
#include "core/failure/baseline.h"
#include "core/ops/packageoperation.h"
#include "core/ops/signatureoperation.h"

#include <QDateTime>

#include <cmath>

namespace millrace::ops {

namespace {

constexpr qint64 shortestDelayMs = 60'000;
constexpr int largestCap = 100;

QString delayText(qint64 ms)
{
    const qint64 minutes = ms / 60'000;
    return minutes % 60 == 0 ? QStringLiteral("%1 h").arg(minutes / 60) : QStringLiteral("%1 min").arg(minutes);
}

QString dateText(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(QStringLiteral("yyyy-MM-dd HH:mm")) +
           QStringLiteral(" UTC");
}

/// Says what retrying this signature has brought so far.
QString effectText(const store::DayCount& total)
{
    if (total.retries == 0)
        return QStringLiteral("no failure of it was retried so far");
    return QStringLiteral("of %1 so far %2 did not meet it again")
        .arg(counted(total.retries, "retry", "retries"))
        .arg(total.recovered);
}

class Spurious final : public SignatureOperation
{
public:
    Spurious(QString signature, const SpuriousOptions& options)
        : m_signature(std::move(signature))
        , m_options(options)
    {
        if (options.delayMs < shortestDelayMs)
            throw Error(QStringLiteral("usage.delay"), QStringLiteral("a retry cannot come sooner than after a minute"))
                .withAdvice(QStringLiteral("give a longer --delay"));
        if (options.cap < 1 || options.cap > largestCap)
            throw Error(QStringLiteral("usage.cap"), QStringLiteral("%1 is no number of retries").arg(options.cap))
                .withAdvice(QStringLiteral("use a number from 1 to %1").arg(largestCap));
    }

    QString name() const override { return QStringLiteral("spurious"); }

    QStringList commandLine() const override
    {
        QStringList line{QStringLiteral("millracectl"),
                         name(),
                         m_signature,
                         QStringLiteral("--delay"),
                         QString::number(m_options.delayMs / 1000),
                         QStringLiteral("--cap"),
                         QString::number(m_options.cap)};
        if (m_options.expiresAt > 0)
            line << QStringLiteral("--expires")
                 << QDateTime::fromMSecsSinceEpoch(m_options.expiresAt, Qt::UTC).toString(Qt::ISODate);
        if (!reason().isEmpty())
            line << QStringLiteral("--reason") << reason();
        return line;
    }

    Preview plan(store::StateStore& store) const override
    {
        Preview preview;
        preview.operation = name();
        const QString sig = store.signatures.mergedTo(m_signature);
        const std::optional<store::SignatureRow> row = usable(store, sig, preview);
        if (!row)
            return preview;
        if (m_options.expiresAt > 0 && m_options.expiresAt <= store.clock().nowMs())
            throw Error(QStringLiteral("usage.expires"), QStringLiteral("the mark would be over before it begins"))
                .withAdvice(QStringLiteral("give a later --expires"));
        if (failure::ruleFor(row->code).policy == failure::Policy::Resource) {
            preview.refusals.append(QStringLiteral("%1: is a fault of a machine, which is retried anyhow").arg(sig));
            return preview;
        }
        preview.signatures = {sig};
        describe(store, *row, preview);
        preview.stateVersion = stateVersion(store, preview);
        return preview;
    }

protected:
    void tellMore(store::StateStore& store, Preview& preview) const override
    {
        if (preview.empty())
            return;
        preview.rows.insert(QStringLiteral("failure"), store.failures.countOpen(preview.ids()));
        addWaitingBranches(store, preview);
    }

    void decide(store::StateStore& store, const Preview& preview) const override
    {
        const QString sig = preview.signatures.constFirst();
        store::SpuriousMark mark;
        mark.delayMs = m_options.delayMs;
        mark.cap = m_options.cap;
        mark.expiresAt = m_options.expiresAt;
        mark.author = actor();
        mark.reason = reason();
        mark.since = store.clock().nowMs();
        mark.acceptedMilli = static_cast<int>(std::lround(store.effects.meanSeen(sig) * 1000));
        store.spurious.set(sig, mark);
        const QList<qint64> ids = preview.ids();
        store.failures.resolveAll(ids, QStringLiteral("spurious"), reason());
        store.jobs.enqueueAll(ids, queue::JobType::Retry, queue::priority::retry,
                              QStringLiteral("its failure is spurious"));
        store.packages.settleAll(ids);
    }

private:
    void describe(store::StateStore& store, const store::SignatureRow& row, Preview& preview) const
    {
        int waiting = 0;
        int aside = 0;
        for (const store::Package& package : store.packages.withFailure(row.sig)) {
            if (package.state == queue::PackageState::Held)
                preview.add(package);
            else
                ++(package.state == queue::PackageState::RetryWait ? waiting : aside);
        }
        preview.jobs = static_cast<int>(preview.packages.size());
        preview.sentence = QStringLiteral("Mark as spurious: %1").arg(row.title);
        preview.consequences.append(preview.jobs == 0
                                        ? QStringLiteral("no package is held by it")
                                        : counted(preview.jobs, "held package is", "held packages are") +
                                              QStringLiteral(" queued again: %1").arg(enumerate(preview.subjects)));
        preview.consequences.append(
            QStringLiteral("from now on its failures are retried after %1, up to %2%3")
                .arg(delayText(m_options.delayMs), counted(m_options.cap, "time", "times"),
                     m_options.expiresAt > 0 ? QStringLiteral(", until ") + dateText(m_options.expiresAt) : QString()));
        if (waiting > 0)
            preview.consequences.append(counted(waiting, "package waits for a retry already and keeps its time",
                                                "packages wait for a retry already and keep their times"));
        if (aside > 0)
            preview.consequences.append(counted(aside, "package is paused, denied or at work and stays as it is",
                                                "packages are paused, denied or at work and stay as they are"));
        preview.consequences.append(effectText(store.effects.total(row.sig)));
        preview.consequences.append(QStringLiteral("it is re-opened when more than %1 new failures of it come in a day")
                                        .arg(failure::mostExpected(std::max(store.effects.meanSeen(row.sig),
                                                                            store.effects.meanBefore(row.sig)))));
        if (const std::optional<store::SpuriousMark> old = store.spurious.of(row.sig))
            preview.consequences.append(
                QStringLiteral("this takes the place of what %1 decided before").arg(old->author));
        preview.rows = {{QStringLiteral("job"), preview.jobs}, {QStringLiteral("spurious"), 1}};
        preview.work = {preview.ids(), queue::priority::retry};
    }

    QString m_signature;
    SpuriousOptions m_options;
};

class Unspurious final : public SignatureOperation
{
public:
    explicit Unspurious(QString signature)
        : m_signature(std::move(signature))
    {
    }

    QString name() const override { return QStringLiteral("unspurious"); }
    QStringList commandLine() const override { return {QStringLiteral("millracectl"), name(), m_signature}; }

    Preview plan(store::StateStore& store) const override
    {
        Preview preview;
        preview.operation = name();
        const QString sig = store.signatures.mergedTo(m_signature);
        const std::optional<store::SignatureRow> row = store.signatures.bySig(sig);
        const std::optional<store::SpuriousMark> mark = store.spurious.of(sig);
        if (!row || !mark) {
            preview.refusals.append(row ? QStringLiteral("%1: is not marked as spurious").arg(sig)
                                        : QStringLiteral("%1: there is no such signature").arg(sig));
            return preview;
        }
        preview.signatures = {sig};
        preview.sentence = QStringLiteral("No longer spurious: %1").arg(row->title);
        const failure::ErrorRule rule = store.rules.effective(row->code, sig);
        preview.consequences = {rule.policy == failure::Policy::Hold
                                    ? QStringLiteral("its failures hold their packages from now on")
                                    : QStringLiteral("its failures are retried as all of %1: after %2, up to %3")
                                          .arg(row->code, delayText(rule.delayMs), counted(rule.cap, "time", "times")),
                                QStringLiteral("what waits for a retry or runs goes on"),
                                effectText(store.effects.total(sig))};
        preview.rows = {{QStringLiteral("spurious"), 1}};
        preview.stateVersion = stateVersion(store, preview);
        return preview;
    }

protected:
    void decide(store::StateStore& store, const Preview& preview) const override
    {
        store.spurious.set(preview.signatures.constFirst(), std::nullopt);
    }

private:
    QString m_signature;
};

} // namespace

std::unique_ptr<Operation> spurious(const QString& signature, const SpuriousOptions& options)
{
    return std::make_unique<Spurious>(signature, options);
}

std::unique_ptr<Operation> unspurious(const QString& signature)
{
    return std::make_unique<Unspurious>(signature);
}

} // namespace millrace::ops
