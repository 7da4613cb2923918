// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/git/gitoracle.h"

#include "core/base/process.h"

#include <QTest>

namespace millrace::test {

GitAnswer askGit(const QString& folder, const QStringList& arguments, const QByteArray& input)
{
    ProcessRequest request;
    request.program = QStringLiteral("git");
    request.arguments = QStringList{QStringLiteral("-C"), folder} + arguments;
    request.input = input;
    request.environment = {{QStringLiteral("GIT_CONFIG_NOSYSTEM"), QStringLiteral("1")},
                           {QStringLiteral("GIT_CONFIG_GLOBAL"), QStringLiteral("/dev/null")},
                           {QStringLiteral("GIT_AUTHOR_NAME"), QStringLiteral("Ada Example")},
                           {QStringLiteral("GIT_AUTHOR_EMAIL"), QStringLiteral("ada@example.org")},
                           {QStringLiteral("GIT_AUTHOR_DATE"), QStringLiteral("1600000000 +0530")},
                           {QStringLiteral("GIT_COMMITTER_NAME"), QStringLiteral("Millrace Importer")},
                           {QStringLiteral("GIT_COMMITTER_EMAIL"), QStringLiteral("importer@example.org")},
                           {QStringLiteral("GIT_COMMITTER_DATE"), QStringLiteral("1600000000 +0530")}};
    const ProcessResult result = runProcess(request);
    return {result.exitCode, result.output, result.errorOutput};
}

QByteArray git(const QString& folder, const QStringList& arguments, const QByteArray& input)
{
    const GitAnswer answer = askGit(folder, arguments, input);
    if (answer.exitCode != 0) {
        QTest::qFail(
            ("git " + arguments.join(QLatin1Char(' ')).toUtf8() + " failed: " + answer.errorOutput).constData(),
            __FILE__, __LINE__);
        return {};
    }
    return answer.output.trimmed();
}

} // namespace millrace::test
