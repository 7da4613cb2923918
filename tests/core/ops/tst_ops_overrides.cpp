// SPDX-License-Identifier: GPL-3.0-or-later
// What people decide about single versions: preview, change, refusals and undo (importer.md b8, c46).
#include "core/ops/operations.h"
#include "tests/contract/storefixture.h"

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
using List = QList<store::Override>;
} // namespace

class TestOpsOverrides : public QObject
{
    Q_OBJECT
private slots:
    void decidesAndForgets()
    {
        StoreFixture store(q("sqlite"));
        const qint64 id = store.package(q("sample"));
        const auto now = [&] { return store->overrides.ofPackage(id); };
        decideVersion(q("sample"), {q("2.0-1"), q("1.0-1"), {}, false})->applyNow(*store, actor);
        const Applied both = decideVersion(q("sample"), {q("2.0-1"), {}, q("1.9-1"), false})->applyNow(*store, actor);
        QCOMPARE(now(), List({{q("2.0-1"), q("changelog"), q("1.9-1")}, {q("2.0-1"), q("parent"), q("1.0-1")}}));
        QVERIFY(both.preview.consequences.join(QLatin1Char('\n')).contains(q("begins with 1.9-1")));
        // No parent at all is a decision too.
        decideVersion(q("sample"), {q("3.0-1"), QString(), {}, false})->applyNow(*store, actor);
        QCOMPARE(now().constLast(), (store::Override{q("3.0-1"), q("parent"), {}}));
        const Applied forgot = decideVersion(q("sample"), {q("2.0-1"), {}, {}, true})->applyNow(*store, actor);
        QCOMPARE(now(), List({{q("3.0-1"), q("parent"), {}}}));
        Operation::inverse(*store, forgot.event)->applyNow(*store, actor);
        QCOMPARE(now().size(), 3);
    }

    void undoTakesItBack()
    {
        StoreFixture store(q("sqlite"));
        const qint64 id = store.package(q("sample"));
        const Applied applied =
            decideVersion(q("sample"), {q("2.0-1"), q("1.0-1"), {}, false})->applyNow(*store, actor);
        Operation::inverse(*store, applied.event)->applyNow(*store, actor);
        QVERIFY(store->overrides.ofPackage(id).isEmpty());
    }

    void aPreviewOfAnotherStateIsRefused()
    {
        StoreFixture store(q("sqlite"));
        store.package(q("sample"));
        const auto first = decideVersion(q("sample"), {q("2.0-1"), q("1.0-1"), {}, false});
        const Preview preview = first->preview(*store);
        decideVersion(q("sample"), {q("2.0-1"), q("0.9-1"), {}, false})->applyNow(*store, actor);
        QCOMPARE(errorOf([&] { first->apply(*store, preview.stateVersion, actor); }).code(), q("refused.moved"));
    }

    void refusesWhatChangesNothing()
    {
        StoreFixture store(q("sqlite"));
        const qint64 id = store.package(q("sample"));
        const auto code = [&](const VersionDecision& decision) {
            return errorOf([&] { decideVersion(q("sample"), decision)->applyNow(*store, actor); }).code();
        };
        QCOMPARE(code({q("2.0-1"), {}, {}, true}), q("refused.nothing"));
        QCOMPARE(code({q("2.0-1"), {}, {}, false}), q("usage.override"));
        QCOMPARE(code({q("no version"), {}, {}, true}), q("usage.version"));
        QCOMPARE(code({q("2.0-1"), q("1_0"), {}, false}), q("usage.version"));
        QCOMPARE(code({q("2.0-1"), {}, QString(), false}), q("usage.version"));
        store.running(id);
        QCOMPARE(code({q("2.0-1"), q("1.0-1"), {}, false}), q("refused.nothing"));
    }

    void saysWhatItDoesNotChange()
    {
        StoreFixture store(q("sqlite"));
        store.succeed(store.package(q("sample")));
        const Preview preview = decideVersion(q("sample"), {q("1.0-1"), QString(), {}, false})->preview(*store);
        QVERIFY(preview.consequences.join(QLatin1Char('\n')).contains(q("imported already as debian/1.0-1")));
    }

    void commandLineDoesTheSame()
    {
        QCOMPARE(
            decideVersion(q("sample"), {q("2.0-1"), QString(), q("1.9-1"), true})->commandLine(),
            q("millracectl override sample 2.0-1 --parent none --changelog 1.9-1 --forget").split(QLatin1Char(' ')));
    }
};

QTEST_GUILESS_MAIN(TestOpsOverrides)
#include "tst_ops_overrides.moc"
