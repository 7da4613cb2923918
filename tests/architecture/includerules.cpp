// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/includerules.h"

namespace millrace::test {

namespace {

ModuleRule rule(const char* folder, const char* allowed)
{
    return {QString::fromLatin1(folder), QString::fromLatin1(allowed).split(QLatin1Char(' '), Qt::SkipEmptyParts)};
}

OutsideRule outside(const char* header, const char* only, const char* reason)
{
    return {QString::fromLatin1(header), QString::fromLatin1(only).split(QLatin1Char(' '), Qt::SkipEmptyParts),
            QString::fromLatin1(reason)};
}

} // namespace

const QList<ModuleRule>& moduleRules()
{
    // What every screen stands on. The rest of core reaches a screen only through models and Operations.
    static const char* const screen =
        "core/base core/queue core/store core/ops ui/models ui/theme ui/widgets ui/text ui/settings ui/actions";
    static const QList<ModuleRule> rules = {
        rule("core/base", ""),
        rule("core/deb", "core/base"),
        rule("core/net", "core/base"),
        rule("core/archive", "core/base core/deb core/net"),
        rule("core/blobs", "core/base core/deb core/net"),
        rule("core/unpack", "core/base core/deb core/blobs"),
        rule("core/git", "core/base"),
        rule("core/patches", "core/base core/deb core/git core/unpack"),
        rule("core/importer", "core/base core/deb core/net core/blobs core/unpack core/git core/patches"),
        rule("core/integrity",
             "core/base core/deb core/net core/blobs core/unpack core/git core/importer core/patches"),
        rule("core/failure", "core/base core/deb"),
        rule("core/queue", "core/base core/deb"),
        rule("core/store", "core/base core/deb core/failure core/queue"),
        rule("core/monitor", "core/base core/failure core/queue core/store"),
        rule("core/ops", "core/*"),
        rule("core/engine", "core/*"),
        // Values of the engine and the store are what models show; they link Qt Core only.
        rule("ui/models", "core/base core/queue core/store core/monitor core/ops core/engine"),
        rule("ui/theme", "core/base ui/models"),
        rule("ui/settings", "core/base ui/theme"),
        rule("ui/widgets", "core/base core/ops core/store ui/models ui/theme"),
        rule("ui/text", "core/base core/store ui/models ui/theme ui/widgets"),
        rule("ui/actions", "core/base core/ops core/store ui/models ui/theme ui/widgets"),
        rule("ui/connections", "core/base core/store ui/models ui/theme ui/widgets ui/actions"),
        rule("ui/triage", screen),
        rule("ui/queue", screen),
        rule("ui/activity", screen),
        rule("ui/importdialog", screen),
        // The one screen that shows git objects; core/git hides libgit2 from it.
        ModuleRule{QStringLiteral("ui/package"), QString::fromLatin1(screen).split(QLatin1Char(' '))
                                                     << QStringLiteral("core/git")},
        rule("ui/shell", "core/base core/store core/ops core/engine ui/*"),
        rule("app/worker", "core/base core/importer core/integrity"),
        rule("app/ctl", "core/*"),
        rule("app/console", "core/* ui/*"),
        rule("tests", "core/* ui/* app/*"),
        rule("packaging", ""),
    };
    return rules;
}

const QList<OutsideRule>& outsideRules()
{
    static const QList<OutsideRule> rules = {
        outside("git2(/.*)?\\.h", "^core/git/[^/]+\\.cpp$", "libgit2 stays behind core/git"),
        outside("QSql.*", "^core/store/ ^tests/", "SQL stays behind core/store"),
        outside("QtSql.*", "^core/store/ ^tests/", "SQL stays behind core/store"),
        outside("archive(_entry)?\\.h", "^core/archive/[^/]+\\.cpp$ ^core/unpack/[^/]+\\.cpp$ ^tests/",
                "libarchive stays behind archive and unpack"),
        outside("openssl/.*", "^core/base/digest\\.cpp$", "digests come from core/base/digest.h"),
        outside("(zlib|libdeflate)\\.h", "^core/git/[^/]+\\.cpp$ ^tests/", "objects are compressed by core/git"),
        outside("(QNetwork.*|QTcp.*|QSsl.*)", "^core/net/ ^app/ctl/metricsendpoint\\.cpp$ ^tests/",
                "transfers go through core/net"),
        outside("KSyntaxHighlighting/.*", "^ui/text/syntax\\.cpp$", "only one file knows the optional library"),
        outside("qt6keychain/.*", "^ui/connections/keychain\\.cpp$", "only one file knows the optional library"),
        outside("bits/stdc\\+\\+\\.h", "", "names no dependency"),
    };
    return rules;
}

const QStringList& foldersWithoutScreen()
{
    static const QStringList folders = {QStringLiteral("core/"),       QStringLiteral("ui/models/"),
                                        QStringLiteral("app/ctl/"),    QStringLiteral("app/worker/"),
                                        QStringLiteral("tests/core/"), QStringLiteral("tests/support/")};
    return folders;
}

} // namespace millrace::test
