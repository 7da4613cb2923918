// SPDX-License-Identifier: GPL-3.0-or-later
// Digests against the system's tools, paths by environment, JSON, clock and cancellation.
#include "core/base/cancellation.h"
#include "core/base/clock.h"
#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/paths.h"
#include "core/base/process.h"

#include <QDateTime>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace millrace;

namespace {
QString q(const char* text)
{
    return QString::fromUtf8(text);
}

QString codeOf(const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& error) {
        return error.code();
    }
    return {};
}

constexpr const char* variables[] = {"MILLRACE_HOME",  "MILLRACE_STORE",  "MILLRACE_REPOSITORIES", "XDG_DATA_HOME",
                                     "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME",        "HOME"};
} // namespace

class TestBaseValues : public QObject
{
    Q_OBJECT
    QMap<QByteArray, QByteArray> m_environment;

private slots:
    void init()
    {
        m_environment.clear();
        for (const char* name : variables) {
            if (qEnvironmentVariableIsSet(name))
                m_environment.insert(name, qgetenv(name));
            qunsetenv(name);
        }
        qputenv("HOME", "/home/ada");
    }

    void cleanup()
    {
        for (const char* name : variables) {
            qunsetenv(name);
            if (m_environment.contains(name))
                qputenv(name, m_environment.value(name));
        }
    }

    void digestsAreThoseOfTheTools_data()
    {
        QTest::addColumn<QString>("tool");
        QTest::addColumn<int>("algorithm");
        QTest::newRow("md5") << q("md5sum") << int(Digest::Algorithm::Md5);
        QTest::newRow("sha1") << q("sha1sum") << int(Digest::Algorithm::Sha1);
        QTest::newRow("sha256") << q("sha256sum") << int(Digest::Algorithm::Sha256);
    }

    void digestsAreThoseOfTheTools()
    {
        QFETCH(QString, tool);
        QFETCH(int, algorithm);
        const auto method = static_cast<Digest::Algorithm>(algorithm);
        QByteArray data;
        for (const int size : {0, 1, 55, 64, 1000, 1'000'000}) {
            while (data.size() < size)
                data.append(static_cast<char>(data.size() * 131 + size));
            ProcessRequest request;
            request.program = tool;
            request.input = data;
            const QByteArray expected = runProcessChecked(request).output.split(' ').constFirst();
            QCOMPARE(Digest::hex(method, data), expected);
            Digest pieces(method);
            for (qsizetype at = 0; at < data.size(); at += 777)
                pieces.add(QByteArrayView(data).sliced(at, std::min<qsizetype>(777, data.size() - at)));
            QCOMPARE(pieces.hexResult(), expected);
            QCOMPARE(pieces.hexResult(), expected); // asking changes nothing
        }
    }

    void digestsCanBeCopiedAndBegunAnew()
    {
        const auto hexOf = [](const char* text) { return Digest::hex(Digest::Algorithm::Sha256, text); };
        Digest digest(Digest::Algorithm::Sha256);
        digest.add(QByteArrayView("ab"));
        const Digest before = digest.clone();
        digest.add(QByteArrayView("c"));
        QCOMPARE(digest.hexResult(), hexOf("abc"));
        QCOMPARE(before.hexResult(), hexOf("ab"));
        Digest moved = std::move(digest);
        moved.add(QByteArrayView("d"));
        QCOMPARE(moved.hexResult(), hexOf("abcd"));
        moved.reset();
        QCOMPARE(moved.hexResult(), hexOf(""));
        QCOMPARE(moved.result().size(), 32);
    }

    void everythingBelowMillraceHome()
    {
        qputenv("MILLRACE_HOME", "/tmp/x/");
        qputenv("XDG_DATA_HOME", "/elsewhere");
        const Paths paths = Paths::fromEnvironment();
        QCOMPARE(paths.store, q("sqlite:/tmp/x/state.sqlite"));
        QCOMPARE(paths.repository(q("hello")), q("/tmp/x/repositories/hello.git"));
        for (const QString& path : {paths.data, paths.cache, paths.config, paths.state, paths.blobs, paths.logs(),
                                    paths.indexes(), paths.repositories})
            QVERIFY2(path == q("/tmp/x") || path.startsWith(q("/tmp/x/")), qPrintable(path));
    }

    void xdgFolders()
    {
        Paths paths = Paths::fromEnvironment();
        QCOMPARE(paths.store, q("sqlite:/home/ada/.local/share/millrace/state.sqlite"));
        QCOMPARE(paths.cache, q("/home/ada/.cache/millrace"));
        QCOMPARE(paths.config, q("/home/ada/.config/millrace"));
        QCOMPARE(paths.logs(), q("/home/ada/.local/state/millrace/logs"));
        qputenv("XDG_DATA_HOME", "/data");
        qputenv("XDG_CACHE_HOME", "relative/is/ignored");
        qputenv("XDG_STATE_HOME", "");
        paths = Paths::fromEnvironment();
        QCOMPARE(paths.store, q("sqlite:/data/millrace/state.sqlite"));
        QCOMPARE(paths.repositories, q("/data/millrace/repositories"));
        QCOMPARE(paths.cache, q("/home/ada/.cache/millrace"));
        QCOMPARE(paths.state, q("/home/ada/.local/state/millrace"));
    }

    void storeAndRepositoriesOfTheirOwn()
    {
        qputenv("MILLRACE_STORE", "sqlite:/srv/m/state.sqlite");
        Paths paths = Paths::fromEnvironment();
        QCOMPARE(paths.store, q("sqlite:/srv/m/state.sqlite"));
        QCOMPARE(paths.repositories, q("/srv/m/repositories"));
        QCOMPARE(paths.blobs, q("/srv/m/blobs"));
        QCOMPARE(paths.cache, q("/home/ada/.cache/millrace"));
        qputenv("MILLRACE_REPOSITORIES", "/git");
        QCOMPARE(Paths::fromEnvironment().repository(q("a+b")), q("/git/a+b.git"));
        qputenv("MILLRACE_STORE", "postgresql://me@h/db");
        paths = Paths::fromEnvironment();
        QCOMPARE(paths.store, q("postgresql://me@h/db"));
        QCOMPARE(paths.data, q("/home/ada/.local/share/millrace"));
    }

    void emptyVariablesAreUnset()
    {
        for (const char* name : variables) {
            if (qstrcmp(name, "HOME") != 0)
                qputenv(name, "");
        }
        const Paths paths = Paths::fromEnvironment();
        QCOMPARE(paths.store, q("sqlite:/home/ada/.local/share/millrace/state.sqlite"));
        QCOMPARE(paths.repositories, q("/home/ada/.local/share/millrace/repositories"));
    }

    void foldersAreMadeOrExplained()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(q("a/b/c"));
        ensureFolder(path);
        ensureFolder(path);
        QVERIFY(QDir(path).exists());
        QFile file(folder.filePath(q("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(codeOf([&] { ensureFolder(folder.filePath(q("file/below"))); }), q("internal.io"));
    }

    void jsonIsOneLineAndTimesAreUtc()
    {
        QCOMPARE(compactJson(QJsonObject{{q("a"), q("1\n2")}}), QByteArray("{\"a\":\"1\\n2\"}"));
        QCOMPARE(compactJson(QJsonArray{1, q("x")}), QByteArray("[1,\"x\"]"));
        QCOMPARE(parseJsonObject("{\"a\":2}", "test")[q("a")].toInt(), 2);
        for (const char* wrong : {"", "[1]", "{", "{\"a\":}", "null", "7", "{} x"})
            QCOMPARE(codeOf([&] { parseJsonObject(wrong, "test"); }), q("internal.json"));
        QCOMPARE(isoTime(1'700'000'000'120).toString(), q("2023-11-14T22:13:20.120Z"));
        QVERIFY(isoTime(0).isNull());
        QVERIFY(isoTime(-5).isNull());
        QCOMPARE(toStringList(toJsonArray({q("a"), q("b")})), (QStringList{q("a"), q("b")}));
        QVERIFY(toStringList(QJsonValue(7)).isEmpty());
    }

    void aFixedClockStandsStill()
    {
        FixedClock clock(1000);
        QCOMPARE(clock.nowMs(), 1000);
        clock.advance(500);
        QCOMPARE(clock.nowMs(), 1500);
        clock.set(7);
        QCOMPARE(clock.nowMs(), 7);
        const qint64 before = QDateTime::currentMSecsSinceEpoch();
        const qint64 now = Clock::system().nowMs();
        QVERIFY(now >= before && now <= QDateTime::currentMSecsSinceEpoch());
    }

    void aCancellationReachesEveryCopy()
    {
        const Cancellation one;
        Cancellation copy = one;
        one.throwIfCancelled();
        std::thread([&copy] { copy.cancel(); }).join();
        QVERIFY(one.isCancelled());
        QCOMPARE(codeOf([&] { one.throwIfCancelled(); }), q("internal.cancelled"));
        QVERIFY(!Cancellation().isCancelled());
    }
};

QTEST_GUILESS_MAIN(TestBaseValues)
#include "tst_base_values.moc"
