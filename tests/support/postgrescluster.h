// SPDX-License-Identifier: GPL-3.0-or-later
// A PostgreSQL server of the test's own: in a temporary folder, reached by a unix socket there, not durable, with a
// default collation that is not bytewise. Root starts it as the user "postgres", which Debian's packages make.
// It is stopped and its folder removed when the test ends, however it ends. Belongs to the test's thread.
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <cstdio>

namespace millrace::test {

class PostgresCluster
{
public:
    /// Whether the server's programs are installed (Debian: postgresql).
    static bool available();
    /// The one of this test program, started when it is first asked for.
    static PostgresCluster& shared();

    /// @p settings: further lines of postgresql.conf, "name = value".
    explicit PostgresCluster(const QStringList& settings = {});
    ~PostgresCluster();
    PostgresCluster(const PostgresCluster&) = delete;
    PostgresCluster& operator=(const PostgresCluster&) = delete;

    /// Makes a database, empty or as a copy of another one that nobody is connected to; returns its name.
    QString createDatabase(const QString& copyOf = {});
    /// The store's URL, by default as the superuser "millrace". Nobody needs a password.
    QString url(const QString& database, const QString& user = QStringLiteral("millrace")) const;
    /// Runs SQL as the superuser and returns what psql prints: columns separated by "|", without headings.
    QByteArray sql(const QString& statements, const QString& database = QStringLiteral("postgres")) const;

    enum class Stop {
        Fast,      ///< as an admin does it: connections are cut, what is committed stays
        Immediate, ///< as a kill -9 of all its processes does it: the next start recovers
    };
    void stop(Stop how = Stop::Fast);
    void start();

    /// Makes the server listen at 127.0.0.1, where it speaks TLS only, with a certificate of its own for "localhost",
    /// and restarts it. Returns the certificate's file, which is its own authority.
    QString listenWithTls();
    /// Where it listens; 0 = at its socket only.
    int port() const { return m_port; }

    /// The folder with its socket and, below "data", the database cluster.
    const QString& folder() const { return m_folder; }
    /// Path of one of the installation's programs: "pgbench".
    static QString program(const QString& name);

private:
    void control(const QStringList& arguments) const;
    void configure(const QString& file, const QStringList& lines) const;

    QString m_folder;
    FILE* m_janitor = nullptr; ///< cleans up when this end of its pipe is closed
    int m_databases = 0;
    int m_port = 0;
};

} // namespace millrace::test
