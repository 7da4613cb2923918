// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/activity/eventtext.h"

#include "ui/models/format.h"
#include "ui/models/words.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>
#include <QMap>

namespace millrace::ui {

namespace {

struct EventText
{
    Q_DECLARE_TR_FUNCTIONS(millrace::ui::EventText)
};

/// Keys of the store in the words of the screens.
QString keyText(const QString& key)
{
    QString text = key;
    return text.replace(QLatin1Char('_'), QLatin1Char(' '));
}

QString scalarText(const QString& key, const QJsonValue& value)
{
    if (value.isBool())
        return value.toBool() ? EventText::tr("yes") : EventText::tr("no");
    if (value.isDouble()) {
        const qint64 number = value.toInteger();
        if (key == QLatin1String("priority"))
            return priorityText(static_cast<int>(number));
        const bool time = key.endsWith(QLatin1String("_at")) || key == QLatin1String("at");
        return time ? absoluteText(number) : QString::number(number);
    }
    const QString text = value.toString();
    // The store's "ok" says that nothing is left to do, which is so before the first import too.
    if (key == QLatin1String("state"))
        return text == QLatin1String("ok") ? EventText::tr("nothing waits", "state of a package") : stateText(text);
    return text;
}

const QString separator = QStringLiteral(" · ");

/// "packages · " if all keys begin with it, else nothing.
QString commonPrefix(const QStringList& keys)
{
    if (keys.isEmpty() || !keys.first().contains(separator))
        return {};
    const QString prefix = keys.first().section(separator, 0, 0) + separator;
    const bool all =
        std::all_of(keys.cbegin(), keys.cend(), [&](const QString& key) { return key.startsWith(prefix); });
    return all ? prefix : QString();
}

using Flat = QMap<QString, QString>;

/// What an array's element is called: rows carry a name, other things their number.
QString elementName(const QJsonValue& value, qsizetype index)
{
    for (const QString& key :
         {QStringLiteral("package"), QStringLiteral("signature"), QStringLiteral("name"), QStringLiteral("id")}) {
        const QJsonValue name = value.toObject().value(key);
        if (name.isString())
            return name.toString();
        if (name.isDouble())
            return QString::number(name.toInteger());
    }
    return QString::number(index + 1);
}

void flatten(const QString& path, const QString& key, const QJsonValue& value, Flat& flat)
{
    const auto below = [&](const QString& name) { return path.isEmpty() ? name : path + separator + name; };
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            flatten(below(keyText(it.key())), it.key(), it.value(), flat);
    } else if (value.isArray() && !value.toArray().isEmpty() && value.toArray().first().isObject()) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            flatten(below(elementName(array[i], i)), key, array[i], flat);
    } else if (value.isArray()) {
        QStringList words;
        for (const QJsonValue& element : value.toArray())
            words << scalarText(key, element);
        flat.insert(path, words.join(QStringLiteral(", ")));
    } else if (!value.isNull() && !value.isUndefined()) {
        flat.insert(path, scalarText(key, value));
    }
}

} // namespace

QList<ChangeLine> changeLines(const store::Event& event)
{
    Flat before, after;
    flatten({}, {}, event.before, before);
    flatten({}, {}, event.after, after);
    QStringList keys = before.keys();
    for (auto it = after.cbegin(); it != after.cend(); ++it) {
        if (!before.contains(it.key()))
            keys << it.key();
    }
    // Every Operation files its rows below one word; a row's own number says nothing to a person.
    const QString common = commonPrefix(keys);
    QList<ChangeLine> lines;
    for (const QString& key : keys) {
        if (key.endsWith(separator + QLatin1String("id")))
            continue;
        const ChangeLine line{key.mid(common.size()), before.value(key), after.value(key)};
        if (line.before != line.after)
            lines.append(line);
    }
    return lines;
}

QString eventCommand(const store::Event& event)
{
    static const QStringList verbs = {QStringLiteral("import"), QStringLiteral("track"), QStringLiteral("untrack"),
                                      QStringLiteral("retry"),  QStringLiteral("hold"),  QStringLiteral("resume")};
    QStringList line = {QStringLiteral("millracectl")};
    if (!verbs.contains(event.action))
        return shellText(line << QStringLiteral("show") << event.subject);
    line << event.action;
    line << event.subject.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (!event.reason.isEmpty())
        line << QStringLiteral("--reason") << event.reason;
    return shellText(line);
}

QString undoObstacle(const store::Event& event)
{
    if (event.id == 0)
        return EventText::tr("Select an event first");
    if (event.undoneBy != 0)
        return EventText::tr("It is undone already");
    if (event.actor == QLatin1String("engine"))
        return EventText::tr("The engine did it: there is nothing of a person's to take back");
    return {};
}

} // namespace millrace::ui
