// SPDX-License-Identifier: GPL-3.0-or-later
// millrace-worker: one import job, or one verification, per process. Reads a JobSpec from stdin, writes objects into
// the job's quarantine and reports on stdout (core/importer/workerevent.h); a VerifySpec makes it look and only report.
// Not meant to be called by hand.
#include "app/worker/confinement.h"
#include "app/worker/reporter.h"
#include "core/base/json.h"
#include "core/base/locale.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>
#include <new>

using namespace millrace;

namespace {

void runVerification(const integrity::VerifySpec& spec, worker::Reporter& reporter)
{
    worker::applyLimits(spec.job.limits);
    // It unpacks what an archive wrote, as an import does, and is trusted no more.
    worker::Reach reach = worker::reachOf(spec.job);
    for (const integrity::RecordedRemote& remote : spec.remotes)
        worker::addRemote(reach, remote.url);
    worker::confine(reach, spec.job.quarantine + QLatin1String("/scratch"));
    {
        const Step step(Stage::Archive, "verify a package", {{QStringLiteral("package"), spec.job.package}});
        integrity::Verification(spec, reporter).run();
    }
    reporter.end(0);
}

void runJob(worker::Reporter& reporter)
{
    // A spare worker waits below: what every job needs and no job decides is ready by then (libgit2 reads the system's
    // certificates).
    importer::PackageImport::prepare();
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        throw Error(QStringLiteral("internal.protocol"), QStringLiteral("cannot read the job specification"));
    const QJsonObject object = parseJsonObject(input.readAll(), "the job specification");
    if (integrity::VerifySpec::is(object)) {
        runVerification(integrity::VerifySpec::fromJson(object), reporter);
        return;
    }
    const importer::JobSpec spec = importer::JobSpec::fromJson(object);
    worker::applyLimits(spec.limits);
    worker::confine(worker::reachOf(spec), spec.quarantine + QLatin1String("/scratch"));
    qint64 downloadedBytes = 0;
    {
        const Step step(Stage::Archive, "import a package", {{QStringLiteral("package"), spec.package}});
        importer::PackageImport import(spec, reporter);
        import.run();
        downloadedBytes = import.downloadedBytes();
    }
    reporter.end(downloadedBytes);
}

} // namespace

int main(int argc, char** argv)
{
    useNeutralLocale();
    worker::dieWithParent();
    worker::reportCrashes();
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("millrace-worker"));
    if (application.arguments().contains(QStringLiteral("--version"))) {
        std::puts("millrace-worker " MILLRACE_VERSION);
        return 0;
    }
    worker::Reporter reporter;
    Step::setListener(&reporter);
    try {
        runJob(reporter);
        return 0;
    } catch (const Error& error) {
        reporter.broken(error);
    } catch (const std::bad_alloc&) {
        reporter.broken(
            Error(QStringLiteral("limit.memory"), QStringLiteral("the import needs more memory than it may use"))
                .withAdvice(QStringLiteral("raise the memory limit for this package, then retry")));
    } catch (const std::exception& error) {
        reporter.broken(Error(QStringLiteral("internal.exception"), QString::fromUtf8(error.what())));
    }
    return 1;
}
