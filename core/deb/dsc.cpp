// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deb/dsc.h"

#include "core/base/error.h"
#include "core/deb/ascii.h"
#include "core/deb/clearsign.h"
#include "core/deb/filelist.h"
#include "core/deb/identity.h"
#include "core/deb/names.h"
#include "core/deb/version.h"

#include <QJsonObject>

namespace millrace::deb {

namespace {

constexpr qsizetype SizeLimit = 16 * 1024 * 1024;

// Long enough to recognise what it is, short enough for a screen.
QString excerpt(QByteArrayView bytes)
{
    return QString::fromUtf8(toUtf8(bytes.first(std::min<qsizetype>(bytes.size(), 200))));
}

[[noreturn]] void fail(const char* code, const QString& why, const QJsonObject& evidence = {})
{
    throw Error(QLatin1String(code), QStringLiteral("The .dsc cannot be used: ") + why, evidence);
}

QString oneLine(QByteArrayView value)
{
    return QString::fromUtf8(toUtf8(value)).simplified();
}

// deb-src-control(5): a version in digits and a dot, then perhaps a variant in parentheses.
bool isFormat(QByteArrayView format)
{
    const qsizetype space = format.indexOf(' ');
    const QByteArrayView number = space < 0 ? format : format.first(space);
    if (number.empty() || !isDigit(number.front()) ||
        !std::all_of(number.begin(), number.end(), [](char c) { return isDigit(c) || c == '.'; }))
        return false;
    if (space < 0)
        return true;
    const QByteArrayView variant = format.sliced(space + 1);
    return variant.size() > 2 && variant.front() == '(' && variant.back() == ')' &&
           std::all_of(variant.begin() + 1, variant.end() - 1, isAlnum);
}

// Every file of an upload is called package_upstream and then ".orig…" or the rest of the version. What the format has
// a place for is unpack's to say.
QString baseNameProblem(const Dsc& dsc, const QList<SourceFile>& files)
{
    const QString base = dsc.package + u'_' + upstreamVersion(dsc.version);
    for (const SourceFile& file : files) {
        const QStringView rest = QStringView(file.name).mid(base.size());
        if (!file.name.startsWith(base) || !(rest.startsWith(u'.') || rest.startsWith(u'-')))
            return QStringLiteral("%1 is no file of this package and version").arg(file.name);
    }
    return {};
}

} // namespace

Dsc parseDsc(QByteArrayView bytes)
{
    if (bytes.size() > SizeLimit)
        fail("dsc.syntax", QStringLiteral("it is larger than 16 MiB"));
    const ClearText clear = stripClearsign(bytes);
    if (!clear.problem.isEmpty())
        fail("dsc.syntax", clear.problem);
    QByteArrayView rest;
    const Stanza stanza = parseStanza(clear.text, &rest);
    if (!stanza.problem().isEmpty())
        fail("dsc.syntax", stanza.problem(), {{QStringLiteral("text"), excerpt(clear.text)}});
    if (!isBlank(rest))
        fail("dsc.syntax", QStringLiteral("it has more than one stanza"));
    for (const char* field : {"Source", "Version"}) {
        if (stanza.field(field).empty()) {
            fail("dsc.syntax", QStringLiteral("the field %1 is missing").arg(QLatin1String(field)),
                 {{QStringLiteral("text"), excerpt(clear.text)}});
        }
    }

    Dsc dsc;
    dsc.package = QString::fromLatin1(stanza.field("Source"));
    if (!isValidSourceName(dsc.package)) {
        fail("dsc.syntax", QStringLiteral("its source package name is not allowed"),
             {{QStringLiteral("name"), excerpt(stanza.field("Source"))}});
    }
    const QByteArrayView version = stanza.field("Version");
    if (!isValidVersion(version)) {
        fail("dsc.version", QStringLiteral("its version is not allowed"),
             {{QStringLiteral("version"), excerpt(version)}});
    }
    dsc.version = QString::fromLatin1(version);
    const QByteArrayView format = stanza.has("Format") ? stanza.field("Format") : QByteArrayView("1.0");
    if (!isFormat(format)) {
        fail("dsc.syntax", QStringLiteral("its format is not one"), {{QStringLiteral("format"), excerpt(format)}});
    }
    dsc.format = QString::fromLatin1(format);
    dsc.maintainer = oneLine(stanza.field("Maintainer"));
    dsc.uploaders = oneLine(stanza.field("Uploaders"));
    for (const QString& name : oneLine(stanza.field("Binary")).split(u',', Qt::SkipEmptyParts))
        dsc.binaries.append(name.trimmed());
    dsc.architecture = oneLine(stanza.field("Architecture"));
    dsc.dgit = oneLine(stanza.field("Dgit"));
    dsc.isSigned = clear.isSigned;

    FileList list = mergeFileLists(stanza);
    QString problem = std::move(list.problem);
    if (problem.isEmpty())
        problem = baseNameProblem(dsc, list.files);
    if (!problem.isEmpty()) {
        fail("dsc.files", problem,
             {{QStringLiteral("package"), dsc.package}, {QStringLiteral("version"), dsc.version}});
    }
    dsc.weak = list.weak;
    dsc.files = std::move(list.files);
    return dsc;
}

} // namespace millrace::deb
