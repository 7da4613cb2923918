// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/eventtable.h"

#include "core/base/json.h"

namespace millrace::store {

qint64 EventTable::append(const Event& event)
{
    qint64 id = 0;
    m_database.transaction([&] {
        id = m_database.insert(
            QStringLiteral(
                "INSERT INTO event(at, actor, action, subject, summary, reason, before_json, after_json, undoes) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
            {now(), event.actor, event.action, event.subject, event.summary, event.reason,
             QString::fromUtf8(compactJson(event.before)), QString::fromUtf8(compactJson(event.after)), event.undoes});
        if (event.undoes > 0)
            m_database.run(QStringLiteral("UPDATE event SET undone_by = ? WHERE id = ?"), {id, event.undoes});
        m_database.touch("event");
    });
    return id;
}

std::optional<Event> EventTable::byId(qint64 id) const
{
    QSqlQuery query =
        m_database.select(QStringLiteral("SELECT id, at, actor, action, subject, summary, reason, before_json, "
                                         "after_json, undoes, undone_by FROM event WHERE id = ?"),
                          {id});
    if (!query.next())
        return std::nullopt;
    return Event{query.value(0).toLongLong(), query.value(1).toLongLong(),  query.value(2).toString(),
                 query.value(3).toString(),   query.value(4).toString(),    query.value(5).toString(),
                 query.value(6).toString(),   jsonObjectOf(query.value(7)), jsonObjectOf(query.value(8)),
                 query.value(9).toLongLong(), query.value(10).toLongLong()};
}

} // namespace millrace::store
