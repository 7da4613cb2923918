// SPDX-License-Identifier: GPL-3.0-or-later
// Two engines that share a store and no folder: each has clones of its own, and what is published goes through a third
// place, as it would with a git host. Another RepositorySource is all that it takes.
#include "core/base/paths.h"
#include "core/engine/engine.h"
#include "core/git/repository.h"
#include "core/ops/operations.h"
#include "tests/core/git/gitoracle.h"
#include "tests/fault/home.h"
#include "tests/fault/samplearchive.h"

#include <QDir>
#include <QSignalSpy>
#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr int longMs = 60'000;

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

/// Clones of the repositories of a hub.
class Clones final : public engine::RepositorySource
{
public:
    Clones(QString hub, QString folder)
        : m_hub(std::move(hub))
        , m_folder(std::move(folder))
    {
    }
    QString place(const QString& package) const override { return m_folder + u'/' + package; }
    QString prepare(const QString& package, const QString& branch) override
    {
        git::Repository::create(place(package), branch);
        if (QDir(atHub(package)).exists())
            test::git(place(package), {s("fetch"), s("--prune"), atHub(package), s("+refs/*:refs/*")});
        return place(package);
    }
    void handOver(const QString& package) override
    {
        if (!QDir(atHub(package)).exists())
            git::Repository::create(atHub(package), s("main"));
        test::git(place(package), {s("push"), s("--mirror"), atHub(package)});
    }
    QString atHub(const QString& package) const { return m_hub + u'/' + package + s(".git"); }

private:
    QString m_hub, m_folder;
};

} // namespace

class TestFaultElsewhere : public QObject
{
    Q_OBJECT

private slots:
    void twoHostsWithoutASharedFolder()
    {
        qputenv("no_proxy", "127.0.0.1");
        const SampleArchive archive;
        const Home usual;
        QCOMPARE(usual.addArchive(archive.uri(), archive.archive.keyring()).exitCode, 0);
        QCOMPARE(usual.ctl({s("import"), s("alpha")}).exitCode, 0);

        const Home home;
        QCOMPARE(home.addArchive(archive.uri(), archive.archive.keyring()).exitCode, 0);
        QCOMPARE(home.ctl({s("poll")}).exitCode, 0);
        const QString hub = home.path(s("hub"));
        const auto first = std::make_shared<Clones>(hub, home.path(s("first")));
        const auto second = std::make_shared<Clones>(hub, home.path(s("second")));
        work(home, first, ops::import({s("alpha")}, {s("bookworm")}));
        const QByteArray half = refs(first->atHub(s("alpha")));
        QVERIFY(half.contains("refs/heads/debian/bookworm") && !half.contains("refs/heads/debian/sid"));

        // The other one has never seen the package, and goes on from there.
        QVERIFY(!QDir(second->place(s("alpha"))).exists());
        work(home, second, ops::import({s("alpha")}, {s("sid")}));
        QCOMPARE(refs(second->atHub(s("alpha"))), refs(usual.repositories().constFirst()));
        QCOMPARE(refs(second->place(s("alpha"))), refs(second->atHub(s("alpha"))));
        QCOMPARE(refs(first->place(s("alpha"))), half);
        test::git(second->atHub(s("alpha")), {s("fsck"), s("--strict")});

        // What is not an import is done there, too.
        test::git(second->place(s("alpha")), {s("update-ref"), s("-d"), s("refs/importer/good/debian/sid")});
        work(home, second, ops::ignoreLocalState({{s("alpha")}, {}, {}}));
        work(home, second, ops::reimport({{s("alpha")}, {}, {}}));
        QVERIFY(refs(second->atHub(s("alpha"))).contains("refs/importer/reimport/heads/debian/sid"));
        QCOMPARE(home.value(s("SELECT summary FROM event WHERE action = 'reimport' AND actor = 'engine'")),
                 s("Made the history of alpha anew: all 3 versions are the same"));
        // Nothing was looked for in the usual folder.
        QVERIFY(home.repositories().isEmpty());
        QCOMPARE(home.disorder(), QStringList());
        QCOMPARE(home.value(s("SELECT count(*) FROM failure")), s("0"));
    }

private:
    /// What the Operation queues, done by an engine with these repositories.
    static void work(const Home& home, const std::shared_ptr<Clones>& repositories,
                     const std::unique_ptr<ops::Operation>& operation)
    {
        engine::EngineOptions options;
        options.paths = Paths::below(home.path(s("home")));
        options.repositories = repositories;
        options.poll = false;
        options.verifyEveryMs = 0;
        options.workerProgram = programFolder() + s("/millrace-worker");
        store::StoreThread store(store::StoreUrl::parse(options.paths.store), store::OpenMode::ReadWrite);
        store.call([&](store::StateStore& state) { operation->applyNow(state, s("me")); });
        engine::Engine engine(store, options);
        QSignalSpy idle(&engine, &engine::Engine::idle);
        QSignalSpy stopped(&engine, &engine::Engine::stopped);
        engine.start();
        QVERIFY(idle.wait(longMs));
        engine.quiesce();
        QTRY_VERIFY_WITH_TIMEOUT(!stopped.isEmpty(), longMs);
        QCOMPARE(home.value(s("SELECT count(*) FROM job WHERE state <> 'done'")), s("0"));
    }
    static QByteArray refs(const QString& repository) { return test::git(repository, {s("for-each-ref")}); }
};

QTEST_GUILESS_MAIN(TestFaultElsewhere)
#include "tst_fault_elsewhere.moc"
