// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/roles.h"

#include "core/base/error.h"
#include "core/store/database.h"
#include "core/store/postgres/guards.h"
#include "core/store/postgres/operatorfunctions.h"
#include "core/store/tablecatalog.h"

namespace millrace::store {

namespace {

QString roleName(const QString& role)
{
    return QLatin1String("millrace_") + role;
}

void makeRoles(Database& database)
{
    for (const QString& name : roleNames()) {
        if (!database.value(QStringLiteral("SELECT 1 FROM pg_roles WHERE rolname = ?"), {name}).isValid())
            database.execute(QStringLiteral("CREATE ROLE %1 NOLOGIN").arg(name));
    }
    const auto contains = [&](const char* outer, const char* inner) {
        const QVariantList names{roleName(QLatin1String(outer)), roleName(QLatin1String(inner))};
        if (!database.value(QStringLiteral("SELECT pg_has_role(?::text, ?::text, 'MEMBER')"), names).toBool())
            database.execute(QStringLiteral("GRANT %2 TO %1").arg(names.at(0).toString(), names.at(1).toString()));
    };
    contains("operator", "viewer");
    contains("worker", "viewer");
    contains("admin", "operator");
}

void giveRights(Database& database)
{
    const QString everybody = QLatin1String("PUBLIC, ") + roleNames().join(QLatin1String(", "));
    const QString viewer = roleName(QStringLiteral("viewer"));
    const QString base = database.value(QStringLiteral("SELECT quote_ident(current_database())")).toString();
    const QString owner = database
                              .value(QStringLiteral("SELECT pg_get_userbyid(relowner)::text FROM pg_class "
                                                    "WHERE oid = to_regclass('package')"))
                              .toString();
    database.execute(QStringLiteral("REVOKE ALL ON DATABASE %1 FROM %2").arg(base, everybody));
    database.execute(QStringLiteral("GRANT CONNECT ON DATABASE %1 TO %2").arg(base, viewer));
    database.execute(QStringLiteral("REVOKE ALL ON SCHEMA public FROM %1").arg(everybody));
    database.execute(QStringLiteral("GRANT USAGE ON SCHEMA public TO %1").arg(viewer));
    database.execute(QStringLiteral("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM %1").arg(everybody));
    database.execute(QStringLiteral("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM %1").arg(everybody));
    applyGuards(database, owner);
    for (const QString& name : triggerFunctions())
        database.execute(QStringLiteral("REVOKE ALL ON FUNCTION %1() FROM %2").arg(name, everybody));
    applyOperatorFunctions(database, database.value(QStringLiteral("SELECT quote_ident(?)"), {owner}).toString());
    database.execute(QStringLiteral("GRANT SELECT ON migration, failure_text TO %1").arg(viewer));
    for (const TableInfo& table : database.tables()) {
        if (table.name != QLatin1String("token"))
            database.execute(QStringLiteral("GRANT SELECT ON %1 TO %2").arg(table.name, viewer));
    }
    for (const Grant& one : grants())
        database.execute(QStringLiteral("GRANT %1 ON %2 TO %3").arg(one.rights, one.table, roleName(one.role)));
}

} // namespace

QStringList roleNames()
{
    return {roleName(QStringLiteral("viewer")), roleName(QStringLiteral("operator")), roleName(QStringLiteral("admin")),
            roleName(QStringLiteral("worker"))};
}

void applyRoles(Database& database)
{
    if (database.dialect() != QLatin1String("postgres"))
        throw Error(QStringLiteral("refused.roles"), QStringLiteral("a store in a file has no roles"))
            .withAdvice(QStringLiteral("who may write is what the file's permissions say; roles need PostgreSQL"));
    const bool owns = database
                          .value(QStringLiteral("SELECT pg_has_role(relowner, 'MEMBER') FROM pg_class "
                                                "WHERE oid = to_regclass('package')"))
                          .toBool();
    if (!owns)
        throw Error(QStringLiteral("refused.permission"), QStringLiteral("only the owner of the store gives rights"))
            .withAdvice(QStringLiteral("connect as the login that made it, and may create roles"));
    database.transaction(
        [&] {
            database.lockSchema();
            makeRoles(database);
            giveRights(database);
        },
        Isolation::Newest);
}

void renewRoles(Database& database)
{
    const QString viewer = roleName(QStringLiteral("viewer"));
    const QVariant applied = database.value(
        QStringLiteral("SELECT has_table_privilege(oid, 'migration', 'SELECT') FROM pg_roles WHERE rolname = ?"),
        {viewer});
    if (applied.toBool())
        applyRoles(database);
}

} // namespace millrace::store
