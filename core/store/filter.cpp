// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/filter.h"

#include "core/base/error.h"

namespace millrace::store {

namespace {

Error usage(const QString& message, const QString& advice)
{
    return Error(QStringLiteral("usage.filter"), message).withAdvice(advice);
}

/// Splits at spaces outside of quotes.
QStringList tokens(const QString& text)
{
    QStringList result;
    QString current;
    bool quoted = false;
    bool any = false;
    for (const QChar c : text) {
        if (c == QLatin1Char('"')) {
            quoted = !quoted;
            any = true;
        } else if (c.isSpace() && !quoted) {
            if (any)
                result.append(current);
            current.clear();
            any = false;
        } else {
            current += c;
            any = true;
        }
    }
    if (quoted)
        throw usage(QStringLiteral("the filter has a quote that does not end"), QStringLiteral("close it with \""));
    if (any)
        result.append(current);
    return result;
}

qint64 durationMs(const QString& text)
{
    bool ok = false;
    const qint64 amount = text.chopped(1).toLongLong(&ok);
    const QChar unit = text.isEmpty() ? QChar() : text.back();
    const qint64 minutes = unit == QLatin1Char('m')   ? 1
                           : unit == QLatin1Char('h') ? 60
                           : unit == QLatin1Char('d') ? 24 * 60
                           : unit == QLatin1Char('w') ? 7 * 24 * 60
                                                      : 0;
    if (!ok || amount < 0 || amount > 1'000'000 || minutes == 0)
        throw usage(QStringLiteral("\"%1\" is no length of time").arg(text),
                    QStringLiteral("write a number and m, h, d or w: last:24h"));
    return amount * minutes * 60'000;
}

QString likePattern(const QString& value)
{
    QString escaped = value;
    escaped.replace(QLatin1Char('\\'), QLatin1String("\\\\"))
        .replace(QLatin1Char('%'), QLatin1String("\\%"))
        .replace(QLatin1Char('_'), QLatin1String("\\_"));
    return QLatin1Char('%') + escaped + QLatin1Char('%');
}

QString likeCondition(const QString& expression, const FilterFields& fields, bool mayLookUp = true)
{
    const auto lookup = fields.lookups.constFind(expression);
    const bool elsewhere = mayLookUp && lookup != fields.lookups.constEnd();
    const QString condition =
        QStringLiteral("%1 %2 ? ESCAPE '\\'").arg(elsewhere ? lookup->expression : expression, fields.like);
    return elsewhere ? lookup->condition.arg(condition) : condition;
}

FilterSql fieldCondition(const FilterTerm& term, const FilterFields::Field& field, const QString& expression,
                         const FilterFields& fields)
{
    FilterSql sql;
    QStringList alternatives;
    for (const QString& value : term.values) {
        if (field.type == FilterFields::Type::Number) {
            bool ok = false;
            const qlonglong number = value.toLongLong(&ok);
            if (!ok)
                throw usage(QStringLiteral("%1 is a number, \"%2\" is none").arg(term.field, value),
                            QStringLiteral("write %1:5, %1:>5 or %1:<5").arg(term.field));
            const QString compare = term.comparison.isNull() ? QStringLiteral("=") : QString(term.comparison);
            alternatives.append(QStringLiteral("%1 %2 ?").arg(expression, compare));
            sql.values.append(number);
        } else if (field.type == FilterFields::Type::Word) {
            if (!field.column.isEmpty()) {
                alternatives.append(QStringLiteral("(%1 = ? AND %2 = ?)").arg(field.column, expression));
                sql.values.append(field.stored.value(value, value));
            } else {
                alternatives.append(expression + QLatin1String(" = ?"));
            }
            sql.values.append(value);
        } else {
            sql.looksUp = sql.looksUp || fields.lookups.contains(expression);
            alternatives.append(likeCondition(expression, fields));
            sql.values.append(likePattern(value));
        }
    }
    sql.condition = alternatives.join(QLatin1String(" OR "));
    return sql;
}

} // namespace

QList<FilterTerm> parseFilter(const QString& text)
{
    QList<FilterTerm> terms;
    for (QString token : tokens(text)) {
        FilterTerm term;
        if (token.size() > 1 && token.startsWith(QLatin1Char('-'))) {
            term.exclude = true;
            token.remove(0, 1);
        }
        const qsizetype colon = token.indexOf(QLatin1Char(':'));
        const QString field = token.left(std::max<qsizetype>(colon, 0));
        const bool isField = colon > 0 && std::all_of(field.begin(), field.end(),
                                                      [](QChar c) { return c.isLower() || c == QLatin1Char('_'); });
        QString value = isField ? token.mid(colon + 1) : token;
        if (isField) {
            term.field = field;
            if (value.startsWith(QLatin1Char('<')) || value.startsWith(QLatin1Char('>'))) {
                term.comparison = value.front();
                value.remove(0, 1);
            }
            term.values = value.split(QLatin1Char(','), Qt::SkipEmptyParts);
            if (term.values.isEmpty())
                throw usage(QStringLiteral("\"%1:\" has no value").arg(field),
                            QStringLiteral("write %1:VALUE").arg(field));
        } else {
            term.values = {value};
        }
        terms.append(term);
    }
    return terms;
}

QStringList neededTexts(const QString& text, const FilterFields& fields)
{
    QStringList texts;
    for (const FilterTerm& term : parseFilter(text)) {
        if (term.exclude || term.values.size() != 1)
            continue;
        const FilterFields::Field field = fields.fields.value(term.field);
        if (term.field.isEmpty() ||
            (field.type == FilterFields::Type::Text && fields.freeText.contains(field.expression)))
            texts.append(term.values.constFirst());
    }
    return texts;
}

QString indexPattern(const QString& text)
{
    constexpr qsizetype shortest = 3;
    const QList<uint> characters = text.toUcs4();
    const auto isWild = [](uint c) { return c == '%' || c == '_' || c == '\\'; };
    if (characters.contains(0U))
        return {};
    QString pattern;
    bool usable = false;
    for (qsizetype begin = 0; begin < characters.size();) {
        qsizetype end = begin;
        qsizetype word = 0;
        while (end < characters.size() && !isWild(characters.at(end))) {
            word = QChar::isLetterOrNumber(characters.at(end)) ? word + 1 : 0;
            usable = usable || word >= shortest;
            ++end;
        }
        // SQLite 3.40 counts the bytes of a run and asks its index for what has no trigram then, which can crash it: a
        // run that is too short becomes wildcards, as those that stand between the runs.
        const qsizetype length = end - begin;
        pattern += length >= shortest
                       ? QString::fromUcs4(reinterpret_cast<const char32_t*>(&characters.at(begin)), length)
                       : QString(length, QLatin1Char('_'));
        begin = end;
        for (; begin < characters.size() && isWild(characters.at(begin)); ++begin)
            pattern += QLatin1Char('_');
    }
    return usable ? QLatin1Char('%') + pattern + QLatin1Char('%') : QString();
}

FilterSql compileFilter(const QString& text, const FilterFields& fields, qint64 nowMs)
{
    FilterSql whole;
    QStringList conditions;
    QStringList inner;
    for (const FilterTerm& term : parseFilter(text)) {
        FilterSql sql;
        bool isInner = false;
        if (term.field.isEmpty()) {
            isInner = !fields.innerFreeText.isEmpty();
            QStringList alternatives;
            for (const QString& expression : isInner ? fields.innerFreeText : fields.freeText) {
                alternatives.append(likeCondition(expression, fields, fields.looksUpFreeText));
                sql.values.append(likePattern(term.values.constFirst()));
            }
            sql.condition = alternatives.join(QLatin1String(" OR "));
        } else if (term.field == QLatin1String("last") && !fields.lastChange.isEmpty()) {
            sql.condition = fields.lastChange + QLatin1String(" >= ?");
            sql.values.append(nowMs - durationMs(term.values.constFirst()));
        } else if (const auto field = fields.fields.constFind(term.field); field != fields.fields.constEnd()) {
            isInner = !field->inner.isEmpty();
            sql = fieldCondition(term, field.value(), isInner ? field->inner : field->expression, fields);
        } else {
            QStringList known = fields.fields.keys();
            known.sort();
            throw usage(QStringLiteral("this list has no field \"%1\"").arg(term.field),
                        QStringLiteral("fields: ") + known.join(QLatin1String(", ")));
        }
        (isInner ? inner : conditions)
            .append((term.exclude ? QLatin1String("NOT (") : QLatin1String("(")) + sql.condition + QLatin1Char(')'));
        (isInner ? whole.innerValues : whole.values) += sql.values;
        whole.looksUp = whole.looksUp || sql.looksUp;
    }
    whole.condition = conditions.join(QLatin1String(" AND "));
    whole.inner = inner.join(QLatin1String(" AND "));
    return whole;
}

} // namespace millrace::store
