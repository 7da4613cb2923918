// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/selectedrows.h"

#include "core/base/answer.h"

namespace millrace::ui {

namespace {
constexpr qsizetype pageSize = 300;
}

SelectedRows::SelectedRows(const PagedModel& model, store::StoreThread& read, QObject* parent)
    : QObject(parent)
    , m_model(model)
    , m_read(read)
{
}

void SelectedRows::setIds(const QList<qint64>& ids, const QStringList& columns)
{
    // The same rows again are read anew: their states may have changed.
    ++m_token;
    m_ids = ids;
    m_columns = columns;
    m_complete = takeFromModel();
    if (!m_complete)
        read();
}

bool SelectedRows::takeFromModel()
{
    m_rows.clear();
    for (const qint64 id : m_ids) {
        QVariantList cells;
        for (const QString& column : m_columns) {
            cells.append(m_model.cellOf(id, column));
            if (!cells.last().isValid())
                return false;
        }
        m_rows.append(cells);
    }
    return true;
}

void SelectedRows::read()
{
    const int token = m_token;
    QList<int> positions;
    for (const QString& column : m_columns)
        positions.append(store::Lists::column(m_model.kind(), column));
    answer(
        m_read.run([kind = m_model.kind(), ids = m_ids, positions](store::StateStore& store) {
            QList<QVariantList> rows;
            for (qsizetype first = 0; first < ids.size(); first += pageSize) {
                for (const store::ListRow& row : store.lists.rows(kind, ids.mid(first, pageSize))) {
                    QVariantList cells;
                    for (const int position : positions)
                        cells.append(row.cells.value(position));
                    rows.append(cells);
                }
            }
            return rows;
        }),
        this,
        [this, token](const QList<QVariantList>& rows) {
            if (token != m_token)
                return;
            m_rows = rows;
            m_complete = true;
            emit completed();
        },
        [](const Error&) {}); // the list itself says what is wrong with the store
}

} // namespace millrace::ui
