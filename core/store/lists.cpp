// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/lists.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/store/batches.h"
#include "core/store/database.h"
#include "core/store/listspec.h"

#include <QDateTime>

namespace millrace::store {

namespace {

QString orderOf(const ListSpec& spec, const ListQuery& query)
{
    if (query.sort.isEmpty())
        return spec.order;
    for (const ListColumn& column : spec.columns) {
        if (column.name != query.sort)
            continue;
        const QString expression = column.sort.isEmpty() ? column.expression : column.sort;
        const QString direction = query.descending ? QStringLiteral(" DESC") : QString();
        // Equal rows in the list's own order, which ends with something unique: they must not change places between
        // two readings, and a person finds a name among those that are alike.
        return expression + direction + QLatin1String(", ") + spec.order;
    }
    throw Error(QStringLiteral("usage.filter"), QStringLiteral("this list has no column \"%1\"").arg(query.sort));
}

} // namespace

QString Lists::sourceOf(ListKind kind, const QString& condition) const
{
    const ListSpec& spec = listSpec(kind);
    const QString& from = m_database.joinsWholeTables() || spec.fromOneByOne.isEmpty() ? spec.from : spec.fromOneByOne;
    if (!from.contains(QLatin1String("%1")))
        return from;
    const QString kept = m_groups.source(condition.isEmpty() ? from.arg(QString()) : QString());
    return (kept.isEmpty() ? from : kept).arg(condition.isEmpty() ? QString() : QLatin1String("AND ") + condition);
}

QList<qint64> Lists::ids(ListKind kind, const ListQuery& query, qsizetype most) const
{
    const ListSpec& spec = listSpec(kind);
    // Filters ask for "the last 24 hours" of the person who looks, so the machine's time is right here.
    FilterFields fields = spec.filterFields();
    fields.like = m_database.likeOperator();
    fields.looksUpFreeText = !m_database.joinsWholeTables();
    QStringList conditions;
    bool few = false;
    bool none = false;
    if (!spec.textIndex.isEmpty()) {
        for (const QString& text : neededTexts(query.filter, fields)) {
            const std::optional<QList<qint64>> some = idsWithText(spec.textIndex, text);
            if (!some)
                continue;
            few = true;
            none = none || some->isEmpty();
            conditions.append(QStringLiteral("%1 IN (%2)").arg(spec.id, idList(*some)));
        }
    }
    if (few)
        fields.lookups.clear(); // so few are compared faster than anything is looked up
    const FilterSql filter = compileFilter(query.filter, fields, QDateTime::currentMSecsSinceEpoch());
    if (none)
        return {};
    if (!spec.where.isEmpty())
        conditions.append(spec.where);
    if (!filter.condition.isEmpty())
        conditions.append(filter.condition);
    const QString where =
        conditions.isEmpty() ? QString() : QLatin1String(" WHERE ") + conditions.join(QLatin1String(" AND "));
    QList<qint64> ids;
    // Where tables are joined as a whole, a limit lets the server go through the list's order, row by row, for the few
    // that there are.
    few = m_database.joinsWholeTables() && (few || filter.looksUp);
    const QString limit = most > 0 && !few ? QStringLiteral(" LIMIT %1").arg(most) : QString();
    QSqlQuery rows =
        m_database.select(QStringLiteral("SELECT %1 FROM %2%3 ORDER BY %4%5")
                              .arg(spec.id, sourceOf(kind, filter.inner), where, orderOf(spec, query), limit),
                          filter.innerValues + filter.values);
    while (rows.next() && (most == 0 || ids.size() < most))
        ids.append(rows.value(0).toLongLong());
    return ids;
}

std::optional<QList<qint64>> Lists::idsWithText(const QString& table, const QString& text) const
{
    // What many rows have is found soon in any order, but the index would count all of them.
    constexpr int most = 1000;
    const QString pattern = indexPattern(text);
    if (pattern.isEmpty())
        return std::nullopt;
    QSqlQuery query = m_database.select(QStringLiteral("SELECT t.rowid FROM %1 t WHERE t.text %2 ? LIMIT %3")
                                            .arg(table, m_database.likeOperator())
                                            .arg(most + 1),
                                        {pattern});
    QList<qint64> ids;
    while (query.next())
        ids.append(query.value(0).toLongLong());
    return ids.size() > most ? std::nullopt : std::optional(ids);
}

QList<ListRow> Lists::rows(ListKind kind, const QList<qint64>& ids) const
{
    if (ids.isEmpty())
        return {};
    const ListSpec& spec = listSpec(kind);
    QStringList expressions{spec.id};
    for (const ListColumn& column : spec.columns)
        expressions.append(column.expression);
    const QString chosen = QStringLiteral(" IN (%1)").arg(idList(ids));
    const QString state = spec.where.isEmpty() ? QString() : spec.where + QLatin1String(" AND ");
    QSqlQuery query = m_database.select(QStringLiteral("SELECT %1 FROM %2 WHERE %3%4")
                                            .arg(expressions.join(QLatin1String(", ")),
                                                 sourceOf(kind, spec.innerId + chosen), state, spec.id + chosen));
    QHash<qint64, ListRow> found;
    while (query.next()) {
        ListRow row;
        row.id = query.value(0).toLongLong();
        for (int i = 1; i < expressions.size(); ++i)
            row.cells.append(query.value(i));
        found.insert(row.id, row);
    }
    QList<ListRow> rows;
    for (const qint64 id : ids) {
        if (const auto it = found.constFind(id); it != found.constEnd())
            rows.append(it.value());
    }
    return rows;
}

bool Lists::hasFirst(ListKind kind, const ListQuery& query)
{
    // What is tracked first is the order of the package screen.
    if (!query.sort.isEmpty())
        return kind == ListKind::Packages && query.sort == QLatin1String("tracked") && query.descending;
    return kind == ListKind::Packages || kind == ListKind::Failures || kind == ListKind::Jobs ||
           kind == ListKind::Events;
}

QStringList Lists::columns(ListKind kind)
{
    QStringList names;
    for (const ListColumn& column : listSpec(kind).columns)
        names.append(column.name);
    return names;
}

int Lists::column(ListKind kind, const QString& name)
{
    return static_cast<int>(columns(kind).indexOf(name));
}

QStringList Lists::filterFields(ListKind kind)
{
    QStringList names = listSpec(kind).filterFields().fields.keys();
    names.append(QStringLiteral("last"));
    names.sort();
    return names;
}

QJsonObject Lists::toJson(ListKind kind, const ListRow& row)
{
    QJsonObject object;
    const ListSpec& spec = listSpec(kind);
    for (qsizetype i = 0; i < spec.columns.size() && i < row.cells.size(); ++i) {
        const ListColumn& column = spec.columns.at(i);
        const QVariant& cell = row.cells.at(i);
        if (column.type == FilterFields::Type::Time)
            object.insert(column.name, isoTime(cell.toLongLong()));
        else if (column.type == FilterFields::Type::Number)
            object.insert(column.name, cell.toLongLong());
        else
            object.insert(column.name, cell.toString());
    }
    if (!object.contains(QLatin1String("id")) && kind != ListKind::Groups)
        object.insert(QStringLiteral("id"), row.id);
    return object;
}

qint64 groupId(const QString& signature)
{
    return static_cast<qint64>(signature.toULongLong(nullptr, 16));
}

QString signatureOfGroup(qint64 id)
{
    return QStringLiteral("%1").arg(static_cast<quint64>(id), 16, 16, QLatin1Char('0'));
}

} // namespace millrace::store
