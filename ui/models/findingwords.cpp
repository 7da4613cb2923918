// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/findingwords.h"

#include "ui/models/format.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <array>

namespace millrace::ui {

namespace {

struct Findings
{
    Q_DECLARE_TR_FUNCTIONS(millrace::ui::Findings)
};

struct CheckWords
{
    const char* check;
    const char* text;
    const char* meaning;
};

constexpr std::array<CheckWords, 10> words = {{
    {"I1", QT_TRANSLATE_NOOP("millrace::ui::Findings", "publications"),
     QT_TRANSLATE_NOOP(
         "millrace::ui::Findings",
         "A version that the archive published is missing here, so its branch is not the whole history.")},
    {"I2", QT_TRANSLATE_NOOP("millrace::ui::Findings", "branches"),
     QT_TRANSLATE_NOOP(
         "millrace::ui::Findings",
         "Whoever clones this branch does not get what the archive published. Somebody or something other "
         "than Millrace moved it.")},
    {"I3", QT_TRANSLATE_NOOP("millrace::ui::Findings", "tags"),
     QT_TRANSLATE_NOOP("millrace::ui::Findings",
                       "The tag does not lead to the import that was recorded under its name.")},
    {"I4", QT_TRANSLATE_NOOP("millrace::ui::Findings", "sources"),
     QT_TRANSLATE_NOOP("millrace::ui::Findings",
                       "The source was unpacked again by the same rules, and the result is not what is in the "
                       "repository.")},
    {"I5", QT_TRANSLATE_NOOP("millrace::ui::Findings", "tarballs"),
     QT_TRANSLATE_NOOP("millrace::ui::Findings",
                       "The original tarball cannot be made again from the repository byte for byte.")},
    {"I6", QT_TRANSLATE_NOOP("millrace::ui::Findings", "remotes"),
     QT_TRANSLATE_NOOP("millrace::ui::Findings", "The copy elsewhere has other refs than the repository here.")},
    {"I7", QT_TRANSLATE_NOOP("millrace::ui::Findings", "history"),
     QT_TRANSLATE_NOOP("millrace::ui::Findings",
                       "The commit stands in another place of the history than the rules put it; its content may "
                       "still be right.")},
    {"I8", QT_TRANSLATE_NOOP("millrace::ui::Findings", "leftovers"),
     QT_TRANSLATE_NOOP("millrace::ui::Findings", "It does no harm, but nobody will ever clear it up.")},
    {"I9", QT_TRANSLATE_NOOP("millrace::ui::Findings", "objects"),
     QT_TRANSLATE_NOOP("millrace::ui::Findings", "The repository is damaged on disk: reading or cloning it may fail.")},
    {"run", QT_TRANSLATE_NOOP("millrace::ui::Findings", "verification"),
     QT_TRANSLATE_NOOP("millrace::ui::Findings",
                       "Nothing is known of the package: the verification itself did not get to its end.")},
}};

const CheckWords* wordsOf(const QString& check)
{
    for (const CheckWords& one : words) {
        if (check == QLatin1String(one.check))
            return &one;
    }
    return nullptr;
}

} // namespace

QString severityText(const QString& severity)
{
    if (severity == QLatin1String("error"))
        return Findings::tr("error", "severity of a finding");
    if (severity == QLatin1String("warning"))
        return Findings::tr("warning", "severity of a finding");
    return severity == QLatin1String("note") ? Findings::tr("note", "severity of a finding") : severity;
}

Tone severityTone(const QString& severity)
{
    if (severity == QLatin1String("error"))
        return Tone::Error;
    return severity == QLatin1String("warning") ? Tone::Warning : Tone::Muted;
}

QString checkText(const QString& check)
{
    const CheckWords* found = wordsOf(check);
    return found ? Findings::tr(found->text) : check;
}

QString checkMeaning(const QString& check)
{
    const CheckWords* found = wordsOf(check);
    return found ? Findings::tr(found->meaning) : QString();
}

QString verifiedText(qint64 verifiedAt, bool anythingFound, qint64 nowMs)
{
    if (verifiedAt <= 0)
        return Findings::tr("Never verified");
    const QString ago = agoText(verifiedAt, nowMs);
    return anythingFound ? Findings::tr("Verified %1", "an age: 5 min ago").arg(ago)
                         : Findings::tr("Verified %1, nothing found", "an age: 5 min ago").arg(ago);
}

QString evidenceLines(const QJsonObject& object)
{
    qsizetype widest = 0;
    for (const QString& key : object.keys())
        widest = std::max(widest, key.size());
    QStringList lines;
    for (auto it = object.begin(); it != object.end(); ++it) {
        QStringList values;
        for (const QJsonValue& item : it.value().toArray())
            values.append(item.toVariant().toString());
        if (!it.value().isArray())
            values = it.value().toVariant().toString().split(QLatin1Char('\n'));
        for (qsizetype i = 0; i < values.size(); ++i)
            lines.append((i == 0 ? it.key() : QString()).leftJustified(widest + 2) + values.at(i));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace millrace::ui
