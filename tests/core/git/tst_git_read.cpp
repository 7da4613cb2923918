// SPDX-License-Identifier: GPL-3.0-or-later
// What the console reads, compared with what git shows.
#include "core/base/error.h"
#include "core/git/diff.h"
#include "core/git/history.h"
#include "core/git/packwriter.h"
#include "core/git/repository.h"
#include "tests/core/git/gitoracle.h"

#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::git;
using millrace::test::askGit;

namespace {
QString s(const char* text)
{
    return QString::fromUtf8(text);
}

/// The text `git diff` prints for the hunks.
QByteArray printed(const FileDiff& diff)
{
    const auto range = [](int start, int lines) {
        return QByteArray::number(start) + (lines == 1 ? QByteArray() : ',' + QByteArray::number(lines));
    };
    QByteArray out;
    for (const DiffHunk& hunk : diff.hunks) {
        out += "@@ -" + range(hunk.oldStart, hunk.oldLines) + " +" + range(hunk.newStart, hunk.newLines) + " @@" +
               (hunk.section.isEmpty() ? QByteArray() : ' ' + hunk.section) + '\n';
        for (const DiffLine& line : hunk.lines) {
            out += line.kind == LineKind::Context ? ' ' : line.kind == LineKind::Added ? '+' : '-';
            out += line.text + '\n';
            if (line.noNewline)
                out += "\\ No newline at end of file\n";
        }
    }
    return out;
}
} // namespace

class TestGitRead : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void objectsComeBackAsBuilt();
    void pushedOdditiesAreRead();
    void missingObjectsAreNamed();
    void filesAreFound();
    void ancestry();
    void treeDiffIsGits();
    void fileDiffIsGits_data();
    void fileDiffIsGits();
    void diffsHaveLimits();
    void historyIsCompleteAndOrdered();
    void historyOfNothing();
    void packingKeepsRefs();

private:
    Oid blob(const QByteArray& content) { return m_writer->write(ObjectType::Blob, content); }
    Oid tree(const QList<TreeEntry>& entries) { return m_writer->write(ObjectType::Tree, treeContent(entries)); }
    Oid commit(const Oid& tree, const QList<Oid>& parents, qint64 seconds = 1, const QByteArray& message = "m\n")
    {
        const Identity ada = {"Ada \xc3\x9c", "ada@example.org", seconds, -90};
        return m_writer->write(ObjectType::Commit, commitContent({tree, parents, ada, ada, message}));
    }
    void adopt()
    {
        m_repository->adoptPack(*m_writer->finish());
        m_writer = std::make_unique<PackWriter>(m_folder->filePath(s("quarantine")), &*m_repository);
    }
    void setRef(const QString& name, const Oid& oid) { test::git(m_path, {s("update-ref"), name, oid.toHex()}); }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    std::optional<Repository> m_repository;
    std::unique_ptr<PackWriter> m_writer;
};

void TestGitRead::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(s("sample.git"));
    m_repository = Repository::create(m_path, s("debian/sid"));
    m_writer = std::make_unique<PackWriter>(m_folder->filePath(s("quarantine")), &*m_repository);
}

void TestGitRead::objectsComeBackAsBuilt()
{
    const QList<TreeEntry> entries = {{"a\nb", FileMode::Executable, blob("x")},
                                      {"c", FileMode::Folder, tree({})},
                                      {"d", FileMode::Symlink, blob("a")}};
    const Oid folder = tree(entries);
    const Identity ada = {".Ada, \xc3\x9c.", "", 1'600'000'000, -90};
    const Identity importer = {"Millrace Importer", "importer@example.org", 0, 5999};
    const CommitFields fields = {folder, {folder, emptyTree()}, ada, importer, "Subject\n\nText without end"};
    const QByteArray content = commitContent(fields);
    QCOMPARE(commitContent(parseCommit(content)), content);
    const TagFields tag = {folder, ObjectType::Tree, "debian/1.0-1", importer, "\n\nm"};
    QCOMPARE(tagContent(parseTag(tagContent(tag))), tagContent(tag));
    adopt();
    const QList<TreeEntry> read = m_repository->tree(folder);
    QCOMPARE(treeContent(read), treeContent(entries));
    QCOMPARE(read[0].mode, FileMode::Executable);
    QCOMPARE(read[0].name, QByteArray("a\nb"));
    for (const QByteArray& bad : QByteArrayList{"x", "100644 a", QByteArray("100644 a\0", 9) + QByteArray(19, 'x'),
                                                QByteArray("9 a\0", 4) + QByteArray(20, 'x')})
        QVERIFY_THROWS_EXCEPTION(Error, parseTree(bad));
    QVERIFY_THROWS_EXCEPTION(Error, parseCommit("author A <a> 1 +0000\n\nm"));
    QVERIFY_THROWS_EXCEPTION(Error, parseCommit("tree 12\n\nm"));
}

void TestGitRead::pushedOdditiesAreRead()
{
    const QByteArray head = "tree " + emptyTree().toHexBytes() + '\n';
    CommitFields fields = parseCommit(head + "author A <x> <y> 12 +0200\ncommitter nobody\nencoding latin1\n"
                                             "gpgsig -----BEGIN\n lines\n -----END\n\nmessage\n\nmore");
    QCOMPARE(fields.author.name, QByteArray("A <x>"));
    QCOMPARE(fields.author.mail, QByteArray("y"));
    QCOMPARE(fields.author.offsetMinutes, 120);
    QCOMPARE(fields.committer.name, QByteArray("nobody"));
    QCOMPARE(fields.message, QByteArray("message\n\nmore"));
    QCOMPARE(parseCommit(head + "author A <x>\n").message, QByteArray());
}

void TestGitRead::missingObjectsAreNamed()
{
    const Oid nowhere = hashObject(ObjectType::Blob, "nowhere");
    try {
        m_repository->readBlob(nowhere, 10);
        QFAIL("read a missing object");
    } catch (const Error& error) {
        QCOMPARE(error.code(), s("state.object_missing"));
        QVERIFY(error.message().contains(nowhere.toHex()));
    }
    const Oid here = blob("0123456789");
    adopt();
    QVERIFY_THROWS_EXCEPTION(Error, m_repository->commit(here));
    QCOMPARE(m_repository->readBlob(here, 10).content, QByteArray("0123456789"));
    const Blob large = m_repository->readBlob(here, 9);
    QVERIFY(large.tooLarge);
    QCOMPARE(large.size, 10);
    QVERIFY(large.content.isEmpty());
}

void TestGitRead::filesAreFound()
{
    const Oid changelog = blob("changelog");
    const Oid root = tree({{"debian", FileMode::Folder, tree({{"changelog", FileMode::File, changelog}})}});
    const Oid head = commit(root, {});
    adopt();
    QCOMPARE(m_repository->find(head, "debian/changelog").value().oid, changelog);
    QCOMPARE(m_repository->find(root, "debian").value().mode, FileMode::Folder);
    QVERIFY(!m_repository->find(head, "debian/rules"));
    QVERIFY(!m_repository->find(head, "debian/changelog/x"));
    QCOMPARE(m_repository->treeOf(head), root);
}

void TestGitRead::ancestry()
{
    const Oid empty = tree({});
    const Oid a = commit(empty, {}, 1);
    const Oid b = commit(empty, {a}, 2);
    const Oid side = commit(empty, {a}, 3);
    const Oid merge = commit(empty, {b, side}, 4);
    const Oid alone = commit(empty, {}, 5);
    adopt();
    QVERIFY(m_repository->isAncestor(a, a));
    QVERIFY(m_repository->isAncestor(a, merge));
    QVERIFY(m_repository->isAncestor(side, merge));
    QVERIFY(!m_repository->isAncestor(merge, a));
    QVERIFY(!m_repository->isAncestor(b, side));
    QVERIFY(!m_repository->isAncestor(alone, merge));
    QVERIFY(m_repository->firstParentLineContains(merge, merge));
    QVERIFY(m_repository->firstParentLineContains(merge, b));
    QVERIFY(m_repository->firstParentLineContains(merge, a));
    QVERIFY(!m_repository->firstParentLineContains(merge, side));
    QVERIFY(!m_repository->firstParentLineContains(merge, alone));
}

void TestGitRead::treeDiffIsGits()
{
    const Oid one = blob("one\n");
    const Oid two = blob("two\n");
    const Oid before = tree({{"same", FileMode::File, one},
                             {"gone", FileMode::File, one},
                             {"mode", FileMode::File, one},
                             {"type", FileMode::File, one},
                             {"becomes-folder", FileMode::File, one},
                             {"folder", FileMode::Folder, tree({{"x\ty", FileMode::File, one}})}});
    const Oid after = tree({{"same", FileMode::File, one},
                            {"new", FileMode::Symlink, one},
                            {"mode", FileMode::Executable, one},
                            {"type", FileMode::Symlink, one},
                            {"..git", FileMode::File, two},
                            {"becomes-folder", FileMode::Folder, tree({{"in", FileMode::File, one}})},
                            {"folder", FileMode::Folder, tree({{"x\ty", FileMode::File, two}})}});
    const Oid second = commit(after, {});
    adopt();
    const auto compare = [this](const Oid& from, const Oid& to) {
        QByteArray raw;
        for (const TreeChange& change : treeDiff(*m_repository, from, to)) {
            const char letter = change.status == ChangeStatus::Added         ? 'A'
                                : change.status == ChangeStatus::Deleted     ? 'D'
                                : change.status == ChangeStatus::TypeChanged ? 'T'
                                                                             : 'M';
            const auto mode = [](FileMode value) {
                return QByteArray::number(static_cast<quint32>(value), 8).rightJustified(6, '0');
            };
            raw += ':' + mode(change.oldMode) + ' ' + mode(change.newMode) + ' ' + change.oldOid.toHexBytes() + ' ' +
                   change.newOid.toHexBytes() + ' ' + letter;
            raw.append('\0');
            raw += change.path;
            raw.append('\0');
        }
        const Oid left = from.isNull() ? emptyTree() : from;
        const QByteArray expected = askGit(m_path, {s("diff-tree"), s("-r"), s("-z"), s("--raw"), s("--no-renames"),
                                                    s("--full-index"), left.toHex(), to.toHex()})
                                        .output;
        QVERIFY(!expected.isEmpty());
        QCOMPARE(raw, expected);
    };
    compare(before, after);
    compare(after, before);
    compare(before, second);
    QCOMPARE(treeDiff(*m_repository, {}, after).size(), 7);
    QCOMPARE(treeDiff(*m_repository, after, second).size(), 0);
}

void TestGitRead::fileDiffIsGits_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QByteArray numbers;
    for (int i = 0; i < 100; ++i)
        numbers += "line " + QByteArray::number(i) + '\n';
    QByteArray changed = numbers;
    changed.replace("line 10\n", "LINE 10\nand more\n").replace("line 80\n", "").replace("line 99\n", "line 99");
    QTest::newRow("two places") << numbers << changed;
    QTest::newRow("newline added") << QByteArray("a\nb") << QByteArray("a\nb\n");
    QTest::newRow("no newline on either side") << QByteArray("a\nb") << QByteArray("a\nc");
    QTest::newRow("section") << QByteArray("int main()\n{\n 1\n 2\n 3\n 4\n 5\n}\n")
                             << QByteArray("int main()\n{\n 1\n 2\n 3\n 4\n 6\n}\n");
    QTest::newRow("CRLF") << QByteArray("a\r\nb\r\n") << QByteArray("a\nb\r\n");
    QTest::newRow("to empty") << QByteArray("a\n") << QByteArray();
    QTest::newRow("from empty") << QByteArray() << QByteArray("a\n");
    QTest::newRow("bytes") << QByteArray("\xff\xfe\n") << QByteArray("\xff\xfd\n");
}

void TestGitRead::fileDiffIsGits()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    const Oid left = blob(before);
    const Oid right = blob(after);
    adopt();
    const FileDiff diff = fileDiff(*m_repository, left, right);
    const QByteArray whole = askGit(m_path, {s("diff"), left.toHex(), right.toHex()}).output;
    QCOMPARE(printed(diff), whole.sliced(whole.indexOf("@@ ")));
    QCOMPARE(diff.oldSize, before.size());
    const QByteArray stat = test::git(m_path, {s("diff"), s("--numstat"), left.toHex(), right.toHex()});
    const QByteArrayList columns = stat.split('\t');
    QCOMPARE(columns.mid(0, 2), QByteArrayList({QByteArray::number(diff.added), QByteArray::number(diff.removed)}));
    QVERIFY(!diff.tooLarge);
    QVERIFY(!diff.binary);
}

void TestGitRead::diffsHaveLimits()
{
    const Oid large = blob(QByteArray(1000, 'x'));
    const Oid binary = blob(QByteArray("a\0b\n", 4));
    const Oid text = blob("a\n");
    const Oid lines = blob(QByteArray("b\n").repeated(20));
    adopt();
    DiffLimits limits;
    limits.bytes = 999;
    FileDiff diff = fileDiff(*m_repository, {}, large, limits);
    QVERIFY(diff.tooLarge);
    QCOMPARE(diff.newSize, 1000);
    diff = fileDiff(*m_repository, text, binary);
    QVERIFY(diff.binary);
    QVERIFY(diff.hunks.isEmpty());
    limits.lines = 20;
    QVERIFY(!fileDiff(*m_repository, {}, lines, limits).tooLarge);
    limits.lines = 19;
    diff = fileDiff(*m_repository, {}, lines, limits);
    QVERIFY(diff.tooLarge);
    QCOMPARE(diff.hunks.constFirst().lines.size(), 19);
    QCOMPARE(diff.added, 20);
    QVERIFY(fileDiff(*m_repository, text, text).hunks.isEmpty());
    QVERIFY(fileDiff(*m_repository, {}, {}).hunks.isEmpty());
}

void TestGitRead::historyIsCompleteAndOrdered()
{
    // Two branches that merge into each other, with dates that do not follow the graph.
    const Oid empty = tree({});
    Oid debian = commit(empty, {}, 1000, "start\n");
    Oid ubuntu = debian;
    for (int i = 0; i < 1000; ++i) {
        const QByteArray text = QByteArray::number(i);
        debian = commit(empty, {debian}, 5000 - i * (i % 3), "debian " + text + "\n\nmore\n");
        const QList<Oid> parents = i % 10 == 0 ? QList<Oid>{ubuntu, debian} : QList<Oid>{ubuntu};
        ubuntu = commit(empty, parents, 2000 + i, "ubuntu \xc3\x9c " + text);
    }
    const Identity ada = {"Ada", "a@b", 1, 0};
    const Oid tag = m_writer->write(ObjectType::Tag, tagContent({debian, ObjectType::Commit, "debian/1", ada, "m\n"}));
    adopt();
    setRef(s("refs/heads/debian/sid"), debian);
    setRef(s("refs/heads/ubuntu/noble"), ubuntu);
    setRef(s("refs/tags/debian/1"), tag);
    setRef(s("refs/tags/tree"), empty);

    History history = History::ofRefs(*m_repository);
    QList<HistoryEntry> all;
    for (;;) {
        const QList<HistoryEntry> page = history.nextPage(200);
        all += page;
        if (page.size() < 200)
            break;
    }
    QCOMPARE(history.nextPage(200).size(), 0);
    QSet<QByteArray> seen;
    for (const HistoryEntry& entry : std::as_const(all)) {
        QVERIFY(!seen.contains(entry.oid.toHexBytes()));
        for (const Oid& parent : entry.parents)
            QVERIFY2(!seen.contains(parent.toHexBytes()), "a parent came before its child");
        seen.insert(entry.oid.toHexBytes());
    }
    const QByteArrayList expected = test::git(m_path, {s("rev-list"), s("--all")}).split('\n');
    QCOMPARE(seen, QSet<QByteArray>(expected.cbegin(), expected.cend()));

    QHash<QByteArray, QByteArray> shown;
    for (const QByteArray& line :
         test::git(m_path, {s("log"), s("--all"), s("--format=%H %P|%an|%ae|%at|%s")}).split('\n'))
        shown.insert(line.first(40), line);
    for (const HistoryEntry& entry : std::as_const(all)) {
        QByteArrayList parents;
        for (const Oid& parent : entry.parents)
            parents.append(parent.toHexBytes());
        QCOMPARE(entry.oid.toHexBytes() + ' ' + parents.join(' ') + '|' + entry.author.name + '|' + entry.author.mail +
                     '|' + QByteArray::number(entry.author.seconds) + '|' + entry.subject.toUtf8(),
                 shown.value(entry.oid.toHexBytes()));
        QCOMPARE(entry.author.offsetMinutes, -90);
        if (entry.oid == debian)
            QCOMPARE(entry.refs, QStringList({s("refs/heads/debian/sid"), s("refs/tags/debian/1")}));
    }
    QCOMPARE(History(*m_repository, {debian}).nextPage(5000).size(), 1001);
    QBENCHMARK
    {
        QCOMPARE(History::ofRefs(*m_repository).nextPage(200).size(), 200);
    }
}

void TestGitRead::historyOfNothing()
{
    QCOMPARE(History::ofRefs(*m_repository).nextPage(10).size(), 0);
    QCOMPARE(History(*m_repository, {Oid()}).nextPage(10).size(), 0);
}

void TestGitRead::packingKeepsRefs()
{
    const Oid first = commit(tree({}), {});
    adopt();
    setRef(s("refs/heads/a"), first);
    setRef(s("refs/tags/1.0A"), first);
    setRef(s("refs/tags/1.0a"), first);
    const QByteArray before = test::git(m_path, {s("show-ref")});
    m_repository->packRefs();
    QVERIFY(!QFileInfo::exists(m_path + s("/refs/tags/1.0a")));
    QCOMPARE(test::git(m_path, {s("show-ref")}), before);
    QCOMPARE(m_repository->refs().size(), 3);
}

QTEST_GUILESS_MAIN(TestGitRead)
#include "tst_git_read.moc"
