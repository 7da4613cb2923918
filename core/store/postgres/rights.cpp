// SPDX-License-Identifier: GPL-3.0-or-later
// PostgresDatabase::rights(): asked of the database by what is granted, not by the names of roles, so that it is right
// for owners, superusers and roles of somebody's own too.
#include "core/store/postgres/postgresdatabase.h"

namespace millrace::store {

Rights PostgresDatabase::rights()
{
    const QVariantList cells = row(QStringLiteral(
        "SELECT session_user::text, has_table_privilege('package', 'SELECT'), "
        // A worker may change packages, too.
        "has_table_privilege('import_override', 'DELETE') OR "
        "coalesce(has_function_privilege(to_regprocedure('millrace_act_write_event(text[])'), 'EXECUTE'), false), "
        "has_table_privilege('archive', 'DELETE'), has_table_privilege('attempt', 'INSERT'), pg_is_in_recovery()"));
    Rights rights;
    rights.login = cells.at(0).toString();
    rights.view = cells.at(1).toBool();
    const bool changing = !cells.at(5).toBool() && !readOnly();
    rights.operate = changing && cells.at(2).toBool();
    rights.administer = changing && cells.at(3).toBool();
    rights.work = changing && cells.at(4).toBool();
    if (cells.at(5).toBool())
        rights.whyNot = QStringLiteral("This server is a standby: it can only be read.");
    else if (readOnly())
        rights.whyNot = QStringLiteral("The store was opened for reading only.");
    else if (!rights.operate)
        rights.whyNot = QStringLiteral("%1 may only look: ask an admin of the store for the role millrace_operator.")
                            .arg(rights.login);
    else if (!rights.administer)
        rights.whyNot =
            QStringLiteral("%1 is no admin of the store: that needs the role millrace_admin.").arg(rights.login);
    return rights;
}

} // namespace millrace::store
