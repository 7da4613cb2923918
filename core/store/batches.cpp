// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/batches.h"

namespace millrace::store {

namespace {

template <typename List> void cut(const List& values, const std::function<void(const QVariantList& batch)>& work)
{
    for (qsizetype begin = 0; begin < values.size(); begin += batchLength) {
        QVariantList batch;
        for (const auto& value : values.mid(begin, batchLength))
            batch.append(value);
        while (batch.size() < batchLength)
            batch.append(batch.constLast());
        work(batch);
    }
}

} // namespace

QString batchPlaceholders()
{
    static const QString marks = QStringList(batchLength, QStringLiteral("?")).join(QLatin1Char(','));
    return marks;
}

void forEachBatch(const QList<qint64>& ids, const std::function<void(const QVariantList& batch)>& work)
{
    cut(ids, work);
}

void forEachBatch(const QStringList& names, const std::function<void(const QVariantList& batch)>& work)
{
    cut(names, work);
}

} // namespace millrace::store
