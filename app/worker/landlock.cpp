// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/landlock.h"

#include <QFile>

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace millrace::worker {

namespace {

// The numbers are the same on all architectures (include/uapi/asm-generic/unistd.h), and so are the bits; the
// kernel's header on the building machine may be older than the kernel that this runs on.
constexpr long createRuleset = 444;
constexpr long addRule = 445;
constexpr long restrictSelf = 446;
constexpr quint64 refer = 1ULL << 13;         // version 2
constexpr quint64 truncates = 1ULL << 14;     // version 3
constexpr quint64 deviceControl = 1ULL << 15; // version 5
constexpr quint64 bindTcp = 1ULL << 0;        // version 4
constexpr quint64 connectTcp = 1ULL << 1;
constexpr quint64 abstractSockets = 1ULL << 0; // version 6
constexpr quint64 signalling = 1ULL << 1;
constexpr int netPortRule = 2;

struct Ruleset
{
    quint64 files = 0;
    quint64 network = 0;
    quint64 scoped = 0;
};

struct PortRule
{
    quint64 allowed = 0;
    quint64 port = 0;
};

constexpr quint64 execute = LANDLOCK_ACCESS_FS_EXECUTE;
constexpr quint64 readFile = LANDLOCK_ACCESS_FS_READ_FILE;
constexpr quint64 readAll = readFile | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr quint64 writeFile = LANDLOCK_ACCESS_FS_WRITE_FILE | truncates;
constexpr quint64 receive =
    readAll | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | refer;
constexpr quint64 change =
    receive | writeFile | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_SYM | LANDLOCK_ACCESS_FS_MAKE_FIFO;
/// Rights that a rule for a single file may have.
constexpr quint64 ofFiles = execute | readFile | writeFile | deviceControl;

Ruleset handled(int version)
{
    Ruleset rules;
    rules.files = (refer << 1) - 1;
    if (version >= 3)
        rules.files |= truncates;
    if (version >= 5)
        rules.files |= deviceControl;
    if (version >= 4)
        rules.network = bindTcp | connectTcp;
    if (version >= 6)
        rules.scoped = abstractSockets | signalling;
    return rules;
}

size_t sizeFor(int version)
{
    return version >= 6 ? sizeof(Ruleset) : version >= 4 ? 2 * sizeof(quint64) : sizeof(quint64);
}

class Builder
{
public:
    explicit Builder(int version)
        : m_handled(handled(version))
        , m_descriptor(static_cast<int>(syscall(createRuleset, &m_handled, sizeFor(version), 0)))
    {
    }
    ~Builder()
    {
        if (m_descriptor >= 0)
            close(m_descriptor);
    }
    Builder(const Builder&) = delete;
    Builder& operator=(const Builder&) = delete;

    bool isOpen() const { return m_descriptor >= 0; }

    /// A path that is not there needs no rule.
    void allow(const QStringList& paths, quint64 rights)
    {
        for (const QString& path : paths) {
            const int place = open(QFile::encodeName(path).constData(), O_PATH | O_CLOEXEC);
            if (place < 0)
                continue;
            struct stat status = {};
            const bool folder = fstat(place, &status) == 0 && S_ISDIR(status.st_mode);
            landlock_path_beneath_attr rule = {};
            rule.allowed_access = rights & m_handled.files & (folder ? ~0ULL : ofFiles);
            rule.parent_fd = place;
            m_failed |= syscall(addRule, m_descriptor, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0;
            close(place);
        }
    }

    void allowPorts(const QSet<quint16>& ports)
    {
        if (m_handled.network == 0)
            return;
        for (const quint16 port : ports) {
            const PortRule rule{connectTcp, port};
            m_failed |= syscall(addRule, m_descriptor, netPortRule, &rule, 0) != 0;
        }
    }

    bool enforce() const { return !m_failed && syscall(restrictSelf, m_descriptor, 0) == 0; }

private:
    const Ruleset m_handled;
    const int m_descriptor;
    bool m_failed = false;
};

} // namespace

int landlockVersion()
{
    constexpr unsigned askVersion = 1;
    return static_cast<int>(std::max(0L, syscall(createRuleset, nullptr, 0, askVersion)));
}

QString confineFiles(const Reach& reach)
{
    const int version = landlockVersion();
    if (version < 2)
        return QStringLiteral("this kernel has no Landlock that serves here (version %1): the worker can reach all "
                              "files of its user")
            .arg(version);
    Builder rules(version);
    if (rules.isOpen()) {
        rules.allow(systemReads(), readAll);
        rules.allow(systemPrograms(), readAll | execute);
        rules.allow(systemDevices(), readFile | writeFile);
        rules.allow(reach.reads, readAll);
        rules.allow(reach.receives, receive);
        rules.allow(reach.writes, change);
        rules.allowPorts(reach.ports);
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        if (rules.enforce())
            return {};
    }
    return QStringLiteral("the worker could not be confined: %1").arg(QString::fromUtf8(std::strerror(errno)));
}

} // namespace millrace::worker
