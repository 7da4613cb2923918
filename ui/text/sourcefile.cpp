// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/sourcefile.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QGuiApplication>
#include <QProcess>
#include <QUrl>

namespace millrace::ui {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("SourceFile", text);
}

/// Build folders lie inside the tree: build/release/bin/millrace.
QString treeAboveProgram()
{
    QDir folder(QCoreApplication::applicationDirPath());
    for (int i = 0; i < 4; ++i) {
        if (folder.exists(QStringLiteral("core/base/step.h")))
            return folder.absolutePath();
        if (!folder.cdUp())
            break;
    }
    return {};
}

} // namespace

QString findSourceFile(const QString& file)
{
    const QString fromUser = qEnvironmentVariable("MILLRACE_SOURCE");
    const QString tree = fromUser.isEmpty() ? treeAboveProgram() : fromUser;
    if (tree.isEmpty() || file.isEmpty())
        return {};
    // Tracebacks come from a store that others write: a name must not lead out of the tree.
    const QString path = QDir::cleanPath(tree + QLatin1Char('/') + file);
    return path.startsWith(QDir::cleanPath(tree) + QLatin1Char('/')) && QFileInfo(path).isFile() ? path : QString();
}

QString sourceLine(const QString& file, int line)
{
    QFile source(findSourceFile(file));
    if (line < 1 || source.fileName().isEmpty() || !source.open(QIODevice::ReadOnly))
        return {};
    for (int i = 1; i < line && !source.atEnd(); ++i)
        source.readLine();
    return QString::fromUtf8(source.readLine()).trimmed();
}

QStringList editorCommand(const QString& editor, const QString& path, int line)
{
    QStringList words = QProcess::splitCommand(editor);
    if (words.isEmpty())
        return {};
    const QString name = QFileInfo(words.first()).fileName();
    const QString at = QString::number(line);
    if (name == QLatin1String("code") || name == QLatin1String("codium"))
        return words << QStringLiteral("--goto") << path + QLatin1Char(':') + at;
    if (name == QLatin1String("kate") || name == QLatin1String("kwrite"))
        return words << QStringLiteral("--line") << at << path;
    if (name == QLatin1String("subl") || name == QLatin1String("zed"))
        return words << path + QLatin1Char(':') + at;
    if (name == QLatin1String("gvim") || name == QLatin1String("gedit") || name == QLatin1String("emacs") ||
        name == QLatin1String("emacsclient") || name == QLatin1String("gnome-text-editor"))
        return words << QLatin1Char('+') + at << path;
    if (name == QLatin1String("qtcreator"))
        return words << QStringLiteral("-client") << path + QLatin1Char(':') + at;
    return {};
}

QString openSource(const QString& file, int line)
{
    const QString path = findSourceFile(file);
    if (!path.isEmpty()) {
        const QStringList command = editorCommand(qEnvironmentVariable("VISUAL"), path, line);
        if (!command.isEmpty() && QProcess::startDetached(command.first(), command.mid(1)))
            return tr("Opened %1 at line %2 in %3").arg(file).arg(line).arg(command.first());
        if (command.isEmpty() && QDesktopServices::openUrl(QUrl::fromLocalFile(path)))
            return tr("Opened %1; the line is %2").arg(file).arg(line);
    }
    const QString place = QStringLiteral("%1:%2").arg(path.isEmpty() ? file : path).arg(line);
    QGuiApplication::clipboard()->setText(place);
    return path.isEmpty()
               ? tr("Copied %1: its source tree is not on this machine (MILLRACE_SOURCE names one)").arg(place)
               : tr("Copied %1: no program opened it").arg(place);
}

} // namespace millrace::ui
