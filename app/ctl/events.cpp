// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/listverb.h"
#include "app/ctl/verbs.h"
#include "core/base/error.h"

#include <QDateTime>

namespace millrace::ctl {

namespace {

/// "24h" is what the filter language takes; a date becomes the time that has passed since.
QString sinceFilter(const QString& since)
{
    const QDateTime date = QDateTime::fromString(since, Qt::ISODate);
    if (!date.isValid())
        return QLatin1String("last:") + since;
    const qint64 minutes = (QDateTime::currentMSecsSinceEpoch() - date.toMSecsSinceEpoch()) / 60'000 + 1;
    if (minutes < 0)
        throw Error(QStringLiteral("usage.since"), QStringLiteral("--since lies in the future"));
    return QStringLiteral("last:%1m").arg(minutes);
}

class Events final : public ListVerb
{
public:
    Events()
        : ListVerb(QStringLiteral("events"), QStringLiteral("Who changed what, newest first."), store::ListKind::Events,
                   {})
    {
    }

    void declare(QCommandLineParser& parser) const override
    {
        ListVerb::declare(parser);
        parser.addOption(
            {QStringLiteral("since"), QStringLiteral("A length (24h, 7d) or an ISO 8601 time."), QStringLiteral("T")});
    }

    int run(Context& context, const QCommandLineParser& parser) const override
    {
        QString filter = parser.positionalArguments().join(QLatin1Char(' '));
        if (parser.isSet(QStringLiteral("since")))
            filter += QLatin1Char(' ') + sinceFilter(parser.value(QStringLiteral("since")));
        return print(
            context, store::ListKind::Events,
            {QStringLiteral("at"), QStringLiteral("actor"), QStringLiteral("action"), QStringLiteral("summary")},
            filter.trimmed(), parser.value(QStringLiteral("limit")).toLongLong());
    }
};

} // namespace

VerbPtr eventsVerb()
{
    return std::make_unique<Events>();
}

} // namespace millrace::ctl
