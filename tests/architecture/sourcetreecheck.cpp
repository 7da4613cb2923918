// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/sourcetreecheck.h"

#include "core/base/process.h"
#include "tests/architecture/includerules.h"

#include <QDirIterator>
#include <QFileInfo>
#include <QLibraryInfo>
#include <QRegularExpression>
#include <QUrl>

namespace millrace::test {

namespace {

constexpr int longest = 500; // lines of a file
constexpr qint64 largestText = 1024 * 1024;
const char* const topFolders[] = {"app", "core", "ui", "resources", "translations", "packaging", "tests"};

bool isHeader(const QString& path)
{
    return path.endsWith(QLatin1String(".h"));
}

bool isCode(const QString& path)
{
    return isHeader(path) || path.endsWith(QLatin1String(".cpp"));
}

bool isCMake(const QString& path)
{
    return path.endsWith(QLatin1String("CMakeLists.txt")) || path.endsWith(QLatin1String(".cmake"));
}

QString folderOf(const QString& path)
{
    return path.contains(QLatin1Char('/')) ? path.section(QLatin1Char('/'), 0, -2) : QString();
}

bool isBelow(const QString& path, const QString& folder)
{
    return path.startsWith(folder + QLatin1Char('/'));
}

const ModuleRule* ruleOf(const QString& path)
{
    for (const ModuleRule& rule : moduleRules()) {
        if (isBelow(path, rule.folder))
            return &rule;
    }
    return nullptr;
}

bool allows(const ModuleRule& rule, const QString& header)
{
    if (isBelow(header, rule.folder))
        return true;
    return std::any_of(rule.allowed.cbegin(), rule.allowed.cend(), [&](const QString& allowed) {
        return allowed.endsWith(QLatin1String("/*")) ? header.startsWith(allowed.chopped(1)) : isBelow(header, allowed);
    });
}

/// True for headers that only Qt Gui or Qt Widgets (and what stands on them) have.
bool needsScreen(const QString& header)
{
    if (header.contains(QRegularExpression(QStringLiteral("^Qt(Gui|Widgets|Svg|SvgWidgets|PrintSupport)(/|$)"))))
        return true;
    // Qt's own headers tell which of its modules a header is of.
    const QString folder = QLibraryInfo::path(QLibraryInfo::HeadersPath);
    for (const char* module : {"QtGui", "QtWidgets", "QtSvg"}) {
        if (QFileInfo::exists(QStringLiteral("%1/%2/%3").arg(folder, QLatin1String(module), header)))
            return true;
    }
    // A machine that builds without the console has no Gui headers to ask.
    static const QRegularExpression known(QStringLiteral(
        "^Q(Widget|Application|GuiApplication|Icon|Color|Pixmap|Painter|MessageBox|Dialog|Font|Action)$"));
    return known.match(header).hasMatch();
}

} // namespace

SourceTreeCheck::SourceTreeCheck(const QString& root, const QStringList& hosts)
    : m_root(root)
    , m_hosts(hosts)
{
    QStringList paths;
    for (const QFileInfo& file : QDir(root).entryInfoList(QDir::Files | QDir::Hidden))
        paths.append(file.fileName());
    for (const char* folder : topFolders) {
        QDirIterator files(root + QLatin1Char('/') + QLatin1String(folder), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext())
            paths.append(QDir(root).relativeFilePath(files.next()));
    }
    for (const QString& path : std::as_const(paths)) {
        QFile file(root + QLatin1Char('/') + path);
        if (file.size() > largestText || !file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray bytes = file.readAll();
        if (!bytes.contains('\0')) // pictures and the like have no rules
            m_files.insert(path, QString::fromUtf8(bytes));
    }
}

void SourceTreeCheck::found(const QString& path, int line, const QString& what)
{
    m_findings.append(QStringLiteral("%1:%2: %3").arg(path).arg(line).arg(what));
}

QStringList SourceTreeCheck::findings()
{
    static const QRegularExpression word(QStringLiteral("[\\s()\"]+"));
    m_findings.clear();
    for (auto it = m_files.cbegin(); it != m_files.cend(); ++it) {
        if (it.key().endsWith(QLatin1String("CMakeLists.txt"))) {
            const QStringList words = it.value().split(word, Qt::SkipEmptyParts);
            m_built.insert(folderOf(it.key()), QSet<QString>(words.cbegin(), words.cend()));
        }
    }
    for (auto it = m_files.cbegin(); it != m_files.cend(); ++it) {
        QStringList lines = it.value().split(QLatin1Char('\n'));
        if (lines.constLast().isEmpty())
            lines.removeLast();
        checkText(it.key(), lines);
        if (isCode(it.key()))
            checkCode(it.key(), lines);
        if (isCMake(it.key()))
            checkCMake(it.key(), lines);
    }
    m_findings.sort();
    return m_findings;
}

void SourceTreeCheck::checkText(const QString& path, const QStringList& lines)
{
    for (int i = 0; i < lines.size(); ++i) {
        for (const QString& host : m_hosts) {
            if (lines.at(i).contains(host))
                found(path, i + 1, QStringLiteral("names the registry %1; read it from apt's configuration").arg(host));
        }
    }
}

void SourceTreeCheck::checkCode(const QString& path, const QStringList& lines)
{
    // Put together here, so that this file does not find itself.
    static const QRegularExpression left(QStringLiteral("\\b(TO") + QStringLiteral("DO|FIX") + QStringLiteral("ME|XX") +
                                         QStringLiteral("X|HA") + QStringLiteral("CK)\\b"));
    if (lines.size() > longest)
        found(path, longest + 1, QStringLiteral("%1 lines; %2 are allowed").arg(lines.size()).arg(longest));
    if (lines.value(0) != QLatin1String("// SPDX-License-Identifier: GPL-3.0-or-later"))
        found(path, 1, QStringLiteral("the first line is not the SPDX line"));
    if (path != path.toLower())
        found(path, 1, QStringLiteral("file names are lower-case"));
    if (isHeader(path)) {
        const qsizetype once = lines.indexOf(QStringLiteral("#pragma once"));
        if (once < 0)
            found(path, 1, QStringLiteral("no #pragma once"));
        if (!lines.value(1).startsWith(QLatin1String("// ")) && !lines.value(once + 1).startsWith(QLatin1String("// ")))
            found(path, 2, QStringLiteral("the header does not say what it is for"));
    }
    for (int i = 0; i < lines.size(); ++i) {
        if (left.match(lines.at(i)).hasMatch())
            found(path, i + 1, QStringLiteral("something is left for later"));
    }
    checkIncludes(path, lines);
    if (!isHeader(path))
        checkIsBuilt(path);
}

void SourceTreeCheck::checkIncludes(const QString& path, const QStringList& lines)
{
    static const QRegularExpression own(QStringLiteral("^\\s*#\\s*include\\s*\"([^\"]+)\""));
    static const QRegularExpression outside(QStringLiteral("^\\s*#\\s*include\\s*<([^>]+)>"));
    if (!ruleOf(path))
        found(path, 1, QStringLiteral("its folder has no include rule (tests/architecture/includerules.cpp)"));
    for (int i = 0; i < lines.size(); ++i) {
        if (const auto match = own.match(lines.at(i)); match.hasMatch())
            checkOwnInclude(path, i + 1, match.captured(1));
        else if (const auto system = outside.match(lines.at(i)); system.hasMatch())
            checkOutsideInclude(path, i + 1, system.captured(1));
    }
}

void SourceTreeCheck::checkOwnInclude(const QString& path, int line, const QString& header)
{
    const QString name = QFileInfo(path).completeBaseName();
    if (header == name + QLatin1String(".moc") || header == QLatin1String("moc_") + name + QLatin1String(".cpp"))
        return; // written by the build
    if (!m_files.contains(header)) {
        found(path, line, QStringLiteral("\"%1\" is no path from the top of the tree").arg(header));
        return;
    }
    const ModuleRule* rule = ruleOf(path);
    if (rule && !allows(*rule, header))
        found(path, line, QStringLiteral("%1 may not include \"%2\"").arg(rule->folder, header));
    if (isBelow(path, QStringLiteral("tests/core")) && !isBelow(header, QStringLiteral("core")) &&
        !isBelow(header, QStringLiteral("tests")))
        found(path, line, QStringLiteral("tests of core may not include \"%1\"").arg(header));
}

void SourceTreeCheck::checkOutsideInclude(const QString& path, int line, const QString& header)
{
    for (const OutsideRule& rule : outsideRules()) {
        const QRegularExpression name(QRegularExpression::anchoredPattern(rule.header));
        if (!name.match(header).hasMatch())
            continue;
        const bool allowed = std::any_of(rule.only.cbegin(), rule.only.cend(), [&](const QString& only) {
            return QRegularExpression(only).match(path).hasMatch();
        });
        if (!allowed)
            found(path, line, QStringLiteral("<%1> does not belong here: %2").arg(header, rule.reason));
    }
    const QStringList& without = foldersWithoutScreen();
    const bool screenless =
        std::any_of(without.cbegin(), without.cend(), [&](const QString& folder) { return path.startsWith(folder); });
    if (screenless && needsScreen(header))
        found(path, line, QStringLiteral("<%1> needs a screen; this code must run without").arg(header));
}

void SourceTreeCheck::checkCMake(const QString& path, const QStringList& lines)
{
    static const QRegularExpression glob(QStringLiteral("\\bfile\\s*\\(\\s*GLOB"),
                                         QRegularExpression::CaseInsensitiveOption);
    if (lines.value(0) != QLatin1String("# SPDX-License-Identifier: GPL-3.0-or-later"))
        found(path, 1, QStringLiteral("the first line is not the SPDX line"));
    for (int i = 0; i < lines.size(); ++i) {
        if (glob.match(lines.at(i)).hasMatch())
            found(path, i + 1, QStringLiteral("sources are listed by name, not found by a pattern"));
    }
}

void SourceTreeCheck::checkIsBuilt(const QString& path)
{
    for (QString folder = folderOf(path); !folder.isEmpty(); folder = folderOf(folder)) {
        const auto words = m_built.constFind(folder);
        if (words == m_built.constEnd())
            continue;
        const QString name = path.mid(folder.size() + 1);
        const QString stem = name.chopped(4);
        // millrace_tests(NAME …) style helpers name a test without its suffix.
        if (!words->contains(name) && !words->contains(stem))
            found(path, 1, QStringLiteral("no CMakeLists.txt lists it"));
        return;
    }
    found(path, 1, QStringLiteral("no CMakeLists.txt lists it"));
}

QStringList registryHosts()
{
    const ProcessResult targets =
        runProcess({QStringLiteral("apt-get"),
                    {QStringLiteral("indextargets"), QStringLiteral("--format"), QStringLiteral("$(REPO_URI)")}});
    QSet<QString> hosts;
    for (const QByteArray& line : targets.output.split('\n')) {
        const QString host = QUrl(QString::fromUtf8(line.trimmed())).host();
        // A mirror on this machine, or a bare name, is no secret and may be any word.
        if (host.contains(QLatin1Char('.')) && host != QLatin1String("127.0.0.1"))
            hosts.insert(host);
    }
    return QStringList(hosts.cbegin(), hosts.cend());
}

} // namespace millrace::test
