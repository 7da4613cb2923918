// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/storewait.h"

#include "app/ctl/servicenotify.h"
#include "core/base/json.h"
#include "core/store/mayheal.h"

#include <QEventLoop>
#include <QTimer>

#include <algorithm>

namespace millrace::ctl {

namespace {

constexpr int firstPauseMs = 500;
constexpr int longestPauseMs = 10'000;

void pause(int ms, const Interrupt& interrupt)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    QObject::connect(&interrupt, &Interrupt::once, &loop, &QEventLoop::quit);
    if (!interrupt.happened())
        loop.exec();
}

} // namespace

void tellOfStore(const Output& output, const QString& reason)
{
    QJsonObject data{
        {QStringLiteral("event"), reason.isEmpty() ? QStringLiteral("store_back") : QStringLiteral("store_away")},
        {QStringLiteral("at"), isoTime(Clock::system().nowMs())}};
    if (!reason.isEmpty())
        data.insert(QStringLiteral("reason"), reason);
    if (output.json)
        output.streamed(data);
    else
        output.line(reason.isEmpty() ? QStringLiteral("the store is there")
                                     : QStringLiteral("waiting for the store: %1").arg(reason));
}

bool waitForStore(Context& context, const Interrupt& interrupt)
{
    bool waited = false;
    for (int pauseMs = firstPauseMs; !interrupt.happened(); pauseMs = std::min(pauseMs * 2, longestPauseMs)) {
        try {
            context.store();
            if (waited)
                tellOfStore(context.output, {});
            return true;
        } catch (const Error& error) {
            const bool isServer = store::StoreUrl::parse(context.paths().store).kind == store::StoreUrl::Kind::Postgres;
            if (!isServer || !store::mayHeal(error))
                throw;
            if (!std::exchange(waited, true))
                tellOfStore(context.output, error.message());
            // The time of the start is no measure of how long a server may be away.
            tellServiceManager(QStringLiteral("STATUS=Waiting for the store: %1\nEXTEND_TIMEOUT_USEC=120000000")
                                   .arg(error.message().simplified()));
        }
        pause(pauseMs, interrupt);
    }
    return false;
}

} // namespace millrace::ctl
