// SPDX-License-Identifier: GPL-3.0-or-later
// SelectedRows: the cells of the rows a person has selected, also of those that were never in sight: what an action on
// the selection acts on. At once where the model has them, else after one reading. Lives on the GUI thread; model and
// StoreThread must outlive it.
#pragma once

#include "ui/models/pagedmodel.h"

namespace millrace::ui {

class SelectedRows final : public QObject
{
    Q_OBJECT
public:
    SelectedRows(const PagedModel& model, store::StoreThread& read, QObject* parent = nullptr);

    /// Which rows, and which columns of the list are needed of them.
    void setIds(const QList<qint64>& ids, const QStringList& columns);
    /// All cells are here. While they are not, nothing may be done with the selection.
    bool isComplete() const { return m_complete; }
    qsizetype count() const { return m_ids.size(); }
    /// One list of the columns' cells per row; rows that are gone are left out.
    const QList<QVariantList>& rows() const { return m_rows; }

signals:
    /// isComplete() became true after it was not.
    void completed();

private:
    bool takeFromModel();
    void read();

    const PagedModel& m_model;
    store::StoreThread& m_read;
    QList<qint64> m_ids;
    QStringList m_columns;
    QList<QVariantList> m_rows;
    bool m_complete = true;
    int m_token = 0;
};

} // namespace millrace::ui
