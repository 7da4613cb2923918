// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/listverb.h"

#include "core/base/error.h"

namespace millrace::ctl {

namespace {

constexpr qsizetype pageSize = 500;

QString cellText(const QString& column, const QVariant& cell)
{
    const bool isTime = column.endsWith(QLatin1String("_at")) || column == QLatin1String("at") ||
                        column == QLatin1String("created") || column == QLatin1String("started") ||
                        column == QLatin1String("ended");
    return isTime ? localTime(cell.toLongLong()) : cell.toString().simplified();
}

} // namespace

ListVerb::ListVerb(QString name, QString summary, store::ListKind kind, QStringList shown)
    : m_name(std::move(name))
    , m_summary(std::move(summary))
    , m_kind(kind)
    , m_shown(std::move(shown))
{
}

void ListVerb::declare(QCommandLineParser& parser) const
{
    parser.addOption({QStringLiteral("limit"), QStringLiteral("At most N rows."), QStringLiteral("N")});
}

int ListVerb::run(Context& context, const QCommandLineParser& parser) const
{
    const qsizetype limit =
        parser.isSet(QStringLiteral("limit")) ? parser.value(QStringLiteral("limit")).toLongLong() : 0;
    if (parser.isSet(QStringLiteral("limit")) && limit <= 0)
        throw Error(QStringLiteral("usage.limit"), QStringLiteral("--limit takes a number of rows"));
    return print(context, m_kind, m_shown, parser.positionalArguments().join(QLatin1Char(' ')), limit);
}

int ListVerb::print(Context& context, store::ListKind kind, const QStringList& shown, const QString& filter,
                    qsizetype limit) const
{
    const QList<store::ListRow> rows = context.store().call([&](store::StateStore& state) {
        const QList<qint64> ids = state.lists.ids(kind, {filter, {}, false}, limit);
        QList<store::ListRow> all;
        for (qsizetype begin = 0; begin < ids.size(); begin += pageSize)
            all += state.lists.rows(kind, ids.mid(begin, pageSize));
        return all;
    });
    if (context.output.json) {
        QJsonArray array;
        for (const store::ListRow& row : rows)
            array.append(store::Lists::toJson(kind, row));
        context.output.document(array);
        return exitcode::done;
    }
    if (rows.isEmpty()) {
        context.output.say(filter.isEmpty() ? QStringLiteral("Nothing here.") : QStringLiteral("Nothing matches."));
        return exitcode::done;
    }
    QList<QStringList> cells;
    for (const store::ListRow& row : rows) {
        QStringList line;
        for (const QString& name : shown)
            line.append(cellText(name, row.cells.at(store::Lists::column(kind, name))));
        cells.append(line);
    }
    context.output.table(shown, cells);
    return exitcode::done;
}

} // namespace millrace::ctl
