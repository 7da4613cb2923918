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
    if (key == QLatin1String("accepted_milli"))
        return EventText::tr("usual in a day", "number of failures");
    QString text = key;
    if (text.endsWith(QLatin1String("_ms")))
        text.chop(3);
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
        if (key == QLatin1String("accepted_milli"))
            return QLocale().toString(static_cast<double>(number) / 1000, 'f', 1);
        if (key.endsWith(QLatin1String("_ms")))
            return durationText(number);
        const bool time =
            key.endsWith(QLatin1String("_at")) || key == QLatin1String("at") || key == QLatin1String("since");
        return time ? absoluteText(number) : QString::number(number);
    }
    const QString text = value.toString();
    // The store's "ok" says that nothing is left to do, which is so before the first import too.
    if (key == QLatin1String("state"))
        return text == QLatin1String("ok") ? EventText::tr("nothing waits", "state of a package") : stateText(text);
    return text;
}

const QString separator = QStringLiteral(" · ");

/// Operations file their rows below these words; what a row is called says more.
const QStringList shelves = {QStringLiteral("rules") + separator, QStringLiteral("signatures") + separator,
                             QStringLiteral("packages") + separator};

/// "signatures · 12ab… · " if the event is about that one alone: the number says nothing that the summary does not.
QString onlySignature(const QStringList& keys)
{
    QString prefix;
    for (const QString& key : keys) {
        if (!key.startsWith(shelves.at(1)))
            continue;
        const QString own = shelves.at(1) + key.section(separator, 1, 1) + separator;
        if (!prefix.isEmpty() && prefix != own)
            return {};
        prefix = own;
    }
    return prefix;
}

/// Decisions first, then what they did to packages, which can be thousands.
qsizetype shelfOf(const QString& key)
{
    const auto shelf =
        std::find_if(shelves.begin(), shelves.end(), [&](const QString& shelf) { return key.startsWith(shelf); });
    return shelf - shelves.begin();
}

using Flat = QMap<QString, QString>;

/// What an array's element is called: rows carry a name, other things their number.
QString elementName(const QJsonValue& value, qsizetype index)
{
    for (const QString& key : {QStringLiteral("package"), QStringLiteral("signature"), QStringLiteral("code"),
                               QStringLiteral("name"), QStringLiteral("id")}) {
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
    std::stable_sort(keys.begin(), keys.end(),
                     [](const QString& one, const QString& other) { return shelfOf(one) < shelfOf(other); });
    const QString only = onlySignature(keys);
    QList<ChangeLine> lines;
    for (const QString& key : std::as_const(keys)) {
        // A row's own number says nothing to a person.
        if (key.endsWith(separator + QLatin1String("id")))
            continue;
        const bool single = !only.isEmpty() && key.startsWith(only);
        const qsizetype shelf = single ? only.size() : shelves.value(shelfOf(key)).size();
        const ChangeLine line{key.mid(shelf), before.value(key), after.value(key)};
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
