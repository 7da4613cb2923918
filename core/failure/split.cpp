// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/failure/split.h"

#include "core/base/digest.h"
#include "core/failure/normalise.h"
#include "core/failure/signature.h"

#include <QUrl>

#include <array>
#include <limits>
#include <utility>

namespace millrace::failure {

namespace {

constexpr std::array<std::pair<SplitBy, const char*>, 5> names = {{
    {SplitBy::Message, "message"},
    {SplitBy::Trace, "trace"},
    {SplitBy::Host, "host"},
    {SplitBy::Package, "package"},
    {SplitBy::Version, "version"},
}};

QString wholeMessage(const SplitFacts& facts)
{
    QStringList lines;
    for (const QString& line : facts.message.split(QLatin1Char('\n')))
        lines.append(normaliseMessage(line, facts.package, facts.version));
    return lines.join(QLatin1String(" / "));
}

QString rawPart(SplitBy by, const SplitFacts& facts)
{
    switch (by) {
    case SplitBy::Message:
        return wholeMessage(facts);
    case SplitBy::Trace:
        return innermostFrames(facts.trace, std::numeric_limits<int>::max()).join(QLatin1String(" < "));
    case SplitBy::Host:
        return QUrl(facts.evidence[QLatin1String("url")].toString()).host();
    case SplitBy::Package:
        return facts.package;
    case SplitBy::Version:
        return facts.version;
    }
    return {};
}

} // namespace

QString splitName(SplitBy by)
{
    for (const auto& [value, name] : names) {
        if (value == by)
            return QLatin1String(name);
    }
    return {};
}

std::optional<SplitBy> splitFromName(const QString& text)
{
    for (const auto& [value, name] : names) {
        if (text == QLatin1String(name))
            return value;
    }
    return std::nullopt;
}

QStringList splitNames()
{
    QStringList all;
    for (const auto& [value, name] : names)
        all.append(QLatin1String(name));
    return all;
}

QString partOf(SplitBy by, const SplitFacts& facts)
{
    const QString part = rawPart(by, facts).trimmed();
    return part.isEmpty() ? QStringLiteral("-") : part;
}

QString partId(const QString& signature, SplitBy by, const QString& part)
{
    const QString text = QStringList{signature, splitName(by), part}.join(QLatin1Char('\n'));
    return QString::fromLatin1(Digest::hex(Digest::Algorithm::Sha256, text.toUtf8()).left(16));
}

} // namespace millrace::failure
