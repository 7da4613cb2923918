// SPDX-License-Identifier: GPL-3.0-or-later
// merge and split: people know better than the algorithm which failures have one cause.
#include "core/ops/signatureoperation.h"

namespace millrace::ops {

namespace {

class Merge final : public SignatureOperation
{
public:
    Merge(QStringList signatures, QString target)
        : m_signatures(std::move(signatures))
        , m_target(std::move(target))
    {
        m_signatures.removeDuplicates();
    }

    QString name() const override { return QStringLiteral("merge"); }

    QStringList commandLine() const override
    {
        return QStringList{QStringLiteral("millracectl"), name()} + m_signatures +
               QStringList{QStringLiteral("into"), m_target};
    }

    Preview plan(store::StateStore& store) const override
    {
        Preview preview;
        preview.operation = name();
        const QString target = store.signatures.mergedTo(m_target);
        const std::optional<store::SignatureRow> into = usable(store, target, preview);
        if (!into)
            return preview;
        QStringList merged;
        qsizetype packages = 0;
        for (const QString& sig : m_signatures) {
            if (sig == target) {
                preview.refusals.append(QStringLiteral("%1: is the one to merge into").arg(sig));
            } else if (usable(store, sig, preview)) {
                const auto mark = store.spurious.of(sig);
                if (mark && mark->state == QLatin1String("active")) {
                    preview.refusals.append(
                        QStringLiteral("%1: is marked as spurious; take that back first: unspurious %1").arg(sig));
                    continue;
                }
                merged.append(sig);
                packages += store.failures.packagesOf(sig).size();
            }
        }
        if (merged.isEmpty())
            return preview;
        // What was merged into one of them before goes along, and comes back with it.
        preview.signatures = merged;
        for (const QString& sig : std::as_const(merged))
            preview.signatures += store.signatures.mergedInto(sig);
        preview.signatures.append(target);
        preview.sentence =
            QStringLiteral("Merge %1 into: %2").arg(counted(merged.size(), "signature", "signatures"), into->title);
        preview.consequences = {
            counted(packages, "package with an open failure joins", "packages with an open failure join") +
                QStringLiteral(" the %1 that it has").arg(store.failures.packagesOf(target).size()),
            QStringLiteral("all failures of %1 to come belong to %2").arg(enumerate(merged), target),
            QStringLiteral("failures that are there keep their counters and times")};
        preview.rows = {{QStringLiteral("signature"), static_cast<int>(merged.size())}};
        preview.stateVersion = stateVersion(store, preview);
        return preview;
    }

protected:
    void decide(store::StateStore& store, const Preview& preview) const override
    {
        const QString target = preview.signatures.constLast();
        store.signatures.merge(preview.signatures.mid(0, preview.signatures.size() - 1), target);
    }

private:
    QStringList m_signatures;
    QString m_target;
};

class Split final : public SignatureOperation
{
public:
    Split(QString signature, failure::SplitBy by)
        : m_signature(std::move(signature))
        , m_by(by)
    {
    }

    QString name() const override { return QStringLiteral("split"); }

    QStringList commandLine() const override
    {
        return {QStringLiteral("millracectl"), name(), m_signature, QStringLiteral("--by"), failure::splitName(m_by)};
    }

    Preview plan(store::StateStore& store) const override
    {
        Preview preview;
        preview.operation = name();
        const std::optional<store::SignatureRow> row = usable(store, m_signature, preview);
        if (!row)
            return preview;
        if (store.spurious.of(m_signature)) {
            preview.refusals.append(
                QStringLiteral("%1: is marked as spurious; take that back first: unspurious %1").arg(m_signature));
            return preview;
        }
        const QStringList parts = store.signatures.partsIfSplit(m_signature, m_by);
        preview.signatures = {m_signature};
        preview.sentence = QStringLiteral("Split by %1: %2").arg(failure::splitName(m_by), row->title);
        preview.consequences = {
            counted(parts.size(), "part of the failures that are there: ", "parts of the failures that are there: ") +
                enumerate(parts),
            QStringLiteral("its failures to come find their part, or make a new one, and are never joined again")};
        preview.rows = {{QStringLiteral("signature"), static_cast<int>(parts.size()) + 1}};
        preview.stateVersion = stateVersion(store, preview);
        return preview;
    }

protected:
    void decide(store::StateStore& store, const Preview& preview) const override
    {
        store.signatures.split(preview.signatures.constFirst(), m_by);
    }

private:
    QString m_signature;
    failure::SplitBy m_by;
};

} // namespace

std::unique_ptr<Operation> merge(const QStringList& signatures, const QString& target)
{
    return std::make_unique<Merge>(signatures, target);
}

std::unique_ptr<Operation> split(const QString& signature, failure::SplitBy by)
{
    return std::make_unique<Split>(signature, by);
}

} // namespace millrace::ops
