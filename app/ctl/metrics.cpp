// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/verbs.h"
#include "core/monitor/openmetrics.h"

namespace millrace::ctl {

namespace {

class Metrics final : public Verb
{
public:
    QString name() const override { return QStringLiteral("metrics"); }
    QString summary() const override { return QStringLiteral("The numbers as OpenMetrics text."); }
    QString arguments() const override { return {}; }

    int run(Context& context, const QCommandLineParser& parser) const override
    {
        Q_UNUSED(parser)
        const std::unique_ptr<store::StoreThread> store = context.openToRead();
        context.output.text(store->call([&](store::StateStore& state) {
            return monitor::openMetrics(monitor::takeSnapshot(state, context.paths()));
        }));
        return exitcode::done;
    }
};

} // namespace

VerbPtr metricsVerb()
{
    return std::make_unique<Metrics>();
}

} // namespace millrace::ctl
