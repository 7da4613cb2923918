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
    QString sort = {}; ///< expression to sort by where it differs from what is shown
};

struct ListSpec
{
    QString from = {};
    QString where = {}; ///< empty = everything
    QString id = {};
    QString order = {}; ///< the list's own order
    QList<ListColumn> columns = {};
    QStringList freeText = {};
    QString lastChange = {};

    FilterFields filterFields() const;
};

const ListSpec& listSpec(ListKind kind);

} // namespace millrace::store
