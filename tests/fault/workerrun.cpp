// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fault/workerrun.h"

#include "core/archive/localdsc.h"
#include "core/base/json.h"
#include "core/base/paths.h"
#include "core/git/repository.h"
#include "tests/fault/home.h"

#include <QFileInfo>
#include <QProcess>
#include <QTest>
#include <QUrl>

namespace millrace::test {

WorkerRun runWorker(const importer::JobSpec& job, const std::function<void()>& beforeExec)
{
    QProcess process;
    if (beforeExec)
        process.setChildProcessModifier(beforeExec);
    process.start(programFolder() + QLatin1String("/millrace-worker"), QStringList());
    process.write(compactJson(job.toJson()));
    process.closeWriteChannel();
    if (!process.waitForFinished(120'000)) {
        process.kill();
        process.waitForFinished();
        QTest::qFail("the worker hangs", __FILE__, __LINE__);
    }
    WorkerRun run{process.exitCode(), process.exitStatus() == QProcess::CrashExit, {}, process.readAllStandardError()};
    for (const QByteArray& line : process.readAllStandardOutput().split('\n')) {
        if (!line.isEmpty())
            run.events.append(importer::WorkerEvent::fromLine(line));
    }
    return run;
}

importer::JobSpec jobOf(const deb::SourceRecord& record, const QString& sources, const QTemporaryDir& folder)
{
    importer::JobSpec spec;
    spec.package = record.package;
    spec.repository = folder.filePath(record.package + QLatin1String(".git"));
    spec.quarantine = folder.filePath(QStringLiteral("quarantine"));
    spec.blobs = folder.filePath(QStringLiteral("blobs"));
    spec.uploads = {{1, record.version, record.format, QString::fromLatin1(record.files.constFirst().sha256),
                     QUrl::fromLocalFile(sources).toString(), record.files}};
    spec.publications = {{1, 0, QStringLiteral("sid"), QStringLiteral("debian/sid"), QStringLiteral("debian"), 0}};
    ensureFolder(spec.quarantine);
    git::Repository::create(spec.repository, QStringLiteral("debian/sid"));
    return spec;
}

importer::JobSpec jobOfBeta(const SampleArchive& sample, const QTemporaryDir& folder)
{
    const QFileInfo dsc(sample.poolFile(QStringLiteral("beta_1.dsc")));
    return jobOf(archive::readLocalDsc(dsc.filePath()).record, dsc.absolutePath(), folder);
}

} // namespace millrace::test
