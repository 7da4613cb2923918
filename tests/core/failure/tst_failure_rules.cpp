// SPDX-License-Identifier: GPL-3.0-or-later
// Rules in the place of built-in ones, baselines, what signatures are split by, and why failures are grouped.
#include "core/base/step.h"
#include "core/failure/baseline.h"
#include "core/failure/errorrule.h"
#include "core/failure/explain.h"
#include "core/failure/signature.h"
#include "core/failure/split.h"

#include <QSet>
#include <QTest>

using namespace millrace;
using namespace millrace::failure;

namespace {
QString q(const char* text)
{
    return QString::fromUtf8(text);
}

RuleChange change(const char* code, Policy policy, int cap)
{
    return {q(code), policy, cap, usualDelayMs, false};
}

QHash<QString, RuleChange> changes(const QList<RuleChange>& list)
{
    QHash<QString, RuleChange> result;
    for (const RuleChange& one : list)
        result.insert(one.code, one);
    return result;
}

const QString sig = QStringLiteral("0123456789abcdef");
} // namespace

class TestFailureRules : public QObject
{
    Q_OBJECT
private slots:
    void theMostSpecificDecisionHolds()
    {
        const auto all = changes({change("archive.*", Policy::Retry, 2), change("archive.expired", Policy::Retry, 3),
                                  change("0123456789abcdef", Policy::Retry, 4)});
        QCOMPARE(ruleFor(q("archive.expired"), sig, all).cap, 4);
        QCOMPARE(ruleFor(q("archive.expired"), {}, all).cap, 3);
        // The class comes before a built-in rule of the code itself.
        QCOMPARE(ruleFor(q("archive.missing"), {}, all).cap, 2);
        QCOMPARE(ruleFor(q("archive.missing"), {}, all).title, ruleFor(q("archive.missing")).title);
        QCOMPARE(ruleFor(q("dsc.files"), {}, all).policy, Policy::Hold);
        QCOMPARE(ruleFor(q("archive.missing"), {}, {}).cap, 3);
    }

    void aFullDiskIsNobodysFault()
    {
        const auto all = changes({change("limit.*", Policy::Hold, 0), change("0123456789abcdef", Policy::Hold, 0)});
        QCOMPARE(ruleFor(q("limit.disk"), sig, all).policy, Policy::Resource);
        QCOMPARE(ruleFor(q("limit.time"), {}, changes({change("limit.*", Policy::Retry, 1)})).policy, Policy::Retry);
    }

    void whatCanHaveARule()
    {
        for (const char* code : {"net.timeout", "net.*", "net.neverseen", "0123456789abcdef"})
            QVERIFY2(ruleRefusal(q(code)).isEmpty(), code);
        for (const char* code : {"*", "net", "nosuch.*", "limit.disk", "db.locked", "Net.timeout", "", "0123"})
            QVERIFY2(!ruleRefusal(q(code)).isEmpty(), code);
    }

    void theBaselineScattersBySqrt()
    {
        QCOMPARE(meanPerDay({}), 0.0);
        QCOMPARE(meanPerDay({7, 0, 0, 0, 0, 0, 0}), 1.0);
        QCOMPARE(mostExpected(0), 4); // one a day is always to be expected
        QCOMPARE(mostExpected(1), 4);
        QCOMPARE(mostExpected(100), 130);
        QCOMPARE(mostExpected(214), 257);
    }

    void splitsByWhatFailuresHaveInCommon()
    {
        SplitFacts facts{q("hello"), q("1.0-1"), q("hello 1.0-1 broke\nat line 17"), {}, {}};
        SplitFacts other{q("bash"), q("5.2-1"), q("bash 5.2-1 broke\nat line 99"), {}, {}};
        QCOMPARE(partOf(SplitBy::Message, facts), partOf(SplitBy::Message, other));
        other.message = q("bash 5.2-1 broke\nfor another reason");
        QVERIFY(partOf(SplitBy::Message, facts) != partOf(SplitBy::Message, other));
        QCOMPARE(partOf(SplitBy::Package, facts), q("hello"));
        QCOMPARE(partOf(SplitBy::Version, other), q("5.2-1"));
        QCOMPARE(partOf(SplitBy::Host, facts), q("-"));
        facts.evidence.insert(q("url"), q("http://a.invalid:81/pool/x"));
        QCOMPARE(partOf(SplitBy::Host, facts), q("a.invalid"));
        QSet<QString> ids;
        for (const QString& name : splitNames()) {
            const SplitBy by = *splitFromName(name);
            QCOMPARE(splitName(by), name);
            ids.insert(partId(sig, by, q("x")));
            ids.insert(partId(sig, by, q("y")));
        }
        QCOMPARE(ids.size(), 10);
        for (const QString& id : ids)
            QVERIFY(ruleRefusal(id).isEmpty()); // 16 hex digits, as every signature
        QVERIFY(!splitFromName(q("mood")));
    }

    void everyLineHasItsRule()
    {
        std::optional<Error> error;
        {
            const Step step(Stage::Fetch, "fetch a file");
            error = Error(q("net.timeout"), q("hello 1.0-1: no answer from http://a.invalid/pool after 30 s"));
        }
        const Signature signature = computeSignature(*error, q("hello"), q("1.0-1"));
        // Steps of this file are none of our own.
        const QList<GroupLine> lines = explainLines(signature.lines + QStringList{q("core/x.cpp:f")}, 1);
        QCOMPARE(lines.size(), signature.lines.size() + 1);
        QCOMPARE(lines.at(0).line, q("net"));
        QVERIFY(lines.at(0).rule.contains(q("class")));
        QCOMPARE(lines.at(1).line, q("fetch"));
        const QString message = lines.at(4).rule;
        for (const char* mark : {"a URL is only its host", "<pkg>", "<ver>", "<n>"})
            QVERIFY2(message.contains(q(mark)), qPrintable(message));
        QVERIFY(!message.contains(q("<oid>")));
        QVERIFY(lines.at(5).rule.contains(q("step 1 from inside")));
        QVERIFY(explainLines(signature.lines, 99).constFirst().rule.contains(q("99")));
    }
};

QTEST_GUILESS_MAIN(TestFailureRules)
#include "tst_failure_rules.moc"
