// SPDX-License-Identifier: GPL-3.0-or-later
// The program millrace itself: answers without a display, pictures of every screen, exit codes.
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

class TestProgram : public QObject
{
    Q_OBJECT
private slots:
    void textNeedsNoDisplay();
    void wrongUsage();
    void pictures();
    void damagedStore();

private:
    struct Run
    {
        int exit = -1;
        QByteArray out;
        QByteArray err;
    };
    Run run(const QStringList& arguments, bool display);
    QTemporaryDir m_home;
};

TestProgram::Run TestProgram::run(const QStringList& arguments, bool display)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("MILLRACE_HOME"), m_home.path());
    if (!display) {
        for (const char* name : {"QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"})
            environment.remove(QLatin1String(name));
    }
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(qEnvironmentVariable("MILLRACE_BIN") + QStringLiteral("/millrace"), arguments);
    process.waitForFinished(60'000);
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

void TestProgram::textNeedsNoDisplay()
{
    const Run version = run({QStringLiteral("--version")}, false);
    QCOMPARE(version.exit, 0);
    QVERIFY(version.out.startsWith("millrace "));
    const Run help = run({QStringLiteral("--help")}, false);
    QCOMPARE(help.exit, 0);
    QVERIFY(help.out.contains("--screenshots"));
    const Run none = run({}, false);
    QCOMPARE(none.exit, 1);
    QVERIFY(none.err.contains("no display"));
}

void TestProgram::wrongUsage()
{
    QCOMPARE(run({QStringLiteral("--scheme"), QStringLiteral("pink")}, true).exit, 2);
    QCOMPARE(run({QStringLiteral("import")}, true).exit, 2);
    QCOMPARE(
        run({QStringLiteral("--screenshots"), m_home.path(), QStringLiteral("--size"), QStringLiteral("big")}, true)
            .exit,
        2);
}

void TestProgram::pictures()
{
    // A store with nothing in it; whether the engine reaches an archive meanwhile makes no difference.
    QTemporaryDir folder;
    const Run result = run({QStringLiteral("--screenshots"), folder.path(), QStringLiteral("--size"),
                            QStringLiteral("1280x800"), QStringLiteral("--scheme"), QStringLiteral("light,dark")},
                           true);
    QVERIFY2(result.exit == 0, result.err.constData());
    for (const char* screen : {"triage", "queue", "package", "activity"}) {
        for (const char* scheme : {"light", "dark"}) {
            const QImage picture(QStringLiteral("%1/%2-1280x800-%3.png")
                                     .arg(folder.path(), QLatin1String(screen), QLatin1String(scheme)));
            QCOMPARE(picture.size(), QSize(1280, 800));
        }
    }
}

void TestProgram::damagedStore()
{
    QFile store(m_home.path() + QStringLiteral("/damaged.sqlite"));
    QVERIFY(store.open(QIODevice::WriteOnly));
    store.write(QByteArray(8192, 'x'));
    store.close();
    const Run result = run({QStringLiteral("--store"), QStringLiteral("sqlite:") + store.fileName(),
                            QStringLiteral("--screenshots"), m_home.path() + QStringLiteral("/pictures")},
                           true);
    QCOMPARE(result.exit, 4);
    QVERIFY(result.err.contains("millrace: "));
}

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_gui_program.moc"
