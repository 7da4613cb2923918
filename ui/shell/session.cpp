// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/session.h"

#include "core/base/answer.h"
#include "core/engine/archivesetup.h"
#include "core/engine/engineidentity.h"
#include "core/store/closing.h"
#include "ui/models/format.h"

#include <QtConcurrentRun>

#include <pwd.h>
#include <unistd.h>

namespace millrace::ui {

namespace {

/// A server that is gone must not keep a closed session for ever.
constexpr int closingPatienceMs = 10'000;

OpenedStore openLocal(const SessionOptions& options)
{
    return openStore({thisComputer(), options.paths, {}, options.clock});
}

} // namespace

QString userName()
{
    const passwd* entry = ::getpwuid(::getuid());
    return entry ? QString::fromLocal8Bit(entry->pw_name) : QStringLiteral("uid-%1").arg(::getuid());
}

Session::Session(const SessionOptions& options)
    : Session(options, openLocal(options))
{
}

Session::Session(const SessionOptions& options, const OpenedStore& opened)
    : m_options(options)
    , m_opened(opened)
    , m_book(options.book ? nullptr : std::make_unique<ConnectionBook>(options.paths))
    , m_passwords(options.passwords ? nullptr : std::make_unique<Passwords>())
    , m_settings(options.paths, opened.connection.isShared() ? opened.connection.id : QString())
    , m_messages(new MessageBar)
    , m_preview(new PreviewPanel)
    , m_feed(std::make_unique<store::ChangeFeed>(*m_opened.read, options.feedIntervalMs))
    , m_status(std::make_unique<StatusWatcher>(*m_opened.read))
{
    const Clock& clock = options.clock ? *options.clock : Clock::system();
    m_access = std::make_unique<Access>(m_opened.terms, std::exchange(m_opened.write, {}), m_opened.openWriter);
    m_idleLock = std::make_unique<IdleLock>(*m_access, m_opened.connection.relockMinutes, clock);
    // A database signs what is changed with the login, whatever is said here.
    const QString actor = m_opened.login.isEmpty() ? userName() : m_opened.login;
    m_runner = std::make_unique<OperationRunner>(*m_opened.read, *m_access, m_engine, *m_messages, actor);
    m_runner->setPrompt(*m_preview);
    m_context =
        std::make_unique<AppContext>(AppContext{*m_opened.read, *m_access, *m_feed, *m_status, m_engine, m_opened.paths,
                                                userName(), m_actions, *m_runner, *m_messages, m_settings, clock});
    m_actions.setLock(m_access->reason());
    tellStoreNews();
    tellEngineNews();
    m_status->refresh();
}

Session::~Session()
{
    if (!m_closed) {
        // Two seconds at most: apt's answer about its own configuration.
        m_detection.waitForFinished();
        drain();
    }
    // A window that was shown owns them and is gone by now.
    delete m_preview;
    delete m_messages;
    // Who asks goes before who answers.
    m_context.reset();
    m_runner.reset();
    m_idleLock.reset();
    m_status.reset();
    m_feed.reset();
    if (m_closed) {
        store::closeInBackground(std::exchange(m_opened.read, {}));
        store::closeInBackground(std::exchange(m_engineStore, {}));
    }
}

void Session::drain()
{
    const auto nothing = [](store::StateStore&) {};
    m_opened.read->run(nothing).waitForFinished();
    if (store::StoreThread* writer = m_access->writer())
        writer->run(nothing).waitForFinished();
}

void Session::close()
{
    if (std::exchange(m_closing, true))
        return;
    m_status->blockSignals(true);
    m_feed->blockSignals(true);
    QTimer::singleShot(closingPatienceMs, this, &Session::finishClosing);
    connect(&m_engine, &EngineHost::dismissed, this, [this] {
        const auto nothing = [](store::StateStore&) {};
        QList<QFuture<void>> answers = {m_opened.read->run(nothing)};
        if (store::StoreThread* writer = m_access->writer())
            answers << writer->run(nothing);
        if (m_detection.isValid())
            answers << m_detection;
        auto left = std::make_shared<qsizetype>(answers.size());
        const auto one = [this, left] {
            if (--*left == 0)
                finishClosing();
        };
        for (const QFuture<void>& each : std::as_const(answers))
            answer(each, this, one, [one](const Error&) { one(); });
    });
    m_engine.dismiss();
}

void Session::finishClosing()
{
    if (!std::exchange(m_closed, true))
        emit closed();
}

void Session::tellStoreNews()
{
    connect(m_feed.get(), &store::ChangeFeed::changed, m_status.get(), &StatusWatcher::noteChanges);
    connect(m_feed.get(), &store::ChangeFeed::lost, this, [this](const QString& reason) {
        if (m_messages)
            m_messages->say(Tone::Error, tr("The store does not answer: %1").arg(reason));
    });
    connect(m_feed.get(), &store::ChangeFeed::restored, this, [this] {
        if (m_messages)
            m_messages->say(Tone::Ok, tr("The store answers again"));
    });
    connect(m_access.get(), &Access::changed, this, [this] {
        m_actions.setLock(m_access->reason());
        if (m_access->isUnlocked() && m_engineWanted)
            launchShared();
    });
    connect(m_access.get(), &Access::failed, this, [this](const Error& error) {
        const TestReport report = reportOf(error);
        if (m_messages)
            m_messages->say(
                Tone::Error,
                tr("%1 stays read-only. %2 %3").arg(connection().name, sentenceText(report.title), report.text));
    });
    connect(m_idleLock.get(), &IdleLock::locked, this, [this](int minutes) {
        if (m_messages)
            m_messages->say(Tone::Muted,
                            tr("%1 is read-only again: nobody used the console for %Ln minute(s).", nullptr, minutes)
                                .arg(connection().name),
                            {tr("Unlock"), [this] { toggleLock(); }});
    });
    connect(m_runner.get(), &OperationRunner::unlockWanted, this, &Session::toggleLock);
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
                            tr("The archives' indexes are read: %Ln new publication(s)", nullptr, newPublications));
    });
}

int Session::jobsInHand() const
{
    QSet<qint64> jobs;
    for (auto it = m_engine.progress().cbegin(); it != m_engine.progress().cend(); ++it)
        jobs.insert(it.key());
    // One that was leased a moment ago has no worker yet that could tell of it.
    const QString mine = engine::engineIdentity(engine::thisHost());
    for (const store::RunningJob& job :
         m_engine.isLaunched() ? m_status->status().running : QList<store::RunningJob>()) {
        if (job.engine == mine)
            jobs.insert(job.jobId);
    }
    return static_cast<int>(jobs.size());
}

void Session::toggleLock()
{
    if (m_access->isUnlocked())
        m_access->lock();
    else if (connection().asksToUnlock && m_access->terms().forbidden.isEmpty())
        askToUnlock();
    else
        m_access->unlock();
}

void Session::askToUnlock()
{
    ops::Preview preview;
    preview.subjects = {connection().name};
    preview.sentence = tr("Unlock %1 for changes").arg(connection().name);
    const int hosts = static_cast<int>(m_status->status().hosts.size());
    if (hosts > 0)
        preview.consequences << tr("%Ln host(s) work on this store", nullptr, hosts);
    if (connection().relockMinutes > 0)
        preview.consequences << tr("it is read-only again after %Ln minute(s) without use", nullptr,
                                   connection().relockMinutes);
    m_preview->ask({preview, tr("Unlock")}, [this](const Answer& answer) {
        if (answer.accepted)
            m_access->unlock();
    });
}

void Session::startEngine()
{
    if (connection().isShared()) {
        m_engineWanted = connection().runsEngine && m_opened.terms.forbidden.isEmpty();
        if (m_engineWanted && m_access->isUnlocked())
            launchShared();
        return;
    }
    answer(
        m_opened.read->run([](store::StateStore& store) { return store.status().archives; }), this,
        [this](qint64 archives) {
            if (archives > 0)
                launch(*m_access->writer());
            else
                detectThenLaunch();
        },
        [this](const Error& error) { m_messages->say(Tone::Error, error.message()); });
}

void Session::detectThenLaunch()
{
    // Asks apt, which takes a second: not on this thread.
    store::StoreThread* write = m_access->writer();
    m_detection = QtConcurrent::run([write, actor = userName()] { engine::detectArchives(*write, actor); });
    answer(
        m_detection, this, [this, write] { launch(*write); },
        [this, write](const Error& error) {
            m_messages->say(Tone::Warning, tr("The archives of this machine are not known: %1 %2")
                                               .arg(sentenceText(error.message()), sentenceText(error.advice())));
            launch(*write);
        });
}

void Session::launchShared()
{
    m_engineWanted = false;
    answer(
        QtConcurrent::run(m_opened.openWriter), this,
        [this](const Access::Writer& store) {
            if (m_closing)
                return;
            m_engineStore = store;
            launch(*store);
        },
        [this](const Error& error) {
            if (m_messages)
                m_messages->say(Tone::Error, tr("The engine did not start: %1").arg(sentenceText(error.message())));
        });
}

void Session::launch(store::StoreThread& write)
{
    if (m_closing || m_engine.isLaunched())
        return;
    engine::EngineOptions options;
    options.paths = m_opened.paths;
    options.parallelJobs = m_settings.parallelJobs();
    options.startPaused = m_settings.enginePaused();
    options.workerProgram = m_options.workerProgram;
    m_engine.launch(write, options);
}

} // namespace millrace::ui
