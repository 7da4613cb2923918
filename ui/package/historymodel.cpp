// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/package/historymodel.h"

#include "core/base/answer.h"
#include "core/base/error.h"
#include "ui/models/format.h"

#include <QDateTime>
#include <QLocale>

namespace millrace::ui {

namespace {

constexpr int pageSize = 200;

QString dateText(const git::Identity& who)
{
    // The changelog's own day, not the day it was here at that moment.
    const QDateTime time = QDateTime::fromSecsSinceEpoch(who.seconds, Qt::OffsetFromUTC, who.offsetMinutes * 60);
    return QLocale().toString(time.date(), QLocale::ShortFormat);
}

bool sameStart(const QList<git::HistoryEntry>& a, const QList<git::HistoryEntry>& b)
{
    if (a.size() < b.size())
        return false;
    for (qsizetype i = 0; i < b.size(); ++i) {
        if (a.at(i).oid != b.at(i).oid || a.at(i).refs != b.at(i).refs)
            return false;
    }
    return true;
}

} // namespace

QString shortRef(const QString& ref)
{
    return ref.section(QLatin1Char('/'), 2);
}

bool isTag(const QString& ref)
{
    return ref.startsWith(QLatin1String("refs/tags/"));
}

bool isLabel(const QString& ref)
{
    return isTag(ref) || ref.startsWith(QLatin1String("refs/heads/"));
}

HistoryModel::HistoryModel(RepositoryThread& thread, QObject* parent)
    : QAbstractTableModel(parent)
    , m_thread(thread)
{
}

void HistoryModel::setRepository(const QString& path)
{
    if (path == m_path)
        return reload();
    m_path = path;
    beginResetModel();
    m_entries.clear();
    m_graph.clear();
    m_more = false;
    endResetModel();
    m_state = path.isEmpty() ? State::Nothing : State::Loading;
    ++m_token;
    emit stateChanged();
    if (!path.isEmpty())
        start();
}

void HistoryModel::reload()
{
    if (!m_path.isEmpty())
        start();
}

void HistoryModel::start()
{
    const int token = ++m_token;
    m_fetching = true;
    answer(
        m_thread.run([path = m_path](RepositorySession& session) {
            const git::Repository& repository = session.open(path);
            session.history.reset();
            session.history.emplace(git::History::ofRefs(repository));
            return session.history->nextPage(pageSize);
        }),
        this,
        [this, token](const QList<git::HistoryEntry>& page) {
            if (token == m_token)
                takeFirst(page);
        },
        [this, token](const Error& error) {
            if (token == m_token)
                fail(error.message());
        });
}

void HistoryModel::takeFirst(const QList<git::HistoryEntry>& page)
{
    m_fetching = false;
    if (m_state == State::Loaded && sameStart(m_entries, page) &&
        (m_entries.size() > page.size()) == (page.size() == pageSize))
        return;
    beginResetModel();
    m_entries.clear();
    m_graph.clear();
    m_layout = {};
    m_lanes = 1;
    endResetModel();
    append(page);
    m_state = State::Loaded;
    emit stateChanged();
}

void HistoryModel::append(const QList<git::HistoryEntry>& page)
{
    m_more = page.size() == pageSize;
    if (page.isEmpty())
        return;
    const int first = int(m_entries.size());
    beginInsertRows({}, first, first + int(page.size()) - 1);
    for (const git::HistoryEntry& entry : page) {
        m_entries.append(entry);
        m_graph.append(m_layout.add(entry.oid, entry.parents));
        m_lanes = std::max(m_lanes, m_graph.last().width);
    }
    endInsertRows();
}

void HistoryModel::fail(const QString& why)
{
    m_fetching = m_more = false;
    m_failure = why;
    m_state = State::Failed;
    emit stateChanged();
}

int HistoryModel::rowOf(const git::Oid& oid) const
{
    for (int i = 0; i < m_entries.size(); ++i) {
        if (m_entries.at(i).oid == oid)
            return i;
    }
    return -1;
}

int HistoryModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

int HistoryModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant HistoryModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const git::HistoryEntry& entry = m_entries.at(index.row());
    if (role == Qt::DisplayRole) {
        switch (index.column()) {
        case Subject:
            return entry.subject;
        case Author:
            return QString::fromUtf8(entry.author.name);
        case Date:
            return dateText(entry.author);
        case Commit:
            return entry.oid.toHex().left(10);
        }
    }
    if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole) {
        QStringList names;
        for (const QString& ref : entry.refs) {
            if (isLabel(ref))
                names << shortRef(ref);
        }
        const QString person =
            QStringLiteral("%1 <%2>").arg(QString::fromUtf8(entry.author.name), QString::fromUtf8(entry.author.mail));
        return QStringList{entry.subject, person, absoluteText(entry.author.seconds * 1000), entry.oid.toHex(),
                           names.join(QStringLiteral(", "))}
            .join(QLatin1Char('\n'));
    }
    return {};
}

QVariant HistoryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const QString titles[] = {tr("Import"), tr("Author"), tr("Date"), tr("Commit")};
    return section < ColumnCount ? titles[section] : QString();
}

bool HistoryModel::canFetchMore(const QModelIndex& parent) const
{
    return !parent.isValid() && m_more && !m_fetching;
}

void HistoryModel::fetchMore(const QModelIndex&)
{
    const int token = m_token;
    m_fetching = true;
    answer(
        m_thread.run([](RepositorySession& session) {
            return session.history ? session.history->nextPage(pageSize) : QList<git::HistoryEntry>();
        }),
        this,
        [this, token](const QList<git::HistoryEntry>& page) {
            if (token != m_token)
                return;
            m_fetching = false;
            append(page);
        },
        [this, token](const Error& error) {
            if (token == m_token)
                fail(error.message());
        });
}

} // namespace millrace::ui
