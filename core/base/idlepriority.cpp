// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/idlepriority.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace millrace {

namespace {
// linux/ioprio.h, which glibc does not wrap: who = this process, class = idle.
constexpr int ioprioWhoProcess = 1;
constexpr int ioprioClassIdle = 3 << 13;
} // namespace

void takeIdlePriority()
{
    setpriority(PRIO_PROCESS, 0, 19);
    syscall(SYS_ioprio_set, ioprioWhoProcess, 0, ioprioClassIdle);
}

} // namespace millrace
