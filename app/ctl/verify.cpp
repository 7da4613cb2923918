// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/verbs.h"
#include "app/ctl/verifybatch.h"
#include "core/base/error.h"
#include "core/engine/verifyplan.h"
#include "core/integrity/verification.h"

#include <QThread>

namespace millrace::ctl {

namespace {

using integrity::CheckOutcome;
using integrity::Finding;
using integrity::Severity;

constexpr const char* help =
    "Compares what is imported with what the archive published (checks I1 to I9): branches, tags, parents and "
    "objects,\n"
    "and every source extracted again by the engine that imported it. Changes nothing in the repositories. Without a\n"
    "PACKAGE: all that are imported. Exit code 1 if anything was found or a package could not be verified; notes (a\n"
    "version that was skipped, a source that no archive has any more) are listed and are no findings.\n\n"
    "--json prints one document:\n"
    "{\"findings\":[{\"package\":\"hello\",\"check\":\"I2\",\"code\":\"branch.rewritten\",\"severity\":\"error\",\n"
    "   \"subject\":\"refs/heads/debian/sid\",\"version\":\"2.10-3\",\"message\":\"…\",\"advice\":\"…\",\n"
    "   \"expected\":{\"commit\":\"<40 hex>\",\"tree\":\"<40 hex>\"},\"actual\":{…}}],\n"
    " \"notes\":[the same, severity \"note\"],\n"
    " \"packages\":[{\"package\":\"hello\",\"repository\":\"/…/"
    "hello.git\",\"verified\":true,\"why\":\"\",\"findings\":1,\n"
    "   \"extracted\":4,\"checks\":[{\"check\":\"I1\",\"state\":\"done|incomplete|not_applicable\",\"looked\":4,\n"
    "   \"sampled\":false,\"subjects\":[],\"note\":\"\"}],\"seconds\":1.2}],\n"
    " \"seconds\":1.3}";

/// "commit 1a2b…, tree 3c4d…": for people.
QString evidenceText(const QJsonObject& object)
{
    QStringList parts;
    for (auto it = object.begin(); it != object.end(); ++it) {
        QString value;
        if (it.value().isArray()) {
            QStringList items;
            for (const QJsonValue& item : it.value().toArray())
                items.append(item.toString());
            value = items.mid(0, 5).join(QLatin1String(", "));
            if (items.size() > 5)
                value += QStringLiteral(" and %1 more").arg(items.size() - 5);
            if (items.isEmpty())
                value = QStringLiteral("none");
        } else {
            value = it.value().toVariant().toString();
        }
        parts.append(it.key() + QLatin1Char(' ') + value.simplified());
    }
    return parts.join(QLatin1String("; "));
}

qsizetype countFindings(const VerifiedPackage& package)
{
    return std::count_if(package.result.findings.cbegin(), package.result.findings.cend(),
                         [](const Finding& finding) { return finding.severity != Severity::Note; });
}

QString counted(qsizetype count, const char* one, const char* many)
{
    return count == 1 ? QStringLiteral("1 ") + QLatin1String(one)
                      : QStringLiteral("%1 ").arg(count) + QLatin1String(many);
}

void printPackage(const Output& output, const VerifiedPackage& package)
{
    const qsizetype findings = countFindings(package);
    QString line = package.package + QLatin1String(": ");
    if (!package.verified)
        line += QStringLiteral("not verified: %1").arg(package.why);
    else
        line += findings == 0 ? QStringLiteral("nothing found") : counted(findings, "finding", "findings");
    const auto isIncomplete = [](const CheckOutcome& outcome) {
        return outcome.state == CheckOutcome::State::Incomplete;
    };
    if (const auto incomplete = std::ranges::count_if(package.result.checks, isIncomplete); incomplete > 0)
        line += QLatin1String(", ") + counted(incomplete, "check incomplete", "checks incomplete");
    if (package.verified)
        line += QStringLiteral(" (%1, %2)")
                    .arg(counted(package.extracted, "version extracted", "versions extracted"),
                         duration(package.milliseconds));
    output.line(line);
    for (const Finding& finding : package.result.findings) {
        output.line(
            QStringLiteral("  %1  %2  %3")
                .arg(integrity::severityName(finding.severity).leftJustified(7), finding.check, finding.message));
        if (finding.severity == Severity::Note)
            continue;
        if (!finding.expected.isEmpty())
            output.line(QStringLiteral("           expected: %1").arg(evidenceText(finding.expected)));
        if (!finding.actual.isEmpty())
            output.line(QStringLiteral("           found:    %1").arg(evidenceText(finding.actual)));
        if (!finding.advice.isEmpty())
            output.line(QStringLiteral("           to do:    %1").arg(finding.advice));
    }
    for (const CheckOutcome& outcome : package.result.checks) {
        // Nothing found where nobody could look is no good news.
        if (output.verbose || isIncomplete(outcome))
            output.line(
                QStringLiteral("  %1  %2: %3, %4 looked at%5")
                    .arg(outcome.check, integrity::checkTitle(outcome.check), integrity::stateName(outcome.state))
                    .arg(outcome.looked)
                    .arg(outcome.note.isEmpty() ? QString() : QLatin1String("; ") + outcome.note));
    }
}

QJsonObject toJson(const QList<VerifiedPackage>& packages, qint64 milliseconds)
{
    QJsonArray findings;
    QJsonArray notes;
    QJsonArray packageArray;
    for (const VerifiedPackage& package : packages) {
        for (const Finding& finding : package.result.findings) {
            QJsonObject object = finding.toJson();
            object.insert(QStringLiteral("package"), package.package);
            (finding.severity == Severity::Note ? notes : findings).append(object);
        }
        QJsonArray checks;
        for (const CheckOutcome& outcome : package.result.checks)
            checks.append(outcome.toJson());
        packageArray.append(
            QJsonObject{{QStringLiteral("package"), package.package},
                        {QStringLiteral("repository"), package.repository},
                        {QStringLiteral("verified"), package.verified},
                        {QStringLiteral("why"), package.why},
                        {QStringLiteral("findings"), countFindings(package)},
                        {QStringLiteral("extracted"), package.extracted},
                        {QStringLiteral("checks"), checks},
                        {QStringLiteral("seconds"), static_cast<double>(package.milliseconds) / 1000.0}});
    }
    return {{QStringLiteral("findings"), findings},
            {QStringLiteral("notes"), notes},
            {QStringLiteral("packages"), packageArray},
            {QStringLiteral("seconds"), static_cast<double>(milliseconds) / 1000.0}};
}

int number(const QCommandLineParser& parser, const char* option, int fallback, int least)
{
    const QString name = QLatin1String(option);
    if (!parser.isSet(name))
        return fallback;
    bool isNumber = false;
    const int value = parser.value(name).toInt(&isNumber);
    if (!isNumber || value < least)
        throw Error(QStringLiteral("usage.number"),
                    QStringLiteral("--%1 takes a number of %2 or more").arg(name).arg(least));
    return value;
}

QList<store::VerifiablePackage> packagesToVerify(Context& context, QStringList names)
{
    names.removeDuplicates();
    const QList<store::VerifiablePackage> packages =
        context.store().call([&](store::StateStore& state) { return state.findings.verifiable(names); });
    for (const QString& name : std::as_const(names)) {
        if (std::none_of(packages.cbegin(), packages.cend(), [&](const auto& one) { return one.name == name; }))
            throw Error(QStringLiteral("state.not_imported"), QStringLiteral("%1 is not imported").arg(name))
                .withAdvice(QStringLiteral("import it first: millracectl import %1").arg(name));
    }
    return packages;
}

class Verify final : public Verb
{
public:
    QString name() const override { return QStringLiteral("verify"); }
    QString summary() const override { return QStringLiteral("Compares imports with the archive's sources again."); }
    QString arguments() const override { return QStringLiteral("[PACKAGE…] [--sample N]"); }

    void declare(QCommandLineParser& parser) const override
    {
        parser.setApplicationDescription(QString::fromUtf8(help));
        parser.addOption({QStringLiteral("sample"),
                          QStringLiteral("Extract only N versions of each package again: those that were not for the "
                                         "longest time. Default: all."),
                          QStringLiteral("N")});
        parser.addOption(
            {QStringLiteral("jobs"), QStringLiteral("Packages at once; default one per core."), QStringLiteral("N")});
    }

    int run(Context& context, const QCommandLineParser& parser) const override
    {
        QElapsedTimer timer;
        timer.start();
        const int sample = number(parser, "sample", engine::everyVersion, 0);
        const int jobs = number(parser, "jobs", QThread::idealThreadCount(), 1);
        const QList<store::VerifiablePackage> packages = packagesToVerify(context, parser.positionalArguments());
        engine::sweepVerifications(context.paths());
        VerifyBatch batch(context, packages, jobs, sample);
        const Output& output = context.output;
        if (!output.json)
            QObject::connect(&batch, &VerifyBatch::verified, &batch,
                             [&](const VerifiedPackage& package) { printPackage(output, package); });
        const QList<VerifiedPackage> done = batch.run();
        qsizetype found = 0;
        qsizetype withFindings = 0;
        qsizetype unverified = 0;
        for (const VerifiedPackage& package : done) {
            found += countFindings(package);
            withFindings += countFindings(package) > 0 ? 1 : 0;
            unverified += package.verified ? 0 : 1;
        }
        if (output.json)
            output.document(toJson(done, timer.elapsed()));
        else if (done.isEmpty())
            output.say(QStringLiteral("Nothing is imported yet."));
        else if (done.size() > 1)
            output.line(QStringLiteral("%1 in %2: %3 in %4%5")
                            .arg(counted(done.size(), "package", "packages"), duration(timer.elapsed()),
                                 counted(found, "finding", "findings"), counted(withFindings, "package", "packages"),
                                 unverified > 0 ? QStringLiteral(", %1 not verified").arg(unverified) : QString()));
        return found > 0 || unverified > 0 ? exitcode::failed : exitcode::done;
    }
};

} // namespace

VerbPtr verifyVerb()
{
    return std::make_unique<Verify>();
}

} // namespace millrace::ctl
