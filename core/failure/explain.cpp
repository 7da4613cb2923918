// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/failure/explain.h"

#include <array>
#include <utility>

namespace millrace::failure {

namespace {

constexpr std::array<std::pair<const char*, const char*>, 8> marks = {{
    {"<url:", "a URL is only its host"},
    {"<pkg>", "the package's name is <pkg>"},
    {"<ver>", "its version is <ver>"},
    {"<oid>", "object ids are <oid>"},
    {"<path>", "paths are <path>"},
    {"<ip>", "addresses are <ip>"},
    {"<ts>", "times are <ts>"},
    {"<n>", "numbers are <n>"},
}};

QString messageRule(const QString& line)
{
    QStringList replaced;
    for (const auto& [mark, words] : marks) {
        if (line.contains(QLatin1String(mark)))
            replaced.append(QLatin1String(words));
    }
    const QString what = QStringLiteral("the message's first line");
    return replaced.isEmpty() ? what : what + QStringLiteral("; in it ") + replaced.join(QLatin1String(", "));
}

} // namespace

QList<GroupLine> explainLines(const QStringList& lines, int algorithm)
{
    static const QStringList rules = {
        QStringLiteral("the class: the error code up to the dot"), QStringLiteral("the stage in which it happened"),
        QStringLiteral("the error code"),
        QStringLiteral("the kind of error: Error, or the signal that ended a worker that crashed")};
    QList<GroupLine> result;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString& line = lines.at(i);
        if (algorithm != 1)
            result.append({line, QStringLiteral("by rules of version %1 of the algorithm").arg(algorithm)});
        else if (i < rules.size())
            result.append({line, rules.at(i)});
        else if (i == rules.size())
            result.append({line, messageRule(line)});
        else
            result.append({line, QStringLiteral("step %1 from inside, as file and function; no line numbers, so that "
                                                "an edit of the program splits no group")
                                     .arg(i - rules.size())});
    }
    return result;
}

} // namespace millrace::failure
