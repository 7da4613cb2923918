// SPDX-License-Identifier: GPL-3.0-or-later
// What people decided instead of the built-in classification of errors (core/failure/errorrule.h): for a code, for a
// whole class or for one signature. Thread rule: StateStore's.
#pragma once

#include "core/failure/errorrule.h"
#include "core/store/table.h"

#include <QList>

#include <optional>

namespace millrace::store {

/// A decision with who made it.
struct StoredRule
{
    failure::RuleChange change = {};
    QString author = {};
    QString reason = {};
    qint64 at = 0;
};

/// A line of the classification table: a built-in rule, and what a person put in its place.
struct ListedRule
{
    failure::ErrorRule rule = {}; ///< what is in force
    std::optional<StoredRule> stored = {};
};

class RuleTable : public Table
{
public:
    using Table::Table;

    QList<StoredRule> all() const;
    std::optional<StoredRule> byCode(const QString& code) const;
    /// Replaces what was decided before. `at` is set here.
    void set(const StoredRule& rule);
    /// Back to the built-in rule.
    void remove(const QString& code);

    /// What is in force for failures of this code and signature, apart from being spurious (SpuriousTable).
    failure::ErrorRule effective(const QString& code, const QString& signature) const;
    /// What would be in force for the code if nothing were decided about @p decided: itself, or one of its signatures.
    failure::ErrorRule effectiveWithout(const QString& code, const QString& decided) const;
    /// The whole table: built-in rules, changed or not, in their order, then decisions about other codes, classes and
    /// signatures.
    QList<ListedRule> list() const;

private:
    /// Signatures show the policy that is in force for them.
    void refreshPolicies();
};

} // namespace millrace::store
