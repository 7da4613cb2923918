// SPDX-License-Identifier: GPL-3.0-or-later
// SourceTree: cheap copies that do not see each other's changes, links, empty folders; and how names are shown.
#include "core/base/error.h"
#include "core/unpack/rawname.h"
#include "core/unpack/sourcetree.h"

#include <QTest>

using namespace millrace;
using unpack::SourceTree;

namespace {

SourceTree::Node file(unsigned char id)
{
    return SourceTree::file({{id}}, id, false);
}

QList<QByteArray> paths(const SourceTree& tree)
{
    QList<QByteArray> found;
    for (const SourceTree::Entry& entry : tree.files())
        found << entry.path;
    return found;
}

} // namespace

class TestUnpackTree : public QObject
{
    Q_OBJECT

private slots:
    void copiesAreIndependent()
    {
        SourceTree first;
        first.insert("a/b/c", file(1));
        first.insert("d/e", file(2));
        const SourceTree second = first;
        QCOMPARE(&first.root().children(), &second.root().children());
        first.insert("a/b/x", file(3));
        first.setExecutable("a/b/c", true);
        first.remove("d");
        QCOMPARE(paths(second), (QList<QByteArray>{"a/b/c", "d/e"}));
        QVERIFY(!second.find("a/b/c")->executable);
        QCOMPARE(paths(first), (QList<QByteArray>{"a/b/c", "a/b/x"}));
    }

    void overlaidTreesStayUnchanged()
    {
        SourceTree below;
        below.insert("debian/old", file(1));
        SourceTree above;
        above.insert("debian/new", file(2));
        SourceTree both = below;
        both.overlay(above);
        both.insert("debian/third", file(3));
        QCOMPARE(paths(both), (QList<QByteArray>{"debian/new", "debian/old", "debian/third"}));
        QCOMPARE(paths(below), (QList<QByteArray>{"debian/old"}));
        QCOMPARE(paths(above), (QList<QByteArray>{"debian/new"}));
    }

    void emptyDirectories()
    {
        SourceTree tree;
        QCOMPARE(tree.emptyDirectories(), QList<QByteArray>());
        tree.makeDirectory("a/b");
        tree.insert("c/d", file(1));
        QCOMPARE(tree.emptyDirectories(), QList<QByteArray>{"a/b"});
        tree.remove("c/d");
        QCOMPARE(tree.emptyDirectories(), (QList<QByteArray>{"a/b", "c"}));
    }

    void sortedByBytes()
    {
        SourceTree tree;
        for (const char* name : {"b", "a.c", "a", "\xff", "B"})
            tree.insert(name, file(1));
        QCOMPARE(paths(tree), (QList<QByteArray>{"B", "a", "a.c", "b", "\xff"}));
    }

    void links()
    {
        SourceTree tree;
        tree.insert("real/file", file(1));
        tree.insert("link", SourceTree::symlink({}, "real"));
        tree.insert("real/up", SourceTree::symlink({}, "../real/./file"));
        tree.insert("out", SourceTree::symlink({}, "../x"));
        tree.insert("abs", SourceTree::symlink({}, "/real"));
        tree.insert("loop", SourceTree::symlink({}, "loop"));
        QCOMPARE(tree.resolve("link/file"), std::optional<QByteArray>("real/file"));
        QCOMPARE(tree.resolve("link/up"), std::optional<QByteArray>("real/file"));
        QCOMPARE(tree.resolve("link/new"), std::optional<QByteArray>("real/new"));
        for (const char* path : {"out", "abs", "loop", "none/x", "real/file/x"})
            QCOMPARE(tree.resolve(path), std::nullopt);
        QVERIFY(tree.find("link")->isSymlink());
        QCOMPARE(tree.find("link/file"), nullptr);
    }

    void stripsOneDirectoryOnly()
    {
        SourceTree tree;
        tree.insert("top/a", file(1));
        QVERIFY(tree.stripTopDirectory());
        QVERIFY(!tree.stripTopDirectory());
        QCOMPARE(paths(tree), QList<QByteArray>{"a"});
        tree.insert("b", file(1));
        QVERIFY(!tree.stripTopDirectory());
    }

    void obstacles()
    {
        SourceTree tree;
        tree.insert("a", file(1));
        QVERIFY_THROWS_EXCEPTION(Error, tree.insert("a/b", file(2)));
        QVERIFY_THROWS_EXCEPTION(Error, tree.makeDirectory("a"));
        SourceTree above;
        above.insert("d", file(1));
        tree.insert("d/e", file(1));
        QVERIFY_THROWS_EXCEPTION(Error, tree.overlay(above));
    }

    void shownNames()
    {
        QCOMPARE(unpack::shownName("caf\xc3\xa9 x"), QString::fromUtf8("caf\xc3\xa9 x"));
        QCOMPARE(unpack::shownName("caf\xe9"), QStringLiteral("caf%E9"));
        QCOMPARE(unpack::shownName("a\n%"), QStringLiteral("a%0A%25"));
    }
};

QTEST_GUILESS_MAIN(TestUnpackTree)
#include "tst_unpack_tree.moc"
