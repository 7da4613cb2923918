// SPDX-License-Identifier: GPL-3.0-or-later
// What the engine makes of workers that lie, die or never end. Shell scripts play the worker.
#include "core/engine/workerprocess.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::engine;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

const char* const openStep =
    R"(echo '{"event":"open","what":"unpack the source","function":"f","file":"core/x.cpp","line":7,)"
    R"("values":{"version":"1-1"},"depth":0,"stage":"unpack"}')"
    "\n";
const char* const endLine = R"(echo '{"event":"end","cpu_ms":12,"peak_rss_kib":3456,"bytes":789}')"
                            "\n";

} // namespace

class TestEngineWorker : public QObject
{
    Q_OBJECT

private slots:
    void badEndings_data();
    void badEndings();
    void goodEnding();
    void crashKeepsTheLastSteps();
    void stderrIsKeptInPart();
    void failuresOfVersions();
    void stopIsNoFailure();
    void environmentIsOurs();

private:
    /// Runs @p script as the worker until it has ended.
    WorkerResult run(const QByteArray& script, qint64 wallMs = 60'000, bool stop = false)
    {
        const QString program = m_folder.filePath(s("worker-%1").arg(++m_count));
        QFile file(program);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("cannot write the script");
        file.write("#!/bin/sh\n" + script);
        file.close();
        file.setPermissions(QFile::Permissions(0x7755));
        return runProgram(program, wallMs, stop);
    }
    WorkerResult runProgram(const QString& program, qint64 wallMs = 60'000, bool stop = false)
    {
        store::Job job;
        job.id = 5;
        job.package = s("sample");
        importer::JobSpec spec;
        spec.package = s("sample");
        spec.limits.wallMs = wallMs;
        m_log = m_folder.filePath(s("log-%1").arg(m_count));
        WorkerProcess worker(job, spec, program, m_log, 0, nullptr);
        QSignalSpy finished(&worker, &WorkerProcess::finished);
        worker.start();
        if (stop)
            worker.stop();
        if (finished.isEmpty() && !finished.wait(60'000))
            QTest::qFail("the worker does not end", __FILE__, __LINE__);
        m_progress = worker.progress();
        return worker.result();
    }

    QTemporaryDir m_folder;
    QString m_log;
    JobProgress m_progress;
    int m_count = 0;
};

void TestEngineWorker::badEndings_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("outcome");
    QTest::newRow("garbage") << QByteArray("echo garbage\nexec sleep 60\n") << s("internal.protocol") << s("failed");
    QTest::newRow("unknown event") << QByteArray("echo '{\"event\":\"dance\"}'\nexec sleep 60\n")
                                   << s("internal.protocol") << s("failed");
    QTest::newRow("a line without end") << QByteArray("head -c 20000000 /dev/zero | tr '\\0' x\nexec sleep 60\n")
                                        << s("internal.protocol") << s("failed");
    QTest::newRow("no word") << QByteArray("exit 0\n") << s("internal.protocol") << s("failed");
    QTest::newRow("no last word") << QByteArray(openStep) + "exit 3\n" << s("internal.protocol") << s("failed");
    QTest::newRow("killed") << QByteArray("kill -9 $$\n") << s("internal.crash") << s("crashed");
    QTest::newRow("CPU limit") << QByteArray("kill -XCPU $$\n") << s("limit.time") << s("crashed");
    QTest::newRow("wall limit") << QByteArray("exec sleep 60\n") << s("limit.time") << s("crashed");
}

void TestEngineWorker::badEndings()
{
    QFETCH(QByteArray, script);
    QFETCH(QString, code);
    QFETCH(QString, outcome);
    const WorkerResult result = run(script, code == s("limit.time") && script.startsWith("exec") ? 300 : 60'000);
    QCOMPARE(result.failures.size(), 1); // one fault is one failure
    QCOMPARE(result.failures.constFirst().error.code(), code);
    QVERIFY(!result.failures.constFirst().error.message().isEmpty());
    QCOMPARE(result.attempt.outcome, outcome);
    QVERIFY(result.staged.isEmpty());
    QFile log(m_log);
    QVERIFY(log.open(QIODevice::ReadOnly) && log.readAll().contains(code.toUtf8()));
}

void TestEngineWorker::goodEnding()
{
    const QByteArray script =
        QByteArray(R"(echo '{"event":"begin","version":"1-1","suite":"sid","done":0,"total":1}')") + "\n" + openStep +
        R"(echo '{"event":"progress","what":"x","done":5,"total":10}')" + "\n" +
        R"(echo '{"event":"close","what":"unpack the source","depth":0,"ms":3}')" + "\n" +
        R"(echo '{"event":"staged","publication":8,"upload":9,"branch":"debian/sid"}')" + "\n" + endLine;
    const WorkerResult result = run(script);
    QCOMPARE(result.failures.size(), 0);
    QCOMPARE(result.attempt.outcome, s("done"));
    QCOMPARE(result.attempt.cpuMs, 12);
    QCOMPARE(result.attempt.peakRssKib, 3456);
    QCOMPARE(result.attempt.bytes, 789);
    QCOMPARE(result.staged.size(), 1);
    QCOMPARE(result.staged.constFirst().publicationId, 8);
    QCOMPARE(m_progress.version, s("1-1"));
    QCOMPARE(m_progress.stage, s("unpack"));
    QCOMPARE(m_progress.done, 5);
    QCOMPARE(m_progress.versionsDone, 1);

    QCOMPARE(runProgram(m_folder.filePath(s("nowhere"))).failures.constFirst().error.code(), s("internal.worker"));
}

void TestEngineWorker::crashKeepsTheLastSteps()
{
    const WorkerResult result = run(QByteArray(openStep) + "echo 'backtrace here' >&2\nkill -SEGV $$\n");
    QCOMPARE(result.failures.size(), 1);
    const Error error = result.failures.constFirst().error;
    QCOMPARE(error.code(), s("internal.crash"));
    QVERIFY(error.message().contains(s("SIGSEGV")));
    QVERIFY(error.message().contains(s("unpack the source")));
    QCOMPARE(error.trace().size(), 1);
    QCOMPARE(error.trace().constFirst().file, s("core/x.cpp"));
    QCOMPARE(error.trace().constFirst().line, 7);
    QCOMPARE(error.stage(), std::optional<Stage>(Stage::Unpack));
    QVERIFY(error.evidence()[QLatin1String("stderr")].toString().contains(s("backtrace here")));
}

void TestEngineWorker::stderrIsKeptInPart()
{
    const WorkerResult result = run("head -c 3000000 /dev/zero | tr '\\0' y >&2\necho 'the end' >&2\nkill -9 $$\n");
    const QString kept = result.failures.constFirst().error.evidence()[QLatin1String("stderr")].toString();
    QVERIFY(kept.size() <= 16 * 1024);
    QVERIFY(kept.endsWith(s("the end\n")));
}

void TestEngineWorker::failuresOfVersions()
{
    const QByteArray error = R"({"code":"archive.missing","message":"no such file","trace":[],"evidence":{}})";
    const WorkerResult result = run("echo '{\"event\":\"failed\",\"version\":\"2-1\",\"suites\":[\"sid\",\"trixie\"],"
                                    "\"error\":" +
                                    error + "}'\n" + endLine);
    QCOMPARE(result.attempt.outcome, s("failed"));
    QCOMPARE(result.failures.size(), 1);
    QCOMPARE(result.failures.constFirst().version, s("2-1"));
    QCOMPARE(result.failures.constFirst().suites, QStringList({s("sid"), s("trixie")}));
    QCOMPARE(result.failures.constFirst().error.code(), s("archive.missing"));
}

void TestEngineWorker::stopIsNoFailure()
{
    const WorkerResult result = run("exec sleep 60\n", 60'000, true);
    QCOMPARE(result.attempt.outcome, s("stopped"));
    QCOMPARE(result.failures.size(), 0);
}

void TestEngineWorker::environmentIsOurs()
{
    qputenv("PGPASSWORD", "secret");
    const WorkerResult result = run("env >&2\nkill -9 $$\n");
    const QString seen = result.failures.constFirst().error.evidence()[QLatin1String("stderr")].toString();
    QVERIFY(seen.contains(s("PATH=")));
    QVERIFY(!seen.contains(s("secret")));
    QVERIFY(!seen.contains(s("HOME=")));
    qunsetenv("PGPASSWORD");
}

QTEST_GUILESS_MAIN(TestEngineWorker)
#include "tst_engine_worker.moc"
