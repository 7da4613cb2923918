// SPDX-License-Identifier: GPL-3.0-or-later
// One SQLite file, and everybody at it at once: an engine with its workers, a reader as the console has one, and three
// command lines that change things. Nobody is ever told that it is locked. tests/fault/crowd does the same by the
// clock.
#include "core/base/paths.h"
#include "core/store/changefeed.h"
#include "tests/fault/home.h"
#include "tests/fault/smallpackages.h"

#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace millrace;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

constexpr int longMs = 60'000;
constexpr int packages = 12;
constexpr int rounds = 20;

} // namespace

class TestFaultCrowd : public QObject
{
    Q_OBJECT

private slots:
    void nobodyIsToldThatItIsLocked()
    {
        qputenv("no_proxy", "127.0.0.1");
        const SmallPackages archive(packages);
        const Home home;
        QCOMPARE(home.addArchive(archive.uri(), archive.archive.keyring(), {s("sid")}).exitCode, 0);
        QCOMPARE(home.ctl({s("poll")}).exitCode, 0);
        const std::unique_ptr<QProcess> engine =
            home.start({s("run"), s("--jobs"), s("2"), s("--poll-every"), s("1"), s("--verify-every"), s("1")});

        // The console's reader: status, lists, and the feed that tells it to read again.
        store::StoreThread reader(store::StoreUrl::parse(Paths::below(home.path(s("home"))).store),
                                  store::OpenMode::ReadOnly);
        store::ChangeFeed feed(reader, 50);
        QSignalSpy changed(&feed, &store::ChangeFeed::changed);
        QSignalSpy lost(&feed, &store::ChangeFeed::lost);
        int reads = 0;
        QStringList trouble;
        connect(&feed, &store::ChangeFeed::changed, &feed, [&] {
            try {
                reader.call([](store::StateStore& state) {
                    state.status();
                    for (const store::ListKind kind :
                         {store::ListKind::Packages, store::ListKind::Queue, store::ListKind::Events})
                        state.lists.rows(kind, state.lists.ids(kind, {}).mid(0, 50));
                });
                ++reads;
            } catch (const Error& error) {
                trouble.append(error.message());
            }
        });

        // Each round three at once: what they do may be refused, for the state moves all the time.
        int applied = 0;
        for (int round = 0; round < rounds; ++round) {
            const QString one = SmallPackages::name(1 + round % packages);
            const QString two = SmallPackages::name(1 + (round + 5) % packages);
            const QList<QStringList> lines = {
                {round % 2 == 0 ? s("track") : s("untrack"), one, two, SmallPackages::name(1 + (round + 7) % packages)},
                {s("hold"), two, s("--reason"), s("crowd")},
                {s("resume"), two, one},
            };
            std::vector<std::unique_ptr<QProcess>> all;
            for (const QStringList& line : lines)
                all.push_back(home.start(line));
            for (const auto& process : all) {
                QTRY_VERIFY_WITH_TIMEOUT(process->state() == QProcess::NotRunning, longMs);
                const QByteArray errors = process->readAllStandardError();
                QVERIFY2(process->exitCode() == 0 || process->exitCode() == 3 || process->exitCode() == 5,
                         (process->arguments().join(QLatin1Char(' ')).toUtf8() + ": " + errors).constData());
                QVERIFY2(!errors.contains("locked"), errors.constData());
                applied += process->exitCode() != 5;
            }
        }
        QCOMPARE(engine->state(), QProcess::Running);
        kill(static_cast<pid_t>(engine->processId()), SIGTERM);
        QVERIFY(engine->waitForFinished(longMs));
        QCOMPARE(engine->exitCode(), 130);
        const QByteArray said = engine->readAllStandardError();
        QVERIFY2(!said.contains("locked") && !said.contains("paused"), said.constData());
        QCOMPARE(trouble, QStringList());
        QCOMPARE(lost.count(), 0);
        QVERIFY2(applied > rounds, qPrintable(QString::number(applied)));
        QVERIFY2(reads > rounds, qPrintable(QString::number(reads)));
        QCOMPARE(home.value(s("SELECT count(*) FROM failure")), s("0"));
        QCOMPARE(home.value(s("SELECT count(*) FROM event WHERE action IN ('track', 'untrack', 'hold', 'resume')")),
                 QString::number(applied));
        QCOMPARE(home.disorder(), QStringList());
    }
};

QTEST_GUILESS_MAIN(TestFaultCrowd)
#include "tst_fault_crowd.moc"
