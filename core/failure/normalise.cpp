// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/failure/normalise.h"

#include "core/deb/version.h"

#include <QRegularExpression>

namespace millrace::failure {

namespace {

void replaceWord(QString& text, const QString& word, const QString& mark)
{
    if (word.isEmpty())
        return;
    // A version inside a longer word ("hello_2.10.orig") counts too; a single digit would match everywhere.
    if (word.size() < 2) {
        text.replace(
            QRegularExpression(QStringLiteral("(?<![\\w.])%1(?![\\w.])").arg(QRegularExpression::escape(word))), mark);
        return;
    }
    text.replace(word, mark);
}

} // namespace

QString normaliseMessage(const QString& message, const QString& package, const QString& version)
{
    static const QRegularExpression url(QStringLiteral("\\b[a-z][a-z0-9+.-]*://(?:[^@/\\s]*@)?([^/\\s:]+)[^\\s]*"));
    static const QRegularExpression oid(QStringLiteral("\\b(?:[0-9a-f]{64}|[0-9a-f]{40})\\b"));
    static const QRegularExpression path(
        QStringLiteral("(?<![\\w<])/?(?:[\\w.+~%@-]+/)+[\\w.+~%@-]*|(?<!\\w)/[\\w.+~%@-]+"));
    static const QRegularExpression address(
        QStringLiteral("\\b\\d{1,3}(?:\\.\\d{1,3}){3}\\b|\\b(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}\\b"));
    static const QRegularExpression time(
        QStringLiteral("\\b\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?(?:Z|[+-]\\d\\d:?\\d\\d)?"));
    static const QRegularExpression pointer(QStringLiteral("\\b0x[0-9a-f]+\\b"));
    static const QRegularExpression number(QStringLiteral("\\d+"));

    QString text = message.section(QLatin1Char('\n'), 0, 0);
    text.replace(url, QStringLiteral("<url:\\1>"));
    if (!package.isEmpty())
        text.replace(QRegularExpression(QStringLiteral("(?<![\\w:.-])%1(?![\\w-])|(?<![\\w:.-])%1(?=_)")
                                            .arg(QRegularExpression::escape(package))),
                     QStringLiteral("<pkg>"));
    replaceWord(text, version, QStringLiteral("<ver>"));
    replaceWord(text, deb::withoutEpoch(version), QStringLiteral("<ver>"));
    replaceWord(text, deb::upstreamVersion(version), QStringLiteral("<ver>"));
    text.replace(oid, QStringLiteral("<oid>"));
    text.replace(path, QStringLiteral("<path>"));
    text.replace(address, QStringLiteral("<ip>"));
    text.replace(time, QStringLiteral("<ts>"));
    text.replace(pointer, QStringLiteral("<ptr>"));
    text.replace(number, QStringLiteral("<n>"));
    return text.simplified();
}

} // namespace millrace::failure
