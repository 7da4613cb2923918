// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/syscallfilter.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <vector>

namespace millrace::worker {

namespace {

#if defined(__x86_64__)
constexpr quint32 architecture = AUDIT_ARCH_X86_64;
constexpr quint32 firstForeignCall = 0x40000000; // x32: the same calls under other numbers
#elif defined(__aarch64__)
constexpr quint32 architecture = AUDIT_ARCH_AARCH64;
constexpr quint32 firstForeignCall = 0xffffffff;
#else
constexpr quint32 architecture = 0;
constexpr quint32 firstForeignCall = 0xffffffff;
#endif

constexpr quint32 namespaces =
    CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP;

// From 424 on the numbers are the same everywhere; glibc's headers need not know the newest.
constexpr quint32 refused[] = {
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_kcmp,
    438 /* pidfd_getfd */,
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_chroot,
    428 /* open_tree */,
    429 /* move_mount */,
    430 /* fsopen */,
    431 /* fsconfig */,
    432 /* fsmount */,
    433 /* fspick */,
    442 /* mount_setattr */,
    SYS_unshare,
    SYS_setns,
    SYS_add_key,
    SYS_request_key,
    SYS_keyctl,
    SYS_bpf,
    SYS_perf_event_open,
    SYS_userfaultfd,
    425 /* io_uring_setup */,
    426 /* io_uring_enter */,
    427 /* io_uring_register */,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_reboot,
    SYS_swapon,
    SYS_swapoff,
    SYS_acct,
    SYS_quotactl,
    SYS_syslog,
    SYS_settimeofday,
    SYS_clock_settime,
    SYS_clock_adjtime,
    SYS_adjtimex,
    SYS_sethostname,
    SYS_setdomainname,
    SYS_open_by_handle_at,
    SYS_fanotify_init,
    SYS_vhangup,
#if defined(__x86_64__)
    SYS_iopl,
    SYS_ioperm,
    SYS_modify_ldt,
    SYS_kexec_file_load,
#endif
};

sock_filter load(size_t offset)
{
    return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<quint32>(offset));
}

sock_filter answer(quint32 action)
{
    return BPF_STMT(BPF_RET | BPF_K, action);
}

/// Skips the next instruction unless the condition holds.
sock_filter onlyIf(quint16 comparison, quint32 value)
{
    return BPF_JUMP(static_cast<quint16>(BPF_JMP | comparison | BPF_K), value, 0, 1);
}

std::vector<sock_filter> program()
{
    const quint32 denied = SECCOMP_RET_ERRNO | EPERM;
    std::vector<sock_filter> code;
    code.push_back(load(offsetof(seccomp_data, arch)));
    code.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0));
    code.push_back(answer(denied)); // 32-bit calls: no tool here is a 32-bit program
    code.push_back(load(offsetof(seccomp_data, nr)));
    code.push_back(onlyIf(BPF_JGE, firstForeignCall));
    code.push_back(answer(denied));
    for (const quint32 call : refused) {
        code.push_back(onlyIf(BPF_JEQ, call));
        code.push_back(answer(denied));
    }
    // A filter cannot look into the structure that clone3 takes; without it libraries use clone.
    code.push_back(onlyIf(BPF_JEQ, 435));
    code.push_back(answer(SECCOMP_RET_ERRNO | ENOSYS));
    code.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3));
    code.push_back(load(offsetof(seccomp_data, args))); // flags, the lower half on little-endian machines
    code.push_back(onlyIf(BPF_JSET, namespaces));
    code.push_back(answer(denied));
    code.push_back(answer(SECCOMP_RET_ALLOW));
    return code;
}

} // namespace

QString refuseSystemCalls()
{
    if (architecture == 0)
        return {};
    std::vector<sock_filter> code = program();
    const sock_fprog filter{static_cast<unsigned short>(code.size()), code.data()};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0)
        return {};
    return QStringLiteral("no system calls could be refused: %1").arg(QString::fromUtf8(std::strerror(errno)));
}

} // namespace millrace::worker
