// SPDX-License-Identifier: GPL-3.0-or-later
// The circuit breaker by itself: when it opens, whom it asks to probe, how it closes; and what speaks against whom.
#include "core/failure/circuitbreaker.h"
#include "core/failure/resource.h"

#include <QTest>

using namespace millrace;
using namespace millrace::failure;
using Effect = CircuitBreaker::Effect;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

constexpr qint64 second = 1000;

} // namespace

class TestFailureBreaker : public QObject
{
    Q_OBJECT

private slots:
    void opensAtTheThirdPackage()
    {
        CircuitBreaker breaker(m_clock, {}, {});
        QCOMPARE(breaker.failed(s("a"), s("away")), Effect::Suspected);
        QCOMPARE(breaker.failed(s("a"), s("away")), Effect::Suspected); // the same package says nothing new
        QCOMPARE(breaker.failed(s("b"), s("away")), Effect::Suspected);
        QCOMPARE(breaker.record().state, BreakerState::Closed);
        m_clock.advance(second);
        QCOMPARE(breaker.failed(s("c"), s("gone")), Effect::Opened);
        QCOMPARE(breaker.record().state, BreakerState::Open);
        QCOMPARE(breaker.record().openedMs, m_clock.nowMs());
        QCOMPARE(breaker.record().sinceMs, m_clock.nowMs());
        QCOMPARE(breaker.record().lastError, s("gone"));
        QCOMPARE(breaker.failed(s("d"), s("away")), Effect::Known);
    }

    void forgetsAfterFiveMinutes()
    {
        CircuitBreaker first(m_clock, {}, {});
        first.failed(s("a"), {});
        m_clock.advance(second);
        first.failed(s("b"), {});
        m_clock.advance(breaker::windowMs - second);
        // As after a restart: all it knows is what was kept of it.
        CircuitBreaker later(m_clock, first.record(), first.window());
        QCOMPARE(later.window().size(), 1);
        QCOMPARE(later.failed(s("c"), {}), Effect::Suspected);
        QCOMPARE(later.failed(s("d"), {}), Effect::Opened);
    }

    void staysClosedWhileAsManySucceed()
    {
        CircuitBreaker breaker(m_clock, {}, {});
        const qint64 before = m_clock.nowMs() - second;
        breaker.failed(s("a"), {});
        breaker.failed(s("b"), {});
        for (int i = 0; i < 8; ++i) // begun before the trouble: they had their files already
            QVERIFY(!breaker.succeeded(before));
        QCOMPARE(breaker.record().successes, 0);
        m_clock.advance(second);
        for (int i = 0; i < 3; ++i)
            QVERIFY(!breaker.succeeded(m_clock.nowMs()));
        QCOMPARE(breaker.failed(s("c"), {}), Effect::Suspected);
        QVERIFY(!breaker.succeeded(m_clock.nowMs()));
        QCOMPARE(breaker.failed(s("d"), {}), Effect::Suspected);
        QCOMPARE(breaker.failed(s("e"), {}), Effect::Suspected);
        QCOMPARE(breaker.failed(s("f"), {}), Effect::Opened);
    }

    void aGoodDayIsNoProofAgainstAnOutage()
    {
        // One failure, then hundreds that succeed: when it goes away after that, it is away.
        CircuitBreaker breaker(m_clock, {}, {});
        breaker.failed(s("a"), {});
        for (int i = 0; i < 400; ++i)
            breaker.succeeded(m_clock.nowMs());
        QCOMPARE(breaker.failed(s("b"), {}), Effect::Suspected);
        QCOMPARE(breaker.failed(s("c"), {}), Effect::Suspected);
        QCOMPARE(breaker.failed(s("d"), {}), Effect::Opened);
    }

    void whatIsForgottenNeedsNoSuccess()
    {
        CircuitBreaker first(m_clock, {}, {});
        for (const char* name : {"a", "b"}) {
            first.failed(s(name), {});
            first.succeeded(m_clock.nowMs());
        }
        m_clock.advance(breaker::windowMs);
        CircuitBreaker later(m_clock, first.record(), first.window());
        QCOMPARE(later.record().successes, 0);
        for (const char* name : {"c", "d"})
            QCOMPARE(later.failed(s(name), {}), Effect::Suspected);
        QCOMPARE(later.failed(s("e"), {}), Effect::Opened);
    }

    void asksAtOnceWhenAPersonWantsIt()
    {
        CircuitBreaker breaker = opened();
        m_clock.advance(second);
        breaker.probeSoon();
        QVERIFY(breaker.isProbeDue());
        breaker.probeBegun();
        QVERIFY(!breaker.isProbeDue());
        breaker.close();
        breaker.probeSoon();
        QVERIFY(!breaker.isProbeDue());
        breaker.openByHand();
        breaker.probeSoon();
        QVERIFY(!breaker.isProbeDue());
    }

    void oneProbeAMinute()
    {
        CircuitBreaker breaker = opened();
        QVERIFY(!breaker.isProbeDue());
        m_clock.advance(breaker::probeEveryMs - 1);
        QVERIFY(!breaker.isProbeDue());
        m_clock.advance(1);
        QVERIFY(breaker.isProbeDue());
        breaker.probeBegun();
        QVERIFY(!breaker.isProbeDue());
        QVERIFY(!breaker.probeAnswered(false, s("still away")));
        QCOMPARE(breaker.record().state, BreakerState::Open);
        QCOMPARE(breaker.record().lastError, s("still away"));
        QCOMPARE(breaker.record().probes, 1);
        m_clock.advance(breaker::probeEveryMs);
        QVERIFY(breaker.isProbeDue());
    }

    void closesByOneSuccess()
    {
        CircuitBreaker breaker = opened();
        const qint64 opened = breaker.record().openedMs;
        m_clock.advance(breaker::probeEveryMs);
        breaker.probeBegun();
        QVERIFY(breaker.probeAnswered(true, {}));
        QCOMPARE(breaker.record().state, BreakerState::HalfOpen);
        QVERIFY(!breaker.isProbeDue());
        // It fails again: open, and the next probe a minute from now.
        QCOMPARE(breaker.failed(s("x"), s("again")), Effect::Known);
        QCOMPARE(breaker.record().state, BreakerState::Open);
        QCOMPARE(breaker.record().openedMs, opened);
        QVERIFY(!breaker.isProbeDue());
        m_clock.advance(breaker::probeEveryMs);
        QVERIFY(breaker.isProbeDue());
        breaker.probeBegun();
        QVERIFY(breaker.probeAnswered(true, {}));
        QVERIFY(breaker.succeeded(m_clock.nowMs()));
        QCOMPARE(breaker.record().state, BreakerState::Closed);
        QCOMPARE(breaker.record().probes, 2);
        QCOMPARE(breaker.failed(s("y"), {}), Effect::Suspected);
    }

    void byHand()
    {
        CircuitBreaker breaker(m_clock, {}, {});
        breaker.openByHand();
        QCOMPARE(breaker.record().state, BreakerState::Open);
        m_clock.advance(10 * breaker::probeEveryMs);
        QVERIFY2(!breaker.isProbeDue(), "a person opened it, a person closes it");
        QVERIFY(!breaker.reached());
        breaker.close();
        QCOMPARE(breaker.record().state, BreakerState::Closed);

        CircuitBreaker away = opened();
        QVERIFY2(away.reached(), "somebody's own poll is as good as a probe");
        QCOMPARE(away.record().state, BreakerState::HalfOpen);
    }

    void resources_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("resource");
        const auto row = [](const char* code, const char* url, const char* resource) {
            QTest::newRow(code) << s(code) << s(url) << s(resource);
        };
        row("net.timeout", "http://mirror.invalid/debian/pool/x", "archive:mirror.invalid:80");
        row("net.refused", "https://mirror.invalid/x", "archive:mirror.invalid:443");
        row("net.http5xx", "http://127.0.0.1:4711/x", "archive:127.0.0.1:4711");
        row("net.http429", "http://[::1]:81/x", "archive:::1:81");
        row("push.transient", "ssh://git.invalid/x.git", "git:git.invalid:22");
        row("api.transient", "https://api.invalid/x", "api:api.invalid:443");
        // None of these heals by waiting for the host.
        row("archive.missing", "http://mirror.invalid/x", "");
        row("net.denied", "http://mirror.invalid/x", "");
        row("net.redirect", "http://mirror.invalid/x", "");
        row("push.rejected", "ssh://git.invalid/x.git", "");
        row("dsc.checksum", "http://mirror.invalid/x", "");
        row("net.reset", "file:///srv/mirror/x", "");
    }
    void resources()
    {
        QFETCH(QString, code);
        QFETCH(QString, url);
        QTEST(resourceOf(Error(code, s("x"), {{s("url"), url}})).value_or(QString()), "resource");
    }

private:
    CircuitBreaker opened()
    {
        CircuitBreaker breaker(m_clock, {}, {});
        for (const char* name : {"a", "b", "c"})
            breaker.failed(s(name), s("away"));
        return breaker;
    }

    FixedClock m_clock;
};

QTEST_GUILESS_MAIN(TestFailureBreaker)
#include "tst_failure_breaker.moc"
