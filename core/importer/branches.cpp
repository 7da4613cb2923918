// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/branches.h"

#include "core/git/repository.h"

namespace millrace::importer {

namespace {
constexpr QLatin1String headPrefix("refs/heads/");
constexpr QLatin1String goodPrefix("refs/importer/good/");
} // namespace

QString& Branches::value(const QString& ref)
{
    const auto it = m_values.find(ref);
    if (it != m_values.end())
        return it.value();
    const std::optional<git::Oid> oid = m_repository.resolve(ref);
    return *m_values.insert(ref, oid ? oid->toHex() : QString());
}

Branch Branches::at(const QString& name)
{
    return {git::Oid::fromHex(value(headPrefix + name)), git::Oid::fromHex(value(goodPrefix + name))};
}

QList<RefUpdate> Branches::move(const QString& name, const git::Oid& tip, const git::Oid& good)
{
    QList<RefUpdate> updates;
    const auto set = [&](const QString& ref, const QString& now) {
        QString& old = value(ref);
        if (old != now)
            updates.append({ref, old, now});
        old = now;
    };
    set(headPrefix + name, tip.toHex());
    set(goodPrefix + name, good.toHex());
    return updates;
}

} // namespace millrace::importer
