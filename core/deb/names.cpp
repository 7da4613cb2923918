// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deb/names.h"

#include <algorithm>

namespace millrace::deb {

bool isValidSourceName(const QString& name)
{
    const auto alnum = [](QChar c) { return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9'); };
    const auto allowed = [&alnum](QChar c) { return alnum(c) || c == u'+' || c == u'-' || c == u'.'; };
    return name.size() >= 2 && name.size() <= 200 && alnum(name.front()) &&
           std::all_of(name.begin(), name.end(), allowed);
}

bool isValidFileName(const QString& name)
{
    const auto allowed = [](QChar c) { return c > u' ' && c <= u'~' && c != u'/'; };
    // A leading hyphen would be an option to the tools that get the name.
    return !name.isEmpty() && name.size() <= 255 && name.front() != u'.' && name.front() != u'-' &&
           std::all_of(name.begin(), name.end(), allowed);
}

QString mangleVersion(const QString& version)
{
    QString mangled;
    mangled.reserve(version.size() + 4);
    for (qsizetype i = 0; i < version.size(); ++i) {
        const QChar c = version[i];
        if (c == u':') {
            mangled += u'%';
        } else if (c == u'~') {
            mangled += u'_';
        } else {
            mangled += c;
            // git refuses "..", a final dot, and ".lock" at the end.
            const auto rest = QStringView(version).sliced(i + 1);
            if (c == u'.' && (rest.isEmpty() || rest.front() == u'.' || rest == u"lock"))
                mangled += u'#';
        }
    }
    return mangled;
}

QString unmangleVersion(const QString& mangled)
{
    QString version = mangled;
    version.remove(u'#').replace(u'_', u'~').replace(u'%', u':');
    return version;
}

QString vendorTag(const QString& vendor, const QString& version)
{
    return vendor + u'/' + mangleVersion(version);
}

QString upstreamTag(const QString& upstream)
{
    return QStringLiteral("upstream/") + mangleVersion(upstream);
}

} // namespace millrace::deb
