// SPDX-License-Identifier: GPL-3.0-or-later
// The rules table (importer.md b18) and the retry vectors of b19.
#include "core/failure/retrypolicy.h"

#include <QSet>
#include <QTest>

using namespace millrace::failure;

namespace {
QString q(const char* text)
{
    return QString::fromUtf8(text);
}
constexpr qint64 t0 = 1'700'000'000'000;
constexpr qint64 twoHours = 7'200'000;
} // namespace

class TestFailurePolicy : public QObject
{
    Q_OBJECT
private slots:
    void rules_data()
    {
        QTest::addColumn<QString>("policy");
        QTest::addColumn<int>("cap");
        const auto row = [](const char* code, const char* policy, int cap) { QTest::newRow(code) << q(policy) << cap; };
        for (const char* code : {"net.timeout", "net.reset", "net.refused", "net.tls", "net.dns", "net.http5xx",
                                 "net.http429", "net.anything", "push.transient"})
            row(code, "retry", 5);
        row("archive.missing", "retry", 3);
        row("archive.checksum", "retry", 1);
        for (const char* code : {"db.locked", "limit.disk"})
            row(code, "resource", 0);
        for (const char* code : {"archive.signature",
                                 "archive.expired",
                                 "archive.rollback",
                                 "archive.other",
                                 "push.rejected",
                                 "push.limit",
                                 "unpack.traversal",
                                 "unpack.truncated",
                                 "unpack.x",
                                 "dsc.files",
                                 "dsc.format",
                                 "dsc.x",
                                 "changelog.version",
                                 "tree.path",
                                 "patch.fuzz",
                                 "state.raced",
                                 "state.tag_moved",
                                 "limit.time",
                                 "limit.memory",
                                 "limit.reclaim",
                                 "internal.crash",
                                 "internal.x",
                                 "what.ever",
                                 "nonsense",

                                 "",
                                 "*",
                                 "network.timeout"})
            row(code, "hold", 0);
    }

    void rules()
    {
        QFETCH(QString, policy);
        QFETCH(int, cap);
        const ErrorRule rule = ruleFor(q(QTest::currentDataTag()));
        QCOMPARE(policyName(rule.policy), policy);
        QCOMPARE(rule.cap, cap);
        QVERIFY(!rule.title.isEmpty());
        QVERIFY(!rule.advice.isEmpty());
        QVERIFY2(!rule.title.endsWith(u'.') && rule.advice.endsWith(u'.'), qPrintable(rule.title));
        if (rule.policy == Policy::Retry)
            QCOMPARE(rule.delayMs, twoHours);
    }

    void exactCodesComeBeforeTheirClass()
    {
        QVERIFY(ruleFor(q("net.dns")).title != ruleFor(q("net.other")).title);
        QCOMPARE(ruleFor(q("net.other")).code, q("net.*"));
        QCOMPARE(ruleFor(q("who.knows")).code, q("*"));
    }

    void theDelayIsTwoHoursGiveOrTakeATenth()
    {
        const ErrorRule rule = ruleFor(q("net.timeout"));
        QSet<qint64> delays;
        for (quint32 seed = 0; seed < 5000; ++seed) {
            const RetryDecision decision = decideRetry(rule, 0, 0, t0, seed);
            QCOMPARE(decision.state, FailureState::RetryWait);
            const qint64 delay = decision.retryAtMs - t0;
            QVERIFY(delay >= twoHours * 9 / 10 && delay <= twoHours * 11 / 10);
            delays.insert(delay);
            QCOMPARE(decideRetry(rule, 0, 0, t0, seed).retryAtMs, decision.retryAtMs);
        }
        QVERIFY(delays.size() > 1000); // an outage's retries do not come back as one wave
        QVERIFY(*std::min_element(delays.cbegin(), delays.cend()) < twoHours * 91 / 100);
        QVERIFY(*std::max_element(delays.cbegin(), delays.cend()) > twoHours * 109 / 100);
        decideRetry(rule, 0, 0, t0, 0xffffffffu);
    }

    void afterTheCapAPersonMustLook()
    {
        const ErrorRule rule = ruleFor(q("net.timeout"));
        int retries = 0;
        for (int i = 1; i <= 5; ++i) {
            const RetryDecision decision = decideRetry(rule, retries, retries, t0, 1);
            QCOMPARE(decision.state, FailureState::RetryWait);
            retries = decision.autoRetries;
            QCOMPARE(retries, i);
        }
        const RetryDecision capped = decideRetry(rule, retries, retries, t0, 1);
        QCOMPARE(capped.state, FailureState::SpuriousCapped);
        QCOMPARE(capped.retryAtMs, 0);
        QCOMPARE(capped.autoRetries, 5);
        QCOMPARE(decideRetry(ruleFor(q("archive.missing")), 2, 2, t0, 1).state, FailureState::RetryWait);
        QCOMPARE(decideRetry(ruleFor(q("archive.missing")), 3, 3, t0, 1).state, FailureState::SpuriousCapped);
        QCOMPARE(decideRetry(ruleFor(q("archive.checksum")), 1, 1, t0, 1).state, FailureState::SpuriousCapped);
    }

    void anEpisodeEndsAfterTenRetries()
    {
        const ErrorRule rule = ruleFor(q("net.timeout"));
        QCOMPARE(decideRetry(rule, 0, 9, t0, 1).state, FailureState::RetryWait);
        QCOMPARE(decideRetry(rule, 0, 10, t0, 1).state, FailureState::SpuriousCapped);
    }

    void holdingRulesHold()
    {
        const RetryDecision decision = decideRetry(ruleFor(q("dsc.files")), 2, 2, t0, 1);
        QCOMPARE(decision.state, FailureState::Held);
        QCOMPARE(decision.retryAtMs, 0);
        QCOMPARE(decision.autoRetries, 2);
    }

    void resourcesAreRetriedWithoutACount()
    {
        const RetryDecision decision = decideRetry(ruleFor(q("limit.disk")), 0, 500, t0, 1);
        QCOMPARE(decision.state, FailureState::RetryWait);
        QCOMPARE(decision.autoRetries, 0);
        QVERIFY(decision.retryAtMs > t0);
    }

    void words()
    {
        QCOMPARE(failureStateName(FailureState::Held), q("held"));
        QCOMPARE(failureStateName(FailureState::RetryWait), q("retry_wait"));
        QCOMPARE(failureStateName(FailureState::Resolved), q("resolved"));
        QCOMPARE(failureStateName(FailureState::SpuriousCapped), q("spurious_capped"));
    }
};

QTEST_GUILESS_MAIN(TestFailurePolicy)
#include "tst_failure_policy.moc"
