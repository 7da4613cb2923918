// SPDX-License-Identifier: GPL-3.0-or-later
// Findings of verifications, and which package was verified when. Thread rule: StateStore's.
#pragma once

#include "core/store/table.h"

#include <QList>
#include <QStringList>

#include <optional>

namespace millrace::store {

struct Finding
{
    qint64 id = 0;
    qint64 packageId = 0;
    QString check = {}; ///< "I1" … "I9", "run"
    QString code = {};
    QString subject = {};
    QString severity = {}; ///< note, warning, error
    QString version = {};
    QString message = {};
    QString advice = {};
    QJsonObject expected = {};
    QJsonObject actual = {};
    QString state = {}; ///< open, gone, acknowledged
    qint64 firstAt = 0;
    qint64 lastAt = 0;
    int count = 0;
};

/// How far a verification looked with one check: what it found before and did not find again is gone.
struct LookedAt
{
    QString check = {};
    bool everything = true;    ///< else only at `subjects`
    QStringList subjects = {}; ///< exact, as findings name them
};

struct VerifiablePackage
{
    qint64 id = 0;
    QString name = {};
};

class FindingTable : public Table
{
public:
    using Table::Table;

    /// Records a verification that got through: findings count up or are added, those that did not show again where
    /// it looked are gone. @p extracted: imports whose source was extracted again.
    void record(qint64 packageId, const QList<Finding>& findings, const QList<LookedAt>& looked,
                const QList<qint64>& extracted);

    /// Not gone, the worst first.
    QList<Finding> ofPackage(qint64 packageId) const;
    std::optional<Finding> byId(qint64 id) const;
    /// When a verification of the package last got through; 0 = never.
    qint64 verifiedAt(qint64 packageId) const;
    /// open ↔ acknowledged.
    void setState(qint64 id, const QString& state);

    /// The package whose verification is due longest, marked as begun; nothing when none is due. One that was never
    /// verified is due at once. The others are spread over @p everyMs: of N packages, one every N-th part of it, four
    /// times as fast while some wait longer than @p everyMs. One that was begun less than @p againMs ago is left alone,
    /// so that one that is cut short again and again lets others have a turn. The host that had the last turn lets
    /// the others go first for a moment.
    std::optional<VerifiablePackage> claimNext(qint64 everyMs, qint64 againMs, const QString& host = {});
    /// Imported packages of these names; empty = all that have imports.
    QList<VerifiablePackage> verifiable(const QStringList& names = {}) const;
    /// Marks the package as begun.
    void begin(qint64 packageId);
    /// Imports of the package, in the order in which extracting them again is most wanted: those with a finding, then
    /// those that wait longest, the newest first.
    QList<qint64> importsToExtract(qint64 packageId) const;
    /// What the engine's idle slot on @p host is at; empty = nothing. @p everyS: 0 = it is off.
    void setVerifying(const QString& host, const QString& package, qint64 everyS);

private:
    /// Whether the time for another verification of what was verified before has come for the host.
    bool isPaceDue(qint64 everyMs, qint64 againMs, const QString& host) const;
    QList<Finding> read(const QString& where, const QVariantList& values) const;
};

} // namespace millrace::store
