// SPDX-License-Identifier: GPL-3.0-or-later
// The SQL behind each list of lists.h: where its rows come from, its columns, order and filter fields.
// Constant data; any thread.
#pragma once

#include "core/store/filter.h"
#include "core/store/lists.h"

namespace millrace::store {

struct ListColumn
{
    QString name = {};
    QString expression = {};
    FilterFields::Type type = FilterFields::Type::Text;
    QString sort = {};   ///< expression to sort by where it differs from what is shown
    QString inner = {};  ///< see FilterFields::Field
    QString column = {}; ///< …
    QHash<QString, QString> stored = {};

    ListColumn inside(const char* expression) const
    {
        ListColumn other = *this;
        other.inner = QLatin1String(expression);
        return other;
    }
    ListColumn readFrom(const char* name, const QHash<QString, QString>& words) const
    {
        ListColumn other = *this;
        other.column = QLatin1String(name);
        other.stored = words;
        return other;
    }
};

struct ListSpec
{
    QString from = {};  ///< "%1" stands inside of its grouping, if it has one, for a further condition
    QString where = {}; ///< empty = everything
    QString id = {};
    QString order = {}; ///< the list's own order
    QList<ListColumn> columns = {};
    QStringList freeText = {};
    QString lastChange = {};
    QStringList innerFreeText = {};
    QString innerId = {}; ///< the id inside of the grouping
    QHash<QString, FilterFields::Lookup> lookups = {};
    /// A table (rowid, text) of all that freeText looks into, indexed by trigrams: see Lists::idsWithText().
    QString textIndex = {};
    QString fromOneByOne = {}; ///< the same as from, grouping by grouping; empty = from

    FilterFields filterFields() const;
};

const ListSpec& listSpec(ListKind kind);

} // namespace millrace::store
