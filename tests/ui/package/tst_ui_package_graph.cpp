// SPDX-License-Identifier: GPL-3.0-or-later
// Lanes of commit graphs: known shapes, and what holds for every graph.
#include "ui/package/graphlayout.h"

#include <QRandomGenerator>
#include <QSet>
#include <QTest>

using namespace millrace;
using namespace millrace::ui;

namespace {

git::Oid oid(int number)
{
    git::Oid result;
    result.bytes[0] = uchar(number + 1);
    result.bytes[1] = uchar((number + 1) >> 8);
    return result;
}

struct Commit
{
    int id;
    QList<int> parents;
};

QList<GraphRow> layOut(const QList<Commit>& commits)
{
    GraphLayout layout;
    QList<GraphRow> rows;
    for (const Commit& commit : commits) {
        QList<git::Oid> parents;
        for (const int parent : commit.parents)
            parents.append(oid(parent));
        rows.append(layout.add(oid(commit.id), parents));
    }
    return rows;
}

/// Lanes that leave a row downwards.
QSet<int> below(const GraphRow& row)
{
    QSet<int> lanes(row.through.cbegin(), row.through.cend());
    for (const int lane : row.toBelow)
        lanes.insert(lane);
    return lanes;
}

QSet<int> above(const GraphRow& row)
{
    QSet<int> lanes(row.through.cbegin(), row.through.cend());
    for (const int lane : row.fromAbove)
        lanes.insert(lane);
    return lanes;
}

} // namespace

class TestGraph : public QObject
{
    Q_OBJECT
private slots:
    void line();
    void twoBranchesMeet();
    void mergeOpensALane();
    void octopus();
    void freedLanesAreUsedAgain();
    void everyLineArrives();
};

void TestGraph::line()
{
    const auto rows = layOut({{3, {2}}, {2, {1}}, {1, {}}});
    for (const GraphRow& row : rows) {
        QCOMPARE(row.lane, 0);
        QCOMPARE(row.width, 1);
    }
    QVERIFY(rows.first().fromAbove.isEmpty());
    QVERIFY(rows.last().toBelow.isEmpty());
}

void TestGraph::twoBranchesMeet()
{
    // 3 and 2 are tips of two branches that both grew from 1.
    const auto rows = layOut({{3, {1}}, {2, {1}}, {1, {}}});
    QCOMPARE(rows.at(0).lane, 0);
    QCOMPARE(rows.at(1).lane, 1);
    QCOMPARE(rows.at(1).through, QList<int>{0});
    // Its parent is on the way in lane 0 already: the line joins it there.
    QCOMPARE(rows.at(1).toBelow, QList<int>{0});
    QCOMPARE(rows.at(2).fromAbove, QList<int>{0});
    QCOMPARE(rows.at(2).lane, 0);
}

void TestGraph::mergeOpensALane()
{
    // An upload with an upstream commit as second parent.
    const auto rows = layOut({{4, {2, 3}}, {3, {}}, {2, {}}});
    QCOMPARE(rows.at(0).toBelow, (QList<int>{0, 1}));
    QCOMPARE(rows.at(1).lane, 1);
    QCOMPARE(rows.at(1).through, QList<int>{0});
    QCOMPARE(rows.at(2).lane, 0);
}

void TestGraph::octopus()
{
    const auto rows = layOut({{9, {1, 2, 3}}, {1, {}}, {2, {}}, {3, {}}});
    QCOMPARE(rows.at(0).toBelow.size(), 3);
    QCOMPARE(rows.at(0).width, 3);
    QCOMPARE(rows.at(3).lane, 2);
}

void TestGraph::freedLanesAreUsedAgain()
{
    const auto rows = layOut({{9, {8, 7}}, {7, {}}, {6, {8}}, {8, {}}});
    QCOMPARE(rows.at(1).lane, 1);
    QCOMPARE(rows.at(2).lane, 1);
}

void TestGraph::everyLineArrives()
{
    QRandomGenerator random(42);
    for (int round = 0; round < 200; ++round) {
        QList<Commit> commits;
        const int count = 40;
        for (int id = count; id > 0; --id) {
            Commit commit{id, {}};
            for (int i = random.bounded(3); i > 0 && id > 1; --i) {
                const int parent = random.bounded(1, id);
                if (!commit.parents.contains(parent))
                    commit.parents.append(parent);
            }
            commits.append(commit);
        }
        const auto rows = layOut(commits);
        for (int i = 0; i < rows.size(); ++i) {
            // What leaves a row at the bottom enters the next one at the top, and nothing else does.
            QCOMPARE(above(rows.at(i)), i == 0 ? QSet<int>() : below(rows.at(i - 1)));
            QVERIFY(!rows.at(i).through.contains(rows.at(i).lane));
            QVERIFY(rows.at(i).lane < rows.at(i).width);
            QCOMPARE(rows.at(i).toBelow.isEmpty(), commits.at(i).parents.isEmpty());
        }
        QVERIFY(below(rows.last()).isEmpty());
    }
}

QTEST_GUILESS_MAIN(TestGraph)
#include "tst_ui_package_graph.moc"
