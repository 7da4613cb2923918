// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the holder of a lease may be alive: known for processes of this place, and of no other.
#include "core/engine/engineidentity.h"

#include <QProcess>
#include <QTest>

using namespace millrace::engine;

namespace {

QString q(const char* text)
{
    return QString::fromUtf8(text);
}

struct Parts
{
    QString host = {}, pid = {}, start = {}, place = {};
    QString text() const { return QStringLiteral("%1:%2.%3.%4").arg(host, pid, start, place); }
};

Parts own()
{
    const QStringList process = engineIdentity(q("some.host")).section(u':', -1).split(u'.');
    return {q("some.host"), process.value(0), process.value(1), process.value(2)};
}

} // namespace

class TestEngineIdentity : public QObject
{
    Q_OBJECT
private slots:
    void thisProcess()
    {
        QCOMPARE(own().pid, QString::number(QCoreApplication::applicationPid()));
        QCOMPARE(own().text(), engineIdentity(q("some.host")));
        QCOMPARE(own().place, thisPlace());
        QCOMPARE(thisPlace().size(), 12);
        QVERIFY(mayBeAlive(own().text()));
    }

    void theNameOfTheHostIsOnlyAName()
    {
        Parts parts = own();
        parts.host = q("another");
        QVERIFY(mayBeAlive(parts.text()));
        parts.start = q("1");
        QVERIFY(!mayBeAlive(parts.text()));
    }

    void aProcessThatIsGone()
    {
        QProcess process;
        process.start(q("sleep"), {q("100")});
        QVERIFY(process.waitForStarted());
        Parts parts = own();
        parts.pid = QString::number(process.processId());
        process.kill();
        QVERIFY(process.waitForFinished());
        QVERIFY(!mayBeAlive(parts.text()));
    }

    void aPidThatAnotherProcessHas()
    {
        Parts parts = own();
        parts.start += q("1");
        QVERIFY(!mayBeAlive(parts.text()));
    }

    void anotherPlaceKeepsItsSecrets()
    {
        // A machine of the same name, or this one before its last start: no such process is here, and that says
        // nothing.
        Parts parts = own();
        parts.place = q("0123456789ab");
        parts.start = q("1");
        QVERIFY(mayBeAlive(parts.text()));
        parts.pid = q("4194304");
        QVERIFY(mayBeAlive(parts.text()));
        // As earlier programs named themselves.
        QVERIFY(mayBeAlive(q("some.host:4194304.1")));
    }
};

QTEST_GUILESS_MAIN(TestEngineIdentity)
#include "tst_engine_identity.moc"
