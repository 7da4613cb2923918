// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/check.h"

#include "app/ctl/verbs.h"
#include "core/monitor/pluginline.h"

namespace millrace::ctl {

namespace {

class CheckVerb final : public Verb
{
public:
    QString name() const override { return QStringLiteral("check"); }
    QString summary() const override { return QStringLiteral("Monitoring plugin: is everything as usual?"); }
    QString arguments() const override
    {
        return QStringLiteral("[-w METRIC=LIMIT…] [-c METRIC=LIMIT…] [--metric METRIC…]");
    }

    void declare(QCommandLineParser& parser) const override
    {
        QString text = summary() + QStringLiteral(" One line in the convention of the monitoring plugins; exit code 0 "
                                                  "OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.\n\nMetrics, with the limits "
                                                  "of WARNING and CRITICAL:\n");
        for (const monitor::MetricRule& rule : monitor::metricRules())
            text += QStringLiteral("  %1 %2 %3 %4\n")
                        .arg(rule.name, -14)
                        .arg(rule.warning.isEmpty() ? QStringLiteral("-") : rule.warning, -8)
                        .arg(rule.critical.isEmpty() ? QStringLiteral("-") : rule.critical, -6)
                        .arg(rule.meaning);
        text += QStringLiteral("\nA limit is a range as plugins have it (10, 10:, 5:20, @5:20), with a unit where "
                               "there is one (30m, 8h, 2d, 10%), or 1.3x+10: 1.3 times what is usual, and at least 10 "
                               "above it. Empty: no limit.");
        parser.setApplicationDescription(text);
        parser.addOption({{QStringLiteral("w"), QStringLiteral("warning")},
                          QStringLiteral("WARNING outside of this limit."),
                          QStringLiteral("METRIC=LIMIT")});
        parser.addOption({{QStringLiteral("c"), QStringLiteral("critical")},
                          QStringLiteral("CRITICAL outside of this limit."),
                          QStringLiteral("METRIC=LIMIT")});
        parser.addOption(
            {QStringLiteral("metric"), QStringLiteral("Only this metric; may be repeated."), QStringLiteral("METRIC")});
    }

    int run(Context& context, const QCommandLineParser& parser) const override
    {
        if (!parser.positionalArguments().isEmpty())
            throw Error(QStringLiteral("usage.arguments"),
                        QStringLiteral("check takes no \"%1\"").arg(parser.positionalArguments().constFirst()));
        monitor::Limits limits;
        limits.overrideWarning(parser.values(QStringLiteral("warning")));
        limits.overrideCritical(parser.values(QStringLiteral("critical")));
        const QStringList only = parser.values(QStringLiteral("metric"));
        for (const QString& metric : only)
            monitor::ruleOf(metric); // a wrong name is told before the store is looked for
        const std::unique_ptr<store::StoreThread> store = context.openToRead();
        const monitor::Check result = store->call([&](store::StateStore& state) {
            return monitor::check(monitor::takeSnapshot(state, context.paths()), limits, only);
        });
        if (context.output.json)
            context.output.document(result.toJson());
        else
            context.output.line(monitor::pluginLine(result));
        return static_cast<int>(result.state);
    }

    /// Whatever keeps the plugin from measuring is UNKNOWN, and is said where the monitoring system looks for it.
    int failed(const Output& output, const Error& error) const override
    {
        if (output.json)
            output.error(error);
        else
            output.line(monitor::unknownLine(error.message()));
        return static_cast<int>(monitor::State::Unknown);
    }
};

} // namespace

VerbPtr checkVerb()
{
    return std::make_unique<CheckVerb>();
}

} // namespace millrace::ctl
