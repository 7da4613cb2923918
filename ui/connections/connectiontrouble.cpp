// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connectiontrouble.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace millrace::ui {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(millrace::ui::ConnectionTrouble)
};

struct Meaning
{
    const char* pattern; ///< in what server and libpq say
    const char* title;
    bool password;
};

constexpr Meaning meanings[] = {
    {"no password supplied", QT_TRANSLATE_NOOP("millrace::ui::ConnectionTrouble", "The server wants a password"), true},
    {"password authentication failed",
     QT_TRANSLATE_NOOP("millrace::ui::ConnectionTrouble", "The server does not accept this user and password"), true},
    {"authentication failed",
     QT_TRANSLATE_NOOP("millrace::ui::ConnectionTrouble", "The server does not accept this user"), false},
    {"no pg_hba.conf entry",
     QT_TRANSLATE_NOOP("millrace::ui::ConnectionTrouble",
                       "The server lets this user in from here neither to this database nor in this way"),
     false},
    {"database \".*\" does not exist",
     QT_TRANSLATE_NOOP("millrace::ui::ConnectionTrouble", "The server has no such database"), false},
    {"role \".*\" does not exist", QT_TRANSLATE_NOOP("millrace::ui::ConnectionTrouble", "The server has no such user"),
     false},
    {"could not translate host name",
     QT_TRANSLATE_NOOP("millrace::ui::ConnectionTrouble", "The host's name is not known"), false},
    {"certificate|SSL", QT_TRANSLATE_NOOP("millrace::ui::ConnectionTrouble", "TLS does not come about"), false},
    {"Connection refused|No such file or directory",
     QT_TRANSLATE_NOOP("millrace::ui::ConnectionTrouble", "No server listens there"), false},
    {"timeout expired|timed out|No route to host|Network is unreachable",
     QT_TRANSLATE_NOOP("millrace::ui::ConnectionTrouble", "The host does not answer"), false},
};

QString titleByCode(const Error& error)
{
    const auto is = [&](const char* code) { return error.code() == QLatin1String(code); };
    if (is("store.newer"))
        return Words::tr("The store was written by a newer Millrace");
    if (is("store.old"))
        return Words::tr("The store has an older schema");
    if (is("store.corrupt"))
        return Words::tr("That is no Millrace store, or a damaged one");
    if (is("store.readonly"))
        return Words::tr("The store may only be read");
    if (is("store.unreachable"))
        return Words::tr("The store cannot be reached");
    if (is("refused.permission"))
        return Words::tr("The role of this user does not allow it");
    if (is("db.locked"))
        return Words::tr("The store stayed locked");
    return Words::tr("The store cannot be opened");
}

} // namespace

ConnectionTrouble troubleOf(const Error& error)
{
    const QString server = error.evidence()[QLatin1String("server")].toString();
    if (error.code() == QLatin1String("store.unreachable") && !server.isEmpty()) {
        for (const Meaning& meaning : meanings) {
            if (server.contains(QRegularExpression(QLatin1String(meaning.pattern))))
                return {Words::tr(meaning.title), meaning.password};
        }
    }
    return {titleByCode(error), false};
}

} // namespace millrace::ui
