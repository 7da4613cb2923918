// SPDX-License-Identifier: GPL-3.0-or-later
// Equal causes have equal signatures, different causes do not (importer.md b11).
#include "core/base/step.h"
#include "core/failure/normalise.h"
#include "core/failure/signature.h"

#include <QTest>

using namespace millrace;
using namespace millrace::failure;

namespace {
QString q(const char* text)
{
    return QString::fromUtf8(text);
}

/// An error with a traceback of our own making: function names from the innermost outwards.
Error errorWith(const QString& code, const QString& message, const QStringList& functions = {},
                const QString& phase = QStringLiteral("fetch"), int line = 7, const QJsonObject& evidence = {})
{
    Traceback trace;
    for (const QString& function : functions)
        trace.prepend({function, QStringLiteral("core/net/transfer.cpp"), line, QStringLiteral("what"), {}});
    return Error::fromJson({{QStringLiteral("code"), code},
                            {QStringLiteral("message"), message},
                            {QStringLiteral("phase"), phase},
                            {QStringLiteral("evidence"), evidence},
                            {QStringLiteral("trace"), toJson(trace)}});
}

QString idOf(const Error& error, const char* package = "hello", const char* version = "2.10-3")
{
    return computeSignature(error, q(package), q(version)).id;
}
} // namespace

class TestFailureSignature : public QObject
{
    Q_OBJECT
private slots:
    void twoTimeoutsCollide()
    {
        const QString first = idOf(errorWith(q("net.timeout"), q("http://mirror.invalid/pool/main/h/hello/"
                                                                 "hello_2.10.orig.tar.gz: no answer in 30001 ms")));
        const QString second = idOf(errorWith(q("net.timeout"), q("http://mirror.invalid/pool/main/z/zlib/"
                                                                  "zlib_1.2.13.dfsg.orig.tar.bz2: no answer in 45 ms")),
                                    "zlib", "1:1.2.13.dfsg-1");
        QCOMPARE(first, second);
        QCOMPARE(first.size(), 16);
        QVERIFY(QRegularExpression(q("^[0-9a-f]{16}$")).match(first).hasMatch());
    }

    void hostsAreCauses()
    {
        QVERIFY(idOf(errorWith(q("net.timeout"), q("http://a.invalid/x: no answer"))) !=
                idOf(errorWith(q("net.timeout"), q("http://b.invalid/x: no answer"))));
        QCOMPARE(idOf(errorWith(q("net.timeout"), q("http://me:secret@a.invalid:8080/x: no answer"))),
                 idOf(errorWith(q("net.timeout"), q("http://a.invalid/other/y?z=1: no answer"))));
    }

    void whatMakesADifference()
    {
        const Error base = errorWith(q("dsc.files"), q("bad"), {q("f"), q("g"), q("h"), q("i")});
        const QString id = idOf(base);
        QVERIFY(id != idOf(errorWith(q("dsc.format"), q("bad"), {q("f"), q("g"), q("h"), q("i")})));
        QVERIFY(id != idOf(errorWith(q("dsc.files"), q("worse"), {q("f"), q("g"), q("h"), q("i")})));
        QVERIFY(id != idOf(errorWith(q("dsc.files"), q("bad"), {q("f"), q("g"), q("h"), q("i")}, q("unpack"))));
        QVERIFY(id != idOf(errorWith(q("dsc.files"), q("bad"), {q("f"), q("g"), q("x"), q("i")})));
        const QJsonObject killed{{q("signal"), q("SIGKILL")}};
        QVERIFY(id != idOf(errorWith(q("dsc.files"), q("bad"), {q("f"), q("g"), q("h")}, q("fetch"), 7, killed)));
    }

    void whatMakesNone()
    {
        const QString id = idOf(errorWith(q("dsc.files"), q("bad"), {q("f"), q("g"), q("h"), q("i")}));
        // Lines move with every edit, and the fourth frame depends on who called.
        QCOMPARE(id, idOf(errorWith(q("dsc.files"), q("bad"), {q("f"), q("g"), q("h"), q("i")}, q("fetch"), 999)));
        QCOMPARE(id, idOf(errorWith(q("dsc.files"), q("bad"), {q("f"), q("g"), q("h"), q("other")})));
        QCOMPARE(
            id, idOf(errorWith(q("dsc.files"), q("bad\nand a tool's whole output"), {q("f"), q("g"), q("h"), q("i")})));
    }

    void framesOfOthersDoNotCount()
    {
        const QJsonObject ours = errorWith(q("dsc.files"), q("bad"), {q("f"), q("g"), q("h")}).toJson();
        QJsonObject mixed = ours;
        QJsonArray trace = ours[q("trace")].toArray();
        trace.append(QJsonObject{{q("function"), q("std::sort")}, {q("file"), q("/usr/include/c++/12/algorithm")}});
        mixed[q("trace")] = trace;
        QCOMPARE(idOf(Error::fromJson(mixed)), idOf(Error::fromJson(ours)));
    }

    void itSaysWhatItWasComputedFrom()
    {
        const Signature signature = computeSignature(errorWith(q("dsc.files"), q("hello_2.10-3.dsc is bad"), {q("f")}),
                                                     q("hello"), q("2.10-3"));
        QCOMPARE(signature.lines, (QStringList{q("dsc"), q("fetch"), q("dsc.files"), q("Error"),
                                               q("<pkg>_<ver>.dsc is bad"), q("core/net/transfer.cpp:f")}));
        QVERIFY(signature.title.endsWith(q("<pkg>_<ver>.dsc is bad")));
        QVERIFY(signature.title.startsWith(q("The .dsc names its files wrongly")));
        QCOMPARE(computeSignature(errorWith(q("some.thing"), q("text")), {}, {}).title, q("text"));
    }

    // It is stored and compared between hosts and releases: the same input gives this value for ever.
    void theAlgorithmIsFrozen()
    {
        QCOMPARE(signatureAlgorithm, 1);
        const Error error =
            errorWith(q("net.timeout"), q("http://mirror.invalid/x: no answer in 5 s"), {q("net::get")});
        QCOMPARE(computeSignature(error, q("hello"), q("1")).lines.join(u'\n'),
                 q("net\nfetch\nnet.timeout\nError\n<url:mirror.invalid> no answer in <n> s\n"
                   "core/net/transfer.cpp:net::get"));
        QCOMPARE(idOf(error), q("3f3b3f0195fd0857"));
    }

    void messages_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* message, const char* expected) {
            QTest::newRow(message) << q(message) << q(expected);
        };
        row("no file", "no file");
        row("hello 2.10-3 is broken", "<pkg> <ver> is broken");
        row("hello_2.10-3.dsc and hello_2.10.orig.tar.gz", "<pkg>_<ver>.dsc and <pkg>_<ver>.orig.tar.gz");
        row("othello and hello-data stay", "othello and hello-data stay");
        row("object 4b825dc642cb6eb9a060e54bf8d69288fbee4904 is gone", "object <oid> is gone");
        row("sum e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "sum <oid>");
        row("cannot open /var/lib/x/y.z", "cannot open <path>");
        row("member debian/patches/series is odd", "member <path> is odd");
        row("connect to 192.168.1.7 failed", "connect to <ip> failed");
        row("connect to 2001:db8:0:1:0:0:0:1 failed", "connect to <ip> failed");
        row("at 2026-11-21T20:14:03Z", "at <ts>");
        row("at 2026-11-21 20:14:03.120 and later", "at <ts> and later");
        row("pointer 0x7ffe01 of 16 bytes", "pointer <ptr> of <n> bytes");
        row("line 17, column 4", "line <n>, column <n>");
        row("  many   spaces\tand tabs ", "many spaces and tabs");
        row("first line\nsecond line 5", "first line");
        row("", "");
    }

    void messages()
    {
        QFETCH(QString, message);
        QFETCH(QString, expected);
        QCOMPARE(normaliseMessage(message, q("hello"), q("2.10-3")), expected);
    }

    void versionsInAllForms()
    {
        for (const char* form : {"1:2.10-3", "2.10-3", "2.10"})
            QCOMPARE(normaliseMessage(q("version %1 is bad").arg(q(form)), q("hello"), q("1:2.10-3")),
                     q("version <ver> is bad"));
        QCOMPARE(normaliseMessage(q("version 5 of 15 files"), q("hello"), q("5")), q("version <ver> of <n> files"));
    }

    // Names come from the archive: nothing in them may act as a pattern, or cost time without end.
    void hostileInput_data()
    {
        QTest::addColumn<QString>("package");
        QTest::addColumn<QString>("message");
        QTest::newRow("pattern") << q(".*") << q("a .* b");
        QTest::newRow("open group") << q("a(b[c") << q("a(b[c is broken");
        QTest::newRow("backslash") << q("a\\1") << q("a\\1 \\2");
        QTest::newRow("plus") << q("libstdc++") << q("libstdc++ is broken");
        QTest::newRow("long path") << q("hello") << QString(200'000, u'/');
        QTest::newRow("long words") << q("hello") << QString(200'000, u'a');
        QTest::newRow("nested") << q("hello") << q("a/").repeated(50'000);
        QTest::newRow("dots") << q("hello") << q("1.").repeated(50'000);
        QTest::newRow("colons") << q("hello") << q("a:").repeated(50'000);
        QTest::newRow("schemes") << q("hello") << q("a://").repeated(30'000);
        QTest::newRow("controls") << q("hello") << QString::fromUtf8("\x01\x02\xc3\x28\x00zero", 9);
    }

    void hostileInput()
    {
        QFETCH(QString, package);
        QFETCH(QString, message);
        const Signature signature = computeSignature(errorWith(q("dsc.x"), message), package, q("1.0+*-1"));
        QCOMPARE(signature.id.size(), 16);
        if (message.startsWith(package + u' '))
            QVERIFY2(normaliseMessage(message, package, {}).startsWith(q("<pkg>")), qPrintable(message));
    }
};

QTEST_GUILESS_MAIN(TestFailureSignature)
#include "tst_failure_signature.moc"
