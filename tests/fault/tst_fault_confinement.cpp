// SPDX-License-Identifier: GPL-3.0-or-later
// What a worker cannot do even when somebody takes it over: see secrets, reach files and ports that are not its job's,
// run foreign programs, gain privileges.
#include "app/worker/confinement.h"
#include "app/worker/landlock.h"
#include "core/base/error.h"
#include "core/base/paths.h"
#include "core/base/process.h"
#include "tests/fault/home.h"
#include "tests/fault/samplearchive.h"
#include "tests/fault/workerrun.h"

#include <QDir>
#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <functional>
#include <thread>

using namespace millrace;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

QByteArray content(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeFile(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

/// What @p act gives in a process of its own that confined itself.
QStringList confined(const worker::Reach& reach, const QString& scratch, const std::function<QStringList()>& act)
{
    int ends[2] = {-1, -1};
    if (pipe(ends) != 0)
        return {s("no pipe")};
    const pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        worker::confine(reach, scratch);
        const QByteArray answer = act().join(QLatin1Char('\n')).toUtf8();
        const ssize_t written = write(ends[1], answer.constData(), static_cast<size_t>(answer.size()));
        _exit(written == answer.size() ? 0 : 1);
    }
    close(ends[1]);
    QFile pipe;
    QByteArray answer;
    if (pipe.open(ends[0], QIODevice::ReadOnly, QFile::AutoCloseHandle))
        answer = pipe.readAll();
    int status = 0;
    waitpid(child, &status, 0);
    if (status != 0)
        return {s("died")};
    return QString::fromUtf8(answer).split(QLatin1Char('\n'));
}

QString opened(const QString& path, int flags)
{
    const int descriptor = ::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC, 0644);
    if (descriptor < 0)
        return QString::fromUtf8(strerrorname_np(errno));
    close(descriptor);
    return s("ok");
}

QString called(long result)
{
    return result < 0 ? QString::fromUtf8(strerrorname_np(errno)) : s("ok");
}

QString connected(quint16 port)
{
    QTcpSocket socket;
    socket.connectToHost(s("127.0.0.1"), port);
    return socket.waitForConnected(5000) ? s("ok") : s("refused");
}

QString ran(const QString& program, const QStringList& arguments)
{
    try {
        return QString::number(runProcess({.program = program, .arguments = arguments}).exitCode);
    } catch (const Error& error) {
        return error.code();
    }
}

} // namespace

class TestFaultConfinement : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void aRealWorkerHasNoSecrets();
    void files();
    void foldersOfAJob();
    void ports();
    void systemCalls();
    void programs();
    void withoutLandlockItSaysSo();

private:
    worker::Reach reach() const
    {
        return {{at("repository")}, {at("quarantine"), at("blobs/partial")}, {at("blobs")}, {}};
    }
    QString at(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    QString scratch() const { return at("quarantine/scratch"); }

    QTemporaryDir m_folder;
};

void TestFaultConfinement::initTestCase()
{
    for (const char* folder : {"repository", "quarantine", "blobs/aa", "blobs/partial", "home"})
        ensureFolder(at(folder));
    for (const char* file : {"repository/HEAD", "quarantine/old", "blobs/aa/blob", "blobs/partial/part", "home/secret"})
        writeFile(at(file), "x");
}

void TestFaultConfinement::aRealWorkerHasNoSecrets()
{
    SampleArchive sample;
    const Home home;
    QCOMPARE(home.addArchive(sample.uri(), sample.archive.keyring()).exitCode, 0);
    sample.server.fail(SampleArchive::poolPath(s("beta_1.dsc")), {.delayMs = 20'000});
    const auto ctl = home.start({s("import"), s("beta")}, {{s("SSH_AUTH_SOCK"), s("/secret")},
                                                           {s("PGPASSWORD"), s("secret")},
                                                           {s("GITLAB_TOKEN"), s("secret")},
                                                           {s("LD_PRELOAD"), QString()}});
    QTRY_COMPARE_WITH_TIMEOUT(sample.server.hits(SampleArchive::poolPath(s("beta_1.dsc"))), 1, 60'000);
    const QList<qint64> workers = workersOf(ctl->processId());
    QCOMPARE(workers.size(), 1);
    const QString process = s("/proc/%1/").arg(workers.constFirst());

    static const QSet<QByteArray> known = {"PATH",           "TMPDIR",         "http_proxy",    "https_proxy",
                                           "all_proxy",      "no_proxy",       "HTTP_PROXY",    "HTTPS_PROXY",
                                           "NO_PROXY",       "ASAN_OPTIONS",   "UBSAN_OPTIONS", "TSAN_OPTIONS",
                                           "MILLRACE_FAULT", "MILLRACE_ENGINE"};
    const QByteArray environment = content(process + s("environ"));
    QVERIFY(environment.contains("MILLRACE_ENGINE="));
    QVERIFY(!environment.contains("secret"));
    for (const QByteArray& entry : environment.split('\0')) {
        if (!entry.isEmpty())
            QVERIFY2(known.contains(entry.left(entry.indexOf('='))), entry.constData());
    }
    const QByteArray status = content(process + s("status"));
    QVERIFY(status.contains("NoNewPrivs:\t1"));
    QVERIFY(status.contains("Seccomp:\t2"));
    const QByteArray limits = content(process + s("limits")).simplified();
    QVERIFY2(limits.contains("Max core file size 0 0"), limits.constData());
    QVERIFY2(limits.contains("Max open files 4096 4096"), limits.constData());
    // Nothing that the engine has open came along: pipes, and what the worker opened itself.
    const QDir descriptors(process + s("fd"));
    for (const QString& name : descriptors.entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot)) {
        char target[4096] = {};
        if (readlink(QFile::encodeName(descriptors.filePath(name)).constData(), target, sizeof target - 1) > 0)
            QVERIFY2(!QByteArray(target).endsWith("store.sqlite"), target);
    }
    ctl->kill();
    ctl->waitForFinished();
}

void TestFaultConfinement::files()
{
    if (worker::landlockVersion() < 2)
        QSKIP("this kernel has no Landlock");
    const QStringList seen = confined(reach(), scratch(), [&] {
        const QByteArray part = QFile::encodeName(at("blobs/partial/part"));
        return QStringList{
            opened(at("home/secret"), O_RDONLY),
            opened(at("home/new"), O_WRONLY | O_CREAT),
            opened(at("repository/HEAD"), O_RDONLY),
            opened(at("repository/HEAD"), O_WRONLY),
            opened(at("repository/new"), O_WRONLY | O_CREAT),
            opened(at("quarantine/new"), O_RDWR | O_CREAT),
            opened(at("quarantine/old"), O_WRONLY | O_TRUNC),
            opened(at("blobs/aa/blob"), O_RDONLY),
            opened(at("blobs/aa/blob"), O_WRONLY),
            opened(at("blobs/partial/part"), O_WRONLY),
            called(rename(part.constData(), QFile::encodeName(at("blobs/aa/moved")).constData())),
            called(rename(QFile::encodeName(at("quarantine/new")).constData(),
                          QFile::encodeName(at("home/moved")).constData())),
            opened(s("/etc/shadow"), O_RDONLY),
            opened(at("home"), O_RDONLY | O_DIRECTORY),
            opened(s("/dev/null"), O_RDWR),
            opened(s("/etc/hosts"), O_RDONLY),
        };
    });
    QCOMPARE(seen,
             QStringList({s("EACCES"), s("EACCES"), s("ok"), s("EACCES"), s("EACCES"), s("ok"), s("ok"), s("ok"),
                          s("EACCES"), s("ok"), s("ok"), s("EACCES"), s("EACCES"), s("EACCES"), s("ok"), s("ok")}));
    QVERIFY(!QFile::exists(at("home/new")));
    QVERIFY(QFile::exists(at("blobs/aa/moved")));
}

void TestFaultConfinement::foldersOfAJob()
{
    // Of a folder with sources it may read the files that the job names, wherever links lead, and no others.
    importer::JobSpec spec;
    spec.repository = at("repository");
    spec.quarantine = at("quarantine");
    spec.blobs = at("blobs");
    ensureFolder(at("sources"));
    writeFile(at("sources/p_1.dsc"), "x");
    writeFile(at("sources/other"), "x");
    QVERIFY(QFile::link(at("home/secret"), at("sources/p_1.tar.gz")));
    importer::UploadSpec upload;
    upload.base = QUrl::fromLocalFile(at("sources")).toString();
    upload.files = {{s("p_1.dsc"), 1, {}, {}, {}}, {s("p_1.tar.gz"), 1, {}, {}, {}}, {s("gone"), 1, {}, {}, {}}};
    spec.uploads = {upload};
    const worker::Reach local = worker::reachOf(spec);
    QCOMPARE(local.reads, QStringList({at("repository"), at("sources/p_1.dsc"), at("home/secret")}));
    QCOMPARE(local.writes, QStringList({at("quarantine"), at("blobs/partial")}));
    QVERIFY(local.ports.isEmpty());

    spec.uploads[0].base = s("http://archive.example:8080/pool");
    spec.proxies = {{s("http"), s("http://proxy.example:3128/")}, {s("https"), s("DIRECT")}};
    const worker::Reach remote = worker::reachOf(spec);
    QCOMPARE(remote.reads, QStringList({at("repository")}));
    for (const quint16 port : {53, 80, 443, 8080, 3128})
        QVERIFY2(remote.ports.contains(port), QByteArray::number(port).constData());
}

void TestFaultConfinement::ports()
{
    if (worker::landlockVersion() < 4)
        QSKIP("this kernel's Landlock knows no ports");
    QTcpServer allowed;
    QTcpServer other;
    QVERIFY(allowed.listen(QHostAddress::LocalHost));
    QVERIFY(other.listen(QHostAddress::LocalHost));
    QCOMPARE(connected(other.serverPort()), s("ok"));
    worker::Reach reach = TestFaultConfinement::reach();
    reach.ports = {allowed.serverPort()};
    const QStringList seen = confined(reach, scratch(), [&] {
        QTcpServer own;
        return QStringList{connected(allowed.serverPort()), connected(other.serverPort()),
                           own.listen(QHostAddress::LocalHost, 47'831) ? s("listens") : s("mute")};
    });
    QCOMPARE(seen, QStringList({s("ok"), s("refused"), s("mute")}));
}

void TestFaultConfinement::systemCalls()
{
    const QStringList seen = confined(reach(), scratch(), [] {
        bool threadRan = false;
        std::thread([&] { threadRan = true; }).join();
        return QStringList{
            called(syscall(SYS_unshare, 0x10000000)),
            called(ptrace(PTRACE_TRACEME, 0, nullptr, nullptr)),
            called(syscall(SYS_mount, "none", "/tmp", "tmpfs", 0, nullptr)),
            called(syscall(SYS_keyctl, 0, -3, 0)),
            called(syscall(SYS_bpf, 0, nullptr, 0)),
            called(syscall(SYS_clone, 0x10000000 | SIGCHLD, nullptr, nullptr, nullptr, nullptr)),
            called(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) - 1),
            called(syscall(SYS_getpid)),
            threadRan ? s("thread") : s("none"),
        };
    });
    QCOMPARE(seen, QStringList({s("EPERM"), s("EPERM"), s("EPERM"), s("EPERM"), s("EPERM"), s("EPERM"), s("ok"),
                                s("ok"), s("thread")}));
}

void TestFaultConfinement::programs()
{
    const QString mine = at("home/tool");
    const QString smuggled = at("quarantine/tool");
    for (const QString& tool : {mine, smuggled}) {
        writeFile(tool, "#!/bin/sh\nexit 0\n");
        QVERIFY(QFile::setPermissions(tool, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        QCOMPARE(ran(tool, {}), s("0"));
    }
    const QStringList seen = confined(reach(), scratch(), [&] {
        return QStringList{ran(s("patch"), {s("--version")}),
                           ran(s("git"), {s("-C"), at("quarantine"), s("init"), s("-q"), s("--bare"), s("r.git")}),
                           ran(s("git"), {s("-C"), at("quarantine/r.git"), s("fsck"), s("--strict")}),
                           ran(s("perl"), {s("-MFile::Temp"), s("-e"), s("File::Temp->new; print 1")}),
                           ran(s("tar"), {s("-czf"), at("quarantine/t.tar.gz"), s("-C"), at("repository"), s("HEAD")}),
                           ran(mine, {}),
                           ran(smuggled, {}),
                           QString::fromLocal8Bit(qgetenv("TMPDIR"))};
    });
    QCOMPARE(seen.mid(0, 5), QStringList(5, s("0")));
    QCOMPARE(seen.last(), scratch());
    if (worker::landlockVersion() >= 2)
        QCOMPARE(seen.mid(5, 2), QStringList({s("internal.tool"), s("internal.tool")}));
}

void TestFaultConfinement::withoutLandlockItSaysSo()
{
    // An older kernel: its three calls do not exist. It is imitated by a filter that the worker inherits.
    const auto oldKernel = [] {
        sock_filter code[] = {
            BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
            BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 444, 0, 2),
            BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, 446, 1, 0),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        };
        const sock_fprog filter{5, code};
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
    };
    SampleArchive sample;
    const QTemporaryDir folder;
    const importer::JobSpec job = jobOfBeta(sample, folder);
    const WorkerRun run = runWorker(job, oldKernel);
    QCOMPARE(run.exitCode, 0);
    QStringList notes;
    int staged = 0;
    for (const importer::WorkerEvent& event : run.events) {
        if (event.type == QLatin1String("note"))
            notes.append(event.data[QLatin1String("text")].toString());
        staged += event.type == QLatin1String("staged");
    }
    QCOMPARE(staged, 1);
    QCOMPARE(notes.size(), 1);
    QVERIFY2(notes.constFirst().contains(s("Landlock")), qPrintable(notes.constFirst()));
    // And with it there is nothing to say.
    const QTemporaryDir other;
    for (const importer::WorkerEvent& event : runWorker(jobOfBeta(sample, other)).events)
        QVERIFY(worker::landlockVersion() < 2 || event.type != QLatin1String("note"));
}

QTEST_GUILESS_MAIN(TestFaultConfinement)
#include "tst_fault_confinement.moc"
