// SPDX-License-Identifier: GPL-3.0-or-later
// The filter language of every list, in the console and on the command line:
//   word              rows whose text contains it          "two words"   quoted
//   field:value       the field contains value; field:a,b any of them; field:>5, field:<2 compare numbers
//   last:24h          rows changed in the last 24 hours (m, h, d, w)
//   -term             the rows that do not match it
// Terms are joined by "and". Pure; any thread.
#pragma once

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>
#include <QVariantList>

namespace millrace::store {

struct FilterTerm
{
    bool exclude = false;
    QString field = {}; ///< empty = free text
    QStringList values = {};
    QChar comparison = {}; ///< '<' or '>' for numbers; null otherwise
};

/// Throws Error "usage.filter" that names the term it cannot read.
QList<FilterTerm> parseFilter(const QString& text);

/// What a list offers to its filter.
struct FilterFields
{
    enum class Type { Text, Word, Number, Time };
    struct Field
    {
        QString expression = {}; ///< SQL
        Type type = Type::Text;
        QString inner = {};  ///< the same inside of the list's grouping; empty = known only outside
        QString column = {}; ///< of a word that is computed: the column that it is computed from, cheap to look at …
        QHash<QString, QString> stored = {}; ///< … and what stands there for a word, where that is not the word itself
    };
    /// Where else a text can be looked for: a table with far fewer rows, which say which rows of the list match.
    struct Lookup
    {
        QString condition = {};  ///< "f.package_id IN (SELECT o.id FROM package o WHERE %1)"
        QString expression = {}; ///< that table's name for the text: "o.name"
    };
    QHash<QString, Field> fields = {};
    QHash<QString, Lookup> lookups = {};   ///< SQL expression → instead of comparing it row by row
    bool looksUpFreeText = true;           ///< free text, which asks several expressions, uses them too
    QStringList freeText = {};             ///< SQL expressions that free text looks into
    QStringList innerFreeText = {};        ///< the same inside of the list's grouping
    QString lastChange = {};               ///< SQL expression of a time, for last:; empty = not offered
    QString like = QStringLiteral("LIKE"); ///< the database's operator that takes no notice of case
};

struct FilterSql
{
    QString condition = {}; ///< empty = everything
    QVariantList values = {};
    QString inner = {}; ///< condition on what is grouped, so that only groups that can match are counted out
    QVariantList innerValues = {};
    bool looksUp = false; ///< a field is looked up elsewhere: what such a filter finds is few
};

/// The texts that each row of the answer has in one of its FilterFields::freeText: what an index over those can be
/// asked for. Empty where the filter asks for none, or for alternatives only. Throws as parseFilter().
QStringList neededTexts(const QString& text, const FilterFields& fields);

/// The text as an index of trigrams can be asked for it with LIKE, without escapes: what it finds is all that has the
/// text, and maybe more. Empty if the text has no three letters or digits in a row, which such an index needs.
QString indexPattern(const QString& text);

/// Throws Error "usage.filter" for a field that the list does not have, with the fields it has.
FilterSql compileFilter(const QString& text, const FilterFields& fields, qint64 nowMs);

} // namespace millrace::store
