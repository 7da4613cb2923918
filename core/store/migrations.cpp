// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/migrations.h"

#include "core/base/error.h"
#include "core/store/database.h"
#include "core/store/sqlstatements.h"

#include <QDir>
#include <QFile>

namespace millrace::store {

namespace {

int numberOf(const QString& file)
{
    return file.left(4).toInt();
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

QString Migrations::text(const QString& name) const
{
    QFile file(QLatin1String(":/sql/") + m_database.dialect() + QLatin1Char('/') + name);
    if (!file.open(QIODevice::ReadOnly))
        throw Error(QStringLiteral("internal.resource"), QStringLiteral("migration %1 is missing").arg(name));
    return QString::fromUtf8(file.readAll());
}

bool Migrations::applyWhole()
{
    if (current() != 0 || !QFile::exists(QLatin1String(":/sql/") + m_database.dialect() + QLatin1String("/whole.sql")))
        return false;
    const QStringList whole = statements(text(QStringLiteral("whole.sql")));
    bool done = false;
    m_database.transaction(
        [&] {
            m_database.lockSchema();
            done = current() == 0;
            if (!done)
                return;
            for (const QString& statement : whole)
                m_database.execute(statement);
            m_database.setSchemaVersion(newest());
        },
        Isolation::Newest);
    return done;
}

QStringList Migrations::apply(int last)
{
    check();
    if (last <= 0 && applyWhole())
        return files();
    QStringList applied;
    for (const QString& name : files()) {
        if (numberOf(name) <= current())
            continue;
        if (last > 0 && numberOf(name) > last)
            break;
        const QString sql = text(name);
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
