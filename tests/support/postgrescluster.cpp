// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/postgrescluster.h"

#include "core/base/process.h"
#include "tests/support/certificate.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTemporaryDir>

#include <pwd.h>
#include <unistd.h>

namespace millrace::test {

namespace {

QString q(const char* text)
{
    return QString::fromUtf8(text);
}

/// The server refuses to run as root.
const passwd* serverUser()
{
    return geteuid() == 0 ? getpwnam("postgres") : nullptr;
}

ProcessRequest asServerUser(const QString& program, const QStringList& arguments)
{
    ProcessRequest request;
    request.program = program;
    request.arguments = arguments;
    if (serverUser()) {
        request.program = q("setpriv");
        request.arguments =
            QStringList{q("--reuid=postgres"), q("--regid=postgres"), q("--clear-groups"), program} + arguments;
    }
    request.folder = q("/");
    return request;
}

QString makeFolder()
{
    // A socket's path has at most 107 bytes.
    const QString place = QDir::tempPath().size() < 60 ? QDir::tempPath() : q("/tmp");
    QTemporaryDir folder(place + q("/millrace-pg-XXXXXX"));
    if (!folder.isValid())
        qFatal("no temporary folder: %s", qPrintable(folder.errorString()));
    folder.setAutoRemove(false);
    if (const passwd* user = serverUser()) {
        if (chown(QFile::encodeName(folder.path()).constData(), user->pw_uid, user->pw_gid) != 0)
            qFatal("the temporary folder cannot be given to the database server");
    }
    return folder.path();
}

/// A process that waits for our end, closes the server down and cleans up; it is nobody's child by then.
FILE* startJanitor(const QString& folder)
{
    const ProcessRequest stop = asServerUser(PostgresCluster::program(q("pg_ctl")),
                                             {q("-D"), folder + q("/data"), q("-m"), q("immediate"), q("stop")});
    const QString command = QStringLiteral("exec 3<&0; ( trap '' INT TERM HUP; cat <&3; %1 %2; rm -rf '%3' ) "
                                           ">/dev/null 2>&1 &")
                                .arg(stop.program, stop.arguments.join(QLatin1Char(' ')), folder);
    return popen(command.toLocal8Bit().constData(), "we");
}

} // namespace

QString PostgresCluster::program(const QString& name)
{
    // Debian keeps several versions side by side and none in the path.
    const QDir versions(q("/usr/lib/postgresql"));
    QStringList names = versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    std::sort(names.begin(), names.end(), [](const QString& a, const QString& b) { return a.toInt() > b.toInt(); });
    for (const QString& version : std::as_const(names)) {
        const QString path = versions.filePath(version + q("/bin/") + name);
        if (QFile::exists(path))
            return path;
    }
    return QStandardPaths::findExecutable(name);
}

bool PostgresCluster::available()
{
    return !program(q("initdb")).isEmpty() && (geteuid() != 0 || serverUser());
}

PostgresCluster& PostgresCluster::shared()
{
    // Never destroyed: at that time there is no application any more. The janitor sees to it.
    static auto* const cluster = new PostgresCluster;
    return *cluster;
}

PostgresCluster::PostgresCluster(const QStringList& settings)
    : m_folder(makeFolder())
    , m_janitor(startJanitor(m_folder))
{
    runProcessChecked(
        asServerUser(program(q("initdb")),
                     {q("-D"), m_folder + q("/data"), q("-U"), q("millrace"), q("--auth=trust"), q("--no-sync"),
                      q("-E"), q("UTF8"), q("--locale=C.UTF-8"), q("--locale-provider=icu"), q("--icu-locale=en")}));
    const QStringList lines =
        QStringList{q("listen_addresses = ''"),  QStringLiteral("unix_socket_directories = '%1'").arg(m_folder),
                    q("max_connections = 120"),  q("fsync = off"),
                    q("full_page_writes = off"), q("shared_buffers = 64MB")} +
        settings;
    configure(q("postgresql.conf"), lines);
    start();
}

void PostgresCluster::configure(const QString& name, const QStringList& lines) const
{
    QFile file(m_folder + q("/data/") + name);
    if (!file.open(QIODevice::Append))
        qFatal("%s cannot be written", qPrintable(file.fileName()));
    file.write(lines.join(QLatin1Char('\n')).toUtf8() + '\n');
}

QString PostgresCluster::listenWithTls()
{
    {
        QTcpServer free;
        free.listen(QHostAddress::LocalHost);
        m_port = free.serverPort();
    }
    const QString data = m_folder + q("/data/");
    runProcessChecked(asServerUser(q("openssl"), certificateArguments(data + q("server.key"), data + q("server.crt"))));
    stop();
    configure(q("postgresql.conf"),
              {q("ssl = on"), q("listen_addresses = '127.0.0.1'"), QStringLiteral("port = %1").arg(m_port)});
    // The first line that fits counts, and those of initdb would let everybody in.
    QFile::remove(data + q("pg_hba.conf"));
    configure(q("pg_hba.conf"), {q("local all all trust"), q("hostssl all all 127.0.0.1/32 trust")});
    if (const passwd* user = serverUser()) {
        if (chown(QFile::encodeName(data + q("pg_hba.conf")).constData(), user->pw_uid, user->pw_gid) != 0)
            qFatal("pg_hba.conf cannot be given to the database server");
    }
    start();
    // The certificate is nobody's secret; its folder is the server's alone.
    const QString copy = m_folder + q("/server.crt");
    QFile::copy(data + q("server.crt"), copy);
    return copy;
}

PostgresCluster::~PostgresCluster()
{
    pclose(m_janitor); // it does the rest
}

void PostgresCluster::control(const QStringList& arguments) const
{
    runProcessChecked(
        asServerUser(program(q("pg_ctl")), QStringList{q("-D"), m_folder + q("/data"), q("-s"), q("-w")} + arguments));
}

void PostgresCluster::start()
{
    control({q("-l"), m_folder + q("/log"), q("start")});
}

void PostgresCluster::stop(Stop how)
{
    control({q("-m"), how == Stop::Fast ? q("fast") : q("immediate"), q("stop")});
}

QString PostgresCluster::createDatabase(const QString& copyOf)
{
    const QString name = QStringLiteral("store%1").arg(++m_databases);
    sql(QStringLiteral("CREATE DATABASE ") + name +
        (copyOf.isEmpty() ? QString() : QStringLiteral(" TEMPLATE ") + copyOf));
    return name;
}

QString PostgresCluster::url(const QString& database, const QString& user) const
{
    const QString port = m_port > 0 ? QStringLiteral("&port=%1").arg(m_port) : QString();
    return QStringLiteral("postgresql://%1@/%2?host=%3").arg(user, database, m_folder) + port;
}

QByteArray PostgresCluster::sql(const QString& statements, const QString& database) const
{
    ProcessRequest request;
    request.program = program(q("psql"));
    request.arguments = {q("-p"),
                         QString::number(m_port > 0 ? m_port : 5432),
                         q("-XAtq"),
                         q("-v"),
                         q("ON_ERROR_STOP=1"),
                         q("-h"),
                         m_folder,
                         q("-U"),
                         q("millrace"),
                         q("-d"),
                         database,
                         q("-c"),
                         statements};
    return runProcessChecked(request).output.trimmed();
}

} // namespace millrace::test
