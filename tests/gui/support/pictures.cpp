// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/support/pictures.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QPixmap>
#include <QWidget>

namespace millrace::test {

void keepPictures(QWidget& widget, const QString& name, const QList<QSize>& sizes)
{
    const QString folder = qEnvironmentVariable("MILLRACE_GRABS");
    if (folder.isEmpty())
        return;
    using ui::theme::Scheme;
    for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
        for (const QSize& size : sizes.isEmpty() ? QList<QSize>{widget.size()} : sizes) {
            ui::theme::apply(*qApp, scheme);
            widget.resize(size);
            QCoreApplication::processEvents();
            widget.grab().save(
                QStringLiteral("%1/%2-%3-%4.png").arg(folder, name, ui::theme::schemeName(scheme)).arg(size.width()));
        }
    }
    ui::theme::apply(*qApp, Scheme::Light);
}

} // namespace millrace::test
