// SPDX-License-Identifier: GPL-3.0-or-later
// What the engine makes of workers that lie, die or never end. Shell scripts play the worker.
#include "core/base/json.h"
#include "core/engine/spareworker.h"
#include "core/engine/workerprocess.h"

#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <functional>

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

QString oidOf(char digit)
{
    return QString(40, QLatin1Char(digit));
}

/// What an honest worker says of publication 8.
importer::Staged honest()
{
    importer::Staged staged;
    staged.publicationId = 8;
    staged.uploadId = 9;
    staged.branch = s("debian/sid");
    staged.commit = oidOf('c');
    staged.pack = s("/quarantine/5/pack/pack-1.pack");
    staged.import = importer::StagedImport{
        9,           s("debian"), oidOf('7'), oidOf('c'), {oidOf('a')}, QString(64, u'd'), s("synth"), s("debian/1-1"),
        {s("weak")}, {},          5};
    staged.upstream =
        importer::StagedUpstream{{QString(64, u'd'), s("1"), oidOf('a'), oidOf('b'), s("upstream/1")}, {}};
    staged.refs = {{s("refs/tags/upstream/1"), {}, oidOf('e')},
                   {s("refs/heads/upstream/debian"), {}, oidOf('a')},
                   {s("refs/tags/debian/1-1"), {}, oidOf('f')},
                   {s("refs/heads/debian/sid"), oidOf('1'), oidOf('c')},
                   {s("refs/importer/good/debian/sid"), oidOf('1'), oidOf('c')}};
    return staged;
}

/// A line of shell that says it.
QByteArray say(QJsonObject staged)
{
    staged.insert(s("event"), s("staged"));
    return "echo '" + compactJson(staged) + "'\n";
}

using Lie = std::function<void(importer::Staged&)>;

} // namespace

Q_DECLARE_METATYPE(Lie)

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
    void liesAreRefused_data();
    void liesAreRefused();
    void liesAboutVersionsAreRefused();
    void derivedBranchesAreForThoseWhoAsked();
    void aTagMovesOnlyAsDecided();
    void stopIsNoFailure();
    void environmentIsOurs();
    void aSpareWorkerTakesTheJob();
    void aDeadSpareTakesNone();

private:
    /// Runs @p script as the worker until it has ended.
    WorkerResult run(const QByteArray& script, qint64 wallMs = 60'000, bool stop = false)
    {
        return runProgram(written(script), wallMs, stop);
    }
    QString written(const QByteArray& script)
    {
        const QString program = m_folder.filePath(s("worker-%1").arg(++m_count));
        QFile file(program);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("cannot write the script");
        file.write("#!/bin/sh\n" + script);
        file.close();
        file.setPermissions(QFile::Permissions(0x7755));
        return program;
    }
    WorkerResult runProgram(const QString& program, qint64 wallMs = 60'000, bool stop = false,
                            std::unique_ptr<QProcess> spare = nullptr)
    {
        store::Job job;
        job.id = 5;
        job.package = s("sample");
        importer::JobSpec spec;
        spec.package = s("sample");
        spec.quarantine = s("/quarantine/5");
        spec.uploads = {{9, s("1-1"), s("3.0 (quilt)"), s("dsc"), s("file:///"), {}},
                        {10, s("2-1"), s("3.0 (quilt)"), s("dsc2"), s("file:///"), {}}};
        spec.publications = {{8, 0, s("sid"), s("debian/sid"), s("debian"), 0},
                             {11, 1, s("trixie"), s("debian/trixie"), s("debian"), 0, true, true},
                             {12, 1, s("sid"), s("debian/sid"), s("debian"), 0}};
        spec.overrides = m_overrides;
        spec.limits.wallMs = wallMs;
        m_log = m_folder.filePath(s("log-%1").arg(m_count));
        WorkerProcess worker(job, spec, program, m_log, 0, nullptr);
        QSignalSpy finished(&worker, &WorkerProcess::finished);
        worker.start(std::move(spare));
        if (stop)
            worker.stop();
        if (finished.isEmpty() && !finished.wait(60'000))
            QTest::qFail("the worker does not end", __FILE__, __LINE__);
        m_progress = worker.progress();
        return worker.result();
    }

    QTemporaryDir m_folder;
    QString m_log;
    QList<importer::OverrideSpec> m_overrides;
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
        R"(echo '{"event":"close","what":"unpack the source","depth":0,"ms":3}')" + "\n" + say(honest().toJson()) +
        endLine;
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

void TestEngineWorker::liesAreRefused_data()
{
    QTest::addColumn<Lie>("lie");
    const auto row = [](const char* name, const Lie& lie) { QTest::newRow(name) << lie; };
    const auto ref = [&](const char* name, const QString& refName, const QString& oldOid = {}) {
        row(name, [=](importer::Staged& staged) { staged.refs.append({refName, oldOid, oidOf('c')}); });
    };
    row("a publication of another job", [](importer::Staged& staged) { staged.publicationId = 99; });
    row("an upload of another job", [](importer::Staged& staged) { staged.uploadId = 99; });
    row("an upload of another publication", [](importer::Staged& staged) { staged.uploadId = 10; });
    row("an import of another upload", [](importer::Staged& staged) { staged.import->uploadId = 10; });
    row("another branch", [](importer::Staged& staged) { staged.branch = s("debian/stable"); });
    row("another vendor", [](importer::Staged& staged) { staged.import->vendor = s("ubuntu"); });
    row("no commit", [](importer::Staged& staged) { staged.commit.clear(); });
    row("a commit that is no id", [](importer::Staged& staged) { staged.commit = s("HEAD"); });
    row("upper case", [](importer::Staged& staged) { staged.commit = staged.commit.toUpper(); });
    row("a tree that is no id", [](importer::Staged& staged) { staged.import->tree = s("123"); });
    row("a parent that is no id", [](importer::Staged& staged) { staged.import->parents = {oidOf('a'), s("x")}; });
    row("an unknown kind", [](importer::Staged& staged) { staged.import->kind = s("magic"); });
    row("another version's tag", [](importer::Staged& staged) { staged.import->tag = s("debian/2-1"); });
    row("an upstream id that is none", [](importer::Staged& staged) { staged.upstream->upstream.id = s("d"); });
    row("another upstream version", [](importer::Staged& staged) { staged.upstream->upstream.version = s("2"); });
    row("another upstream's tag", [](importer::Staged& staged) { staged.upstream->upstream.tag = s("upstream/2"); });
    row("a pack elsewhere",
        [](importer::Staged& staged) { staged.pack = s("/quarantine/5/pack/../../6/pack/x.pack"); });
    ref("another branch's ref", s("refs/heads/debian/stable"));
    ref("HEAD", s("HEAD"));
    ref("another good", s("refs/importer/good/debian/stable"), oidOf('1'));
    ref("a replacement", s("refs/replace/") + oidOf('c'));
    ref("another vendor's upstream branch", s("refs/heads/upstream/ubuntu"));
    ref("an applied branch nobody asked for", s("refs/heads/patches-applied/debian/sid"));
    ref("a pristine-tar nobody asked for", s("refs/heads/pristine-tar"));
    ref("another version's tag ref", s("refs/tags/debian/2-1"));
    ref("a reimport without a number", s("refs/tags/reimport/debian/1-1/"));
    ref("a reimport of something else", s("refs/tags/reimport/debian/1-1/1/../../x"));
    ref("a tag that is moved", s("refs/tags/reimport/debian/1-1/1"), oidOf('1'));
    row("a deleted branch", [](importer::Staged& staged) { staged.refs[3].newOid.clear(); });
    row("an old value that is no id", [](importer::Staged& staged) { staged.refs[3].oldOid = s("main"); });
    row("a good ref elsewhere", [](importer::Staged& staged) { staged.refs[4].newOid = oidOf('2'); });
}

void TestEngineWorker::liesAreRefused()
{
    QFETCH(Lie, lie);
    importer::Staged staged = honest();
    lie(staged);
    // Also what it had said honestly before is not published.
    importer::Staged before;
    before.publicationId = 12;
    before.uploadId = 10;
    before.branch = s("debian/sid");
    before.commit = oidOf('3');
    const WorkerResult result = run(say(before.toJson()) + say(staged.toJson()) + endLine + "exec sleep 60\n");
    QCOMPARE(result.attempt.outcome, s("failed"));
    QCOMPARE(result.failures.size(), 1);
    QCOMPARE(result.failures.constFirst().error.code(), s("internal.protocol"));
    QVERIFY(!result.failures.constFirst().error.advice().isEmpty());
    QVERIFY(result.staged.isEmpty());
}

void TestEngineWorker::liesAboutVersionsAreRefused()
{
    const QByteArray error = R"({"code":"archive.missing","message":"no such file","trace":[],"evidence":{}})";
    for (const QByteArray& line :
         {QByteArray(R"({"event":"begin","version":"7-1","suite":"sid","done":0,"total":1})"),
          QByteArray(R"({"event":"begin","version":"1-1","suite":"stable","done":0,"total":1})"),
          R"({"event":"failed","version":"3-1","suites":["sid"],"error":)" + error + '}',
          R"({"event":"failed","version":"2-1","suites":["sid","stable"],"error":)" + error + '}'}) {
        const WorkerResult result = run("echo '" + line + "'\n" + endLine + "exec sleep 60\n");
        QCOMPARE(result.failures.size(), 1);
        QCOMPARE(result.failures.constFirst().error.code(), s("internal.protocol"));
    }
    // The same result twice is one too many.
    const WorkerResult result = run(say(honest().toJson()) + say(honest().toJson()) + "exec sleep 60\n");
    QCOMPARE(result.failures.constFirst().error.code(), s("internal.protocol"));
    QVERIFY(result.staged.isEmpty());
}

void TestEngineWorker::derivedBranchesAreForThoseWhoAsked()
{
    importer::Staged staged;
    staged.publicationId = 11;
    staged.uploadId = 10;
    staged.branch = s("debian/trixie");
    staged.commit = oidOf('c');
    staged.refs = {{s("refs/heads/patches-applied/debian/trixie"), {}, oidOf('8')},
                   {s("refs/heads/pristine-tar"), oidOf('1'), oidOf('9')},
                   {s("refs/tags/reimport/upstream/2/1"), {}, oidOf('a')},
                   {s("refs/tags/reimport/debian/2-1/12"), {}, oidOf('b')}};
    const WorkerResult result = run(say(staged.toJson()) + endLine);
    QCOMPARE(result.failures.size(), 0);
    QCOMPARE(result.staged.size(), 1);
    QCOMPARE(result.staged.constFirst().refs.size(), 4);
}

void TestEngineWorker::aTagMovesOnlyAsDecided()
{
    const auto moved = [](const char* tag, char from) {
        importer::Staged staged = honest();
        staged.refs[0] = {s("refs/tags/") + s(tag), oidOf(from), oidOf('e')};
        return say(staged.toJson()) + endLine;
    };
    QCOMPARE(run(moved("upstream/1", '5')).failures.constFirst().error.code(), s("internal.protocol"));
    m_overrides = {{s("1"), s("upstream"), s("move:") + oidOf('5')}};
    QCOMPARE(run(moved("upstream/1", '5')).failures.size(), 0);
    QCOMPARE(run(moved("upstream/1", '6')).failures.constFirst().error.code(), s("internal.protocol"));
    QCOMPARE(run(moved("debian/1-1", '5')).failures.constFirst().error.code(), s("internal.protocol"));
    m_overrides = {{s("1"), s("upstream"), s("keep")}};
    QCOMPARE(run(moved("upstream/1", '5')).failures.constFirst().error.code(), s("internal.protocol"));
    m_overrides.clear();
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

void TestEngineWorker::aSpareWorkerTakesTheJob()
{
    // Each start leaves a line; the job is what comes on stdin.
    const QString starts = m_folder.filePath(s("starts"));
    const QString job = m_folder.filePath(s("job"));
    const QString program = written("echo $$ >>" + starts.toUtf8() + "\ncat >" + job.toUtf8() + "\n" + endLine);
    SpareWorker spare(program);
    spare.prepare();
    spare.prepare();
    const WorkerResult result = runProgram(program, 60'000, false, spare.take());
    QCOMPARE(result.attempt.outcome, s("done"));
    QFile lines(starts);
    QVERIFY(lines.open(QIODevice::ReadOnly));
    QCOMPARE(lines.readAll().count('\n'), 1);
    QFile spec(job);
    QVERIFY(spec.open(QIODevice::ReadOnly));
    QCOMPARE(parseJsonObject(spec.readAll(), "the job").value(s("package")).toString(), s("sample"));
    QVERIFY(!spare.take());
}

void TestEngineWorker::aDeadSpareTakesNone()
{
    const QString pidFile = m_folder.filePath(s("pid"));
    SpareWorker spare(written("echo $$ >" + pidFile.toUtf8() + "\nexec cat\n"));
    spare.prepare();
    qint64 pid = 0;
    QTRY_VERIFY([&] {
        QFile file(pidFile);
        return file.open(QIODevice::ReadOnly) && (pid = file.readAll().trimmed().toLongLong()) > 0;
    }());
    QCOMPARE(::kill(static_cast<pid_t>(pid), SIGKILL), 0);
    // Gone from the process table: its end was heard of.
    QTRY_VERIFY(!QFileInfo::exists(s("/proc/%1").arg(pid)));
    QVERIFY(!spare.take());

    SpareWorker impossible(m_folder.filePath(s("no-such-program")));
    impossible.prepare();
    QVERIFY(!impossible.take());
}

QTEST_GUILESS_MAIN(TestEngineWorker)
#include "tst_engine_worker.moc"
