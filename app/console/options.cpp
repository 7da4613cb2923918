// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/options.h"

#include "core/base/error.h"
#include "core/store/storeurl.h"

#include <QCommandLineParser>

namespace millrace::console {

namespace {

QList<ui::theme::Scheme> parseSchemes(const QString& text)
{
    QList<ui::theme::Scheme> schemes;
    for (const QString& name : text.split(QLatin1Char(','), Qt::SkipEmptyParts))
        schemes << ui::theme::schemeFromName(name);
    return schemes;
}

QString problemOf(const QCommandLineParser& parser, const Options& options)
{
    if (!parser.positionalArguments().isEmpty())
        return QStringLiteral("unknown argument \"%1\": the verbs belong to millracectl")
            .arg(parser.positionalArguments().first());
    static const QStringList schemes = {QStringLiteral("system"), QStringLiteral("light"), QStringLiteral("dark")};
    for (const QString& scheme : options.scheme.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        if (!schemes.contains(scheme))
            return QStringLiteral("unknown scheme \"%1\": it is system, light or dark").arg(scheme);
    }
    if (!options.screenshots.isEmpty() && options.screenshots.sizes.isEmpty())
        return QStringLiteral("--size is WIDTHxHEIGHT, at least 200x200, several with commas");
    try {
        store::StoreUrl::parse(options.store.isEmpty() ? options.paths.store : options.store);
    } catch (const Error& error) {
        return error.message();
    }
    return {};
}

} // namespace

Options parseOptions(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Millrace, the operator's console: git branches of every source package of a Debian archive."));
    const QCommandLineOption help({QStringLiteral("h"), QStringLiteral("help")}, QStringLiteral("Shows this help."));
    const QCommandLineOption version({QStringLiteral("v"), QStringLiteral("version")},
                                     QStringLiteral("Shows the version."));
    const QCommandLineOption store(QStringLiteral("store"),
                                   QStringLiteral("State store: sqlite:PATH or postgresql://USER@HOST:PORT/DATABASE."),
                                   QStringLiteral("URL"));
    const QCommandLineOption scheme(QStringLiteral("scheme"),
                                    QStringLiteral("Colours of this run: system, light or dark."),
                                    QStringLiteral("NAME"));
    const QCommandLineOption screenshots(QStringLiteral("screenshots"),
                                         QStringLiteral("Saves a picture of every screen below DIR and quits."),
                                         QStringLiteral("DIR"));
    const QCommandLineOption size(QStringLiteral("size"), QStringLiteral("Of the pictures: 1280x800,1920x1080."),
                                  QStringLiteral("WxH"), QStringLiteral("1280x800"));
    parser.addOptions({help, version, store, scheme, screenshots, size});
    const bool parsed = parser.parse(arguments);

    Options options;
    options.paths = Paths::fromEnvironment();
    if (parser.isSet(store))
        options.store = parser.value(store);
    options.scheme = parser.value(scheme);
    options.help = parser.isSet(help);
    options.version = parser.isSet(version);
    options.helpText = parser.helpText();
    if (parser.isSet(screenshots)) {
        options.screenshots.folder = parser.value(screenshots);
        options.screenshots.sizes = ui::parseSizes(parser.value(size));
        options.screenshots.schemes = parseSchemes(options.scheme);
        if (options.screenshots.schemes.isEmpty())
            options.screenshots.schemes = {ui::theme::Scheme::Light};
    }
    options.problem = parsed ? problemOf(parser, options) : parser.errorText();
    return options;
}

} // namespace millrace::console
