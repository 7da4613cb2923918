// SPDX-License-Identifier: GPL-3.0-or-later
// Version order and validity against Dpkg::Version and dpkg itself.
#include "core/base/process.h"
#include "core/deb/version.h"
#include "tests/core/deb/randombytes.h"

#include <QTest>

using namespace millrace;
using namespace millrace::deb;

namespace {

int sign(int value)
{
    return (value > 0) - (value < 0);
}

int keyOrder(const QByteArray& a, const QByteArray& b)
{
    const int order = std::memcmp(a.constData(), b.constData(), static_cast<size_t>(std::min(a.size(), b.size())));
    return order != 0 ? sign(order) : sign(static_cast<int>(a.size() - b.size()));
}

QList<QByteArray> perl(const char* script, const QByteArray& input)
{
    const ProcessRequest request{
        .program = QStringLiteral("perl"),
        .arguments = {QStringLiteral("-MDpkg::Version"), QStringLiteral("-nle"), QLatin1String(script)},
        .input = input};
    return runProcessChecked(request).output.trimmed().split('\n');
}

const QByteArrayList handPicked = {
    "0",
    "1",
    "1.0",
    "1.0-0",
    "0:1.0",
    "1.",
    "1.0~rc1",
    "1.0~~",
    "1.0~",
    "1.0~a",
    "1.0a",
    "1.0+b1",
    "1.0-1",
    "1.0-1.1",
    "1.0-1~bpo12+1",
    "1.0-1+deb12u1",
    "1.0-1ubuntu1",
    "1:0.1",
    "2:0.1",
    "10:0.1",
    "00001:0.1",
    "1.00",
    "1.000000000000000000000000000001",
    "99999999999999999999",
    "1-1-1",
    "1-1",
    "1.a-1",
    "1.a",
    "1.+",
    "1:1:2-1",
    "0~~~",
    "0~a~b",
    "1.0-a",
    "1.0-a0",
    "1.0-00",
    "1Z",
    "1a",
    "1+",
    "1.0.0",
    "1.0.0~",
    "1.0-1+b1",
    "2147483647:1",
    "1-~",
    "1-~~",
    "1a0",
    "1a00.0",
};

} // namespace

class TestVersion : public QObject
{
    Q_OBJECT

private:
    static void compareWithOracle(const QList<std::pair<QByteArray, QByteArray>>& pairs)
    {
        QByteArray input;
        for (const auto& [a, b] : pairs)
            input += a + ' ' + b + '\n';
        const QList<QByteArray> orders = perl("my ($a, $b) = split; print version_compare($a, $b)", input);
        QCOMPARE(orders.size(), pairs.size());
        for (qsizetype i = 0; i < pairs.size(); ++i) {
            const auto& [a, b] = pairs[i];
            const int expected = orders[i].toInt();
            const QByteArray context = a + " <=> " + b;
            QVERIFY2(sign(compareVersions(a, b)) == expected, context.constData());
            QVERIFY2(keyOrder(versionSortKey(a), versionSortKey(b)) == expected, context.constData());
        }
    }

private slots:
    void handPickedOrder()
    {
        QList<std::pair<QByteArray, QByteArray>> pairs;
        for (const QByteArray& a : handPicked) {
            QVERIFY2(isValidVersion(a), a.constData());
            for (const QByteArray& b : handPicked)
                pairs.append({a, b});
        }
        compareWithOracle(pairs);
    }

    void generatedOrder()
    {
        QRandomGenerator random(20'200'106);
        QList<std::pair<QByteArray, QByteArray>> pairs;
        const auto version = [&random] {
            while (true) {
                const QByteArray text = test::randomText(random, "0011299aZz.+~~--:", 9);
                if (isValidVersion(text))
                    return text;
            }
        };
        while (pairs.size() < 6000) {
            const QByteArray a = version();
            // Half of the pairs differ in little only, where the rules are.
            QByteArray b = random.bounded(2) == 0 ? version() : test::damaged(random, a);
            if (isValidVersion(b))
                pairs.append({a, b});
        }
        compareWithOracle(pairs);
    }

    void dpkgItself()
    {
        QRandomGenerator random(7);
        for (int i = 0; i < 40; ++i) {
            const QByteArray& a = handPicked[random.bounded(static_cast<int>(handPicked.size()))];
            const QByteArray& b = handPicked[random.bounded(static_cast<int>(handPicked.size()))];
            const auto relation = compareVersions(a, b) < 0 ? "lt" : compareVersions(a, b) > 0 ? "gt" : "eq";
            const ProcessResult result =
                runProcess({.program = QStringLiteral("dpkg"),
                            .arguments = {QStringLiteral("--compare-versions"), QLatin1String(a),
                                          QLatin1String(relation), QLatin1String(b)}});
            QVERIFY2(result.exitCode == 0, (a + ' ' + relation + ' ' + b).constData());
        }
    }

    void validity()
    {
        QRandomGenerator random(42);
        QByteArrayList versions{
            "1",   "a1",      "1-",    "-1",    ":1",      "1:",     "1:1", "a:1", "1:a", "1_2",           "1 ",
            "1/2", "1.0-1_2", "1:2:3", "1-2:3", "1:2-3:4", "1.0-1-", "~1",  "1~",  "+1",  "99999999999:1", "1:-1"};
        for (int i = 0; i < 3000; ++i) {
            const QByteArray text = test::randomText(random, "001aZ.+~-:_/", 7);
            if (!text.isEmpty())
                versions.append(text);
        }
        const QList<QByteArray> answers = perl("print version_check($_) ? 1 : 0", versions.join('\n') + '\n');
        QCOMPARE(answers.size(), versions.size());
        for (qsizetype i = 0; i < versions.size(); ++i) {
            // Stricter than the Perl module, as dpkg's C parser is: the epoch must fit, no colon in a revision.
            const QByteArray& version = versions[i];
            const bool stricter = version == "99999999999:1" || version.indexOf(':', version.lastIndexOf('-')) > 0;
            if (!stricter || answers[i] == "0")
                QVERIFY2(isValidVersion(version) == (answers[i] == "1"), version.constData());
        }
        QVERIFY(!isValidVersion(""));
        QVERIFY(!isValidVersion("99999999999:1"));
        QVERIFY(!isValidVersion("2147483648:1"));
        QVERIFY(!isValidVersion("1-2:3"));
        QVERIFY(!isValidVersion(QByteArrayView("1\0", 2)));
        QVERIFY(!isValidVersion("1\xc3\xa4"));
    }

    // Anything at all has one place in one order, the same for keys and comparison.
    void hostile()
    {
        QRandomGenerator random(1);
        QByteArray all(256, '\0');
        for (int i = 0; i < 256; ++i)
            all[i] = static_cast<char>(i);
        all += "0123456789~~::--";
        QByteArrayList texts{QByteArray(1000, '9'), QByteArray(999, '9'), QByteArray(100, '0'), QByteArray(255, '1'),
                             QByteArray(256, '1'),  QByteArray(510, '1'), QByteArray(511, '1'), {}};
        while (texts.size() < 250)
            texts.append(test::randomText(random, all, 6));
        for (const QByteArray& a : texts) {
            const QByteArray key = versionSortKey(a);
            for (const QByteArray& b : texts)
                QCOMPARE(keyOrder(key, versionSortKey(b)), sign(compareVersions(a, b)));
        }
    }

    void parts_data()
    {
        QTest::addColumn<QString>("version");
        QTest::addColumn<QString>("upstream");
        QTest::addColumn<QString>("noEpoch");
        QTest::addColumn<bool>("revision");
        const auto row = [](const char* version, const char* upstream, const char* noEpoch, bool revision) {
            QTest::newRow(version) << QString::fromLatin1(version) << QString::fromLatin1(upstream)
                                   << QString::fromLatin1(noEpoch) << revision;
        };
        row("1.0", "1.0", "1.0", false);
        row("1.0-1", "1.0", "1.0-1", true);
        row("1:2.0-rc1-3", "2.0-rc1", "2.0-rc1-3", true);
        row("1:2.0", "2.0", "2.0", false);
        row("1:2:3-4", "2:3", "2:3-4", true);
        row("", "", "", false);
    }

    void parts()
    {
        QFETCH(QString, version);
        QTEST(upstreamVersion(version), "upstream");
        QTEST(withoutEpoch(version), "noEpoch");
        QTEST(hasRevision(version), "revision");
    }
};

QTEST_GUILESS_MAIN(TestVersion)
#include "tst_deb_version.moc"
