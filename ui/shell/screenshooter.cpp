// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/screenshooter.h"

#include "ui/importdialog/importdialog.h"
#include "ui/importdialog/packagenameedit.h"
#include "ui/shell/mainwindow.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QCompleter>
#include <QDir>

namespace millrace::ui {

namespace {

constexpr int lookMs = 60;
constexpr int calmLooks = 5;
constexpr int patienceMs = 15'000;
const QString importDialog = QStringLiteral("import");

} // namespace

QList<QSize> parseSizes(const QString& text)
{
    QList<QSize> sizes;
    for (const QString& part : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        const QStringList numbers = part.split(QLatin1Char('x'));
        const QSize size = numbers.size() == 2 ? QSize(numbers[0].toInt(), numbers[1].toInt()) : QSize();
        if (size.width() < 200 || size.height() < 200)
            return {};
        sizes << size;
    }
    return sizes;
}

Screenshooter::Screenshooter(MainWindow& window, ScreenshotPlan plan, QObject* parent)
    : QObject(parent)
    , m_window(window)
    , m_plan(std::move(plan))
{
    for (theme::Scheme scheme : m_plan.schemes) {
        for (const QSize& size : m_plan.sizes) {
            for (Screen* screen : window.screens())
                m_shots.append({screen->id(), size, scheme});
            m_shots.append({importDialog, size, scheme});
        }
    }
    m_timer.setInterval(lookMs);
    connect(&m_timer, &QTimer::timeout, this, &Screenshooter::look);
}

void Screenshooter::start()
{
    if (!QDir().mkpath(m_plan.folder)) {
        emit finished(tr("cannot create the folder %1").arg(m_plan.folder));
        return;
    }
    next();
}

void Screenshooter::next()
{
    if (m_shots.isEmpty()) {
        m_timer.stop();
        emit finished({});
        return;
    }
    prepare(m_shots.first());
    m_phase = Phase::Load;
    m_calm = 0;
    m_waited.start();
    m_timer.start();
}

void Screenshooter::prepare(const Shot& shot)
{
    theme::apply(*qApp, shot.scheme);
    m_window.resize(shot.size);
    if (shot.screen != importDialog) {
        m_window.showScreen(shot.screen);
        return;
    }
    ImportDialog* dialog = m_window.openImport();
    dialog->nameEdit()->setText(QStringLiteral("hello bash zlib"));
}

bool Screenshooter::isReady() const
{
    if (m_shots.first().screen == importDialog)
        return m_window.findChild<ImportDialog*>() && m_window.findChild<ImportDialog*>()->isSettled();
    return m_window.currentScreen()->isReady();
}

void Screenshooter::look()
{
    m_calm = isReady() ? m_calm + 1 : 0;
    if (m_calm < calmLooks && m_waited.elapsed() < patienceMs)
        return;
    if (m_phase == Phase::Load && m_shots.first().screen != importDialog) {
        m_window.currentScreen()->showExample();
        m_phase = Phase::Example;
        m_calm = 0;
        m_waited.start();
        return;
    }
    if (grab(m_shots.takeFirst()))
        next();
}

bool Screenshooter::grab(const Shot& shot)
{
    QWidget* subject = &m_window;
    auto* dialog = m_window.findChild<ImportDialog*>();
    if (shot.screen == importDialog && dialog) {
        dialog->nameEdit()->completions()->popup()->hide();
        subject = dialog;
    }
    const QString file = QStringLiteral("%1/%2-%3x%4-%5.png")
                             .arg(m_plan.folder, shot.screen)
                             .arg(shot.size.width())
                             .arg(shot.size.height())
                             .arg(theme::schemeName(shot.scheme));
    const bool saved = subject->grab().save(file);
    if (shot.screen == importDialog && dialog)
        dialog->hide();
    if (!saved) {
        m_timer.stop();
        emit finished(tr("cannot write %1").arg(file));
    }
    return saved;
}

} // namespace millrace::ui
