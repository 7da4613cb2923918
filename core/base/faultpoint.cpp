// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/faultpoint.h"

#include <QByteArray>

#include <unistd.h>

#include <csignal>

namespace millrace {

void faultPoint(const char* name)
{
    static const QByteArray wanted = qgetenv("MILLRACE_FAULT");
    if (!wanted.isEmpty() && wanted == name)
        kill(getpid(), SIGKILL);
}

} // namespace millrace
