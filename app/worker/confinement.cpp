// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/confinement.h"

#include "app/worker/landlock.h"
#include "app/worker/syscallfilter.h"
#include "core/base/paths.h"
#include "core/base/step.h"

#include <QFile>

#include <execinfo.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace millrace::worker {

namespace {

// A long history has a pack or two per version open at once.
constexpr rlim_t mostFiles = 4096;
// Counted over all processes of the user, so it must leave room for a desktop; it ends fork bombs.
constexpr rlim_t mostProcesses = 8192;

void limit(int resource, rlim_t value)
{
    rlimit current{};
    getrlimit(static_cast<__rlimit_resource_t>(resource), &current);
    if (current.rlim_max != RLIM_INFINITY && current.rlim_max < value)
        value = current.rlim_max;
    const rlimit wanted{value, value};
    setrlimit(static_cast<__rlimit_resource_t>(resource), &wanted);
}

// Only async-signal-safe calls from here on; backtrace() was primed by reportCrashes().
void onCrash(int signal)
{
    void* frames[64];
    const int count = backtrace(frames, 64);
    backtrace_symbols_fd(frames, count, STDERR_FILENO);
    raise(signal);
}

} // namespace

void dieWithParent()
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const char* engine = getenv("MILLRACE_ENGINE");
    if (engine && atol(engine) != getppid())
        raise(SIGKILL);
}

void applyLimits(const importer::JobLimits& limits)
{
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, static_cast<rlim_t>(limits.wallMs / 1000 + 1));
    limit(RLIMIT_NOFILE, mostFiles);
    limit(RLIMIT_NPROC, mostProcesses);
    limit(RLIMIT_FSIZE, static_cast<rlim_t>(limits.unpackedBytes));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    // Sanitizers reserve terabytes of address space.
    limit(RLIMIT_AS, static_cast<rlim_t>(limits.memoryBytes));
#endif
}

void confine(const Reach& reach, const QString& scratch)
{
    // A rule needs a folder that exists.
    for (const QString& folder : reach.writes + reach.receives + QStringList{scratch})
        ensureFolder(folder);
    qputenv("TMPDIR", QFile::encodeName(scratch));
    // git gives up where it may not look for its configuration.
    qputenv("HOME", QFile::encodeName(scratch));
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    for (const QString& lack : {confineFiles(reach), refuseSystemCalls()}) {
        if (!lack.isEmpty())
            Step::note(lack);
    }
}

void reportCrashes()
{
    void* frames[1];
    backtrace(frames, 1);
    struct sigaction action = {};
    action.sa_handler = onCrash;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT})
        sigaction(signal, &action, nullptr);
}

} // namespace millrace::worker
