// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fault/home.h"

#include "core/base/paths.h"
#include "core/base/process.h"
#include "tests/core/git/gitoracle.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTest>

namespace millrace::test {

namespace {

constexpr int longestRunMs = 120'000;

CtlResult finish(QProcess& process)
{
    if (!process.waitForStarted()) {
        QTest::qFail(("cannot start " + process.program().toUtf8()).constData(), __FILE__, __LINE__);
        return {};
    }
    if (!process.waitForFinished(longestRunMs)) {
        process.kill();
        process.waitForFinished();
        const QString what = QLatin1String("hangs: ") + process.arguments().join(QLatin1Char(' '));
        QTest::qFail(what.toUtf8().constData(), __FILE__, __LINE__);
    }
    return {process.exitCode(), process.exitStatus() == QProcess::CrashExit, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

} // namespace

QJsonObject CtlResult::json() const
{
    return QJsonDocument::fromJson(output).object();
}

QStringList CtlResult::errorLines() const
{
    QStringList lines;
    for (const QByteArray& line : errors.split('\n')) {
        if (line.startsWith("millracectl: ") && !line.startsWith("millracectl: warning: "))
            lines.append(QString::fromUtf8(line));
    }
    return lines;
}

QString programFolder()
{
    // ctest names it; a test that is called by hand finds the programs of its own build.
    const QString named = qEnvironmentVariable("MILLRACE_BIN");
    return named.isEmpty() ? QDir(QCoreApplication::applicationDirPath() + QLatin1String("/../bin")).absolutePath()
                           : named;
}

Home::Home()
{
    QFile apt(path(QStringLiteral("apt.conf")));
    // This machine's apt may go through a proxy; the archive on 127.0.0.1 must not.
    if (apt.open(QIODevice::WriteOnly))
        apt.write("Acquire::http::Proxy::127.0.0.1 \"DIRECT\";\n");
}

QString Home::store() const
{
    return Paths::below(path(QStringLiteral("home"))).store.section(QLatin1Char(':'), 1);
}

QStringList Home::repositories() const
{
    const QString folder = Paths::below(path(QStringLiteral("home"))).repositories;
    QStringList result;
    for (const QString& name : QDir(folder).entryList({QStringLiteral("*.git")}, QDir::Dirs, QDir::Name))
        result.append(folder + QLatin1Char('/') + name);
    return result;
}

std::unique_ptr<QProcess> Home::start(const QStringList& arguments, const QMap<QString, QString>& environment) const
{
    auto process = std::make_unique<QProcess>();
    QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "MILLRACE_STORE", "MILLRACE_REPOSITORIES"})
        all.remove(QLatin1String(name));
    all.insert(QStringLiteral("MILLRACE_HOME"), path(QStringLiteral("home")));
    all.insert(QStringLiteral("HOME"), path());
    all.insert(QStringLiteral("APT_CONFIG"), path(QStringLiteral("apt.conf")));
    for (auto it = environment.cbegin(); it != environment.cend(); ++it)
        all.insert(it.key(), it.value());
    process->setProcessEnvironment(all);
    process->start(programFolder() + QLatin1String("/millracectl"), arguments);
    process->closeWriteChannel();
    return process;
}

CtlResult Home::ctl(const QStringList& arguments, const QMap<QString, QString>& environment) const
{
    const std::unique_ptr<QProcess> process = start(arguments, environment);
    return finish(*process);
}

CtlResult Home::ctlThrough(const QStringList& wrapper, const QStringList& arguments) const
{
    QProcess process;
    QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
    all.insert(QStringLiteral("MILLRACE_HOME"), path(QStringLiteral("home")));
    all.insert(QStringLiteral("HOME"), path());
    all.insert(QStringLiteral("APT_CONFIG"), path(QStringLiteral("apt.conf")));
    process.setProcessEnvironment(all);
    process.start(wrapper.constFirst(),
                  wrapper.mid(1) + QStringList{programFolder() + QLatin1String("/millracectl")} + arguments);
    process.closeWriteChannel();
    return finish(process);
}

CtlResult Home::addArchive(const QString& uri, const QString& keyring, const QStringList& suites) const
{
    QStringList arguments{QStringLiteral("archive"),   QStringLiteral("add"),
                          QStringLiteral("sample"),    uri,
                          QStringLiteral("--keyring"), keyring,
                          QStringLiteral("--vendor"),  QStringLiteral("debian")};
    for (const QString& suite : suites)
        arguments << QStringLiteral("--suite") << suite;
    return ctl(arguments);
}

QByteArray Home::refs() const
{
    QByteArray all;
    for (const QString& repository : repositories())
        all += repository.section(QLatin1Char('/'), -1).toUtf8() + '\n' +
               askGit(repository, {QStringLiteral("show-ref")}).output;
    return all;
}

QString Home::value(const QString& sql) const
{
    QString result;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("look"));
        database.setDatabaseName(store());
        if (!database.open())
            result = database.lastError().text();
        QSqlQuery query(database);
        if (!query.exec(sql))
            result = query.lastError().text();
        else if (query.next())
            result = query.value(0).toString();
    }
    QSqlDatabase::removeDatabase(QStringLiteral("look"));
    return result;
}

QStringList Home::disorder() const
{
    QStringList found;
    for (const QString& repository : repositories()) {
        const GitAnswer fsck =
            askGit(repository, {QStringLiteral("fsck"), QStringLiteral("--strict"), QStringLiteral("--no-dangling")});
        if (fsck.exitCode != 0)
            found.append(repository + QLatin1String(": ") + QString::fromUtf8(fsck.output + fsck.errorOutput));
    }
    const QDir quarantine(Paths::below(path(QStringLiteral("home"))).repositories + QLatin1String("/.quarantine"));
    const QStringList left = quarantine.entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden);
    if (!left.isEmpty())
        found.append(QLatin1String("quarantine left: ") + left.join(QLatin1Char(' ')));
    const auto expect = [&](const char* what, const char* sql, const char* wanted) {
        const QString is = value(QString::fromLatin1(sql));
        if (is != QLatin1String(wanted))
            found.append(QStringLiteral("%1: %2").arg(QString::fromLatin1(what), is));
    };
    expect("uploads with two imports",
           "SELECT count(*) FROM (SELECT upload_id FROM import WHERE state <> 'void' GROUP BY upload_id "
           "HAVING count(*) > 1)",
           "0");
    expect("staged imports", "SELECT count(*) FROM import WHERE state = 'staged'", "0");
    expect("planned refops", "SELECT count(*) FROM refop WHERE state = 'planned'", "0");
    expect("running jobs", "SELECT count(*) FROM job WHERE state = 'running'", "0");
    expect("store", "PRAGMA integrity_check", "ok");
    return found;
}

QList<qint64> workersOf(qint64 pid)
{
    QList<qint64> workers;
    const QDir processes(QStringLiteral("/proc"));
    for (const QString& name : processes.entryList({QStringLiteral("[0-9]*")}, QDir::Dirs)) {
        QFile stat(QStringLiteral("/proc/%1/stat").arg(name));
        if (!stat.open(QIODevice::ReadOnly))
            continue;
        // "pid (name) state parent …": the kernel cuts the name at 15 characters.
        const QByteArray line = stat.readAll();
        const qsizetype close = line.lastIndexOf(')');
        const QList<QByteArray> rest = line.mid(close + 2).split(' ');
        if (line.mid(line.indexOf('(') + 1, 15) != "millrace-worker" || rest.value(1).toLongLong() != pid)
            continue;
        // One that is not confined yet waits for a job.
        QFile status(QStringLiteral("/proc/%1/status").arg(name));
        if (status.open(QIODevice::ReadOnly) && status.readAll().contains("\nNoNewPrivs:\t1\n"))
            workers.append(name.toLongLong());
    }
    return workers;
}

} // namespace millrace::test
