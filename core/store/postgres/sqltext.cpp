// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/sqltext.h"

#include <QRegularExpression>

#include <functional>

namespace millrace::store {

namespace {

QString replaced(const QString& sql, const std::function<QString(qsizetype)>& placeholder)
{
    QString result;
    result.reserve(sql.size() + 64);
    QChar quote;
    qsizetype index = 0;
    for (const QChar c : sql) {
        if (!quote.isNull()) {
            // A doubled quote ends and begins again: the same in effect.
            if (c == quote)
                quote = QChar();
        } else if (c == QLatin1Char('\'') || c == QLatin1Char('"')) {
            quote = c;
        } else if (c == QLatin1Char('?')) {
            result += placeholder(index++);
            continue;
        }
        result += c;
    }
    return result;
}

} // namespace

QString sqlLiteral(const QVariant& value)
{
    switch (value.typeId()) {
    case QMetaType::UnknownType:
    case QMetaType::Nullptr:
        return QStringLiteral("NULL");
    case QMetaType::Bool:
        return value.toBool() ? QStringLiteral("1") : QStringLiteral("0");
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::Long:
    case QMetaType::ULong:
    case QMetaType::LongLong:
    case QMetaType::ULongLong: {
        const QString number = value.toString();
        // "x -1" must not become a comment after a minus.
        return number.startsWith(QLatin1Char('-')) ? QLatin1Char('(') + number + QLatin1Char(')') : number;
    }
    case QMetaType::Float:
    case QMetaType::Double:
        return QStringLiteral("'%1'::float8").arg(value.toDouble(), 0, 'g', 17);
    case QMetaType::QByteArray:
        return QLatin1String("'\\x") + QString::fromLatin1(value.toByteArray().toHex()) + QLatin1String("'::bytea");
    default:
        break;
    }
    QString text = value.toString();
    text.replace(QChar(u'\0'), QChar(QChar::ReplacementCharacter)).replace(QLatin1Char('\''), QLatin1String("''"));
    return QLatin1Char('\'') + text + QLatin1Char('\'');
}

QString withArrays(const QString& sql)
{
    static const QRegularExpression list(QStringLiteral("(?<!NOT )\\bIN \\(([0-9]+(?:,[0-9]+){31,})\\)"));
    return sql.contains(QLatin1String(" IN (")) ? QString(sql).replace(list, QStringLiteral("= ANY ('{\\1}')")) : sql;
}

QString withLiterals(const QString& sql, const QVariantList& values)
{
    return replaced(sql, [&](qsizetype index) { return sqlLiteral(values.value(index)); });
}

QString withNumbers(const QString& sql)
{
    return replaced(sql, [](qsizetype index) { return QLatin1Char('$') + QString::number(index + 1); });
}

} // namespace millrace::store
