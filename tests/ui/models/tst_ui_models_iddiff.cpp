// SPDX-License-Identifier: GPL-3.0-or-later
// diffIds(): what a model announces must turn the old list into the new one, in as few runs as there are.
#include "ui/models/iddiff.h"

#include <QRandomGenerator>
#include <QTest>

using namespace millrace::ui;

class TestIdDiff : public QObject
{
    Q_OBJECT
private slots:
    void contiguousRowsAreOneRun();
    void reorderIsSaid();
    void runsLeadFromOldToNew();
};

void TestIdDiff::contiguousRowsAreOneRun()
{
    const IdDiff diff = diffIds({1, 2, 3, 4, 5, 6}, {1, 5, 6, 7, 8});
    QVERIFY(!diff.reordered);
    QCOMPARE(diff.removed, (QList<IdRun>{{1, 3}}));
    QCOMPARE(diff.inserted, (QList<IdRun>{{3, 2}}));
    QCOMPARE(diff.changed, 5);
}

void TestIdDiff::reorderIsSaid()
{
    QVERIFY(diffIds({1, 2, 3}, {2, 1, 3}).reordered);
    QVERIFY(diffIds({1, 2, 3}, {3, 4, 1}).reordered);
    QVERIFY(!diffIds({1, 2, 3}, {0, 1, 3, 9}).reordered);
    QVERIFY(!diffIds({}, {3, 2, 1}).reordered);
}

void TestIdDiff::runsLeadFromOldToNew()
{
    QRandomGenerator random(7);
    for (int round = 0; round < 200; ++round) {
        QList<qint64> before, after;
        for (qint64 id = 0; id < 60; ++id) {
            if (random.bounded(3) != 0)
                before << id;
            if (random.bounded(3) != 0)
                after << id;
        }
        const IdDiff diff = diffIds(before, after);
        QVERIFY(!diff.reordered);
        QList<qint64> rows = before;
        for (const IdRun& run : diff.removed)
            rows.remove(run.first, run.count);
        for (const IdRun& run : diff.inserted) {
            for (qsizetype i = 0; i < run.count; ++i)
                rows.insert(run.first + i, after[run.first + i]);
        }
        QCOMPARE(rows, after);
    }
}

QTEST_GUILESS_MAIN(TestIdDiff)
#include "tst_ui_models_iddiff.moc"
