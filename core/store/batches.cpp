// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/batches.h"

namespace millrace::store {

namespace {

template <typename List> void cut(const List& values, const std::function<void(const QVariantList& batch)>& work)
{
    const qsizetype length = batchLength(values.size());
    for (qsizetype begin = 0; begin < values.size(); begin += length) {
        QVariantList batch;
        for (const auto& value : values.mid(begin, length))
            batch.append(value);
        while (batch.size() < length)
            batch.append(batch.constLast());
        work(batch);
    }
}

} // namespace

qsizetype batchLength(qsizetype listLength)
{
    constexpr qsizetype few = 8;
    constexpr qsizetype many = 200;
    constexpr qsizetype most = 1'000;
    return listLength <= few ? few : listLength <= most ? many : most;
}

QString batchPlaceholders(qsizetype listLength)
{
    return QStringList(batchLength(listLength), QStringLiteral("?")).join(QLatin1Char(','));
}

void forEachBatch(const QList<qint64>& ids, const std::function<void(const QVariantList& batch)>& work)
{
    cut(ids, work);
}

void forEachBatch(const QStringList& names, const std::function<void(const QVariantList& batch)>& work)
{
    cut(names, work);
}

QString idList(const QList<qint64>& ids)
{
    QStringList numbers;
    for (const qint64 id : ids)
        numbers.append(QString::number(id));
    return numbers.join(QLatin1Char(','));
}

void forEachIdList(const QList<qint64>& ids, const std::function<void(const QString& list)>& work)
{
    // 20 characters each at most: 400 kB, where SQLite takes 1 MB.
    constexpr qsizetype atOnce = 20'000;
    for (qsizetype begin = 0; begin < ids.size(); begin += atOnce)
        work(idList(ids.mid(begin, atOnce)));
}

} // namespace millrace::store
