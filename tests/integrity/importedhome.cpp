// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integrity/importedhome.h"

#include "core/base/paths.h"
#include "core/base/process.h"
#include "tests/core/git/gitoracle.h"

#include <QJsonArray>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTest>

namespace millrace::test {

void importSamples(const Home& home, const SampleArchive& archive)
{
    QCOMPARE(home.addArchive(archive.uri(), archive.archive.keyring()).exitCode, 0);
    const CtlResult imported =
        home.ctl({QStringLiteral("import"), QStringLiteral("alpha"), QStringLiteral("beta"), QStringLiteral("gamma")});
    QVERIFY2(imported.exitCode == 0, imported.errors.constData());
}

ImportedHome::ImportedHome(const Home& original)
{
    ProcessRequest copy;
    copy.program = QStringLiteral("cp");
    copy.arguments = {QStringLiteral("-a"), original.path(QStringLiteral("home")), path(QStringLiteral("home"))};
    runProcessChecked(copy);
}

QString ImportedHome::repository(const char* package) const
{
    return Paths::below(path(QStringLiteral("home"))).repository(QString::fromLatin1(package));
}

QString ImportedHome::git(const char* package, const QStringList& arguments) const
{
    return QString::fromUtf8(millrace::test::git(repository(package), arguments));
}

void changeStore(const Home& home, const QString& statement)
{
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("damage"));
        database.setDatabaseName(home.store());
        QVERIFY(database.open());
        QSqlQuery query(database);
        query.exec(QStringLiteral("PRAGMA foreign_keys = OFF"));
        QVERIFY2(query.exec(statement), qPrintable(query.lastError().text()));
        QVERIFY2(query.numRowsAffected() > 0, "the statement changed no row");
    }
    QSqlDatabase::removeDatabase(QStringLiteral("damage"));
}

CtlResult ImportedHome::verify(const QString& package) const
{
    return ctl({QStringLiteral("--json"), QStringLiteral("verify"), package});
}

QStringList told(const CtlResult& result, const char* key)
{
    QStringList lines;
    for (const QJsonValue& value : result.json()[QLatin1String(key)].toArray())
        lines.append(value[QLatin1String("check")].toString() + QLatin1Char(' ') +
                     value[QLatin1String("code")].toString() + QLatin1Char(' ') +
                     value[QLatin1String("subject")].toString());
    lines.sort();
    return lines;
}

} // namespace millrace::test
