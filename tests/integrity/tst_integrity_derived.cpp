// SPDX-License-Identifier: GPL-3.0-or-later
// What verification says of branches beside those of suites (I2: patches-applied/…, pristine-tar) and of repositories
// elsewhere that are to have the same (I6). Real repositories, real damage; remotes are folders or
// served over https.
#include "tests/integrity/importedhome.h"
#include "tests/support/certificate.h"
#include "tests/support/mounting.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

const char* const applied = "refs/heads/patches-applied/debian/sid";

} // namespace

class TestIntegrityDerived : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_archive = std::make_unique<SampleArchive>();
        m_healthy = std::make_unique<Home>();
        const CtlResult added = m_healthy->addArchive(m_archive->uri(), m_archive->archive.keyring());
        QVERIFY2(added.exitCode == 0, added.errors.constData());
        QCOMPARE(
            m_healthy->ctl({s("archive"), s("set"), s("sample"), s("--patches-applied"), s("--pristine-tar")}).exitCode,
            0);
        const CtlResult imported = m_healthy->ctl({s("import"), s("alpha")});
        QVERIFY2(imported.exitCode == 0, imported.errors.constData());
    }

    void healthyHasNoFinding()
    {
        const ImportedHome home(*m_healthy);
        const CtlResult result = home.verify(s("alpha"));
        QVERIFY2(result.exitCode == 0, result.output + result.errors);
        QCOMPARE(home.value(s("SELECT count(*) FROM branch_state WHERE branch IN ('pristine-tar', "
                              "'patches-applied/debian/sid', 'patches-applied/debian/bookworm')")),
                 s("3"));
        // Made before their positions were recorded: nothing to compare with, nothing to complain about.
        home.sql(s("DELETE FROM branch_state WHERE branch LIKE 'patches-applied/%' OR branch = 'pristine-tar'"));
        const CtlResult unrecorded = home.verify(s("alpha"));
        QVERIFY2(unrecorded.exitCode == 0, unrecorded.output + unrecorded.errors);
    }

    void appliedBranchMoved()
    {
        const ImportedHome home(*m_healthy);
        home.git("alpha", {s("update-ref"), s(applied), s(applied) + s("~1")});
        QCOMPARE(told(home.verify(s("alpha"))), QStringList(s("I2 branch.rewritten ") + s(applied)));
        home.git("alpha", {s("update-ref"), s("-d"), s(applied)});
        QCOMPARE(told(home.verify(s("alpha"))), QStringList(s("I2 branch.gone ") + s(applied)));
    }

    void appliedBranchWithOtherContent()
    {
        // Forged so that the record agrees: only computing it again tells.
        const ImportedHome home(*m_healthy);
        const QString forged = home.git("alpha", {s("commit-tree"), s("-p"), s(applied) + s("~1"), s("-p"),
                                                  s("debian/sid"), s("-m"), s("forged"), s("debian/1.0-1^{tree}")});
        home.git("alpha", {s("update-ref"), s(applied), forged});
        home.sql(s("UPDATE branch_state SET good_oid = '%1' WHERE branch = 'patches-applied/debian/sid'").arg(forged));
        QCOMPARE(told(home.verify(s("alpha"))), QStringList(s("I2 branch.applied ") + s(applied)));
        // The same without any record.
        home.sql(s("DELETE FROM branch_state WHERE branch = 'patches-applied/debian/sid'"));
        QCOMPARE(told(home.verify(s("alpha"))), QStringList(s("I2 branch.applied ") + s(applied)));
    }

    void appliedBranchOfNothing()
    {
        const ImportedHome home(*m_healthy);
        const QString stranger = home.git("alpha", {s("commit-tree"), s("-m"), s("alone"), s("debian/sid^{tree}")});
        home.git("alpha", {s("update-ref"), s(applied), stranger});
        home.sql(
            s("UPDATE branch_state SET good_oid = '%1' WHERE branch = 'patches-applied/debian/sid'").arg(stranger));
        QCOMPARE(told(home.verify(s("alpha"))), QStringList(s("I2 branch.applied_parent ") + s(applied)));
    }

    void pristineTarMoved()
    {
        const ImportedHome home(*m_healthy);
        const QString work = home.git(
            "alpha", {s("commit-tree"), s("-p"), s("pristine-tar"), s("-m"), s("work"), s("pristine-tar^{tree}")});
        home.git("alpha", {s("update-ref"), s("refs/heads/pristine-tar"), work});
        QCOMPARE(told(home.verify(s("alpha"))), QStringList());
        QCOMPARE(told(home.verify(s("alpha")), "notes"), QStringList(s("I2 branch.ahead refs/heads/pristine-tar")));
    }

    void remotes()
    {
        const ImportedHome home(*m_healthy);
        const QString remote = home.path(s("remote.git"));
        home.git("alpha", {s("clone"), s("-q"), s("--mirror"), s("."), remote});
        home.git("alpha", {s("remote"), s("add"), s("mirror"), remote});
        QCOMPARE(outcome(home.verify(s("alpha"))), s("done 1"));
        QCOMPARE(told(home.verify(s("alpha"))), QStringList());

        home.git("alpha", {s("-C"), remote, s("update-ref"), s("refs/heads/debian/sid"), s("debian/1.0-1^{commit}")});
        home.git("alpha", {s("-C"), remote, s("tag"), s("-d"), s("debian/1.0-1"), s("upstream/1.0")});
        const CtlResult result = home.verify(s("alpha"));
        QCOMPARE(told(result),
                 QStringList({s("I6 remote.differs remote mirror"), s("I6 remote.missing remote mirror")}));
        for (const QJsonValue& finding : result.json()[s("findings")].toArray()) {
            const QJsonArray refs = finding[s("expected")][s("refs")].toArray();
            QCOMPARE(refs, finding[s("code")] == s("remote.differs")
                               ? QJsonArray({s("refs/heads/debian/sid")})
                               : QJsonArray({s("refs/tags/debian/1.0-1"), s("refs/tags/upstream/1.0")}));
            QCOMPARE(finding[s("severity")].toString(), s("warning"));
        }
        // A remote that is away says nothing: what was found stays, and nothing new is found.
        QVERIFY(QDir().rename(remote, remote + s(".away")));
        QCOMPARE(outcome(home.verify(s("alpha"))), s("incomplete 0"));
        QCOMPARE(home.value(s("SELECT count(*) FROM finding WHERE check_name = 'I6' AND state = 'open'")), s("2"));
        QVERIFY(QDir().rename(remote + s(".away"), remote));
        home.git("alpha", {s("push"), s("-q"), s("-f"), s("mirror"), s("refs/heads/*:refs/heads/*"),
                           s("refs/tags/*:refs/tags/*")});
        QCOMPARE(told(home.verify(s("alpha"))), QStringList());
        QCOMPARE(home.value(s("SELECT count(*) FROM finding WHERE check_name = 'I6' AND state = 'open'")), s("0"));
    }

    /// The confined worker, git's own https and a certificate that the system trusts: its list of authorities is
    /// replaced for this one process.
    void remotesOverHttps()
    {
        const ImportedHome home(*m_healthy);
        const QString folder = home.path(s("served"));
        QVERIFY(QDir().mkpath(folder));
        const HttpServer server(folder, serverCertificate(home.path()));
        const QString remote = folder + s("/alpha.git");
        home.git("alpha", {s("clone"), s("-q"), s("--mirror"), s("."), remote});
        home.git("alpha", {s("-C"), remote, s("tag"), s("-d"), s("debian/1.0-1")});
        home.git("alpha", {s("-C"), remote, s("update-server-info")});
        home.git("alpha", {s("remote"), s("add"), s("hub"), server.url(s("/alpha.git")).toString()});
        const QStringList verify = {s("--json"), s("verify"), s("alpha")};

        const CtlResult untrusted = home.ctl(verify);
        QCOMPARE(outcome(untrusted), s("incomplete 0"));
        const CtlResult text = home.ctl({s("verify"), s("alpha")});
        QVERIFY2(text.output.contains("1 check incomplete"), text.output.constData());
        QVERIFY2(text.output.contains("does not answer"), text.output.constData());

        const QStringList trusting =
            mounting(s("mount --bind \"$0\" /etc/ssl/certs/ca-certificates.crt"), home.path(s("server.crt")));
        if (trusting.isEmpty())
            QSKIP("this machine lets us mount nothing, so nobody trusts our server");
        const CtlResult result = home.ctlThrough(trusting, verify);
        QCOMPARE(outcome(result), s("done 1"));
        QCOMPARE(told(result), QStringList(s("I6 remote.missing remote hub")));
        QVERIFY(server.hits(s("/alpha.git/info/refs")) > 0);
    }

    void remotesThatAreNotAsked_data()
    {
        QTest::addColumn<QString>("url");
        QTest::newRow("a command") << s("ext::sh -c 'touch %1'");
        QTest::newRow("an option") << s("--upload-pack=touch %1");
        QTest::newRow("another helper") << s("fd::17");
        QTest::newRow("plain text") << s("http://127.0.0.1:1/x.git");
        QTest::newRow("ssh") << s("-oProxyCommand=touch:x");
    }

    void remotesThatAreNotAsked()
    {
        QFETCH(QString, url);
        const ImportedHome home(*m_healthy);
        const QString canary = home.path(s("canary"));
        home.git("alpha", {s("config"), s("remote.evil.url"), url.contains(s("%1")) ? url.arg(canary) : url});
        const CtlResult result = home.verify(s("alpha"));
        QCOMPARE(outcome(result), s("incomplete 0"));
        QCOMPARE(told(result), QStringList());
        QVERIFY(!QFile::exists(canary));
    }

private:
    static QString outcome(const CtlResult& result)
    {
        for (const QJsonValue& check : result.json()[s("packages")][0][s("checks")].toArray()) {
            if (check[s("check")] == s("I6"))
                return check[s("state")].toString() + QLatin1Char(' ') + QString::number(check[s("looked")].toInt());
        }
        return {};
    }

    std::unique_ptr<SampleArchive> m_archive;
    std::unique_ptr<Home> m_healthy;
};

QTEST_GUILESS_MAIN(TestIntegrityDerived)
#include "tst_integrity_derived.moc"
