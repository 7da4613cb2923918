// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/asideend.h"

#include "core/base/error.h"
#include "core/ops/operations.h"

namespace millrace::engine {

void endAsides(store::StateStore& state)
{
    for (const QString& package : state.packages.asideIsOver()) {
        const auto resume = ops::resume({{package}});
        resume->setReason(QStringLiteral("its time aside is over"));
        try {
            resume->applyNow(state, QStringLiteral("engine"));
        } catch (const Error& error) {
            // Another engine, or a person, was faster.
            if (error.errorClass() != QLatin1String("refused"))
                throw;
        }
    }
}

} // namespace millrace::engine
