// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/queue/job.h"

namespace millrace::queue {

QString jobTypeName(JobType type)
{
    switch (type) {
    case JobType::New:
        return QStringLiteral("new");
    case JobType::Retry:
        return QStringLiteral("retry");
    case JobType::Manual:
        return QStringLiteral("manual");
    case JobType::Reimport:
        return QStringLiteral("reimport");
    case JobType::Integrity:
        return QStringLiteral("integrity");
    }
    return {};
}

} // namespace millrace::queue
