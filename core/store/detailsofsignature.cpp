// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Details that is about groups of failures.
#include "core/failure/explain.h"
#include "core/store/database.h"
#include "core/store/details.h"
#include "core/store/ruletable.h"

namespace millrace::store {

namespace {
constexpr int daysShown = 14;
}

QList<WhyLine> Details::whyGrouped(const QString& computed, const QString& sig) const
{
    const SignatureTable signatures(m_database, m_clock);
    QList<WhyLine> why;
    const std::optional<SignatureRow> first = signatures.bySig(computed);
    if (!first)
        return why;
    for (const failure::GroupLine& line : failure::explainLines(first->lines, first->algorithm))
        why.append({line.line, line.rule});
    // What people decided since leads from what was computed to where the failure belongs. A part is found from its
    // end, for only there stands what its failures have in common.
    QList<WhyLine> decided;
    QString current = sig;
    while (current != computed) {
        const std::optional<SignatureRow> row = signatures.bySig(current);
        if (!row || row->partOf.isEmpty())
            break;
        const std::optional<SignatureRow> whole = signatures.bySig(row->partOf);
        decided.prepend({row->part, QStringLiteral("a person split %1 by %2: what this part has in common")
                                        .arg(row->partOf, whole ? whole->splitBy : QString())});
        current = row->partOf;
    }
    if (current != computed)
        decided.prepend({current, QStringLiteral("a person merged %1 into this one").arg(computed)});
    return why + decided;
}

std::optional<SignatureDetails> Details::signature(const QString& sig) const
{
    const SignatureTable signatures(m_database, m_clock);
    const std::optional<SignatureRow> row = signatures.bySig(sig);
    if (!row)
        return std::nullopt;
    SignatureDetails details;
    details.row = *row;
    QString computed = sig;
    for (std::optional<SignatureRow> up = row; up && !up->partOf.isEmpty(); up = signatures.bySig(up->partOf))
        computed = up->partOf;
    details.why = whyGrouped(computed, sig);
    details.merged = signatures.mergedInto(sig);
    details.parts = signatures.partsOf(sig);
    const SpuriousTable spurious(m_database, m_clock);
    details.spurious = spurious.of(sig);
    details.rule = RuleTable(m_database, m_clock).effective(row->code, sig);
    const QVariantList open = m_database.row(
        QStringLiteral("SELECT count(DISTINCT package_id), count(DISTINCT CASE WHEN state <> 'retry_wait' THEN "
                       "package_id END) FROM failure WHERE signature = ? AND state <> 'resolved'"),
        {sig});
    details.open = open.at(0).toInt();
    details.held = open.at(1).toInt();
    const EffectTable effects(m_database, m_clock);
    details.total = effects.total(sig);
    details.days = effects.days(sig, daysShown);
    details.meanPerDay = effects.meanBefore(sig);
    details.freshToday = effects.freshToday(sig);
    details.mostExpected = spurious.mostExpected(sig, details.spurious.value_or(SpuriousMark()));
    return details;
}

} // namespace millrace::store
