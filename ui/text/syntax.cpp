// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/syntax.h"

#include "ui/text/textcolors.h"

#include <QHash>

#ifdef MILLRACE_HAVE_SYNTAX
#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/State>
#include <KSyntaxHighlighting/Theme>
#endif

namespace millrace::ui {

#ifdef MILLRACE_HAVE_SYNTAX

namespace {

namespace syntax = KSyntaxHighlighting;

syntax::Repository& repository()
{
    static syntax::Repository shared;
    return shared;
}

/// File names of source packages that the library's own table does not know.
QString definitionForPackaging(const QString& path)
{
    static const QHash<QString, QString> byName = {
        {QStringLiteral("rules"), QStringLiteral("Makefile")},
        {QStringLiteral("control"), QStringLiteral("Debian Control")},
        {QStringLiteral("copyright"), QStringLiteral("Debian Control")},
        {QStringLiteral("changelog"), QStringLiteral("Debian Changelog")},
        {QStringLiteral("watch"), QStringLiteral("Bash")},
        {QStringLiteral("preinst"), QStringLiteral("Bash")},
        {QStringLiteral("postinst"), QStringLiteral("Bash")},
        {QStringLiteral("prerm"), QStringLiteral("Bash")},
        {QStringLiteral("postrm"), QStringLiteral("Bash")},
        {QStringLiteral("config"), QStringLiteral("Bash")},
    };
    const QString file = path.section(QLatin1Char('/'), -1);
    if (file == QLatin1String("configure"))
        return QStringLiteral("Bash");
    if (!path.startsWith(QLatin1String("debian/")))
        return {};
    if (path.startsWith(QLatin1String("debian/patches/")) && file != QLatin1String("series"))
        return QStringLiteral("Diff");
    // "debian/bash.postinst" is the postinst of the binary package bash.
    const auto found = byName.constFind(file.section(QLatin1Char('.'), -1));
    return found == byName.cend() ? QString() : *found;
}

QString definitionForFirstLine(const QString& line)
{
    if (!line.startsWith(QLatin1String("#!")))
        return {};
    const QPair<const char*, const char*> interpreters[] = {{"python", "Python"},   {"perl", "Perl"},
                                                            {"ruby", "Ruby"},       {"make", "Makefile"},
                                                            {"node", "JavaScript"}, {"sh", "Bash"}};
    for (const auto& [word, name] : interpreters) {
        if (line.contains(QLatin1String(word)))
            return QLatin1String(name);
    }
    return {};
}

} // namespace

struct Syntax::Highlighter final : syntax::AbstractHighlighter
{
    FormatRanges ranges;
    QColor base;
    QHash<quint16, QTextCharFormat> formats;

    syntax::State line(const QString& text, const syntax::State& state)
    {
        ranges.clear();
        return highlightLine(text, state);
    }

    void useColors(const QColor& background)
    {
        const bool dark = background.lightness() < 128;
        base = background;
        auto theme = repository().theme(dark ? QStringLiteral("GitHub Dark") : QStringLiteral("GitHub Light"));
        if (!theme.isValid()) {
            theme = repository().defaultTheme(dark ? syntax::Repository::DarkTheme : syntax::Repository::LightTheme);
        }
        setTheme(theme);
        formats.clear();
    }

    void applyFormat(int offset, int length, const syntax::Format& format) override
    {
        if (length == 0)
            return;
        auto known = formats.find(format.id());
        if (known == formats.end())
            known = formats.insert(format.id(), charFormat(format));
        if (!known->isEmpty())
            ranges.append({offset, length, *known});
    }

    QTextCharFormat charFormat(const syntax::Format& format) const
    {
        QTextCharFormat result;
        if (format.isDefaultTextStyle(theme()))
            return result;
        if (format.hasTextColor(theme()))
            result.setForeground(readableOn(format.textColor(theme()), base));
        if (format.isBold(theme()))
            result.setFontWeight(QFont::DemiBold);
        if (format.isItalic(theme()))
            result.setFontItalic(true);
        return result;
    }
};

bool Syntax::available()
{
    return true;
}

Syntax Syntax::named(const QString& definition)
{
    Syntax result;
    const auto found = repository().definitionForName(definition);
    if (!found.isValid() || found.name() == QLatin1String("None"))
        return result;
    result.m_highlighter = std::make_shared<Highlighter>();
    result.m_highlighter->setDefinition(found);
    result.m_highlighter->useColors(Qt::white);
    result.m_name = found.name();
    return result;
}

Syntax Syntax::forFile(const QString& path, const QString& firstLine)
{
    QString name = definitionForPackaging(path);
    if (name.isEmpty())
        name = repository().definitionForFileName(path).name();
    if (name.isEmpty() || name == QLatin1String("None"))
        name = definitionForFirstLine(firstLine);
    return name.isEmpty() ? Syntax() : named(name);
}

void Syntax::setBackground(const QColor& base)
{
    if (m_highlighter)
        m_highlighter->useColors(base);
}

FormatRanges Syntax::highlight(const QString& line, State& state) const
{
    if (!m_highlighter || line.size() > maxLine)
        return {};
    const auto* before = std::any_cast<syntax::State>(&state);
    state = m_highlighter->line(line, before ? *before : syntax::State());
    return m_highlighter->ranges;
}

#else

struct Syntax::Highlighter
{
};

bool Syntax::available()
{
    return false;
}

Syntax Syntax::named(const QString&)
{
    return {};
}

Syntax Syntax::forFile(const QString&, const QString&)
{
    return {};
}

void Syntax::setBackground(const QColor&) {}

FormatRanges Syntax::highlight(const QString&, State&) const
{
    return {};
}

#endif

} // namespace millrace::ui
