// SPDX-License-Identifier: GPL-3.0-or-later
// Trees, commits, tags and escaped names: fsck must have nothing to say about them.
#include "core/base/error.h"
#include "core/git/names.h"
#include "core/git/objects.h"
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
const Identity ada = {"Ada Example", "ada@example.org", 1'600'000'000, 330};

template <typename Call> QString codeOf(Call call)
{
    try {
        call();
    } catch (const Error& error) {
        return error.code();
    }
    return {};
}

void addNameRows()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("escaped");
    const auto row = [](const QByteArray& name, const QByteArray& escaped) {
        QTest::newRow(name.toPercentEncoding().constData()) << name << escaped;
    };
    for (const QByteArray& name : QByteArrayList{".git",         "..git",
                                                 "...git",       ".GIT",
                                                 ".gIt",         "git~1",
                                                 "GIT~1",        ".git~1",
                                                 "git~12",       "git~1 ",
                                                 ".git ",        ".git.",
                                                 ".git . .",     ".git::$INDEX_ALLOCATION",
                                                 ".git:x",       ".g\u200cit",
                                                 "\u200d.git",   ".git\ufeff",
                                                 "git~1\u202e",  ".git\\config",
                                                 "git~1.:stream"})
        row(name, '.' + name);
    for (const QByteArray& name : QByteArrayList{".git\xff", ".git\xe2\x80", ".git\xef\xbf\xbf", ".git\xed\xa0\x80x"})
        row(name, '.' + name);
    row("a\\.git", "a\\..git");
    row(".git\\b\\GIT~2", "..git\\b\\.GIT~2");
    for (const QByteArray& name :
         QByteArrayList{"git",   ".gitignore", ".gitattributes", ".gitmodules", ".github",  "git~",      "git~1a",
                        "git~a", "a.git",      ".git-dpm",       ".g it",       "gitmod~1", "con",       "a.",
                        "a ",    "\xff\xfe",   "a\nb",           "a\tb",        "a\\b",     ".g\u00eet", "\u200c"})
        row(name, name);
}
} // namespace

class TestGitObjects : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void names_data() { addNameRows(); }
    void names();
    void symlinksNamedGitmodules();
    void fsckAcceptsEveryEscapedName();
    void treesAreSortedAsGitSorts();
    void badTreesAreErrors();
    void commitEqualsGitsOwn();
    void oddIdentities_data();
    void oddIdentities();
    void badCommitsAreErrors();
    void tagEqualsGitsOwn();

private:
    /// Puts everything written since init() into the repository.
    void adopt();
    void compareFsck(const QString& ref, const Oid& oid);

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    std::optional<Repository> m_repository;
    std::unique_ptr<PackWriter> m_writer;
};

void TestGitObjects::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(QStringLiteral("sample.git"));
    m_repository = Repository::create(m_path, QStringLiteral("debian/sid"));
    m_writer = std::make_unique<PackWriter>(m_folder->filePath(QStringLiteral("quarantine")), &*m_repository);
}

void TestGitObjects::adopt()
{
    const auto pack = m_writer->finish();
    QVERIFY(pack);
    m_repository->adoptPack(*pack);
}

void TestGitObjects::compareFsck(const QString& ref, const Oid& oid)
{
    test::git(m_path, {QStringLiteral("update-ref"), ref, oid.toHex()});
    const auto fsck = askGit(m_path, {QStringLiteral("fsck"), QStringLiteral("--strict"), QStringLiteral("--full"),
                                      QStringLiteral("--no-dangling")});
    QCOMPARE(fsck.errorOutput, QByteArray());
    QCOMPARE(fsck.output, QByteArray());
    QCOMPARE(fsck.exitCode, 0);
}

void TestGitObjects::names()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, escaped);
    QCOMPARE(escapeName(name), escaped);
    QCOMPARE(unescapeName(escaped), name);
    QCOMPARE(unescapeName(escapeName(escaped)), escaped);
}

void TestGitObjects::symlinksNamedGitmodules()
{
    for (const QByteArray& name : QByteArrayList{".gitmodules", ".GITMODULES", ".gitmodules .", ".gitmod\u200dules",
                                                 "gitmod~1", "GI7EBA~1", "gi7eb~10", ".git"}) {
        QCOMPARE(escapeName(name, NameUse::SymbolicLink), '.' + name);
        QCOMPARE(unescapeName('.' + name, NameUse::SymbolicLink), name);
    }
    QCOMPARE(escapeName("gitmodules", NameUse::SymbolicLink), QByteArray("gitmodules"));
    QCOMPARE(escapeName("gi8eba~1", NameUse::SymbolicLink), QByteArray("gi8eba~1"));
}

void TestGitObjects::fsckAcceptsEveryEscapedName()
{
    // All short combinations of what the rules are about, as files and as symbolic links.
    const QByteArrayList pieces = {".", " ",  "git",    "GIT",  "g\u200cit", "~1",      "~",     "1",
                                   ":", "\\", "\u202e", "\xff", "\xe2\x80",  "modules", "gi7eba"};
    QByteArrayList all = {""};
    for (qsizetype from = 0, round = 0; round < 4; ++round) {
        const qsizetype to = all.size();
        for (; from < to; ++from)
            for (const QByteArray& piece : pieces)
                all.append(all[from] + piece);
    }
    QList<TreeEntry> files;
    QList<TreeEntry> links;
    QSet<QByteArray> seen[2];
    const Oid blob = m_writer->write(ObjectType::Blob, "target");
    for (const QByteArray& name : std::as_const(all)) {
        if (name.isEmpty() || name == "." || name == "..")
            continue;
        const QByteArray file = escapeName(name);
        const QByteArray link = escapeName(name, NameUse::SymbolicLink);
        QCOMPARE(unescapeName(file), name);
        QCOMPARE(unescapeName(link, NameUse::SymbolicLink), name);
        if (!seen[0].contains(file))
            files.append({file, FileMode::File, blob});
        if (!seen[1].contains(link))
            links.append({link, FileMode::Symlink, blob});
        seen[0].insert(file);
        seen[1].insert(link);
    }
    const Oid tree = m_writer->write(
        ObjectType::Tree,
        treeContent({{"files", FileMode::Folder, m_writer->write(ObjectType::Tree, treeContent(files))},
                     {"links", FileMode::Folder, m_writer->write(ObjectType::Tree, treeContent(links))}}));
    const Oid commit = m_writer->write(ObjectType::Commit, commitContent({tree, {}, ada, ada, "Names\n"}));
    adopt();
    compareFsck(QStringLiteral("refs/heads/debian/sid"), commit);
}

void TestGitObjects::treesAreSortedAsGitSorts()
{
    const Oid blob = m_writer->write(ObjectType::Blob, "content\n");
    const Oid folder = m_writer->write(ObjectType::Tree, treeContent({{"x", FileMode::Executable, blob}}));
    const QList<TreeEntry> entries = {{"a", FileMode::Folder, folder},    {"a.b", FileMode::File, blob},
                                      {"a0", FileMode::Executable, blob}, {"a-b", FileMode::Symlink, blob},
                                      {"\xff", FileMode::File, blob},     {"A", FileMode::File, blob},
                                      {"ab", FileMode::File, blob},       {"z\n", FileMode::File, blob}};
    const QByteArray content = treeContent(entries);
    const Oid tree = m_writer->write(ObjectType::Tree, content);
    const Oid commit = m_writer->write(ObjectType::Commit, commitContent({tree, {}, ada, ada, "Order\n"}));
    adopt();
    compareFsck(QStringLiteral("refs/heads/debian/sid"), commit);

    QByteArray list;
    for (const TreeEntry& entry : entries) {
        const QByteArray kind = entry.mode == FileMode::Folder ? " tree " : " blob ";
        list +=
            QByteArray::number(static_cast<quint32>(entry.mode), 8) + kind + entry.oid.toHexBytes() + '\t' + entry.name;
        list.append('\0');
    }
    QCOMPARE(test::git(m_path, {QStringLiteral("mktree"), QStringLiteral("-z")}, list), tree.toHexBytes());
    QCOMPARE(emptyTree().toHexBytes(), QByteArray("4b825dc642cb6eb9a060e54bf8d69288fbee4904"));
}

void TestGitObjects::badTreesAreErrors()
{
    for (const QByteArray& name : QByteArrayList{"", ".", "..", "a/b", QByteArray("a\0b", 3)})
        QCOMPARE(codeOf([&] { treeContent({{name, FileMode::File, emptyTree()}}); }), QStringLiteral("tree.name"));
    // "a.b" stands between the two in git's order.
    QCOMPARE(codeOf([] {
                 treeContent({{"a", FileMode::File, emptyTree()},
                              {"a.b", FileMode::File, emptyTree()},
                              {"a", FileMode::Folder, emptyTree()}});
             }),
             QStringLiteral("tree.duplicate"));
}

void TestGitObjects::commitEqualsGitsOwn()
{
    const Identity importer = {"Millrace Importer", "importer@example.org", 1'600'000'000, 330};
    const Oid tree = m_writer->write(ObjectType::Tree, {});
    const Oid first = m_writer->write(ObjectType::Commit, commitContent({tree, {}, ada, importer, "First\n"}));
    const Oid second =
        m_writer->write(ObjectType::Commit, commitContent({tree, {}, ada, importer, "Zweite \xc3\x9c\n\nText\n"}));
    const Oid merge = m_writer->write(ObjectType::Commit, commitContent({tree, {first, second}, ada, importer, "M\n"}));
    adopt();
    const auto make = [&](const QByteArray& message, const QStringList& parents) {
        return test::git(m_path, QStringList{QStringLiteral("commit-tree"), tree.toHex()} + parents, message);
    };
    QCOMPARE(make("First\n", {}), first.toHexBytes());
    QCOMPARE(make("Zweite \xc3\x9c\n\nText\n", {}), second.toHexBytes());
    QCOMPARE(make("M\n", {QStringLiteral("-p"), first.toHex(), QStringLiteral("-p"), second.toHex()}),
             merge.toHexBytes());
}

void TestGitObjects::oddIdentities_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("mail");
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<int>("offset");
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("plain") << QByteArray("A") << QByteArray("a@b") << qint64(1) << 60 << QByteArray("A <a@b> 1 +0100");
    QTest::newRow("no mail") << QByteArray("A") << QByteArray() << qint64(1) << 0 << QByteArray("A <> 1 +0000");
    QTest::newRow("epoch") << QByteArray("A") << QByteArray("a") << qint64(0) << 0 << QByteArray("A <a> 0 +0000");
    QTest::newRow("dots") << QByteArray(".A.,") << QByteArray("a") << qint64(0) << 0 << QByteArray(".A., <a> 0 +0000");
    QTest::newRow("India") << QByteArray("A") << QByteArray("a") << qint64(9) << 330 << QByteArray("A <a> 9 +0530");
    QTest::newRow("west") << QByteArray("A") << QByteArray("a") << qint64(9) << -210 << QByteArray("A <a> 9 -0330");
    QTest::newRow("odd") << QByteArray("A") << QByteArray("a") << qint64(9) << 1 << QByteArray("A <a> 9 +0001");
    QTest::newRow("far") << QByteArray("A") << QByteArray("a") << qint64(9) << 5999 << QByteArray("A <a> 9 +9959");
    QTest::newRow("2300") << QByteArray("A") << QByteArray("a") << qint64(10'413'792'000) << 0
                          << QByteArray("A <a> 10413792000 +0000");
}

void TestGitObjects::oddIdentities()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, mail);
    QFETCH(qint64, seconds);
    QFETCH(int, offset);
    QFETCH(QByteArray, line);
    const Identity identity = {name, mail, seconds, offset};
    const QByteArray content = commitContent({emptyTree(), {}, identity, identity, "m"});
    QVERIFY2(content.contains("\nauthor " + line + "\ncommitter " + line + "\n\nm"), content.constData());
    m_writer->write(ObjectType::Tree, {});
    const Oid commit = m_writer->write(ObjectType::Commit, content);
    adopt();
    compareFsck(QStringLiteral("refs/heads/debian/sid"), commit);
}

void TestGitObjects::badCommitsAreErrors()
{
    const auto code = [](const Identity& author, const QByteArray& message) {
        return codeOf([&] { commitContent({emptyTree(), {}, author, ada, message}); });
    };
    const QString identity = QStringLiteral("internal.identity");
    for (const QByteArray& bad : QByteArrayList{"a\nb", "a<b", "a>b", QByteArray("a\0b", 3)}) {
        QCOMPARE(code({bad, "mail", 1, 0}, "m"), identity);
        QCOMPARE(code({"name", bad, 1, 0}, "m"), identity);
    }
    QCOMPARE(code({"", "mail", 1, 0}, "m"), identity);
    QCOMPARE(code({"name", "mail", -1, 0}, "m"), identity);
    QCOMPARE(code({"name", "mail", 1, 6000}, "m"), identity);
    QCOMPARE(code(ada, QByteArray("m\0n", 3)), QStringLiteral("internal.message"));
    QCOMPARE(code(ada, "m"), QString());
    QCOMPARE(codeOf([] {
                 tagContent({emptyTree(), ObjectType::Tree, "a..b", ada, "m"});
             }),
             QStringLiteral("internal.tag"));
}

void TestGitObjects::tagEqualsGitsOwn()
{
    const Identity importer = {"Millrace Importer", "importer@example.org", 1'600'000'000, 330};
    m_writer->write(ObjectType::Tree, {});
    const Oid commit = m_writer->write(ObjectType::Commit, commitContent({emptyTree(), {}, ada, importer, "m\n"}));
    const Oid tag = m_writer->write(ObjectType::Tag, tagContent({commit, ObjectType::Commit, "debian/1%2.0_rc1-1",
                                                                 importer, "sample 1:2.0~rc1-1\n"}));
    adopt();
    test::git(m_path, {QStringLiteral("update-ref"), QStringLiteral("refs/heads/debian/sid"), commit.toHex()});
    compareFsck(QStringLiteral("refs/tags/debian/1%2.0_rc1-1"), tag);
    test::git(m_path, {QStringLiteral("tag"), QStringLiteral("-f"), QStringLiteral("-m"),
                       QStringLiteral("sample 1:2.0~rc1-1"), QStringLiteral("debian/1%2.0_rc1-1"), commit.toHex()});
    QCOMPARE(test::git(m_path, {QStringLiteral("rev-parse"), QStringLiteral("refs/tags/debian/1%2.0_rc1-1")}),
             tag.toHexBytes());
}

QTEST_GUILESS_MAIN(TestGitObjects)
#include "tst_git_objects.moc"
