// SPDX-License-Identifier: GPL-3.0-or-later
// The house rules hold in this tree; and the checker finds each of them broken in a small tree made for that.
#include "tests/architecture/includerules.h"
#include "tests/architecture/sourcetreecheck.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace::test;

namespace {

const char* const spdx = "// SPDX-License-Identifier: GPL-3.0-or-later\n";
const char* const cmakeSpdx = "# SPDX-License-Identifier: GPL-3.0-or-later\n";

void write(const QTemporaryDir& root, const char* path, const QByteArray& text)
{
    const QString file = root.filePath(QString::fromLatin1(path));
    QDir().mkpath(QFileInfo(file).absolutePath());
    QFile out(file);
    QVERIFY2(out.open(QIODevice::WriteOnly), path);
    out.write(text);
}

/// A tree with two modules that keeps all rules.
void writeGoodTree(const QTemporaryDir& root)
{
    write(root, "core/base/CMakeLists.txt", cmakeSpdx + QByteArray("millrace_module(base SOURCES a.cpp a.h)\n"));
    write(root, "core/base/a.h", spdx + QByteArray("// A thing. Any thread.\n#pragma once\n\n#include <QString>\n"));
    write(root, "core/base/a.cpp", spdx + QByteArray("#include \"core/base/a.h\"\n\n#include <vector>\n"));
    write(root, "core/git/CMakeLists.txt", cmakeSpdx + QByteArray("millrace_module(git SOURCES b.cpp sub/c.cpp)\n"));
    write(root, "core/git/b.cpp",
          spdx + QByteArray("#include \"core/base/a.h\"\n\n#include <git2.h>\n#include \"b.moc\"\n"));
    write(root, "core/git/sub/c.cpp", spdx + QByteArray("#include \"core/base/a.h\"\n"));
}

} // namespace

class TestArchitecture : public QObject
{
    Q_OBJECT

private slots:
    void thisTreeKeepsTheRules();
    void rulesNameFoldersOnce();
    void modulesBelowNeverLookUp();
    void goodTreeHasNoFindings();
    void brokenRuleIsFound_data();
    void brokenRuleIsFound();
};

void TestArchitecture::thisTreeKeepsTheRules()
{
    SourceTreeCheck check(QStringLiteral(SOURCE_FOLDER), registryHosts());
    const QStringList findings = check.findings();
    QVERIFY(check.filesRead() > 200);
    QVERIFY2(findings.isEmpty(), qPrintable(QLatin1Char('\n') + findings.join(QLatin1Char('\n'))));
}

void TestArchitecture::rulesNameFoldersOnce()
{
    QStringList folders;
    for (const ModuleRule& rule : moduleRules()) {
        QVERIFY2(!folders.contains(rule.folder), qPrintable(rule.folder));
        folders.append(rule.folder);
    }
}

void TestArchitecture::modulesBelowNeverLookUp()
{
    for (const ModuleRule& rule : moduleRules()) {
        for (const QString& allowed : rule.allowed) {
            if (rule.folder.startsWith(QLatin1String("core/")))
                QVERIFY2(allowed.startsWith(QLatin1String("core/")), qPrintable(rule.folder));
            if (rule.folder.startsWith(QLatin1String("ui/")))
                QVERIFY2(!allowed.startsWith(QLatin1String("app/")), qPrintable(rule.folder));
        }
    }
}

void TestArchitecture::goodTreeHasNoFindings()
{
    const QTemporaryDir root;
    writeGoodTree(root);
    SourceTreeCheck check(root.path(), {QStringLiteral("mirror.example.org")});
    QCOMPARE(check.findings(), QStringList());
    QCOMPARE(check.filesRead(), 6);
}

void TestArchitecture::brokenRuleIsFound_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("finding");
    const auto row = [](const char* name, const char* path, const QByteArray& text, const char* finding) {
        QTest::newRow(name) << QByteArray(path) << text << QString::fromLatin1(finding);
    };
    const QByteArray head(spdx);
    row("upwards", "core/base/a.cpp", head + "#include \"core/git/b.cpp\"\n", "core/base may not include");
    row("no path from the top", "core/base/a.cpp", head + "#include \"a.h\"\n", "no path from the top");
    row("unknown folder", "core/misc/x.h", head + "// X.\n#pragma once\n", "has no include rule");
    row("widgets in core", "core/base/a.cpp", head + "#include <QWidget>\n", "needs a screen");
    row("gui in core", "core/base/a.cpp", head + "#include <QColor>\n", "needs a screen");
    row("gui by module name", "core/base/a.cpp", head + "#include <QtGui/QFont>\n", "needs a screen");
    row("widgets in models", "ui/models/m.h", head + "// M.\n#pragma once\n#include <QLabel>\n", "needs a screen");
    row("sql in ui", "ui/queue/q.h", head + "// Q.\n#pragma once\n#include <QSqlQuery>\n", "does not belong here");
    row("libgit2 in a header", "core/git/b.h", head + "// B.\n#pragma once\n#include <git2.h>\n",
        "does not belong here");
    row("libgit2 in ui", "ui/package/p.h", head + "// P.\n#pragma once\n#include <git2/tree.h>\n",
        "does not belong here");
    row("ui in core", "core/base/a.cpp", head + "#include \"ui/models/tone.h\"\n", "no path from the top");
    row("no SPDX", "core/base/a.cpp", "#include <vector>\n", "not the SPDX line");
    row("no SPDX in CMake", "core/base/CMakeLists.txt", "millrace_module(base SOURCES a.cpp)\n", "not the SPDX line");
    row("no pragma once", "core/base/a.h", head + "// A.\nint a();\n", "no #pragma once");
    row("no comment", "core/base/a.h", head + "#pragma once\n\nint a();\n", "does not say what it is for");
    row("too long", "core/base/a.cpp", head + QByteArray("int a();\n").repeated(500), "501 lines");
    row("left for later", "core/base/a.cpp",
        head + "// TO"
               "DO: more\n",
        "left for later");
    row("not built", "core/base/z.cpp", head, "no CMakeLists.txt lists it");
    row("not built, below", "core/git/sub/z.cpp", head, "no CMakeLists.txt lists it");
    row("glob", "core/base/CMakeLists.txt", cmakeSpdx + QByteArray("file(GLOB all *.cpp) # a.cpp\n"),
        "not found by a pattern");
    row("host", "README.md", "deb http://mirror.example.org/debian sid main\n", "names the registry");
    row("upper case", "core/base/Aa.h", head + "// A.\n#pragma once\n", "lower-case");
}

void TestArchitecture::brokenRuleIsFound()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, text);
    QFETCH(QString, finding);
    const QTemporaryDir root;
    writeGoodTree(root);
    write(root, path.constData(), text);
    SourceTreeCheck check(root.path(), {QStringLiteral("mirror.example.org")});
    const QStringList findings = check.findings();
    const QString whole = findings.join(QLatin1Char('\n'));
    QCOMPARE(findings.size(), 1);
    QVERIFY2(whole.startsWith(QString::fromLatin1(path) + QLatin1Char(':')), qPrintable(whole));
    QVERIFY2(whole.contains(finding), qPrintable(whole));
}

QTEST_GUILESS_MAIN(TestArchitecture)
#include "tst_architecture.moc"
