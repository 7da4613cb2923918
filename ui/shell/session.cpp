// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/session.h"

#include "core/base/answer.h"
#include "core/engine/archivesetup.h"
#include "ui/models/format.h"

#include <QtConcurrentRun>

#include <pwd.h>
#include <unistd.h>

namespace millrace::ui {

using store::OpenMode;
using store::StoreThread;
using store::StoreUrl;

namespace {

std::unique_ptr<StoreThread> openStore(const SessionOptions& options, OpenMode mode)
{
    const Clock& clock = options.clock ? *options.clock : Clock::system();
    return std::make_unique<StoreThread>(StoreUrl::parse(options.paths.store), mode, clock);
}

} // namespace

QString userName()
{
    const passwd* entry = ::getpwuid(::getuid());
    return entry ? QString::fromLocal8Bit(entry->pw_name) : QStringLiteral("uid-%1").arg(::getuid());
}

Session::Session(const SessionOptions& options)
    : m_options(options)
    , m_settings(options.paths)
    // Writing first: it creates the store and brings its schema up to date.
    , m_write(openStore(options, OpenMode::ReadWrite))
    , m_read(openStore(options, OpenMode::ReadOnly))
    , m_feed(std::make_unique<store::ChangeFeed>(*m_read, options.feedIntervalMs))
    , m_status(std::make_unique<StatusWatcher>(*m_read))
    , m_messages(new MessageBar)
    , m_preview(new PreviewPanel)
{
    m_runner = std::make_unique<OperationRunner>(*m_read, *m_write, m_engine, *m_messages, userName());
    m_runner->setPrompt(*m_preview);
    m_context = std::make_unique<AppContext>(AppContext{*m_read, *m_write, *m_feed, *m_status, m_engine,
                                                        m_options.paths, userName(), m_actions, *m_runner, *m_messages,
                                                        m_settings, options.clock ? *options.clock : Clock::system()});
    connect(m_feed.get(), &store::ChangeFeed::changed, m_status.get(), &StatusWatcher::noteChanges);
    connect(m_feed.get(), &store::ChangeFeed::lost, this, [this](const QString& reason) {
        m_messages->say(Tone::Error, tr("The store does not answer: %1").arg(reason));
    });
    connect(m_feed.get(), &store::ChangeFeed::restored, this,
            [this] { m_messages->say(Tone::Ok, tr("The store answers again")); });
    tellEngineNews();
    m_status->refresh();
}

Session::~Session()
{
    // Two seconds at most: apt's answer about its own configuration.
    m_detection.waitForFinished();
    drain();
    // A window that was shown owns them and is gone by now.
    delete m_preview;
    delete m_messages;
}

void Session::drain()
{
    const auto nothing = [](store::StateStore&) {};
    m_read->run(nothing).waitForFinished();
    m_write->run(nothing).waitForFinished();
}

void Session::tellEngineNews()
{
    connect(&m_engine, &EngineHost::broke, this, [this](const QString& sentence) {
        if (m_messages)
            m_messages->say(Tone::Error, sentence, {tr("Start again"), [this] { m_engine.start(); }});
    });
    connect(&m_engine, &EngineHost::polled, this, [this](int newPublications, const QStringList& warnings) {
        if (!m_messages)
            return;
        // The same warning after every poll would be noise: the status bar keeps it in sight.
        const bool news = std::exchange(m_pollWarnings, warnings) != warnings;
        if (!warnings.isEmpty() && news)
            m_messages->say(Tone::Warning, warnings.join(QLatin1Char('\n')));
        else if (newPublications > 0)
            m_messages->say(Tone::Ok,
                            tr("The archives' indexes are read: %n new publication(s)", nullptr, newPublications));
    });
}

void Session::startEngine()
{
    answer(
        m_read->run([](store::StateStore& store) { return store.status().archives; }), this,
        [this](qint64 archives) { archives > 0 ? launch() : detectThenLaunch(); },
        [this](const Error& error) { m_messages->say(Tone::Error, error.message()); });
}

void Session::detectThenLaunch()
{
    // Asks apt, which takes a second: not on this thread.
    m_detection = QtConcurrent::run([this, actor = userName()] { engine::detectArchives(*m_write, actor); });
    answer(
        m_detection, this, [this] { launch(); },
        [this](const Error& error) {
            m_messages->say(Tone::Warning, tr("The archives of this machine are not known: %1 %2")
                                               .arg(sentenceText(error.message()), sentenceText(error.advice())));
            launch();
        });
}

void Session::launch()
{
    engine::EngineOptions options;
    options.paths = m_options.paths;
    options.parallelJobs = m_settings.parallelJobs();
    options.startPaused = m_settings.enginePaused();
    options.workerProgram = m_options.workerProgram;
    m_engine.launch(*m_write, options);
}

} // namespace millrace::ui
