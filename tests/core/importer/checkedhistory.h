// SPDX-License-Identifier: GPL-3.0-or-later
// A PackageHistory in a folder of its own, which `git fsck --strict` looks at when it goes. One thread.
#pragma once

#include "tests/core/git/gitoracle.h"
#include "tests/core/importer/packagehistory.h"

#include <QTemporaryDir>
#include <QTest>

namespace millrace::test {

class CheckedHistory
{
public:
    explicit CheckedHistory(const QString& package = QStringLiteral("sample"))
        : history(m_folder.path(), package)
    {
    }
    ~CheckedHistory()
    {
        const GitAnswer fsck =
            askGit(history.repository(), {QStringLiteral("fsck"), QStringLiteral("--strict"), QStringLiteral("--full"),
                                          QStringLiteral("--no-dangling")});
        if (fsck.exitCode != 0 || fsck.output.contains("error") || fsck.errorOutput.contains("warning"))
            QTest::qFail("git fsck: " + fsck.output + fsck.errorOutput, __FILE__, __LINE__);
    }

private:
    QTemporaryDir m_folder;

public:
    PackageHistory history;
};

} // namespace millrace::test
