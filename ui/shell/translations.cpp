// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/translations.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

/// Resources of a static library must be registered by name, outside of any namespace.
static void registerTranslations()
{
    Q_INIT_RESOURCE(translations);
}

namespace millrace::ui {

void installTranslations(QCoreApplication& application)
{
    registerTranslations();
    const QLocale locale;
    const QString folder = QStringLiteral(":/translations");
    auto* own = new QTranslator(&application);
    // English has a file too: without it every plural would read "1 import(s)".
    if (own->load(locale, QStringLiteral("millrace"), QStringLiteral("_"), folder) ||
        own->load(folder + QLatin1String("/millrace_en.qm")))
        QCoreApplication::installTranslator(own);
    auto* qt = new QTranslator(&application);
    if (qt->load(locale, QStringLiteral("qtbase"), QStringLiteral("_"),
                 QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(qt);
}

} // namespace millrace::ui
