// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deb/vcsclaim.h"

#include <QRegularExpression>
#include <QStringList>

namespace millrace::deb {

namespace {

constexpr qsizetype longest = 1000;

/// The whole of @p text and not up to a newline at its end.
bool matches(const QString& text, const char* pattern)
{
    if (text.size() > longest)
        return false;
    const QRegularExpression expression(QRegularExpression::anchoredPattern(QLatin1String(pattern)));
    return expression.match(text).hasMatch();
}

} // namespace

bool isSafeGitUrl(const QString& url)
{
    return matches(url, "https://[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
                        "(/[A-Za-z0-9_~+][A-Za-z0-9._~+-]*)+/?") &&
           !url.contains(QLatin1String(".."));
}

bool isSafeGitRef(const QString& ref)
{
    if (!matches(ref, "refs(/[A-Za-z0-9+_-][A-Za-z0-9.+_-]*)+") || ref.contains(QLatin1String("..")))
        return false;
    for (const QString& part : ref.split(QLatin1Char('/'))) {
        if (part.endsWith(QLatin1String(".lock")))
            return false;
    }
    return !ref.endsWith(QLatin1Char('.'));
}

bool isCommitId(const QString& text)
{
    return matches(text, "[0-9a-f]{40}");
}

std::optional<QString> dgitCommit(const QString& field)
{
    const QString first = field.simplified().section(QLatin1Char(' '), 0, 0);
    return isCommitId(first) ? std::optional<QString>(first) : std::nullopt;
}

} // namespace millrace::deb
