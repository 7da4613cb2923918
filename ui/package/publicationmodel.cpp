// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/package/publicationmodel.h"

#include "ui/models/format.h"
#include "ui/theme/theme.h"

#include <algorithm>

namespace millrace::ui {

void PublicationModel::setPublications(const QList<store::PublicationDetails>& publications)
{
    beginResetModel();
    m_versions.clear();
    m_branches.clear();
    m_cells.clear();
    QList<QPair<int, QString>> ranked;
    const auto branchOf = [](const store::PublicationDetails& p) { return p.branch.isEmpty() ? p.suite : p.branch; };
    for (const store::PublicationDetails& p : publications) {
        if (!m_versions.contains(p.version))
            m_versions.append(p.version);
        const QPair<int, QString> branch(p.suiteRank, branchOf(p));
        if (!ranked.contains(branch))
            ranked.append(branch);
    }
    std::sort(ranked.begin(), ranked.end());
    for (const auto& [rank, name] : ranked) {
        if (!m_branches.contains(name))
            m_branches.append(name);
    }
    for (const store::PublicationDetails& p : publications)
        m_cells.insert({int(m_versions.indexOf(p.version)), int(m_branches.indexOf(branchOf(p)))}, cellOf(p));
    endResetModel();
}

PublicationModel::Cell PublicationModel::cellOf(const store::PublicationDetails& p)
{
    Cell cell;
    cell.commit = p.commit;
    cell.failureId = p.failureId;
    cell.waiting = p.importId == 0;
    cell.skipped = p.skipped;
    const QString seen = tr("%1 in %2, first seen %3").arg(p.version, p.suite, absoluteText(p.firstSeen));
    if (p.importId != 0) {
        cell.text = tr("imported %1", "short commit").arg(p.commit.left(8));
        cell.tone = Tone::Ok;
        cell.tip = tr("Commit %1").arg(p.commit);
    } else if (p.skipped) {
        cell.text = tr("skipped", "a version that a person left out");
        cell.tone = Tone::Warning;
        cell.tip =
            p.skipReason.isEmpty() ? tr("A person left it out") : tr("A person left it out: %1").arg(p.skipReason);
    } else if (p.failureId != 0) {
        cell.text = tr("failed");
        cell.tone = Tone::Error;
        cell.tip = tr("Enter shows why");
    } else if (!p.waitingFor.isEmpty()) {
        cell.text = tr("waits for %1", "a version").arg(p.waitingFor);
        cell.tone = Tone::Warning;
        cell.tip = tr("%1 failed before it on the same branch").arg(p.waitingFor);
    } else if (p.removedAt != 0) {
        cell.text = tr("not imported");
        cell.tone = Tone::Muted;
    } else {
        cell.text = tr("waiting");
        cell.tone = Tone::Muted;
        cell.tip = tr("No job has imported it so far");
    }
    if (p.removedAt != 0) {
        cell.text += QStringLiteral(" · ") + tr("superseded", "no longer published in the suite");
        cell.tip += QLatin1Char('\n') + tr("No longer published since %1").arg(absoluteText(p.removedAt));
        if (cell.tone == Tone::Ok)
            cell.tone = Tone::Muted;
    }
    cell.tip = (seen + QLatin1Char('\n') + cell.tip).trimmed();
    return cell;
}

int PublicationModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_versions.size());
}

int PublicationModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_branches.size());
}

QVariant PublicationModel::data(const QModelIndex& index, int role) const
{
    const auto found = m_cells.constFind({index.row(), index.column()});
    if (found == m_cells.cend())
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return found->text;
    case Qt::ToolTipRole:
        return found->tip;
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2: %3").arg(m_versions.at(index.row()), m_branches.at(index.column()), found->text);
    case Qt::ForegroundRole:
        return theme::color(found->tone);
    case Qt::BackgroundRole:
        return found->tone == Tone::Text || found->tone == Tone::Muted ? QVariant() : theme::wash(found->tone);
    case ToneRole:
        return int(found->tone);
    case CommitRole:
        return found->commit;
    case FailureRole:
        return found->failureId;
    case WaitingRole:
        return found->waiting;
    case SkippedRole:
        return found->skipped;
    default:
        return {};
    }
}

QVariant PublicationModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    return (orientation == Qt::Horizontal ? m_branches : m_versions).value(section);
}

} // namespace millrace::ui
