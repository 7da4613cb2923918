// SPDX-License-Identifier: GPL-3.0-or-later
// What the pack writer writes, as git sees it.
#include "core/base/error.h"
#include "core/git/packindex.h"
#include "core/git/packwriter.h"
#include "core/git/repository.h"
#include "tests/core/git/gitoracle.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

#include <csignal>

using namespace millrace;
using namespace millrace::git;
using millrace::test::askGit;

namespace {
/// Half of it random, so that it neither compresses away nor stays as it is.
QByteArray noise(qsizetype size, quint32 seed)
{
    QRandomGenerator random(seed);
    QByteArray out(size, 'x');
    for (qsizetype i = 0; i < size; i += 2)
        out[i] = char(random.generate());
    return out;
}

std::function<qsizetype(char*, qsizetype)> reader(const QByteArray& data, qsizetype piece)
{
    auto at = std::make_shared<qsizetype>(0);
    return [data, piece, at](char* out, qsizetype room) {
        const qsizetype length = std::min({room, piece, data.size() - *at});
        std::memcpy(out, data.constData() + *at, size_t(length));
        *at += length;
        return length;
    };
}

QByteArray readFile(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return file.readAll();
}
} // namespace

class TestGitPack : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_quarantine = m_folder->filePath(QStringLiteral("quarantine"));
        m_path = m_folder->filePath(QStringLiteral("sample.git"));
    }

    void oidTravelsAsHex();
    void gitAcceptsThePack_data();
    void gitAcceptsThePack();
    void largeObjectsAreStreamed();
    void largeKnownObjectIsCutBack();
    void knownObjectsAreNotWrittenAgain();
    void sameObjectsGiveTheSameBytes();
    void truncatedSourceIsAnError_data();
    void truncatedSourceIsAnError();
    void unfinishedPackLeavesNothing();
    void fullDiskIsAnError();
    void offsetsBeyondTwoGigabytes();

private:
    QStringList filesIn(const QString& folder) const { return QDir(folder).entryList(QDir::Files); }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_quarantine;
    QString m_path;
};

void TestGitPack::oidTravelsAsHex()
{
    const QByteArray hex = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
    const Oid oid = hashObject(ObjectType::Tree, {});
    QCOMPARE(oid.toHexBytes(), hex);
    QCOMPARE(Oid::fromHex(hex).value(), oid);
    QCOMPARE(Oid::fromHex(oid.toHex().toUpper()).value(), oid);
    QVERIFY(!Oid::fromHex(hex.left(39)));
    QVERIFY(!Oid::fromHex(QByteArray(hex).replace(3, 1, "g")));
    QVERIFY(Oid().isNull());
    QVERIFY(!oid.isNull());
}

void TestGitPack::gitAcceptsThePack_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("one byte") << QByteArray("x");
    QTest::newRow("15 bytes") << QByteArray(15, 'a');
    QTest::newRow("16 bytes") << QByteArray(16, 'a');
    QTest::newRow("2047 bytes") << QByteArray(2047, 'a');
    QTest::newRow("2048 bytes") << QByteArray(2048, 'a');
    QTest::newRow("incompressible") << noise(3'000'000, 1);
    QTest::newRow("zeros") << QByteArray(2'000'000, '\0');
}

void TestGitPack::gitAcceptsThePack()
{
    QFETCH(QByteArray, content);
    Repository repository = Repository::create(m_path, QStringLiteral("debian/sid"));
    PackWriter writer(m_quarantine, &repository);
    const Oid blob = writer.write(ObjectType::Blob, content);
    const Oid tree = writer.write(ObjectType::Tree, QByteArray("100644 file\0", 12) + blob.raw().toByteArray());
    const Oid commit = writer.write(
        ObjectType::Commit, "tree " + tree.toHexBytes() + "\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nm\n");
    const auto pack = writer.finish();
    QVERIFY(pack);
    QCOMPARE(pack->objects, 3);
    QCOMPARE(pack->bytes, QFileInfo(pack->packPath).size());
    QCOMPARE(filesIn(m_quarantine + QStringLiteral("/pack")).size(), 2);

    // The index that git makes of the pack is ours, byte for byte.
    const QString other = m_folder->filePath(QStringLiteral("other.idx"));
    QCOMPARE(test::git(m_folder->path(), {QStringLiteral("index-pack"), QStringLiteral("--strict"),
                                          QStringLiteral("-o"), other, pack->packPath}),
             pack->hash.toHexBytes());
    QCOMPARE(readFile(pack->indexPath), readFile(other));
    test::git(m_folder->path(), {QStringLiteral("verify-pack"), pack->indexPath});

    QVERIFY(!repository.exists(blob));
    repository.adoptPack(*pack);
    QVERIFY(repository.exists(blob));
    repository.adoptPack(*pack); // a repeat after a crash
    test::git(m_path, {QStringLiteral("update-ref"), QStringLiteral("refs/heads/debian/sid"), commit.toHex()});
    const auto fsck = askGit(m_path, {QStringLiteral("fsck"), QStringLiteral("--strict"), QStringLiteral("--full")});
    QCOMPARE(fsck.exitCode, 0);
    QCOMPARE(fsck.errorOutput, QByteArray());
    QCOMPARE(askGit(m_path, {QStringLiteral("cat-file"), QStringLiteral("blob"), blob.toHex()}).output, content);
    QCOMPARE(test::git(m_path, {QStringLiteral("hash-object"), QStringLiteral("--stdin")}, content), blob.toHexBytes());
}

void TestGitPack::largeObjectsAreStreamed()
{
    Repository repository = Repository::create(m_path, QStringLiteral("debian/sid"));
    const QByteArray exact = noise(PackWriter::wholeObjectLimit, 2);
    const QByteArray large = noise(PackWriter::wholeObjectLimit + 1, 3);
    PackWriter writer(m_quarantine, &repository);
    QByteArray kept;
    writer.write(ObjectType::Blob, "before");
    const Oid a = writer.writeStream(ObjectType::Blob, exact.size(), reader(exact, 1'000'003), &kept);
    QCOMPARE(kept, exact);
    const Oid b = writer.writeStream(ObjectType::Blob, large.size(), reader(large, 1'000'003), &kept);
    QCOMPARE(kept, large);
    writer.write(ObjectType::Blob, "after");
    QCOMPARE(a, hashObject(ObjectType::Blob, exact));
    QCOMPARE(b, hashObject(ObjectType::Blob, large));
    const auto pack = writer.finish();
    QVERIFY(pack);
    QCOMPARE(pack->objects, 4);
    test::git(m_folder->path(), {QStringLiteral("index-pack"), QStringLiteral("--strict"), QStringLiteral("-o"),
                                 m_folder->filePath(QStringLiteral("other.idx")), pack->packPath});
    QCOMPARE(readFile(pack->indexPath), readFile(m_folder->filePath(QStringLiteral("other.idx"))));
    repository.adoptPack(*pack);
    QCOMPARE(askGit(m_path, {QStringLiteral("cat-file"), QStringLiteral("blob"), b.toHex()}).output, large);
}

void TestGitPack::largeKnownObjectIsCutBack()
{
    const QByteArray large = noise(PackWriter::wholeObjectLimit + 5, 4);
    PackWriter writer(m_quarantine, nullptr);
    writer.writeStream(ObjectType::Blob, large.size(), reader(large, 65536));
    const qint64 before = writer.bytes();
    writer.writeStream(ObjectType::Blob, large.size(), reader(large, 65536));
    QCOMPARE(writer.bytes(), before);
    const Oid after = writer.write(ObjectType::Blob, "after");
    const auto pack = writer.finish();
    QVERIFY(pack);
    QCOMPARE(pack->objects, 2);
    test::git(m_folder->path(), {QStringLiteral("verify-pack"), pack->indexPath});
    Repository repository = Repository::create(m_path, QStringLiteral("debian/sid"));
    repository.adoptPack(*pack);
    QCOMPARE(test::git(m_path, {QStringLiteral("cat-file"), QStringLiteral("blob"), after.toHex()}),
             QByteArray("after"));
}

void TestGitPack::knownObjectsAreNotWrittenAgain()
{
    Repository repository = Repository::create(m_path, QStringLiteral("debian/sid"));
    const Oid theirs =
        Oid::fromHex(test::git(m_path, {QStringLiteral("hash-object"), QStringLiteral("-w"), QStringLiteral("--stdin")},
                               "known"))
            .value();
    PackWriter writer(m_quarantine, &repository);
    QVERIFY(writer.contains(theirs));
    QCOMPARE(writer.write(ObjectType::Blob, "known"), theirs);
    QCOMPARE(writer.objects(), 0);
    const Oid ours = writer.write(ObjectType::Blob, "new");
    QVERIFY(writer.contains(ours));
    QCOMPARE(writer.write(ObjectType::Blob, "new"), ours);
    // A tree with the bytes of a blob is another object.
    QVERIFY(writer.write(ObjectType::Tree, {}) != writer.write(ObjectType::Blob, {}));
    QCOMPARE(writer.objects(), 3);
    QVERIFY(writer.finish());

    // A second pack of the same job sees the first one.
    repository.addObjectFolder(m_quarantine);
    QVERIFY(repository.exists(ours));
    PackWriter second(m_quarantine, &repository);
    second.write(ObjectType::Blob, "new");
    QCOMPARE(second.objects(), 0);
    QVERIFY(!second.finish());
    QCOMPARE(filesIn(m_quarantine + QStringLiteral("/pack")).size(), 2);
}

void TestGitPack::sameObjectsGiveTheSameBytes()
{
    QByteArrayList packs;
    for (const char* name : {"a", "b"}) {
        PackWriter writer(m_folder->filePath(QLatin1String(name)), nullptr);
        for (quint32 i = 0; i < 50; ++i)
            writer.write(ObjectType::Blob, noise(100 + i, i));
        packs.append(readFile(writer.finish()->packPath));
    }
    QVERIFY(!packs[0].isEmpty());
    QCOMPARE(packs[0], packs[1]);
}

void TestGitPack::truncatedSourceIsAnError_data()
{
    QTest::addColumn<qint64>("size");
    QTest::newRow("whole") << qint64(1000);
    QTest::newRow("streamed") << PackWriter::wholeObjectLimit + 1000;
}

void TestGitPack::truncatedSourceIsAnError()
{
    QFETCH(qint64, size);
    const QByteArray data = noise(size - 10, 5);
    PackWriter writer(m_quarantine, nullptr);
    writer.write(ObjectType::Blob, "before");
    const qint64 before = writer.bytes();
    try {
        writer.writeStream(ObjectType::Blob, size, reader(data, 65536));
        QFAIL("accepted a short source");
    } catch (const Error& error) {
        QCOMPARE(error.code(), QStringLiteral("unpack.truncated"));
        QCOMPARE(error.evidence().value(QStringLiteral("got")).toInteger(), size - 10);
    }
    QCOMPARE(writer.bytes(), before);
    writer.write(ObjectType::Blob, "after");
    const auto pack = writer.finish();
    QCOMPARE(pack->objects, 2);
    test::git(m_folder->path(), {QStringLiteral("verify-pack"), pack->indexPath});
}

void TestGitPack::unfinishedPackLeavesNothing()
{
    {
        PackWriter writer(m_quarantine, nullptr);
        writer.write(ObjectType::Blob, noise(5'000'000, 6));
        QCOMPARE(filesIn(m_quarantine + QStringLiteral("/pack")).size(), 1);
    }
    QCOMPARE(filesIn(m_quarantine + QStringLiteral("/pack")), QStringList());
}

void TestGitPack::fullDiskIsAnError()
{
    // The file size limit stands in for the disk: write(2) fails in the same way, half-way through.
    rlimit before = {};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto previous = ::signal(SIGXFSZ, SIG_IGN);
    rlimit small = before;
    small.rlim_cur = 3'000'000;
    QString code;
    const QByteArray data = noise(PackWriter::wholeObjectLimit + 1, 7);
    {
        PackWriter writer(m_quarantine, nullptr);
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
        try {
            writer.writeStream(ObjectType::Blob, data.size(), reader(data, 65536));
            writer.finish();
        } catch (const Error& error) {
            code = error.code();
        }
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
    }
    ::signal(SIGXFSZ, previous);
    QCOMPARE(code, QStringLiteral("limit.disk"));
    QCOMPARE(filesIn(m_quarantine + QStringLiteral("/pack")), QStringList());
}

void TestGitPack::offsetsBeyondTwoGigabytes()
{
    std::vector<PackIndexEntry> entries;
    const QList<quint64> offsets = {12, 0x7fff'ffff, 0x8000'0000, 0x1'0000'0001, 0x12'3456'789a};
    QByteArrayList expected;
    for (qsizetype i = 0; i < offsets.size(); ++i) {
        const Oid oid = hashObject(ObjectType::Blob, QByteArray::number(i));
        entries.push_back({oid, offsets[i], quint32(0xdead'0000U + quint32(i))});
        expected.append(QByteArray::number(offsets[i]) + ' ' + oid.toHexBytes() + " (dead000" + QByteArray::number(i) +
                        ')');
    }
    const QByteArray index = packIndexContent(entries, hashObject(ObjectType::Blob, "pack"));
    // The format is named because git 2.47 crashes without it outside of a repository.
    QByteArrayList shown =
        test::git(m_folder->path(), {QStringLiteral("show-index"), QStringLiteral("--object-format=sha1")}, index)
            .split('\n');
    std::sort(shown.begin(), shown.end());
    std::sort(expected.begin(), expected.end());
    QCOMPARE(shown, expected);
}

QTEST_GUILESS_MAIN(TestGitPack)
#include "tst_git_pack.moc"
