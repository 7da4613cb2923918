// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/reach.h"

#include <QFileInfo>
#include <QUrl>

namespace millrace::worker {

namespace {

QStringList list(std::initializer_list<const char*> names)
{
    QStringList result;
    for (const char* name : names)
        result.append(QLatin1String(name));
    return result;
}

void addPort(QSet<quint16>& ports, const QUrl& url, int otherwise)
{
    ports.insert(static_cast<quint16>(url.port(otherwise)));
}

void addNetwork(QSet<quint16>& ports, const importer::JobSpec& spec)
{
    // A name may have to be asked for over TCP, and archives redirect to the usual ports.
    ports += {53, 80, 443};
    for (const importer::UploadSpec& upload : spec.uploads) {
        for (const QString& folder : QStringList{upload.base} + upload.mirrors)
            addPort(ports, QUrl(folder), 80);
    }
    QStringList proxies = spec.proxies.values();
    for (const char* name : {"http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"})
        proxies.append(qEnvironmentVariable(name));
    for (const QString& proxy : proxies) {
        const QUrl url(proxy.contains(QLatin1String("://")) ? proxy : QLatin1String("http://") + proxy);
        if (!url.host().isEmpty())
            addPort(ports, url, url.scheme().startsWith(QLatin1String("socks")) ? 1080 : 80);
    }
}

} // namespace

Reach reachOf(const importer::JobSpec& spec)
{
    Reach reach;
    reach.reads = {spec.repository};
    reach.writes = {spec.quarantine, spec.blobs + QLatin1String("/partial")};
    reach.receives = {spec.blobs};
    bool network = false;
    for (const importer::UploadSpec& upload : spec.uploads) {
        for (const QString& folder : QStringList{upload.base} + upload.mirrors) {
            const QUrl base(folder);
            if (!base.isLocalFile()) {
                network = true;
                continue;
            }
            // The files, not their folder: that may be somebody's home. A link to a file elsewhere is as good.
            for (const deb::SourceFile& file : upload.files)
                reach.reads.append(QFileInfo(base.toLocalFile() + QLatin1Char('/') + file.name).canonicalFilePath());
        }
    }
    reach.reads.removeAll(QString());
    if (network)
        addNetwork(reach.ports, spec);
    return reach;
}

void addRemote(Reach& reach, const QString& url)
{
    const QUrl address(url);
    if (url.startsWith(QLatin1Char('/')) || address.isLocalFile()) {
        const QString folder = QFileInfo(address.isLocalFile() ? address.toLocalFile() : url).canonicalFilePath();
        if (!folder.isEmpty())
            reach.reads.append(folder);
    } else if (address.scheme() == QLatin1String("https")) {
        reach.ports += {53, 443};
        addPort(reach.ports, address, 443);
    }
}

QStringList systemReads()
{
    // Of /etc only what libraries read before they can do anything: there are passwords and keys beside it.
    return list({"/usr",
                 "/lib",
                 "/lib64",
                 "/bin",
                 "/etc/ld.so.cache",
                 "/etc/ld.so.preload",
                 "/etc/ssl",
                 "/etc/ca-certificates",
                 "/etc/pki",
                 "/etc/crypto-policies",
                 "/etc/gnutls",
                 "/etc/resolv.conf",
                 "/etc/hosts",
                 "/etc/host.conf",
                 "/etc/gai.conf",
                 "/etc/nsswitch.conf",
                 "/etc/services",
                 "/etc/protocols",
                 "/etc/passwd",
                 "/etc/group",
                 "/etc/localtime",
                 "/etc/machine-id",
                 "/etc/alternatives",
                 "/etc/perl",
                 "/etc/gitconfig",
                 "/proc/self",
                 "/proc/sys/kernel/random",
                 "/proc/cpuinfo",
                 "/proc/meminfo",
                 "/sys/devices/system/cpu"});
}

QStringList systemPrograms()
{
    return list({"/usr/bin", "/bin", "/usr/lib", "/usr/lib64", "/usr/libexec", "/lib", "/lib64"});
}

QStringList systemDevices()
{
    return list({"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"});
}

} // namespace millrace::worker
