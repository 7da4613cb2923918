// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/publicationorder.h"

#include "core/deb/version.h"

#include <QHash>

#include <algorithm>
#include <numeric>
#include <tuple>

namespace millrace::store {

namespace {

Turn turnOf(const SeenPublication& own, const QList<SeenPublication>& all)
{
    const Turn now{own.at, false};
    const std::optional<QString> form = own.rank > 0 ? upstreamForm(own.version, own.vendor) : std::nullopt;
    if (!form)
        return now;
    const QByteArray formKey = deb::versionSortKey(form->toUtf8());
    bool seenHere = false;
    bool polled = false;
    QByteArray newestAbove;
    qint64 shownAbove = 0;
    for (const SeenPublication& other : all) {
        if (other.archiveId == own.archiveId && other.at < own.at)
            seenHere = true;
        if (other.rank >= own.rank)
            continue;
        polled = polled || other.polled;
        if (other.at <= own.at)
            newestAbove = std::max(newestAbove, other.versionKey);
        else if (other.versionKey >= formKey && other.at <= own.at + longestWaitMs)
            shownAbove = shownAbove == 0 ? other.at : std::min(shownAbove, other.at);
    }
    if (!seenHere || !polled || newestAbove.isEmpty() || formKey <= newestAbove)
        return now;
    return shownAbove > 0 ? Turn{shownAbove, false} : Turn{own.at + longestWaitMs, true};
}

} // namespace

std::optional<QString> upstreamForm(const QString& version, const QString& vendor)
{
    qsizetype end = version.size();
    for (const QString& mark : {vendor, QStringLiteral("build")}) {
        const qsizetype at = mark.isEmpty() ? -1 : version.lastIndexOf(mark);
        if (at > 0)
            end = std::min(end, at);
    }
    const QString form = version.left(end);
    if (!deb::isValidVersion(form.toUtf8()) || form.endsWith(QLatin1String("-0")))
        return std::nullopt;
    return form;
}

QList<Turn> turnsOf(const QList<SeenPublication>& publications)
{
    QList<Turn> turns;
    for (const SeenPublication& publication : publications)
        turns.append(turnOf(publication, publications));
    QList<qsizetype> byTime(publications.size());
    std::iota(byTime.begin(), byTime.end(), 0);
    std::stable_sort(byTime.begin(), byTime.end(), [&](qsizetype a, qsizetype b) {
        return std::tie(publications.at(a).at, publications.at(a).versionKey) <
               std::tie(publications.at(b).at, publications.at(b).versionKey);
    });
    // Nothing overtakes in a suite: its branch has to end where the suite does.
    QHash<qint64, qsizetype> lastOf;
    for (const qsizetype i : byTime) {
        const SeenPublication& own = publications.at(i);
        const auto before = lastOf.constFind(own.suiteId);
        if (before != lastOf.constEnd() && turns.at(*before).at >= turns.at(i).at) {
            const bool together = publications.at(*before).at == own.at;
            turns[i].at = turns.at(*before).at + (together ? 0 : 1);
            turns[i].waiting = turns.at(i).waiting || turns.at(*before).waiting;
        }
        lastOf.insert(own.suiteId, i);
    }
    return turns;
}

} // namespace millrace::store
