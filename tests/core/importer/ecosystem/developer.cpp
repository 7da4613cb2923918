// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/importer/ecosystem/developer.h"

#include "core/base/error.h"
#include "core/base/paths.h"

#include <QDir>

namespace millrace::test {

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

} // namespace

Developer::Developer(const QString& folder)
    : m_folder(folder)
{
    ensureFolder(folder + s("/home"));
}

ProcessResult Developer::ask(const QStringList& command, const QString& where) const
{
    ProcessRequest request;
    request.program = command.constFirst();
    request.arguments = command.mid(1);
    request.folder = where.isEmpty() ? checkout() : where;
    request.bareEnvironment = true;
    request.environment = {{s("HOME"), m_folder + s("/home")},
                           {s("DEBFULLNAME"), s("Dora Developer")},
                           {s("DEBEMAIL"), s("dora@example.org")},
                           {s("GIT_AUTHOR_NAME"), s("Dora Developer")},
                           {s("GIT_AUTHOR_EMAIL"), s("d@example.org")},
                           {s("GIT_COMMITTER_NAME"), s("Dora Developer")},
                           {s("GIT_COMMITTER_EMAIL"), s("d@example.org")},
                           {s("GIT_CONFIG_NOSYSTEM"), s("1")}};
    request.timeoutMs = 240'000;
    return runProcess(request);
}

QByteArray Developer::run(const QStringList& command, const QString& where) const
{
    const ProcessResult result = ask(command, where);
    if (result.exitCode != 0)
        throw Error(s("internal.test"), command.join(QLatin1Char(' ')) + QLatin1Char('\n') +
                                            QString::fromUtf8(result.output + result.errorOutput));
    return result.output.trimmed();
}

void Developer::clone(const QString& repository) const
{
    run({s("gbp"), s("clone"), s("--pristine-tar"), repository, checkout()}, m_folder);
    // gbp switches a package's .gitattributes off only after it has checked out the files under them.
    run({s("git"), s("reset"), s("--hard"), s("-q")});
}

QString Developer::build(const QStringList& options) const
{
    run(QStringList{s("gbp"), s("buildpackage"), s("--git-ignore-branch"),
                    s("--git-builder=dpkg-buildpackage -S -us -uc -d -i -I")} +
        options);
    const QStringList found = QDir(m_folder).entryList({s("*.dsc")}, QDir::Files);
    if (found.size() != 1)
        throw Error(s("internal.test"), s("not one .dsc: ") + found.join(QLatin1Char(' ')));
    return m_folder + QLatin1Char('/') + found.constFirst();
}

} // namespace millrace::test
