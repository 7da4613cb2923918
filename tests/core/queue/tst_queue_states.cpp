// SPDX-License-Identifier: GPL-3.0-or-later
// The moves of importer.md b17, the words of states and jobs, and how long work will take.
#include "core/queue/job.h"
#include "core/queue/packagestate.h"
#include "core/queue/stagetimes.h"

#include <QSet>
#include <QTest>

using millrace::Stage;
using namespace millrace::queue;

namespace {
QString q(const char* text)
{
    return QString::fromUtf8(text);
}

const QStringList words{QStringLiteral("ok"),     QStringLiteral("queued"),     QStringLiteral("running"),
                        QStringLiteral("held"),   QStringLiteral("retry_wait"), QStringLiteral("decision"),
                        QStringLiteral("paused"), QStringLiteral("denied")};
} // namespace

class TestQueueStates : public QObject
{
    Q_OBJECT
private slots:
    void statesHaveWords()
    {
        for (const QString& word : words) {
            const auto state = packageStateFromName(word);
            QVERIFY2(state, qPrintable(word));
            QCOMPARE(packageStateName(*state), word);
        }
        for (const char* wrong : {"", "OK", "held ", "failed"})
            QVERIFY(!packageStateFromName(q(wrong)));
    }

    void moves_data()
    {
        QTest::addColumn<QString>("to");
        // Besides staying, and being paused or denied, which a person may do at any time.
        QTest::newRow("ok") << q("queued");
        QTest::newRow("queued") << q("running ok held retry_wait decision");
        QTest::newRow("running") << q("ok held retry_wait queued decision");
        QTest::newRow("held") << q("queued");
        QTest::newRow("retry_wait") << q("queued");
        QTest::newRow("decision") << q("queued");
        QTest::newRow("paused") << q("queued ok held retry_wait decision");
        QTest::newRow("denied") << q("queued ok held retry_wait decision");
    }

    void moves()
    {
        QFETCH(QString, to);
        const QString from = q(QTest::currentDataTag());
        const QStringList allowed = to.split(u' ') + QStringList{from, q("paused"), q("denied")};
        for (const QString& word : words)
            QVERIFY2(mayMove(*packageStateFromName(from), *packageStateFromName(word)) == allowed.contains(word),
                     qPrintable(from + q(" → ") + word));
    }

    void jobsHaveWords()
    {
        QSet<QString> names;
        for (const JobType type :
             {JobType::New, JobType::Retry, JobType::Manual, JobType::Reimport, JobType::Integrity})
            names.insert(jobTypeName(type));
        QCOMPARE(names, (QSet<QString>{q("new"), q("retry"), q("manual"), q("reimport"), q("integrity")}));
        QVERIFY(priority::doNext < priority::newUpload && priority::newUpload < priority::newOther &&
                priority::newOther < priority::retry && priority::retry < priority::firstImport &&
                priority::firstImport < priority::integrity && priority::integrity < priority::last);
    }

    void workIsShared_data()
    {
        QTest::addColumn<QList<qint64>>("jobs");
        QTest::addColumn<int>("slotCount");
        QTest::addColumn<qint64>("low");
        QTest::newRow("nothing") << QList<qint64>{} << 2 << qint64(0);
        QTest::newRow("one at a time") << QList<qint64>{20, 20, 20} << 1 << qint64(60);
        QTest::newRow("shared") << QList<qint64>{20, 20, 20, 20} << 2 << qint64(40);
        QTest::newRow("no slot counts as one") << QList<qint64>{20, 20} << 0 << qint64(40);
        QTest::newRow("one job is one worker's") << QList<qint64>{20} << 4 << qint64(20);
        QTest::newRow("the longest holds them all up") << QList<qint64>{90, 10, 10, 10} << 2 << qint64(90);
    }

    void workIsShared()
    {
        QFETCH(QList<qint64>, jobs);
        QFETCH(int, slotCount);
        QFETCH(qint64, low);
        Work work;
        for (const qint64 job : jobs)
            work += Work::ofJob({job, 2 * job});
        QCOMPARE(spread(work, slotCount).lowMs, low);
        QCOMPARE(spread(work, slotCount).highMs, 2 * low);
    }

    void stagesHaveQuantiles()
    {
        QVERIFY(!stageRange({}).known());
        QCOMPARE(timeOf(stageRange({}), 7).highMs, 0);
        QVERIFY2(stageRange({{}}).known(), "a job that took no time at all was measured all the same");
        QList<StageTimes> measured;
        for (const qint64 ms : {50, 10, 30, 20, 40})
            measured.append({{0, 2 * ms, ms, 0, 0, 4 * ms}, 2});
        const StageRange range = stageRange(measured);
        QCOMPARE(range.stages[static_cast<size_t>(Stage::Fetch)].lowMs, 20);
        QCOMPARE(range.stages[static_cast<size_t>(Stage::Fetch)].highMs, 40);
        QCOMPARE(range.version().lowMs, 20 + 10 + 40);
        QCOMPARE(timeOf(range, 3).highMs, 3 * (40 + 20 + 80));
        QCOMPARE(timeOf(range, 0).lowMs, range.version().lowMs);
    }

    void whatIsLeft()
    {
        const StageRange range = stageRange({{{0, 100, 20, 0, 0, 40}, 1}});
        const auto left = [&](std::optional<Stage> at, qint64 since, qint64 versions) {
            return timeLeft(range, at, since, versions).lowMs;
        };
        QCOMPARE(left({}, 0, 2), 320);
        QCOMPARE(left(Stage::Fetch, 0, 1), 160);
        QCOMPARE(left(Stage::Fetch, 30, 1), 130);
        QCOMPARE(left(Stage::Fetch, 3000, 1), 60); // it cannot take less than nothing
        QCOMPARE(left(Stage::Unpack, 5, 1), 55);
        QCOMPARE(left(Stage::Refs, 10, 3), 30 + 2 * 160);
        QCOMPARE(left(Stage::Fetch, -5, 1), 160); // another machine's clock
        QCOMPARE(timeLeft({}, Stage::Fetch, 0, 3).highMs, 0);
        QCOMPARE(timeLeft(range, Stage::Refs, 1000, 1).highMs, 1); // not unknown
    }
};

QTEST_GUILESS_MAIN(TestQueueStates)
#include "tst_queue_states.moc"
