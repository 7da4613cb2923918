// SPDX-License-Identifier: GPL-3.0-or-later
// Histories that were made anew beside the published ones: what a worker staged, and what differs. The newest one of
// each package is kept, for a person who looks at it and puts it in place. Thread rule: StateStore's.
#pragma once

#include "core/store/table.h"

#include <optional>

namespace millrace::store {

struct Reimport
{
    qint64 packageId = 0;
    qint64 attemptId = 0; ///< that made it
    qint64 at = 0;
    QString state = QStringLiteral("made"); ///< made, swapped
    QJsonArray staged = {};                 ///< importer::Staged, one for each publication
    /// {"refs": [{"ref", "old", "new"}], "versions": [{"version", "old_commit", "new_commit", "old_tree", "new_tree"}],
    /// "same": n}; refs and versions that do not differ are only counted.
    QJsonObject report = {};
};

class ReimportTable : public Table
{
public:
    using Table::Table;

    std::optional<Reimport> of(qint64 packageId) const;
    /// In the place of an older one; `at` is set here.
    void set(const Reimport& reimport);
    void setState(qint64 packageId, const QString& state);
};

} // namespace millrace::store
