// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/tablecatalog.h"

namespace millrace::store {

QList<TableInfo> inOrderOfReference(QList<TableInfo> tables)
{
    QList<TableInfo> ordered;
    QSet<QString> placed;
    while (!tables.isEmpty()) {
        const qsizetype before = tables.size();
        for (qsizetype i = 0; i < tables.size();) {
            QSet<QString> missing = tables.at(i).refersTo - placed;
            missing.remove(tables.at(i).name);
            if (!missing.isEmpty()) {
                ++i;
                continue;
            }
            placed.insert(tables.at(i).name);
            ordered.append(tables.takeAt(i));
        }
        // Tables that refer to each other in a circle: our schema has none, and their order would not matter.
        if (tables.size() == before)
            return ordered + tables;
    }
    return ordered;
}

} // namespace millrace::store
