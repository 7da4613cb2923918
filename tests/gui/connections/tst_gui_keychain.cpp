// SPDX-License-Identifier: GPL-3.0-or-later
// Passwords in a real keychain: GNOME's Secret Service on a session bus of the test's own, with its files in a
// temporary folder.
#include "ui/connections/passwords.h"

#include <QCoreApplication>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace::ui;

class TestKeychain : public QObject
{
    Q_OBJECT
private slots:
    void keptForTheNextSession();

private:
    static Passwords::Found find(Passwords& passwords, const QString& id);
};

Passwords::Found TestKeychain::find(Passwords& passwords, const QString& id)
{
    std::optional<Passwords::Found> found;
    passwords.find(id, &passwords, [&](const Passwords::Found& answer) { found = answer; });
    [&] { QTRY_VERIFY(found.has_value()); }();
    return found.value_or(Passwords::Found());
}

void TestKeychain::keptForTheNextSession()
{
    const QString id = QStringLiteral("connection-1");
    Passwords first;
    const Passwords::Found nothing = find(first, id);
    QVERIFY(!nothing.known);
    QVERIFY2(nothing.why.isEmpty(), qPrintable(nothing.why)); // the keychain works, it has none

    std::optional<QString> why;
    first.keep(id, QStringLiteral("corr3ct-horse"), &first, [&](const QString& answer) { why = answer; });
    QTRY_VERIFY(why.has_value());
    QVERIFY2(why->isEmpty(), qPrintable(*why));

    Passwords next;
    QCOMPARE(find(next, id).password, QStringLiteral("corr3ct-horse"));
    QVERIFY(!find(next, QStringLiteral("connection-2")).known);

    next.forget(id);
    Passwords later;
    QTRY_VERIFY(!find(later, id).known);
}

/// The test proper runs below a bus and a keyring of its own.
int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    if (qEnvironmentVariableIsSet("MILLRACE_TEST_KEYRING")) {
        TestKeychain test;
        return QTest::qExec(&test, argc, argv);
    }
    if (QStandardPaths::findExecutable(QStringLiteral("gnome-keyring-daemon")).isEmpty() ||
        QStandardPaths::findExecutable(QStringLiteral("dbus-run-session")).isEmpty()) {
        qWarning("no gnome-keyring or dbus here: nothing is tested");
        return 0;
    }
    QTemporaryDir home;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("MILLRACE_TEST_KEYRING"), QStringLiteral("1"));
    environment.insert(QStringLiteral("XDG_CURRENT_DESKTOP"), QStringLiteral("GNOME"));
    for (const char* name : {"HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"})
        environment.insert(QLatin1String(name), home.path());
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::ForwardedChannels);
    // The daemon ends with its bus.
    const QString script =
        QStringLiteral("echo -n test | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec \"$@\"");
    process.start(QStringLiteral("dbus-run-session"),
                  QStringList{QStringLiteral("--"), QStringLiteral("sh"), QStringLiteral("-c"), script,
                              QStringLiteral("sh"), QCoreApplication::applicationFilePath()} +
                      application.arguments().mid(1));
    if (!process.waitForStarted() || !process.waitForFinished(60'000))
        return 1;
    return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : 1;
}

#include "tst_gui_keychain.moc"
