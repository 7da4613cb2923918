// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/scaleconsole.h"

#include "core/store/lists.h"
#include "tests/gui/support/consoleworld.h"
#include "ui/models/pagedmodel.h"
#include "ui/package/packagescreen.h"
#include "ui/triage/triagescreen.h"
#include "ui/widgets/listpane.h"

#include <QElapsedTimer>
#include <QTest>

#include <ctime>

namespace millrace::test {

namespace {

constexpr int patienceMs = 60'000;
constexpr int restMs = 400;

QString q(const char* text)
{
    return QString::fromUtf8(text);
}

double threadCpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

void waitFor(const std::function<bool()>& condition)
{
    // Every millisecond: QTest::qWaitFor() looks every ten, which is a fifth of what a filter may take.
    QElapsedTimer timer;
    timer.start();
    while (!condition()) {
        if (timer.elapsed() > patienceMs)
            qFatal("the console does not come to rest");
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 1);
    }
}

void show(ui::Screen& screen)
{
    screen.resize(1280, 800);
    screen.show();
    screen.activate();
    waitFor([&] { return screen.isReady(); });
}

/// From the keystroke that ListPane waited for to rows on the screen.
void filter(ui::ListPane& pane, const char* text)
{
    pane.model()->setFilter(q(text));
    waitFor([&] { return pane.model()->isSettled(); });
}

/// 500 rows change in one transaction of somebody else; what that costs the GUI thread until all is on the screen.
void tick(CountingApplication& application, ConsoleWorld& world, const QString& what, Measure& measure,
          const QString& sql, const char* topic, ui::PagedModel& model)
{
    std::vector<double> total;
    std::vector<double> longest;
    for (int round = 0; round < 9; ++round) {
        waitFor([&] { return model.isSettled(); });
        QTest::qWait(300);
        bool refreshed = false;
        const auto heard = QObject::connect(&model, &ui::PagedModel::refreshed, [&] { refreshed = true; });
        application.take();
        world.write->call([&](store::StateStore& store) {
            store.transaction([&] {
                if (store.database().run(sql, {store.clock().nowMs()}) != 500)
                    qFatal("the tick changed another number of rows");
                store.database().touch(topic);
            });
        });
        waitFor([&] { return refreshed && model.isSettled(); });
        QTest::qWait(200); // what else listens: the status, the evidence, painting
        QObject::disconnect(heard);
        const CountingApplication::Work work = application.take();
        total.push_back(work.cpuMs);
        longest.push_back(work.longestMs);
    }
    measure.report(what + q(", all of it"), 16, total);
    measure.report(what + q(", the longest at a stretch"), 16, longest);
}

void measureTriage(CountingApplication& application, ConsoleWorld& world, Measure& measure)
{
    measure.time(q("Triage opens: groups, failures and evidence on the screen"), 300, 5, [&] {
        ui::TriageScreen screen(*world.context);
        show(screen);
    });
    ui::TriageScreen screen(*world.context);
    show(screen);
    screen.groups()->view()->selectId(store::groupId(store::signatureOfGroup(1))); // the one of 5,000 packages
    waitFor([&] { return screen.isReady() && screen.failures()->model()->rowCount() >= 1000; });
    int turn = 0;
    const auto alternate = [&turn](const char* one, const char* other) { return ++turn % 2 ? one : other; };
    // Between two filters a person reads: what comes after the first rows has come by then.
    const auto rest = [&] { QTest::qWait(restMs); };
    measure.time(
        q("Triage filters groups by text"), 50, 9,
        [&] { filter(*screen.groups(), alternate("number 12", "number 21")); }, rest);
    measure.time(
        q("Triage filters groups by class"), 50, 9,
        [&] { filter(*screen.groups(), alternate("class:net", "class:dsc")); }, rest);
    filter(*screen.groups(), "");
    screen.groups()->view()->selectId(store::groupId(store::signatureOfGroup(1)));
    waitFor([&] { return screen.isReady() && screen.failures()->model()->rowCount() >= 1000; });
    measure.time(
        q("Triage filters the failures of a group of 5,000 packages by text"), 50, 9,
        [&] { filter(*screen.failures(), alternate("mirror 42", "mirror 24")); }, rest);
    waitFor([&] { return screen.failures()->model()->isWhole(); });
    measure.time(q("Triage filters the failures of a group of 5,000 packages by text, with all ids"), 0, 5, [&] {
        filter(*screen.failures(), alternate("mirror 42", "mirror 24"));
        waitFor([&] { return screen.failures()->model()->isWhole(); });
    });
    measure.time(
        q("Triage shows them all again"), 0, 5,
        [&] {
            filter(*screen.failures(), "mirror 42");
            filter(*screen.failures(), "");
        },
        rest);
    waitFor([&] { return screen.failures()->model()->isWhole(); });
    tick(application, world, q("Live tick in Triage, 500 failures of the group shown"), measure,
         q("UPDATE failure SET last_at = ?, count = count + 1 WHERE id BETWEEN 2001 AND 2500"), "failure",
         *screen.failures()->model());
}

void measurePackages(CountingApplication& application, ConsoleWorld& world, Measure& measure)
{
    ui::PackageScreen screen(*world.context);
    show(screen);
    waitFor([&] { return screen.list()->model()->isSettled(); });
    int turn = 0;
    measure.time(
        q("Package search among all"), 50, 9, [&] { filter(*screen.list(), ++turn % 2 ? "gtkqtp" : "-42"); },
        [] { QTest::qWait(restMs); });
    filter(*screen.list(), "");
    waitFor([&] { return screen.list()->model()->isWhole(); });
    tick(application, world, q("Live tick in Package, 500 rows of the list of all"), measure,
         q("UPDATE package SET changed_at = ?, row_version = row_version + 1 WHERE id BETWEEN 2001 AND 2500"),
         "package", *screen.list()->model());
}

} // namespace

bool CountingApplication::notify(QObject* receiver, QEvent* event)
{
    if (QThread::currentThread() != thread() || m_depth > 0)
        return QApplication::notify(receiver, event);
    ++m_depth;
    const double before = threadCpuMs();
    const bool handled = QApplication::notify(receiver, event);
    const double took = threadCpuMs() - before;
    m_work.cpuMs += took;
    m_work.longestMs = std::max(m_work.longestMs, took);
    --m_depth;
    return handled;
}

CountingApplication::Work CountingApplication::take()
{
    return std::exchange(m_work, {});
}

void measureConsole(CountingApplication& application, const QString& url, Measure& measure)
{
    ConsoleWorld world(url);
    world.status->refresh();
    QObject::connect(world.feed.get(), &store::ChangeFeed::changed, world.status.get(),
                     &ui::StatusWatcher::noteChanges);
    waitFor([&] { return world.status->isKnown(); });
    measureTriage(application, world, measure);
    measurePackages(application, world, measure);
}

} // namespace millrace::test
