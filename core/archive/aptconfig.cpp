// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/archive/aptconfig.h"

#include "core/base/error.h"
#include "core/base/process.h"

#include <QDir>

namespace millrace::archive {

namespace {

/// apt's StringToBool: what is neither yes nor no leaves the default.
bool toBool(const QString& text, bool fallback)
{
    static const QStringList yes{QStringLiteral("1"),  QStringLiteral("yes"),  QStringLiteral("true"),
                                 QStringLiteral("on"), QStringLiteral("with"), QStringLiteral("enable")};
    static const QStringList no{QStringLiteral("0"),   QStringLiteral("no"),      QStringLiteral("false"),
                                QStringLiteral("off"), QStringLiteral("without"), QStringLiteral("disable")};
    if (yes.contains(text.toLower()))
        return true;
    return no.contains(text.toLower()) ? false : fallback;
}

/// Keys in lower case: apt ignores case in them.
QMap<QString, QString> readDump(const QByteArray& dump)
{
    QMap<QString, QString> values;
    for (const QByteArray& line : dump.split('\n')) {
        const qsizetype quote = line.indexOf(" \"");
        if (quote > 0 && line.endsWith("\";"))
            values.insert(QString::fromUtf8(line.left(quote)), QString::fromUtf8(line.mid(quote + 2).chopped(2)));
    }
    return values;
}

QString joined(const QString& folder, const QString& name)
{
    return name.startsWith(QLatin1Char('/')) ? name : QDir::cleanPath(folder + QLatin1Char('/') + name);
}

} // namespace

AptSettings parseAptConfig(const QByteArray& dump)
{
    AptSettings settings;
    QString root = QStringLiteral("/");
    QString etc = QStringLiteral("etc/apt");
    QString trustedFile = QStringLiteral("trusted.gpg");
    QString trustedParts = QStringLiteral("trusted.gpg.d");
    const QMap<QString, QString> values = readDump(dump);
    for (auto it = values.cbegin(); it != values.cend(); ++it) {
        const QString key = it.key().toLower();
        const QString& value = it.value();
        if (key == QLatin1String("acquire::check-valid-until"))
            settings.checkValidUntil = toBool(value, true);
        else if (key == QLatin1String("acquire::check-date"))
            settings.checkDate = toBool(value, true);
        else if (key == QLatin1String("acquire::max-futuretime"))
            settings.maxFutureS = value.toLongLong();
        else if (key == QLatin1String("acquire::max-validtime"))
            settings.maxValidS = value.toLongLong();
        else if (key.startsWith(QLatin1String("acquire::max-validtime::")))
            settings.maxValidOfLabel.insert(it.key().section(QLatin1String("::"), 2), value.toLongLong());
        else if (key == QLatin1String("acquire::http::proxy") || key == QLatin1String("acquire::https::proxy"))
            settings.proxies.rules.insert(key.section(QLatin1String("::"), 1, 1), value);
        else if (key.startsWith(QLatin1String("acquire::http::proxy::")) ||
                 key.startsWith(QLatin1String("acquire::https::proxy::")))
            settings.proxies.rules.insert(key.section(QLatin1String("::"), 1, 1) + QLatin1String("::") +
                                              key.section(QLatin1String("::"), 3),
                                          value);
        else if (key == QLatin1String("dir"))
            root = value;
        else if (key == QLatin1String("dir::etc"))
            etc = value;
        else if (key == QLatin1String("dir::etc::trusted"))
            trustedFile = value;
        else if (key == QLatin1String("dir::etc::trustedparts"))
            trustedParts = value;
    }
    settings.etc = joined(root, etc);
    settings.trustedFile = joined(settings.etc, trustedFile);
    settings.trustedParts = joined(settings.etc, trustedParts);
    return settings;
}

AptSettings readAptSettings()
{
    try {
        return parseAptConfig(runProcessChecked({QStringLiteral("apt-config"), {QStringLiteral("dump")}}).output);
    } catch (const Error& error) {
        if (error.code() == QLatin1String("internal.tool"))
            return {};
        throw;
    }
}

QStringList AptSettings::trustedKeyrings() const
{
    QStringList keyrings;
    if (QFile::exists(trustedFile))
        keyrings.append(trustedFile);
    const QDir parts(trustedParts);
    for (const QString& name :
         parts.entryList({QStringLiteral("*.gpg"), QStringLiteral("*.asc")}, QDir::Files, QDir::Name))
        keyrings.append(parts.absoluteFilePath(name));
    return keyrings;
}

} // namespace millrace::archive
