// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/importreport.h"

#include "app/ctl/verb.h"
#include "core/base/json.h"

namespace millrace::ctl {

namespace {

QString k(const char* key)
{
    return QLatin1String(key);
}

QList<store::FailureDetails> openFailures(const store::PackageDetails& package)
{
    QList<store::FailureDetails> open;
    for (const store::FailureDetails& failure : package.failures) {
        if (failure.state != QLatin1String("resolved"))
            open.prepend(failure);
    }
    return open;
}

QJsonObject packageJson(const store::PackageDetails& package, const QList<store::UpstreamWait>& waits,
                        const QString& repository, bool away)
{
    QJsonArray imports;
    for (const store::ImportDetails& import : package.imports)
        imports.append(toJson(import));
    QJsonArray failures;
    for (const store::FailureDetails& failure : openFailures(package))
        failures.append(toJson(failure));
    // A job for other suites may wait: what was asked for here is done all the same.
    const bool done = failures.isEmpty() && !away && package.state == QLatin1String("queued");
    return {{k("package"), package.name},
            {k("repository"), repository},
            {k("state"), done ? k("ok") : package.state},
            {k("imports"), imports},
            {k("waiting"), toJson(waits)},
            {k("failure"), failures.isEmpty() ? QJsonValue(QJsonValue::Null) : failures.at(0)},
            {k("failures"), failures}};
}

void printPackage(const Output& output, const store::PackageDetails& package, const QList<store::UpstreamWait>& waits)
{
    for (const store::ImportDetails& import : package.imports)
        output.line(
            QStringLiteral("%1 %2  %3  %4")
                .arg(package.name, import.version, import.commit.left(12), import.branches.join(QLatin1String(", "))));
    for (const store::FailureDetails& failure : openFailures(package)) {
        output.line(
            QStringLiteral("%1 %2  FAILED %3: %4").arg(package.name, failure.version, failure.code, failure.message));
        output.line(
            QStringLiteral("    waits: %1; look: millracectl show failure %2").arg(failure.suite).arg(failure.id));
    }
    for (const QString& line : waitLines(package.name, waits))
        output.line(line);
    if (!waits.isEmpty())
        output.line(QStringLiteral("    import it again then, or leave it to millracectl run"));
}

} // namespace

QJsonArray toJson(const QList<store::UpstreamWait>& waits)
{
    QJsonArray array;
    for (const store::UpstreamWait& wait : waits)
        array.append(QJsonObject{{k("version"), wait.version},
                                 {k("suite"), wait.suite},
                                 {k("branch"), wait.branch},
                                 {k("waits_for"), toJsonArray(wait.archives)},
                                 {k("until"), isoTime(wait.until)}});
    return array;
}

QStringList waitLines(const QString& package, const QList<store::UpstreamWait>& waits)
{
    QStringList lines;
    for (const store::UpstreamWait& wait : waits)
        lines.append(QStringLiteral("%1 %2  WAITS  %3: until %4 shows it, or %5 has come")
                         .arg(package, wait.version, wait.branch, wait.archives.join(QLatin1String(" or ")),
                              localTime(wait.until)));
    return lines;
}

QJsonObject toJson(const store::ImportDetails& import)
{
    return {
        {k("version"), import.version},
        {k("suites"), toJsonArray(import.suites)},
        {k("format"), import.format},
        {k("engine"), import.engine},
        {k("kind"), import.kind},
        {k("commit"), import.commit},
        {k("tree"), import.tree},
        {k("tag"), import.tag},
        {k("branches"), toJsonArray(import.branches)},
        {k("parents"), toJsonArray(import.parents)},
        {k("upstream"), import.upstreamTag.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(import.upstreamTag)},
        {k("empty_directories"), toJsonArray(import.emptyDirectories)},
        {k("flags"), toJsonArray(import.flags)},
        {k("dsc_sha256"), import.dscSha256},
        {k("seconds"), import.seconds}};
}

QJsonObject toJson(const store::FailureDetails& failure)
{
    return {{k("id"), failure.id},
            {k("class"), failure.code.section(QLatin1Char('.'), 0, 0)},
            {k("code"), failure.code},
            {k("message"), failure.message},
            {k("advice"), failure.advice},
            {k("signature"), failure.signature},
            {k("phase"), failure.phase},
            {k("package"), failure.package},
            {k("version"), failure.version},
            {k("suite"), failure.suite},
            {k("state"), failure.state},
            {k("auto_retries"), failure.autoRetries},
            {k("count"), failure.count},
            {k("first_at"), isoTime(failure.firstAt)},
            {k("last_at"), isoTime(failure.lastAt)},
            {k("next_retry_at"), isoTime(failure.nextRetryAt)},
            {k("trace"), toJson(failure.trace)},
            {k("evidence"), failure.evidence}};
}

int printImportReport(Context& context, const ImportReport& report)
{
    QJsonArray packages;
    int failed = 0;
    int imported = 0;
    for (const QString& name : report.packages) {
        const auto details =
            context.store().call([&](store::StateStore& state) { return state.details.package(name); });
        if (!details || report.refused.contains(name)) {
            ++failed;
            const QString why =
                report.refused.value(name, QStringLiteral("no archive has a source package of this name"));
            packages.append(QJsonObject{{k("package"), name},
                                        {k("repository"), QJsonValue::Null},
                                        {k("state"), details ? details->state : k("unknown")},
                                        {k("imports"), QJsonArray()},
                                        {k("failure"), QJsonValue::Null},
                                        {k("error"), why}});
            context.output.error(Error(QStringLiteral("usage.package"), QStringLiteral("%1: %2").arg(name, why))
                                     .withAdvice(QStringLiteral("check the name: millracectl packages WORD")));
            continue;
        }
        const QList<store::UpstreamWait> waits = context.store().call([&](store::StateStore& state) {
            return state.publications.waitingForUpstream(details->id, report.suites);
        });
        const bool away = report.waiting.contains(name);
        packages.append(packageJson(*details, waits, context.paths().repository(name), away));
        if (!openFailures(*details).isEmpty() || away)
            ++failed;
        imported += details->imports.isEmpty() ? 0 : 1;
        if (!context.output.json)
            printPackage(context.output, *details, waits);
    }
    if (context.output.json)
        context.output.document(QJsonObject{{k("packages"), packages}, {k("seconds"), report.seconds}});
    if (failed == 0)
        return exitcode::done;
    return imported > 0 ? exitcode::partly : exitcode::failed;
}

} // namespace millrace::ctl
