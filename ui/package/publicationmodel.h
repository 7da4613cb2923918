// SPDX-License-Identifier: GPL-3.0-or-later
// PublicationModel: versions × branches of a package: what is published where, and how far each import is.
// A value model over PackageDetails; GUI thread.
#pragma once

#include "core/store/details.h"
#include "ui/models/tone.h"

#include <QAbstractTableModel>

namespace millrace::ui {

class PublicationModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role { ToneRole = Qt::UserRole, CommitRole, FailureRole, WaitingRole, SkippedRole };

    using QAbstractTableModel::QAbstractTableModel;

    /// Rows keep the order in which versions are delivered (newest first); columns are branches by suite rank.
    void setPublications(const QList<store::PublicationDetails>& publications);
    const QStringList& versions() const { return m_versions; }
    const QStringList& branches() const { return m_branches; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Cell
    {
        QString text = {}, tip = {}, commit = {};
        Tone tone = Tone::Text;
        qint64 failureId = 0;
        bool waiting = false, skipped = false;
    };
    static Cell cellOf(const store::PublicationDetails& publication);

    QStringList m_versions, m_branches;
    QHash<QPair<int, int>, Cell> m_cells;
};

} // namespace millrace::ui
