// SPDX-License-Identifier: GPL-3.0-or-later
// The moves of importer.md b17, the words of states and jobs, and the estimate of when the queue is empty.
#include "core/queue/eta.h"
#include "core/queue/job.h"
#include "core/queue/packagestate.h"

#include <QSet>
#include <QTest>

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

    void estimates_data()
    {
        QTest::addColumn<QList<qint64>>("durations");
        QTest::addColumn<qint64>("waiting");
        QTest::addColumn<int>("slotCount");
        QTest::addColumn<qint64>("low");
        QTest::addColumn<qint64>("high");
        const QList<qint64> five{50, 10, 30, 20, 40};
        QTest::newRow("nothing finished") << QList<qint64>{} << qint64(9) << 2 << qint64(0) << qint64(0);
        QTest::newRow("nothing waits") << five << qint64(0) << 2 << qint64(0) << qint64(0);
        QTest::newRow("one job") << five << qint64(1) << 1 << qint64(20) << qint64(40);
        QTest::newRow("one round") << five << qint64(4) << 4 << qint64(20) << qint64(40);
        QTest::newRow("a round begun") << five << qint64(5) << 4 << qint64(40) << qint64(80);
        QTest::newRow("one slot") << five << qint64(5) << 1 << qint64(100) << qint64(200);
        QTest::newRow("no slot counts as one") << five << qint64(5) << 0 << qint64(100) << qint64(200);
        QTest::newRow("one duration") << QList<qint64>{7} << qint64(3) << 1 << qint64(21) << qint64(21);
        QTest::newRow("no time at all is known") << QList<qint64>{0, 0} << qint64(3) << 1 << qint64(0) << qint64(1);
    }

    void estimates()
    {
        QFETCH(QList<qint64>, durations);
        QFETCH(qint64, waiting);
        QFETCH(int, slotCount);
        QFETCH(qint64, low);
        QFETCH(qint64, high);
        const EtaRange range = estimate(durations, waiting, slotCount);
        QCOMPARE(range.lowMs, low);
        QCOMPARE(range.highMs, high);
    }
};

QTEST_GUILESS_MAIN(TestQueueStates)
#include "tst_queue_states.moc"
