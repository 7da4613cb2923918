// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/process.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;

namespace {
QString q(const char* text)
{
    return QString::fromUtf8(text);
}

ProcessRequest shell(const char* script)
{
    ProcessRequest request;
    request.program = q("sh");
    request.arguments = {q("-c"), q(script)};
    return request;
}

Error failureOf(const ProcessRequest& request, bool checked = false)
{
    try {
        checked ? runProcessChecked(request) : runProcess(request);
    } catch (const Error& error) {
        return error;
    }
    return Error(q("test.nothing"), q("nothing was thrown"));
}
} // namespace

class TestBaseProcess : public QObject
{
    Q_OBJECT
private slots:
    void keepsWhatAToolSays()
    {
        const ProcessResult result = runProcess(shell("echo out; echo err >&2; exit 7"));
        QCOMPARE(result.exitCode, 7);
        QCOMPARE(result.output, QByteArray("out\n"));
        QCOMPARE(result.errorOutput, QByteArray("err\n"));
    }

    void aFailingToolIsAnErrorWhereAskedFor()
    {
        const Error error = failureOf(shell("echo reason >&2; exit 7"), true);
        QCOMPARE(error.code(), q("internal.tool"));
        QVERIFY(error.message().contains(q("sh failed with exit code 7")));
        QCOMPARE(error.evidence()[q("stderr")].toString(), q("reason\n"));
        QCOMPARE(error.evidence()[q("command")].toArray().at(0).toString(), q("sh"));
        QCOMPARE(runProcessChecked(shell("echo fine")).output, QByteArray("fine\n"));
    }

    void feedsInputOfAnySize()
    {
        ProcessRequest request = shell("cat");
        for (int i = 0; i < 300'000; ++i)
            request.input += QByteArray::number(i);
        QVERIFY(runProcess(request).output == request.input);
        request.program = q("true"); // reads nothing of it
        request.arguments.clear();
        QCOMPARE(runProcess(request).exitCode, 0);
    }

    void setsFolderAndEnvironment()
    {
        const QTemporaryDir folder;
        ProcessRequest request = shell("pwd -P; echo $LC_ALL $EXTRA $HOME");
        request.folder = folder.path();
        request.environment = {{q("EXTRA"), q("a b")}};
        qputenv("LC_ALL", "de_DE.UTF-8");
        const QByteArrayList lines = runProcess(request).output.split('\n');
        qputenv("LC_ALL", "C.UTF-8");
        QCOMPARE(QString::fromUtf8(lines.at(0)), QFileInfo(folder.path()).canonicalFilePath());
        QCOMPARE(lines.at(1), "C.UTF-8 a b " + qgetenv("HOME"));
        QVERIFY2(qgetenv("EXTRA").isEmpty(), "our own environment stays");
    }

    void aMissingTool()
    {
        ProcessRequest request;
        request.program = q("/nonexistent/tool");
        const Error error = failureOf(request);
        QCOMPARE(error.code(), q("internal.tool"));
        QVERIFY(error.message().contains(q("/nonexistent/tool")));
        QVERIFY(error.advice().contains(q("packaging/deps")));
    }

    void aCrash()
    {
        const Error error = failureOf(shell("echo last words >&2; kill -SEGV $$"));
        QCOMPARE(error.code(), q("internal.tool"));
        QVERIFY(error.message().contains(q("crashed")));
        QCOMPARE(error.evidence()[q("stderr")].toString(), q("last words\n"));
    }

    void aToolThatDoesNotEnd()
    {
        ProcessRequest request = shell("echo started >&2; exec sleep 1000");
        request.timeoutMs = 300;
        QElapsedTimer timer;
        timer.start();
        const Error error = failureOf(request);
        QVERIFY(timer.elapsed() < 60'000);
        QCOMPARE(error.code(), q("limit.time"));
        QVERIFY(error.message().contains(q("sh took longer")));
        QVERIFY2(!error.message().contains(q("0 s")), qPrintable(error.message()));
        QCOMPARE(error.evidence()[q("stderr")].toString(), q("started\n"));
    }

    void aToolThatTalksTooMuch_data()
    {
        QTest::addColumn<QString>("script");
        QTest::newRow("stdout") << q("yes");
        QTest::newRow("stderr") << q("yes >&2");
        QTest::newRow("and ends") << q("head -c 300000 /dev/zero");
    }

    void aToolThatTalksTooMuch()
    {
        QFETCH(QString, script);
        ProcessRequest request = shell(script.toUtf8().constData());
        request.outputLimit = 100'000;
        const Error error = failureOf(request);
        QCOMPARE(error.code(), q("limit.output"));
        QVERIFY(error.message().contains(q("100000 bytes")));
    }
};

QTEST_GUILESS_MAIN(TestBaseProcess)
#include "tst_base_process.moc"
