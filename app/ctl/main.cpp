// SPDX-License-Identifier: GPL-3.0-or-later
// millracectl: the console's verbs without a screen (shared contract: cli.md).
#include "app/ctl/verb.h"

#include <QCoreApplication>
#include <QDir>

#include <cstdio>

using namespace millrace;
using namespace millrace::ctl;

namespace {

void printUsage(FILE* stream)
{
    QByteArray text = "Usage: millracectl [--store URL] [--repositories DIR] [--json] [--quiet|--verbose] VERB …\n\n"
                      "Turns the uploads of Debian-style archives into git branches.\n\nVerbs:\n";
    for (const auto& verb : allVerbs())
        text += QStringLiteral("  %1  %2\n").arg(verb->name(), -10).arg(verb->summary()).toUtf8();
    text += "\nEach verb has its own --help. Environment: MILLRACE_HOME, MILLRACE_STORE, MILLRACE_REPOSITORIES.\n";
    fwrite(text.constData(), 1, static_cast<size_t>(text.size()), stream);
}

const Verb* findVerb(const QString& name)
{
    for (const auto& verb : allVerbs()) {
        if (verb->name() == name)
            return verb.get();
    }
    return nullptr;
}

/// Options with a value that stand before the verb: their value is not the verb.
bool takesValue(const QString& argument)
{
    return argument == QLatin1String("--store") || argument == QLatin1String("--repositories");
}

qsizetype verbIndex(const QStringList& arguments)
{
    for (qsizetype i = 1; i < arguments.size(); ++i) {
        if (takesValue(arguments.at(i)))
            ++i;
        else if (!arguments.at(i).startsWith(QLatin1Char('-')))
            return i;
    }
    return -1;
}

int runVerb(const Verb& verb, QStringList arguments, qsizetype index, Output& output)
{
    arguments.removeAt(index);
    QCommandLineParser parser;
    parser.setApplicationDescription(verb.summary());
    parser.addOption({QStringLiteral("store"),
                      QStringLiteral("The state store: sqlite:PATH or postgresql://user@host:port/database."),
                      QStringLiteral("URL")});
    parser.addOption(
        {QStringLiteral("repositories"), QStringLiteral("Folder of the bare repositories."), QStringLiteral("DIR")});
    parser.addOption({QStringLiteral("json"), QStringLiteral("One JSON document on stdout.")});
    parser.addOption({QStringLiteral("quiet"), QStringLiteral("Only results and errors.")});
    parser.addOption({QStringLiteral("verbose"), QStringLiteral("Errors with their traceback.")});
    const QCommandLineOption help({QStringLiteral("h"), QStringLiteral("help")}, QStringLiteral("This help."));
    parser.addOption(help);
    parser.addPositionalArgument(QStringLiteral("arguments"), verb.arguments(),
                                 verb.name() + QLatin1Char(' ') + verb.arguments());
    verb.declare(parser);
    if (!parser.parse(arguments))
        throw Error(QStringLiteral("usage.options"), parser.errorText())
            .withAdvice(QStringLiteral("see millracectl %1 --help").arg(verb.name()));
    output.json = parser.isSet(QStringLiteral("json"));
    output.quiet = parser.isSet(QStringLiteral("quiet"));
    output.verbose = parser.isSet(QStringLiteral("verbose"));
    if (parser.isSet(help)) {
        fputs(qUtf8Printable(parser.helpText()), stdout);
        return exitcode::done;
    }
    Paths paths = Paths::fromEnvironment();
    if (parser.isSet(QStringLiteral("store")))
        paths.useStore(parser.value(QStringLiteral("store")));
    if (parser.isSet(QStringLiteral("repositories")))
        paths.repositories = QDir(parser.value(QStringLiteral("repositories"))).absolutePath();
    Context context(paths, output);
    return verb.run(context, parser);
}

int failed(const Verb* verb, const Output& output, const Error& error)
{
    if (verb)
        return verb->failed(output, error);
    output.error(error);
    return exitCodeFor(error);
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("millracectl"));
    const QStringList arguments = QCoreApplication::arguments();
    const qsizetype index = verbIndex(arguments);
    Output output;
    if (index < 0) {
        if (arguments.contains(QStringLiteral("--version"))) {
            std::puts("millracectl " MILLRACE_VERSION);
            return exitcode::done;
        }
        const bool asked = arguments.contains(QStringLiteral("--help")) || arguments.contains(QStringLiteral("-h"));
        printUsage(asked ? stdout : stderr);
        return asked ? exitcode::done : exitcode::usage;
    }
    const Verb* verb = findVerb(arguments.at(index));
    try {
        if (!verb)
            throw Error(QStringLiteral("usage.verb"),
                        QStringLiteral("there is no verb \"%1\"").arg(arguments.at(index)))
                .withAdvice(QStringLiteral("see millracectl --help"));
        return runVerb(*verb, arguments, index, output);
    } catch (const Error& error) {
        return failed(verb, output, error);
    } catch (const std::exception& error) {
        return failed(verb, output, Error(QStringLiteral("internal.exception"), QString::fromUtf8(error.what())));
    }
}
