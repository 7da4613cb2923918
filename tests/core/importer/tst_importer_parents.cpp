// SPDX-License-Identifier: GPL-3.0-or-later
// Which parents an import's commit gets (importer.md b8), over a graph that git itself made.
#include "core/git/repository.h"
#include "core/importer/commitgraph.h"
#include "core/importer/parents.h"
#include "tests/core/git/gitoracle.h"

#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::importer;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

QStringList list(const char* words)
{
    return s(words).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

} // namespace

class TestImporterParents : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void parents_data();
    void parents();
    void firstParentLine();
    void commitsNotPublishedYetCount();

private:
    git::Oid make(const char* name, const char* parentNames);
    KnownImport known(const char* version, const char* vendor, const char* commit) const
    {
        KnownImport import;
        import.version = s(version);
        import.vendor = s(vendor);
        import.commit = m_commits.value(s(commit)).toHex();
        return import;
    }
    QStringList names(const QList<git::Oid>& oids) const
    {
        QStringList result;
        for (const git::Oid& oid : oids)
            result.append(m_commits.key(oid));
        return result;
    }

    QTemporaryDir m_folder;
    QByteArray m_tree;
    std::optional<git::Repository> m_repository;
    QHash<QString, git::Oid> m_commits;
};

git::Oid TestImporterParents::make(const char* name, const char* parentNames)
{
    QStringList arguments{s("commit-tree"), QString::fromLatin1(m_tree), s("-m"), s(name)};
    for (const QString& parent : list(parentNames))
        arguments << s("-p") << m_commits.value(parent).toHex();
    const git::Oid oid = *git::Oid::fromHex(QString::fromLatin1(test::git(m_folder.path(), arguments)));
    m_commits.insert(s(name), oid);
    return oid;
}

void TestImporterParents::initTestCase()
{
    git::Repository::create(m_folder.path(), s("debian/sid"));
    m_tree = test::git(m_folder.path(), {s("mktree")});
    // u1 – d1 – d2 – d3 (debian), b1 on d2 (ubuntu), two contents r0 r1 of one version, x unrelated.
    make("u1", "");
    make("d1", "u1");
    make("d2", "d1");
    make("d3", "d2");
    make("b1", "d2");
    make("r0", "d1");
    make("r1", "d1");
    make("x", "");
    make("u2", "u1");
    m_repository = git::Repository::open(m_folder.path());
}

void TestImporterParents::parents_data()
{
    QTest::addColumn<QStringList>("changelog");
    QTest::addColumn<QString>("vendor");
    QTest::addColumn<QString>("tip");
    QTest::addColumn<QString>("upstream");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char* name, const char* changelog, const char* vendor, const char* tip,
                        const char* upstream, const char* expected) {
        QTest::newRow(name) << list(changelog) << s(vendor) << s(tip) << s(upstream) << list(expected);
    };
    row("first import", "1-1", "debian", "", "u1", "u1");
    row("native first import", "1", "debian", "", "", "");
    row("tip holds all", "4-1 3-1 2-1", "debian", "d3", "u1", "d3");
    row("own tip first", "2-1ubuntu1 3-1 2-1", "ubuntu", "b1", "u1", "b1 d3");
    row("changelog parent without tip", "4-1 3-1", "debian", "", "u1", "d3");
    row("versions never uploaded are skipped", "4-1 3-9 3-8 2-1 1-1", "debian", "", "u1", "d2");
    row("only the newest that was imported", "4-1 2-1 3-1", "debian", "", "u1", "d2");
    row("all contents of one version", "6-1 5-1", "debian", "", "u1", "r0 r1");
    row("contents reachable from the tip are left out", "6-1 5-1", "debian", "r0", "u1", "r0 r1");
    row("own vendor before others", "9-1 both-1", "ubuntu", "", "", "b1");
    row("other vendor where there is no own", "9-1 3-1", "ubuntu", "", "", "d3");
    row("a version is never its own parent", "3-1 3-1 2-1", "debian", "", "u1", "d2");
    row("new upstream beside the tip", "4-1 3-1", "debian", "d3", "u2", "d3 u2");
    row("unrelated tip", "4-1 3-1", "debian", "x", "u2", "x d3 u2");
    row("nothing known", "4-1 0-1", "debian", "x", "", "x");
}

void TestImporterParents::parents()
{
    QFETCH(QStringList, changelog);
    QFETCH(QString, vendor);
    QFETCH(QString, tip);
    QFETCH(QString, upstream);
    QFETCH(QStringList, expected);
    const QList<KnownImport> imports = {known("1-1", "debian", "d1"),    known("2-1", "debian", "d2"),
                                        known("3-1", "debian", "d3"),    known("2-1ubuntu1", "ubuntu", "b1"),
                                        known("5-1", "debian", "r0"),    known("5-1", "debian", "r1"),
                                        known("both-1", "debian", "d3"), known("both-1", "ubuntu", "b1")};
    const auto optional = [this](const QString& name) {
        return name.isEmpty() ? std::nullopt : std::optional<git::Oid>(m_commits.value(name));
    };
    CommitGraph graph(*m_repository);
    const QList<git::Oid> chosen =
        chooseParents({changelog, vendor, optional(tip), optional(upstream)}, imports, graph);
    QCOMPARE(names(chosen), expected);
}

void TestImporterParents::firstParentLine()
{
    const git::Oid merge = make("m", "d3 b1");
    m_repository->refresh();
    CommitGraph graph(*m_repository);
    QVERIFY(graph.onFirstParentLine(m_commits[s("d1")], merge));
    QVERIFY(graph.onFirstParentLine(merge, merge));
    QVERIFY(!graph.onFirstParentLine(m_commits[s("b1")], merge));
    QVERIFY(!graph.onFirstParentLine(merge, m_commits[s("d1")]));
    QVERIFY(graph.isAncestorOrEqual(m_commits[s("b1")], merge));
    QVERIFY(!graph.isAncestorOrEqual(m_commits[s("x")], merge));
}

void TestImporterParents::commitsNotPublishedYetCount()
{
    CommitGraph graph(*m_repository);
    const git::Oid fresh = *git::Oid::fromHex(QString(40, QLatin1Char('a')));
    graph.add(fresh, {m_commits[s("d3")]});
    QVERIFY(graph.isAncestorOrEqual(m_commits[s("u1")], fresh));
    const KnownImport import{s("7-1"), s("debian"), {}, fresh.toHex(), {}, {}, {}, 0};
    QCOMPARE(
        chooseParents({{s("8-1"), s("7-1")}, s("debian"), m_commits[s("d3")], m_commits[s("u1")]}, {import}, graph),
        QList<git::Oid>({m_commits[s("d3")], fresh}));
}

QTEST_GUILESS_MAIN(TestImporterParents)
#include "tst_importer_parents.moc"
