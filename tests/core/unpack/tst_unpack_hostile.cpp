// SPDX-License-Identifier: GPL-3.0-or-later
// Uploads that try to write elsewhere, to cost too much, or to stop us; and stopping on request.
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
    void limits_data();
    void limits();
    void aBombOfZeros();
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
    const QString traversal = QStringLiteral("unpack.traversal");
    const QString link = QStringLiteral("unpack.link");
    const QString conflict = QStringLiteral("unpack.conflict");
    const auto row = [](const char* name, const TarWriter& tar, const QString& code) {
        QTest::newRow(name) << tar.finished() << code;
    };
    row("absolute", TarWriter().file("/etc/passwd", "x"), traversal);
    row("upwards", TarWriter().file("t/../../x", "x"), traversal);
    row("only upwards", TarWriter().folder(".."), traversal);
    row("upwards by pax", TarWriter().pax("path", "../x").file("x", "x"), traversal);
    row("through a link", TarWriter().symlink("t/l", "/tmp").file("t/l/x", "x"), traversal);
    row("through a link inside", TarWriter().folder("t/d").symlink("t/l", "d").file("t/l/x", "x"), traversal);
    row("folder through a link", TarWriter().symlink("t/l", "d").folder("t/l/x"), traversal);
    row("link through a link", TarWriter().symlink("t/l", "d").symlink("t/l/x", "y"), traversal);
    row("special through a link", TarWriter().symlink("t/l", "d").add('6', "t/l/x"), traversal);
    row("hard link absolute", TarWriter().hardLink("t/a", "/etc/passwd"), traversal);
    row("hard link upwards", TarWriter().hardLink("t/a", "../../x"), traversal);
    row("hard link through a link", TarWriter().symlink("t/l", "/etc").hardLink("t/a", "t/l/passwd"), traversal);
    row("hard link to nothing", TarWriter().file("t/a", "x").hardLink("t/b", "t/none"), link);
    row("hard link to a later file", TarWriter().hardLink("t/b", "t/a").file("t/a", "x"), link);
    row("hard link to a folder", TarWriter().folder("t/d").hardLink("t/b", "t/d"), link);
    row("no name", TarWriter().file("./", "").add('2', "."), traversal);
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

void TestUnpackHostile::limits_data()
{
    QTest::addColumn<QString>("limit");
    for (const char* name : {"totalBytes", "fileBytes", "members", "pathBytes", "ratio", "none"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestUnpackHostile::limits()
{
    QFETCH(QString, limit);
    TarWriter tar;
    tar.file("t/debian/rules", "r");
    for (int i = 0; i < 50; ++i)
        tar.file("t/" + QByteArray(80, 'n') + QByteArray::number(i), QByteArray(10'000, 'x'));
    unpack::UnpackInput upload = input(tar.finished());
    if (limit == QLatin1String("totalBytes"))
        upload.limits.totalBytes = 400'000;
    else if (limit == QLatin1String("fileBytes"))
        upload.limits.fileBytes = 9'999;
    else if (limit == QLatin1String("members"))
        upload.limits.members = 50;
    else if (limit == QLatin1String("pathBytes"))
        upload.limits.pathBytes = 80;
    else if (limit == QLatin1String("ratio"))
        upload.limits.ratioFloor = upload.limits.ratio = 10;
    try {
        unpack::unpack(upload, m_sink, {});
        QCOMPARE(limit, QStringLiteral("none"));
    } catch (const Error& error) {
        QCOMPARE(error.code(), QStringLiteral("unpack.limit"));
        QCOMPARE(error.evidence().value(QStringLiteral("limit")).toString(), limit);
    }
}

void TestUnpackHostile::aBombOfZeros()
{
    // A gzip of gigabytes is small; the sparse form is smaller still and has no data at all.
    const QByteArray hole = TarWriter()
                                .pax("GNU.sparse.size", "7000000000")
                                .pax("GNU.sparse.map", "7000000000,0")
                                .file("t/hole", "")
                                .finished();
    unpack::UnpackInput upload = input(hole);
    upload.limits.totalBytes = 6LL << 30;
    try {
        unpack::unpack(upload, m_sink, {});
        QFAIL("accepted");
    } catch (const Error& error) {
        QCOMPARE(error.code(), QStringLiteral("unpack.limit"));
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
