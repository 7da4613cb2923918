// SPDX-License-Identifier: GPL-3.0-or-later
// Members that are in each other's way, inputs that fail, and stopping on request. Traversal, links and bombs are
// corner cases c17, c32 and c35.
#include "core/base/error.h"
#include "core/base/step.h"
#include "tests/core/unpack/oracle.h"
#include "tests/core/unpack/tarwriter.h"

#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

/// Remembers what a step said of itself, and cancels at will.
class Listener final : public StepListener
{
public:
    void stepOpened(const TraceFrame&, std::optional<Stage>, int) override {}
    void stepClosed(const TraceFrame&, std::optional<Stage>, int, qint64) override {}
    void stepProgressed(const TraceFrame&, qint64 done, qint64 total) override
    {
        lastDone = done;
        lastTotal = total;
        if (cancellation)
            cancellation->cancel();
    }
    void stepNoted(const QString&) override {}

    qint64 lastDone = 0;
    qint64 lastTotal = 0;
    Cancellation* cancellation = nullptr;
};

} // namespace

class TestUnpackHostile : public QObject
{
    Q_OBJECT

private slots:
    void refused_data();
    void refused();
    void cancelled();
    void progressIsInCompressedBytes();
    void aFailingInput();

private:
    unpack::UnpackInput input(const QByteArray& tar)
    {
        return inputFor(writeDsc(m_folder.path(), QStringLiteral("3.0 (native)"), QStringLiteral("1.0"),
                                 {{QStringLiteral("sample_1.0.tar.gz"), compressed(QStringLiteral("gzip"), tar)}}),
                        m_folder.path());
    }

    QTemporaryDir m_folder;
    MemorySink m_sink;
};

void TestUnpackHostile::refused_data()
{
    QTest::addColumn<QByteArray>("tar");
    QTest::addColumn<QString>("code");
    const QString conflict = QStringLiteral("unpack.conflict");
    const auto row = [](const char* name, const TarWriter& tar, const QString& code) {
        QTest::newRow(name) << tar.finished() << code;
    };
    row("below a file", TarWriter().file("t/a", "x").file("t/a/b", "y"), conflict);
    row("over a full folder", TarWriter().file("t/a/b", "x").file("t/a", "y"), conflict);
    row("link over a full folder", TarWriter().file("t/a/b", "x").symlink("t/a", "y"), conflict);
}

void TestUnpackHostile::refused()
{
    QFETCH(QByteArray, tar);
    QFETCH(QString, code);
    try {
        unpack::unpack(input(tar), m_sink, {});
        QFAIL("accepted");
    } catch (const Error& error) {
        QCOMPARE(error.code(), code);
        QVERIFY(error.evidence().contains(QStringLiteral("member")));
        QVERIFY(tracesTo(error, QStringLiteral("sample_1.0.tar.gz")));
    }
}

void TestUnpackHostile::cancelled()
{
    Cancellation cancellation;
    Listener listener;
    listener.cancellation = &cancellation;
    StepListener* const before = Step::setListener(&listener);
    const auto restore = qScopeGuard([before] { Step::setListener(before); });
    QByteArray code;
    try {
        unpack::unpack(input(TarWriter().file("t/a", QByteArray(1 << 20, 'x')).finished()), m_sink, cancellation);
    } catch (const Error& error) {
        code = error.code().toUtf8();
    }
    QCOMPARE(code, QByteArray("internal.cancelled"));
}

void TestUnpackHostile::progressIsInCompressedBytes()
{
    Listener listener;
    StepListener* const before = Step::setListener(&listener);
    const auto restore = qScopeGuard([before] { Step::setListener(before); });
    const unpack::UnpackInput upload = input(TarWriter().file("t/a", QByteArray(1 << 20, 'x')).finished());
    unpack::unpack(upload, m_sink, {});
    QCOMPARE(listener.lastTotal, upload.files.at(0).file.size);
    QCOMPARE(listener.lastDone, listener.lastTotal);
}

void TestUnpackHostile::aFailingInput()
{
    // Errors of whoever opens or delivers the bytes arrive as they are.
    unpack::UnpackInput upload = input(TarWriter().file("t/a", "x").finished());
    upload.files[0].open = []() -> std::unique_ptr<QIODevice> {
        throw Error(QStringLiteral("archive.missing"), QStringLiteral("gone"));
    };
    try {
        unpack::unpack(upload, m_sink, {});
        QFAIL("accepted");
    } catch (const Error& error) {
        QCOMPARE(error.code(), QStringLiteral("archive.missing"));
    }
}

QTEST_GUILESS_MAIN(TestUnpackHostile)
#include "tst_unpack_hostile.moc"
