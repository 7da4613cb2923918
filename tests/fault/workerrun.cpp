// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fault/workerrun.h"

#include "core/base/json.h"
#include "core/base/paths.h"
#include "core/git/repository.h"
#include "tests/fault/home.h"

#include <QCryptographicHash>
#include <QFile>
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

importer::JobSpec jobOfBeta(const SampleArchive& sample, const QTemporaryDir& folder)
{
    importer::JobSpec spec;
    spec.package = QStringLiteral("beta");
    spec.repository = folder.filePath(QStringLiteral("beta.git"));
    spec.quarantine = folder.filePath(QStringLiteral("quarantine"));
    spec.blobs = folder.filePath(QStringLiteral("blobs"));
    importer::UploadSpec upload;
    upload.id = 1;
    upload.version = QStringLiteral("1");
    upload.format = QStringLiteral("3.0 (native)");
    for (const char* name : {"beta_1.dsc", "beta_1.tar.xz"}) {
        QFile file(sample.poolFile(QLatin1String(name)));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("no %s", name);
        const QByteArray bytes = file.readAll();
        const QByteArray digest = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
        upload.files.append({QLatin1String(name), bytes.size(), {}, {}, digest});
        upload.base = QUrl::fromLocalFile(QFileInfo(file).absolutePath()).toString();
    }
    upload.dscSha256 = QString::fromLatin1(upload.files.constFirst().sha256);
    spec.uploads = {upload};
    spec.publications = {{1, 0, QStringLiteral("sid"), QStringLiteral("debian/sid"), QStringLiteral("debian"), 0}};
    ensureFolder(spec.quarantine);
    git::Repository::create(spec.repository, QStringLiteral("debian/sid"));
    return spec;
}

} // namespace millrace::test
