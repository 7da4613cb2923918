// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/migrations.h"

#include "core/base/error.h"
#include "core/store/database.h"

#include <QDir>
#include <QFile>

namespace millrace::store {

namespace {

int numberOf(const QString& file)
{
    return file.left(4).toInt();
}

/// Splits at semicolons that end a line, except between two lines with $$: the body of a function. Our files put none
/// inside a literal at a line's end.
QStringList statements(const QString& sql)
{
    QStringList result;
    QString current;
    bool inBody = false;
    for (const QString& rawLine : sql.split(QLatin1Char('\n'))) {
        const QString line = rawLine.section(QLatin1String("--"), 0, 0).trimmed();
        if (line.isEmpty())
            continue;
        current += line + QLatin1Char('\n');
        if (line.count(QLatin1String("$$")) % 2 == 1)
            inBody = !inBody;
        if (!inBody && line.endsWith(QLatin1Char(';'))) {
            result.append(current.trimmed().chopped(1));
            current.clear();
        }
    }
    return result;
}

} // namespace

QStringList Migrations::files() const
{
    return QDir(QLatin1String(":/sql/") + m_database.dialect())
        .entryList({QStringLiteral("????_*.sql")}, QDir::Files, QDir::Name);
}

int Migrations::newest() const
{
    const QStringList all = files();
    return all.isEmpty() ? 0 : numberOf(all.constLast());
}

int Migrations::current() const
{
    return m_database.schemaVersion();
}

void Migrations::check() const
{
    const int have = current();
    if (have > newest()) {
        throw Error(QStringLiteral("store.newer"),
                    QStringLiteral("the store %1 has schema %2, this program knows only up to %3")
                        .arg(m_database.url().text)
                        .arg(have)
                        .arg(newest()))
            .withAdvice(QStringLiteral("update Millrace; the store was not touched"));
    }
    if (m_database.readOnly() && have < newest()) {
        throw Error(QStringLiteral("store.old"),
                    QStringLiteral("the store %1 has the older schema %2 and may only be read")
                        .arg(m_database.url().text)
                        .arg(have))
            .withAdvice(QStringLiteral("run once with write access: millracectl store migrate"));
    }
}

QStringList Migrations::apply(int last)
{
    check();
    QStringList applied;
    for (const QString& name : files()) {
        if (numberOf(name) <= current())
            continue;
        if (last > 0 && numberOf(name) > last)
            break;
        QFile file(QLatin1String(":/sql/") + m_database.dialect() + QLatin1Char('/') + name);
        if (!file.open(QIODevice::ReadOnly))
            throw Error(QStringLiteral("internal.resource"), QStringLiteral("migration %1 is missing").arg(name));
        const QString sql = QString::fromUtf8(file.readAll());
        bool done = false;
        m_database.transaction(
            [&] {
                m_database.lockSchema();
                // Another process may have been faster while we waited for the lock.
                done = numberOf(name) > current();
                if (!done)
                    return;
                for (const QString& statement : statements(sql))
                    m_database.execute(statement);
                m_database.setSchemaVersion(numberOf(name));
            },
            Isolation::Newest);
        if (done)
            applied.append(name);
    }
    return applied;
}

} // namespace millrace::store
