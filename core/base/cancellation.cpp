// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cancellation.h"

#include "core/base/error.h"

namespace millrace {

void Cancellation::throwIfCancelled() const
{
    if (isCancelled())
        throw Error(QStringLiteral("internal.cancelled"), QStringLiteral("stopped on request"));
}

} // namespace millrace
