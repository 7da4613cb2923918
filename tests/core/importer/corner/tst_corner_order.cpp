// SPDX-License-Identifier: GPL-3.0-or-later
// Order is data: what comes late, what comes again, and that the same order gives the same ids everywhere
// (importer.md b4, b8, b19, c51, c55). The ids that are written down here are frozen with engine 1.
#include "tests/core/importer/checkedhistory.h"
#include "tests/core/importer/corner/writtenupload.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

using Commits = QList<QByteArray>;

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

} // namespace

class TestCornerOrder : public QObject
{
    Q_OBJECT

private slots:
    void frozenIds();
    void orderRace_upstreamArchiveLate();
    void orderRace_upstreamArchiveFirst();
    void c51_versionsAreNoOrder();
    void c51_lowerVersionGoesOnTop();
    void c55_olderVersionAgainDoesNotRewind();
    void twoContentsOfOneUpstreamVersion();

private:
    QString build(const char* version, const QStringList& older = {}, const QByteArray& readme = {})
    {
        WrittenUpload upload;
        upload.version = s(version);
        upload.upstream = {
            {s("README"), readme.isNull() ? upload.version.section(QLatin1Char('-'), 0, 0).toUtf8() : readme}};
        upload.changelog = changelogOf(QStringList{upload.version} + older);
        return writeUpload(m_folder.filePath(QString::number(++m_count)), upload);
    }
    static Publication inUbuntu(const QString& dsc, const char* suite = "noble")
    {
        return {dsc, s(suite), s("ubuntu"), 1};
    }

    QTemporaryDir m_folder;
    int m_count = 0;
};

void TestCornerOrder::frozenIds()
{
    // Every byte of these uploads is written here: no other dpkg, tar or compressor can change an id.
    WrittenUpload nativeUpload;
    nativeUpload.version = s("0.9");
    nativeUpload.files = {{s("README"), "hello\n"}, {s("src/main.c"), "int main() { return 0; }\n"}};
    nativeUpload.changelog = changelogOf({s("0.9")});
    const QString fix = build("1.0-1+deb12u1", {s("1.0-1")});
    CheckedHistory home;
    const QString first = build("1.0-1");
    const JobOutcome outcome = home.history.import({{first},
                                                    {first, s("bookworm")},
                                                    {build("1.0-2", {s("1.0-1")})},
                                                    {fix, s("bookworm")},
                                                    inUbuntu(build("1.0-2ubuntu1", {s("1.0-2"), s("1.0-1")})),
                                                    {build("1:2.0~rc1-1", {s("1.0-2"), s("1.0-1")})}});
    CheckedHistory other;
    other.history.import({{writeUpload(m_folder.filePath(s("native")), nativeUpload)}});
    QCOMPARE(outcome.failures.size(), 0);
    QCOMPARE(home.history.git({s("for-each-ref"), s("--format=%(objectname) %(refname)"), s("refs/tags")}),
             QByteArray("a88a7845d2c9b9009040c720c184da0b82b7f237 refs/tags/debian/1%2.0_rc1-1\n"
                        "399ad7982477f6518d0fc7138442ac1bb5422216 refs/tags/debian/1.0-1\n"
                        "b72c0b9a0c36c1d0c03817a7042adb79666e456c refs/tags/debian/1.0-1+deb12u1\n"
                        "5e20cc46b8eb30444d2c67acf8216e060746d7f5 refs/tags/debian/1.0-2\n"
                        "061f1a65155d7a267a91f4ff03eea3474b81ac62 refs/tags/ubuntu/1.0-2ubuntu1\n"
                        "9d88a9c8610f35ac350e5d6fdfd12941cb8d1b20 refs/tags/upstream/1.0\n"
                        "931307bb620eaa785315cd72e87b951b5631d1c1 refs/tags/upstream/2.0_rc1"));
    QCOMPARE(other.history.git({s("rev-parse"), s("debian/0.9"), s("debian/0.9^{tree}")}),
             QByteArray("91b5f998e6a413ed303aa58729dddcc0458dd60c\n"
                        "e13bebdc995bff80dfc4e0c37ce81fc81b43da41"));
}

void TestCornerOrder::orderRace_upstreamArchiveLate()
{
    // ubuntu/noble has 0.9-1ubuntu1; it shows the sync of 1.0-1 before Debian does, and nobody waited for that.
    const QString synced = build("1.0-1", {s("0.9-1")});
    CheckedHistory home;
    const QString old = build("0.9-1");
    home.history.import({{old}, inUbuntu(build("0.9-1ubuntu1", {s("0.9-1")}))});
    const QByteArray before = home.history.commit(s("refs/heads/ubuntu/noble"));
    home.history.import({inUbuntu(synced)});
    const QByteArray derivative = home.history.commit(s("refs/heads/ubuntu/noble"));
    QCOMPARE(home.history.parents(s("ubuntu/noble")).constFirst(), before);
    home.history.import({{synced}});
    QCOMPARE(home.history.parents(s("debian/sid")),
             (Commits{home.history.commit(s("debian/0.9-1")), home.history.commit(s("upstream/1.0"))}));
    QCOMPARE(home.history.commit(s("refs/heads/ubuntu/noble")), derivative);
    // The next sync merges Debian's line, and with it Debian's own 1.0-1.
    const QString next = build("1.0-2", {s("1.0-1"), s("0.9-1")});
    home.history.import({{next}, inUbuntu(next)});
    QCOMPARE(home.history.parents(s("ubuntu/noble")), (Commits{derivative, home.history.commit(s("debian/1.0-2"))}));
    QCOMPARE(home.history.git({s("rev-parse"), s("ubuntu/noble^{tree}")}),
             home.history.git({s("rev-parse"), s("debian/1.0-2^{tree}")}));
}

void TestCornerOrder::orderRace_upstreamArchiveFirst()
{
    const QString synced = build("1.0-1", {s("0.9-1")});
    CheckedHistory home;
    home.history.import({{build("0.9-1")}, inUbuntu(build("0.9-1ubuntu1", {s("0.9-1")}))});
    const QByteArray before = home.history.commit(s("refs/heads/ubuntu/noble"));
    home.history.import({{synced}, inUbuntu(synced)});
    QCOMPARE(home.history.parents(s("debian/sid")),
             (Commits{home.history.commit(s("debian/0.9-1")), home.history.commit(s("upstream/1.0"))}));
    QCOMPARE(home.history.parents(s("ubuntu/noble")), (Commits{before, home.history.commit(s("debian/1.0-1"))}));
    QCOMPARE(home.history.git({s("rev-parse"), s("ubuntu/noble^{tree}")}),
             home.history.git({s("rev-parse"), s("debian/1.0-1^{tree}")}));
    QVERIFY(home.history.git({s("tag"), s("-l"), s("ubuntu/1.0-1")}).isEmpty());
}

void TestCornerOrder::c51_versionsAreNoOrder()
{
    // A backport is lower than what it was made from, and a stable update lower than what came before it in sid.
    CheckedHistory home;
    const QString first = build("1.0-1");
    const QString second = build("2.0-1", {s("1.0-1")});
    const QString backport = build("2.0-1~bpo12+1", {s("2.0-1"), s("1.0-1")});
    const QString update = build("1.0-1+deb12u1", {s("1.0-1")});
    const QString updateBackport = build("2.0-1~bpo12+2", {s("2.0-1~bpo12+1"), s("2.0-1"), s("1.0-1")});
    const JobOutcome outcome = home.history.import({{first},
                                                    {first, s("bookworm")},
                                                    {second},
                                                    {backport, s("bookworm-backports")},
                                                    {update, s("bookworm")},
                                                    {updateBackport, s("bookworm-backports")}});
    QCOMPARE(outcome.failures.size(), 0);
    for (const importer::Staged& staged : outcome.staged)
        QVERIFY(!staged.import || !staged.import->flags.contains(s("version_regression")));
    const auto commit = [&](const char* ref) { return home.history.commit(s(ref)); };
    QCOMPARE(home.history.parents(s("debian/2.0-1_bpo12+1")), Commits{commit("debian/2.0-1")});
    QCOMPARE(home.history.parents(s("debian/1.0-1+deb12u1")), Commits{commit("debian/1.0-1")});
    QCOMPARE(home.history.parents(s("debian/2.0-1_bpo12+2")), Commits{commit("debian/2.0-1_bpo12+1")});
}

void TestCornerOrder::c51_lowerVersionGoesOnTop()
{
    CheckedHistory home;
    const JobOutcome outcome = home.history.import({{build("2.0-1")}, {build("1.0-2", {s("1.0-1")})}});
    QVERIFY(!outcome.staged.at(0).import->flags.contains(s("version_regression")));
    QVERIFY(outcome.staged.at(1).import->flags.contains(s("version_regression")));
    QCOMPARE(home.history.parents(s("debian/1.0-2")).constFirst(), home.history.commit(s("debian/2.0-1")));
    QCOMPARE(home.history.commit(s("refs/heads/debian/sid")), home.history.commit(s("debian/1.0-2")));
}

void TestCornerOrder::c55_olderVersionAgainDoesNotRewind()
{
    // The archive took 2.0-1 back and shows 1.0-1 as a new publication: the content comes on top.
    CheckedHistory home;
    const QString first = build("1.0-1");
    home.history.import({{first}, {build("2.0-1", {s("1.0-1")})}});
    const QByteArray second = home.history.commit(s("refs/heads/debian/sid"));
    const JobOutcome outcome = home.history.import({{first}});
    QVERIFY(!outcome.staged.constFirst().import.has_value());
    QCOMPARE(home.history.parents(s("refs/heads/debian/sid")), Commits{second});
    QCOMPARE(home.history.git({s("rev-parse"), s("debian/sid^{tree}")}),
             home.history.git({s("rev-parse"), s("debian/1.0-1^{tree}")}));
}

void TestCornerOrder::twoContentsOfOneUpstreamVersion()
{
    // Which of them the next upstream version goes on from must not depend on how many jobs it took.
    const QList<Publication> all{{build("1.0-1", {}, "one\n")},
                                 {build("1.0-2", {s("1.0-1")}, "two\n")},
                                 {build("1.0-3", {s("1.0-2")}, "three\n")},
                                 {build("2.0-1", {s("1.0-3")})}};
    CheckedHistory once;
    once.history.import(all);
    QCOMPARE(once.history.parents(s("upstream/2.0")), Commits{once.history.commit(s("reimport/upstream/1.0/2"))});
    CheckedHistory pieces;
    for (const Publication& publication : all)
        pieces.history.import({publication});
    QCOMPARE(pieces.history.refs(), once.history.refs());
}

QTEST_GUILESS_MAIN(TestCornerOrder)
#include "tst_corner_order.moc"
