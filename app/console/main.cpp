// SPDX-License-Identifier: GPL-3.0-or-later
// main of millrace, the console. --help, --version and a wrong command line are answered without a display.
#include "app/console/console.h"
#include "ui/shell/translations.h"

#include <QApplication>

#include <cstdio>

namespace {

constexpr int usageExit = 2;

/// The command line as Qt will leave it: without the arguments that Qt takes for itself (-platform and the like).
QStringList plainArguments(int argc, char** argv)
{
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    return arguments;
}

bool asksForText(const QStringList& arguments)
{
    for (const char* word : {"--help", "-h", "--version", "-v"}) {
        if (arguments.contains(QLatin1String(word)))
            return true;
    }
    return false;
}

int answer(const millrace::console::Options& options)
{
    if (options.help)
        std::fputs(qPrintable(options.helpText), stdout);
    else if (options.version)
        std::printf("millrace %s\n", MILLRACE_VERSION);
    else
        std::fprintf(stderr, "millrace: %s; see --help\n", qPrintable(options.problem));
    return options.help || options.version ? 0 : usageExit;
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication::setApplicationName(QStringLiteral("millrace"));
    QCoreApplication::setApplicationVersion(QStringLiteral(MILLRACE_VERSION));
    if (const QStringList arguments = plainArguments(argc, argv); asksForText(arguments)) {
        QCoreApplication application(argc, argv);
        return answer(millrace::console::parseOptions(arguments));
    }
    // Qt aborts where it finds no display; a sentence helps more.
    const bool display = qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY") ||
                         qEnvironmentVariableIsSet("QT_QPA_PLATFORM") ||
                         plainArguments(argc, argv).contains(QStringLiteral("-platform"));
    if (!display) {
        std::fputs(
            "millrace: no display, DISPLAY and WAYLAND_DISPLAY are unset; millracectl does the same without one\n",
            stderr);
        return 1;
    }
    QApplication application(argc, argv);
    QGuiApplication::setDesktopFileName(QStringLiteral("org.millrace.Millrace"));
    millrace::ui::installTranslations(application);
    const millrace::console::Options options = millrace::console::parseOptions(application.arguments());
    if (!options.problem.isEmpty())
        return answer(options);
    millrace::console::Console console(options);
    console.open();
    return QApplication::exec();
}
