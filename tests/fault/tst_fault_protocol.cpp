// SPDX-License-Identifier: GPL-3.0-or-later
// The worker by itself: what it says is well formed whatever it is told, and it always has a last word.
#include "core/base/error.h"
#include "core/base/paths.h"
#include "core/git/repository.h"
#include "core/importer/jobspec.h"
#include "core/importer/staged.h"
#include "core/importer/workerevent.h"
#include "tests/fault/home.h"
#include "tests/fault/samplearchive.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>
#include <QUrl>

#include <csignal>

using namespace millrace;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

struct WorkerRun
{
    int exitCode = -1;
    QProcess::ExitStatus status = QProcess::CrashExit;
    QList<importer::WorkerEvent> events = {};
    QByteArray errors = {};
};

} // namespace

class TestFaultProtocol : public QObject
{
    Q_OBJECT

private slots:
    void nonsenseIsAnswered_data();
    void nonsenseIsAnswered();
    void missingRepositoryIsAnswered();
    void eventsOfAJob();
    void failingJobSaysWhere();
    void crashLeavesABacktrace();
    void version();

private:
    static WorkerRun run(const QByteArray& input)
    {
        QProcess worker;
        worker.start(programFolder() + QLatin1String("/millrace-worker"), QStringList());
        worker.write(input);
        worker.closeWriteChannel();
        return finished(worker);
    }
    static WorkerRun finished(QProcess& worker)
    {
        WorkerRun result;
        worker.waitForFinished(60'000);
        result.exitCode = worker.exitCode();
        result.status = worker.exitStatus();
        result.errors = worker.readAllStandardError();
        const QByteArray output = worker.readAllStandardOutput();
        if (!output.isEmpty() && !output.endsWith('\n'))
            QTest::qFail("the last line does not end", __FILE__, __LINE__);
        for (const QByteArray& line : output.split('\n')) {
            if (!line.isEmpty()) // throws for anything that is no event
                result.events.append(importer::WorkerEvent::fromLine(line));
        }
        return result;
    }
    /// A job of local files below @p folder.
    importer::JobSpec spec(const QTemporaryDir& folder, const QString& fileUrl);

    SampleArchive m_archive;
};

void TestFaultProtocol::nonsenseIsAnswered_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("garbage") << QByteArray("\x00\xff\x1b[31m nonsense", 14);
    QTest::newRow("no JSON") << QByteArray("{\"package\":");
    QTest::newRow("an array") << QByteArray("[1,2,3]");
    QTest::newRow("empty object") << QByteArray("{}");
    QTest::newRow("wrong types") << QByteArray("{\"package\":7,\"repository\":[],\"quarantine\":{},\"uploads\":3}");
    QTest::newRow("publication without upload")
        << QByteArray("{\"package\":\"a\",\"repository\":\"/x\",\"quarantine\":\"/y\",\"publications\":"
                      "[{\"upload\":5,\"branch\":\"debian/sid\"}]}");
    QTest::newRow("deep") << QByteArray(100'000, '[');
}

void TestFaultProtocol::nonsenseIsAnswered()
{
    QFETCH(QByteArray, input);
    const WorkerRun run = TestFaultProtocol::run(input);
    QCOMPARE(run.status, QProcess::NormalExit);
    QCOMPARE(run.exitCode, 1);
    QCOMPARE(run.events.size(), 1);
    QCOMPARE(run.events.constFirst().type, s("broken"));
    const Error error = Error::fromJson(run.events.constFirst().data[QLatin1String("error")].toObject());
    QCOMPARE(error.code(), s("internal.json"));
    QVERIFY(error.message().contains(s("job specification")));
}

importer::JobSpec TestFaultProtocol::spec(const QTemporaryDir& folder, const QString& base)
{
    // What the engine would send: taken from the engine's own plan of the same upload.
    importer::JobSpec spec;
    spec.package = s("beta");
    spec.repository = folder.filePath(s("beta.git"));
    spec.quarantine = folder.filePath(s("quarantine"));
    spec.blobs = folder.filePath(s("blobs"));
    importer::UploadSpec upload;
    upload.id = 1;
    upload.version = s("1");
    upload.format = s("3.0 (native)");
    upload.base = base;
    for (const char* name : {"beta_1.dsc", "beta_1.tar.xz"}) {
        QFile file(m_archive.poolFile(s(name)));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("no %s", name);
        const QByteArray bytes = file.readAll();
        const QByteArray digest = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
        upload.files.append({s(name), bytes.size(), {}, {}, digest});
    }
    upload.dscSha256 = QString::fromLatin1(upload.files.constFirst().sha256);
    spec.uploads = {upload};
    spec.publications = {{1, 0, s("sid"), s("debian/sid"), s("debian"), 0},
                         {2, 0, s("trixie"), s("debian/trixie"), s("debian"), 0}};
    ensureFolder(spec.quarantine);
    git::Repository::create(spec.repository, s("debian/sid"));
    return spec;
}

void TestFaultProtocol::missingRepositoryIsAnswered()
{
    const QTemporaryDir folder;
    importer::JobSpec job = spec(folder, {});
    job.repository = folder.filePath(s("nowhere.git"));
    const WorkerRun run = TestFaultProtocol::run(QJsonDocument(job.toJson()).toJson(QJsonDocument::Compact));
    QCOMPARE(run.exitCode, 1);
    QCOMPARE(run.events.constLast().type, s("broken"));
    const Error error = Error::fromJson(run.events.constLast().data[QLatin1String("error")].toObject());
    QCOMPARE(error.errorClass(), s("internal"));
    QVERIFY(!error.trace().isEmpty());
}

void TestFaultProtocol::eventsOfAJob()
{
    const QTemporaryDir folder;
    const QString pool = QFileInfo(m_archive.poolFile(s("beta_1.dsc"))).absolutePath();
    const importer::JobSpec job = spec(folder, QUrl::fromLocalFile(pool).toString());
    const WorkerRun run = TestFaultProtocol::run(QJsonDocument(job.toJson()).toJson(QJsonDocument::Compact));
    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.errors, QByteArray());
    int depth = 0;
    int begun = 0;
    QList<importer::Staged> staged;
    QStringList stages;
    for (const importer::WorkerEvent& event : run.events) {
        if (event.type == QLatin1String("open")) {
            // Steps nest: each one says how deep it lies.
            QCOMPARE(event.data[QLatin1String("depth")].toInt(), depth);
            ++depth;
            QVERIFY(!event.data[QLatin1String("what")].toString().isEmpty());
            QVERIFY(event.data[QLatin1String("file")].toString().contains(QLatin1Char('/')));
            QVERIFY(event.data[QLatin1String("line")].toInt() > 0);
            const QString stage = event.data[QLatin1String("stage")].toString();
            if (!stage.isEmpty() && !stages.contains(stage))
                stages.append(stage);
        } else if (event.type == QLatin1String("close")) {
            --depth;
            QVERIFY(event.data[QLatin1String("ms")].toInt() >= 0);
        } else if (event.type == QLatin1String("begin")) {
            ++begun;
        } else if (event.type == QLatin1String("staged")) {
            staged.append(importer::Staged::fromJson(event.data));
        } else if (event.type == QLatin1String("failed") || event.type == QLatin1String("broken")) {
            QFAIL("nothing may fail here");
        }
    }
    QCOMPARE(begun, 2);
    QCOMPARE(staged.size(), 2);
    QCOMPARE(staged.at(0).commit, staged.at(1).commit);
    QVERIFY(QFileInfo::exists(staged.at(0).pack));
    QCOMPARE(stages, QStringList({s("archive"), s("fetch"), s("unpack"), s("tree"), s("commit"), s("refs")}));
    QCOMPARE(run.events.constLast().type, s("end"));
    QVERIFY(run.events.constLast().data[QLatin1String("peak_rss_kib")].toInteger() > 0);
    // It writes into its quarantine only: no ref has moved.
    QVERIFY(git::Repository::open(job.repository).refs().isEmpty());
}

void TestFaultProtocol::failingJobSaysWhere()
{
    const QTemporaryDir folder;
    const importer::JobSpec job = spec(folder, QUrl::fromLocalFile(folder.filePath(s("nothing"))).toString());
    const WorkerRun run = TestFaultProtocol::run(QJsonDocument(job.toJson()).toJson(QJsonDocument::Compact));
    QCOMPARE(run.exitCode, 0); // the job ended by itself; its versions did not all succeed
    const auto failed = std::find_if(run.events.cbegin(), run.events.cend(),
                                     [](const importer::WorkerEvent& e) { return e.type == QLatin1String("failed"); });
    QVERIFY(failed != run.events.cend());
    QCOMPARE(failed->data[QLatin1String("version")].toString(), s("1"));
    QCOMPARE(failed->data[QLatin1String("suites")].toArray(), QJsonArray({s("sid"), s("trixie")}));
    const Error error = Error::fromJson(failed->data[QLatin1String("error")].toObject());
    QCOMPARE(error.code(), s("archive.missing"));
    QVERIFY(error.trace().size() >= 2);
    QCOMPARE(run.events.constLast().type, s("end"));
}

void TestFaultProtocol::crashLeavesABacktrace()
{
    const QTemporaryDir folder;
    m_archive.server.fail(SampleArchive::poolPath(s("beta_1.dsc")), {.delayMs = 20'000});
    const importer::JobSpec job = spec(folder, m_archive.server.url(s("/pool/main/b/beta")).toString());
    QProcess worker;
    worker.start(programFolder() + QLatin1String("/millrace-worker"), QStringList());
    worker.write(QJsonDocument(job.toJson()).toJson(QJsonDocument::Compact));
    worker.closeWriteChannel();
    QTRY_COMPARE_WITH_TIMEOUT(m_archive.server.hits(SampleArchive::poolPath(s("beta_1.dsc"))), 1, 20'000);
    ::kill(static_cast<pid_t>(worker.processId()), SIGSEGV);
    const WorkerRun run = finished(worker);
    QCOMPARE(run.status, QProcess::CrashExit);
    QVERIFY2(run.errors.contains("millrace-worker("), run.errors.constData());
    m_archive.server.heal();
}

void TestFaultProtocol::version()
{
    QProcess worker;
    worker.start(programFolder() + QLatin1String("/millrace-worker"), {s("--version")});
    QVERIFY(worker.waitForFinished(20'000));
    QCOMPARE(worker.readAllStandardOutput(), QByteArray("millrace-worker " MILLRACE_VERSION "\n"));
}

QTEST_GUILESS_MAIN(TestFaultProtocol)
#include "tst_fault_protocol.moc"
