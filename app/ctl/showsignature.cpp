// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/showsignature.h"

#include "core/base/json.h"

namespace millrace::ctl {

namespace {

constexpr qint64 dayMs = 86'400'000;

QJsonObject toJson(const store::DayCount& count)
{
    return {{QStringLiteral("failures"), count.failures},
            {QStringLiteral("new"), count.fresh},
            {QStringLiteral("retries"), count.retries},
            {QStringLiteral("recovered"), count.recovered}};
}

QJsonValue toJson(const std::optional<store::SpuriousMark>& mark)
{
    if (!mark)
        return {};
    return QJsonObject{{QStringLiteral("state"), mark->state},
                       {QStringLiteral("delay_seconds"), mark->delayMs / 1000},
                       {QStringLiteral("cap"), mark->cap},
                       {QStringLiteral("expires_at"), isoTime(mark->expiresAt)},
                       {QStringLiteral("author"), mark->author},
                       {QStringLiteral("reason"), mark->reason},
                       {QStringLiteral("since"), isoTime(mark->since)},
                       {QStringLiteral("ended_at"), isoTime(mark->endedAt)}};
}

void showMark(const Output& output, const store::SignatureDetails& details)
{
    const store::SpuriousMark& mark = *details.spurious;
    output.line(QStringLiteral("  Spurious (%1), by %2 on %3: retried after %4, up to %5 times%6")
                    .arg(details.reopened() ? QStringLiteral("re-opened") : mark.state, mark.author,
                         localTime(mark.since), duration(mark.delayMs))
                    .arg(mark.cap)
                    .arg(mark.expiresAt > 0 ? QStringLiteral(", until ") + localTime(mark.expiresAt) : QString()));
    if (!mark.reason.isEmpty())
        output.line(QStringLiteral("    ") + mark.reason);
}

} // namespace

void showWhy(const Output& output, const QList<store::WhyLine>& why)
{
    output.line(QStringLiteral("  Why grouped:"));
    for (const store::WhyLine& one : why)
        output.line(QStringLiteral("    %1  (%2)").arg(one.line, one.rule));
}

QJsonArray toJson(const QList<store::WhyLine>& why)
{
    QJsonArray array;
    for (const store::WhyLine& one : why)
        array.append(QJsonObject{{QStringLiteral("line"), one.line}, {QStringLiteral("rule"), one.rule}});
    return array;
}

void showSignature(const Output& output, const store::SignatureDetails& details)
{
    output.line(QStringLiteral("Signature %1: %2").arg(details.row.sig, details.row.title));
    output.line(
        QStringLiteral("  %1 packages with an open failure, %2 of them held").arg(details.open).arg(details.held));
    if (!details.row.mergedInto.isEmpty())
        output.line(QStringLiteral("  Merged into %1").arg(details.row.mergedInto));
    if (!details.merged.isEmpty())
        output.line(QStringLiteral("  Merged into it: %1").arg(details.merged.join(QLatin1String(", "))));
    if (!details.row.splitBy.isEmpty())
        output.line(
            QStringLiteral("  Split by %1: %2").arg(details.row.splitBy, details.parts.join(QLatin1String(", "))));
    const bool retried = details.rule.policy == failure::Policy::Retry;
    output.line(retried ? QStringLiteral("  Rule: retry after %1, up to %2 times")
                              .arg(duration(details.rule.delayMs))
                              .arg(details.rule.cap)
                        : QStringLiteral("  Rule: ") + failure::policyName(details.rule.policy));
    if (details.spurious)
        showMark(output, details);
    output.line(
        QStringLiteral("  %1 failures so far, %2 new ones today, %3 a day in the week before; %4 would re-open it")
            .arg(details.total.failures)
            .arg(details.freshToday)
            .arg(details.meanPerDay, 0, 'f', 1)
            .arg(details.mostExpected + 1));
    output.line(QStringLiteral("  %1 retries so far, %2 of them did not meet it again")
                    .arg(details.total.retries)
                    .arg(details.total.recovered));
    showWhy(output, details.why);
}

QJsonObject toJson(const store::SignatureDetails& details)
{
    QJsonArray days;
    for (const store::DayCount& count : details.days) {
        QJsonObject day = toJson(count);
        day.insert(QStringLiteral("day"), isoTime(count.day * dayMs).toString().left(10));
        days.append(day);
    }
    return {
        {QStringLiteral("signature"), details.row.sig},
        {QStringLiteral("title"), details.row.title},
        {QStringLiteral("class"), details.row.errorClass},
        {QStringLiteral("code"), details.row.code},
        {QStringLiteral("algorithm"), details.row.algorithm},
        {QStringLiteral("packages"), details.open},
        {QStringLiteral("held"), details.held},
        {QStringLiteral("merged_into"), details.row.mergedInto},
        {QStringLiteral("merged"), toJsonArray(details.merged)},
        {QStringLiteral("split_by"), details.row.splitBy},
        {QStringLiteral("parts"), toJsonArray(details.parts)},
        {QStringLiteral("part_of"), details.row.partOf},
        {QStringLiteral("part"), details.row.part},
        {QStringLiteral("rule"), QJsonObject{{QStringLiteral("policy"), failure::policyName(details.rule.policy)},
                                             {QStringLiteral("cap"), details.rule.cap},
                                             {QStringLiteral("delay_seconds"), details.rule.delayMs / 1000},
                                             {QStringLiteral("retry_on_new_upload"), details.rule.retryOnNewUpload}}},
        {QStringLiteral("spurious"), toJson(details.spurious)},
        {QStringLiteral("reopened"), details.reopened()},
        {QStringLiteral("total"), toJson(details.total)},
        {QStringLiteral("days"), days},
        {QStringLiteral("baseline"), QJsonObject{{QStringLiteral("mean_per_day"), details.meanPerDay},
                                                 {QStringLiteral("today"), details.freshToday},
                                                 {QStringLiteral("most_expected"), details.mostExpected}}},
        {QStringLiteral("why"), toJson(details.why)}};
}

} // namespace millrace::ctl
