// SPDX-License-Identifier: GPL-3.0-or-later
// Retry in full, and with it what holds for every Operation: preview, apply, event, refusals, command line, JSON.
#include "core/ops/operations.h"
#include "tests/contract/storefixture.h"

#include <QJsonDocument>
#include <QTest>

using namespace millrace;
using namespace millrace::ops;
using namespace millrace::test;

namespace {
QString q(const char* text)
{
    return QString::fromUtf8(text);
}
const QString actor = QStringLiteral("ada");
} // namespace

class TestOpsRetry : public QObject
{
    Q_OBJECT
private slots:
    void previewSaysWhatWillHappen()
    {
        StoreFixture store(q("sqlite"));
        store.fail(store.package(q("bash")));
        store.fail(store.package(q("dash")));
        store.package(q("zlib"));
        const QHash<QString, qint64> counters = store->changeCounters();
        const Preview preview =
            retry({{q("bash"), q("zlib"), q("dash"), q("bash"), q("none")}, {}, {}})->preview(*store);
        QCOMPARE(preview.operation, q("retry"));
        QCOMPARE(preview.subjects, (QStringList{q("bash"), q("dash")}));
        QCOMPARE(preview.sentence, q("Retry bash and dash"));
        QCOMPARE(preview.jobs, 2);
        QCOMPARE(preview.rows, (QMap<QString, int>{{q("failure"), 2}, {q("job"), 2}}));
        QCOMPARE(preview.refs.size(), 2);
        QCOMPARE(preview.refs.constFirst().repository, q("bash"));
        QCOMPARE(preview.refs.constFirst().ref, q("refs/heads/debian/sid"));
        QCOMPARE(preview.refusals.size(), 2);
        QVERIFY(preview.refusals.join(QLatin1Char('\n')).contains(q("zlib: has no failure to retry (it is ok)")));
        QVERIFY(preview.refusals.join(QLatin1Char('\n')).contains(q("none: no archive has")));
        QVERIFY(!preview.empty());
        QVERIFY2(store->changeCounters() == counters, "a preview changes nothing");
    }

    void applyRequeuesInOneEvent()
    {
        StoreFixture store(q("sqlite"));
        const qint64 bash = store.package(q("bash"));
        const qint64 failure = store.fail(bash, "net.timeout");
        const auto operation = retry({{q("bash")}, {}, {}});
        operation->setReason(q("mirror repaired"));
        store.clock.advance(5000);
        const Preview preview = operation->preview(*store);
        const Applied applied = operation->apply(*store, preview.stateVersion, actor);
        QCOMPARE(applied.preview.subjects, preview.subjects);
        QCOMPARE(store->packages.byId(bash)->state, queue::PackageState::Queued);
        QCOMPARE(store->failures.byId(failure)->state, q("resolved"));
        QCOMPARE(store->failures.byId(failure)->autoRetries, 0);
        QCOMPARE(store->details.failure(failure)->resolvedBy, q("manual"));
        const QList<store::Job> jobs = store->jobs.queuedOf(bash);
        QCOMPARE(jobs.size(), 1);
        QCOMPARE(jobs.constFirst().type, q("manual"));
        QCOMPARE(jobs.constFirst().priority, queue::priority::doNext);

        const store::Event event = *store->events.byId(applied.event);
        QCOMPARE(event.at, store.clock.nowMs());
        QCOMPARE(event.actor, actor);
        QCOMPARE(event.action, q("retry"));
        QCOMPARE(event.subject, q("bash"));
        QCOMPARE(event.summary, q("Retry bash"));
        QCOMPARE(event.reason, q("mirror repaired"));
        QVERIFY(event.before != event.after);
        QCOMPARE(store->lists.ids(store::ListKind::Events, {}).size(), 1);
    }

    void refusesWhenTheStateMoved()
    {
        StoreFixture store(q("sqlite"));
        const qint64 bash = store.package(q("bash"));
        store.fail(bash);
        const auto operation = retry({{q("bash")}, {}, {}});
        const Preview preview = operation->preview(*store);
        store->jobs.enqueue(bash, queue::JobType::Retry, queue::priority::retry, q("meanwhile"));
        store->packages.settle(bash);
        const Error moved = errorOf([&] { operation->apply(*store, preview.stateVersion, actor); });
        QCOMPARE(moved.code(), q("refused.moved"));
        QVERIFY(!moved.advice().isEmpty());
        QVERIFY(store->lists.ids(store::ListKind::Events, {}).isEmpty());
        QCOMPARE(store->failures.open(bash).size(), 1);
    }

    void refusesWhenTheFilterFindsOthers()
    {
        // Applying acts on exactly the previewed subjects, even if others now match that changed just as often.
        StoreFixture store(q("sqlite"));
        const qint64 bash = store.package(q("bash"));
        const qint64 dash = store.package(q("dash"));
        store.fail(bash);
        const auto operation = retry({{}, {}, q("state:held")});
        const Preview preview = operation->preview(*store);
        QCOMPARE(preview.subjects, QStringList{q("bash")});
        const qint64 then = store->packages.byId(bash)->rowVersion;
        store.succeed(bash);
        store.fail(dash);
        QCOMPARE(store->packages.byId(dash)->rowVersion, then);
        const Error moved = errorOf([&] { operation->apply(*store, preview.stateVersion, actor); });
        QCOMPARE(moved.code(), q("refused.moved"));
        QCOMPARE(store->failures.open(dash).size(), 1);
    }

    void refusesWhenNothingIsLeft()
    {
        StoreFixture store(q("sqlite"));
        store.package(q("bash"));
        const Error nothing = errorOf([&] { retry({{q("bash")}, {}, {}})->applyNow(*store, actor); });
        QCOMPARE(nothing.code(), q("refused.nothing"));
        QVERIFY(nothing.message().contains(q("bash")));
        QCOMPARE(errorOf([&] {
                     retry({{q("nobody")}, {}, {}})->applyNow(*store, actor);
                 }).code(),
                 q("refused.nothing"));
        QCOMPARE(errorOf([&] {
                     retry({{}, {}, q("state:held")})->applyNow(*store, actor);
                 }).code(),
                 q("refused.nothing"));
        QVERIFY(store->lists.ids(store::ListKind::Events, {}).isEmpty());
    }

    void takesASignatureOrAFilter()
    {
        StoreFixture store(q("sqlite"));
        for (const char* name : {"dash", "bash", "zlib"})
            store.fail(store.package(q(name)), qstrcmp(name, "zlib") == 0 ? "dsc.format" : "dsc.files");
        const QString signature = store->failures.open(store->packages.byName(q("bash"))->id).constFirst().signature;
        QCOMPARE(retry({{}, signature, {}})->preview(*store).subjects, (QStringList{q("bash"), q("dash")}));
        QCOMPARE(retry({{}, {}, q("state:held -dash")})->preview(*store).subjects, (QStringList{q("bash"), q("zlib")}));
        const Preview both = retry({{q("bash")}, signature, q("bash")})->preview(*store);
        QCOMPARE(both.subjects, (QStringList{q("bash"), q("dash")}));
        QCOMPARE(both.jobs, 2);
        QCOMPARE(errorOf([&] { retry({{}, {}, q("nofield:x")})->preview(*store); }).code(), q("usage.filter"));
    }

    void aFailedApplyChangesNothing()
    {
        StoreFixture store(q("sqlite"));
        const qint64 bash = store.package(q("bash"));
        store.fail(bash);
        store->database().select(q("CREATE TRIGGER stop BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'no'); END"));
        QCOMPARE(errorOf([&] { retry({{q("bash")}, {}, {}})->applyNow(*store, actor); }).code(), q("store.sql"));
        QCOMPARE(store->packages.byId(bash)->state, queue::PackageState::Held);
        QCOMPARE(store->failures.open(bash).size(), 1);
        QVERIFY(store->jobs.queuedOf(bash).isEmpty());
    }

    void printsItsCommandLine()
    {
        QCOMPARE(retry({{q("bash"), q("dash")}, {}, {}})->commandLine(),
                 (QStringList{q("millracectl"), q("retry"), q("bash"), q("dash")}));
        QCOMPARE(retry({{}, q("0123456789abcdef"), {}})->commandLine(),
                 (QStringList{q("millracectl"), q("retry"), q("--signature"), q("0123456789abcdef")}));
        QCOMPARE(retry({{}, {}, q("state:held")})->commandLine(),
                 (QStringList{q("millracectl"), q("retry"), q("--filter"), q("state:held")}));
    }

    // cli.md: {"operation","subjects":[…],"rows":{table:count},"refs":[{"repository","ref","old","new"}],"jobs":n,
    // "state_version":n}
    void dryRunJsonHasTheAgreedShape()
    {
        StoreFixture store(q("sqlite"));
        store.fail(store.package(q("bash")));
        const Preview preview = retry({{q("bash")}, {}, {}})->preview(*store);
        const QJsonObject json =
            QJsonDocument::fromJson(QJsonDocument(preview.toJson()).toJson(QJsonDocument::Compact)).object();
        QCOMPARE(json[q("operation")].toString(), q("retry"));
        QCOMPARE(json[q("subjects")].toArray(), QJsonArray{q("bash")});
        QCOMPARE(json[q("rows")].toObject(), (QJsonObject{{q("failure"), 1}, {q("job"), 1}}));
        QCOMPARE(json[q("jobs")].toInt(), 1);
        const QJsonObject ref = json[q("refs")].toArray().at(0).toObject();
        QCOMPARE(ref.keys(), (QStringList{q("new"), q("old"), q("ref"), q("repository")}));
        QVERIFY(json[q("state_version")].isDouble());
        // A script's JSON reader may know numbers only as doubles.
        QCOMPARE(static_cast<qint64>(json[q("state_version")].toDouble()), preview.stateVersion);
    }
};

QTEST_GUILESS_MAIN(TestOpsRetry)
#include "tst_ops_retry.moc"
