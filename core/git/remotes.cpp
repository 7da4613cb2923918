// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/remotes.h"

#include "core/base/error.h"
#include "core/base/process.h"

#include <QFile>
#include <QRegularExpression>

namespace millrace::git {

namespace {

ProcessRequest tool(const QStringList& arguments, int timeoutMs)
{
    ProcessRequest request;
    request.program = QStringLiteral("git");
    request.arguments = arguments;
    request.bareEnvironment = true;
    request.environment = {{QStringLiteral("LC_ALL"), QStringLiteral("C")},
                           {QStringLiteral("GIT_CONFIG_NOSYSTEM"), QStringLiteral("1")},
                           {QStringLiteral("GIT_CONFIG_GLOBAL"), QStringLiteral("/dev/null")},
                           {QStringLiteral("GIT_TERMINAL_PROMPT"), QStringLiteral("0")},
                           {QStringLiteral("GIT_ALLOW_PROTOCOL"), QStringLiteral("https:file")}};
    request.timeoutMs = timeoutMs;
    return request;
}

} // namespace

QList<Remote> remotesOf(const QString& repository)
{
    const QString config = repository + QLatin1String("/config");
    if (!QFile::exists(config))
        return {};
    const ProcessResult result =
        runProcess(tool({QStringLiteral("config"), QStringLiteral("--file"), config, QStringLiteral("--null"),
                         QStringLiteral("--get-regexp"), QStringLiteral("^remote\\..*\\.url$")},
                        10'000));
    QList<Remote> remotes;
    for (const QByteArray& entry : result.output.split('\0')) {
        // "remote.NAME.url", a line's end, the address.
        const QString text = QString::fromUtf8(entry);
        const QString key = text.section(QLatin1Char('\n'), 0, 0);
        if (key.size() > 11)
            remotes.append({key.mid(7).chopped(4), text.section(QLatin1Char('\n'), 1)});
    }
    return remotes;
}

bool mayAsk(const QString& url)
{
    static const QRegularExpression plain(
        QStringLiteral("\\A(?:https://[A-Za-z0-9.-]+(?::[0-9]+)?/|file:///|/)[^\\x00-\\x20\\x7f]*\\z"));
    return plain.match(url).hasMatch();
}

QString localFolder(const QString& url)
{
    const QString scheme = QStringLiteral("file://");
    const QString path = url.startsWith(scheme) ? url.mid(scheme.size()) : url;
    return path.startsWith(QLatin1Char('/')) ? path : QString();
}

QHash<QString, Oid> refsOfRemote(const QString& url, int timeoutMs)
{
    const ProcessResult result = runProcess(
        tool({QStringLiteral("ls-remote"), QStringLiteral("--quiet"), QStringLiteral("--"), url}, timeoutMs));
    if (result.exitCode != 0)
        throw Error(QStringLiteral("net.remote"), QStringLiteral("the remote %1 does not answer").arg(url),
                    {{QStringLiteral("git"), QString::fromUtf8(result.errorOutput.right(2000)).trimmed()}});
    QHash<QString, Oid> refs;
    for (const QByteArray& line : result.output.split('\n')) {
        const std::optional<Oid> oid = Oid::fromHex(QByteArrayView(line).first(std::min<qsizetype>(line.size(), 40)));
        const QString name = QString::fromUtf8(line.mid(41));
        if (oid && !name.endsWith(QLatin1String("^{}")))
            refs.insert(name, *oid);
    }
    return refs;
}

} // namespace millrace::git
