// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/workplace.h"

#include "core/base/answer.h"
#include "core/store/storeurl.h"
#include "ui/connections/connectiontrouble.h"
#include "ui/connections/passworddialog.h"
#include "ui/models/format.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/session.h"
#include "ui/shell/shutdown.h"

#include <QFileInfo>
#include <QtConcurrentRun>
#include <QUrl>
#include <QUrlQuery>

namespace millrace::ui {

Connection connectionOfUrl(const QString& url, const ConnectionBook& book)
{
    const store::StoreUrl parsed = store::StoreUrl::parse(url);
    for (const Connection& connection : book.all()) {
        if (storeUrl(connection, book.base()) == parsed.text)
            return connection;
    }
    Connection connection;
    connection.id = QStringLiteral("given");
    connection.repositories = qEnvironmentVariable("MILLRACE_REPOSITORIES");
    if (parsed.kind == store::StoreUrl::Kind::Sqlite) {
        connection.kind = Connection::Kind::SqliteFile;
        connection.file = parsed.path;
        connection.name = QFileInfo(parsed.path).fileName();
        return connection;
    }
    const QUrl address(url);
    const QUrlQuery query(address);
    connection.kind = Connection::Kind::Postgres;
    connection.host = query.hasQueryItem(QStringLiteral("host"))
                          ? query.queryItemValue(QStringLiteral("host"), QUrl::FullyDecoded)
                          : address.host();
    connection.port = address.port(connection.port);
    connection.database = address.path().mid(1);
    connection.user = address.userName();
    connection.sslMode = query.queryItemValue(QStringLiteral("sslmode"));
    connection.rootCertificate = query.queryItemValue(QStringLiteral("sslrootcert"), QUrl::FullyDecoded);
    connection.name = connection.database.isEmpty() ? connection.host : connection.database;
    connection.colour = QStringLiteral("red");
    connection.opensReadOnly = true;
    connection.runsEngine = false;
    return connection;
}

Workplace::Workplace(const WorkplaceOptions& options, QObject* parent)
    : QObject(parent)
    , m_options(options)
    , m_book(options.paths)
{
}

Workplace::~Workplace()
{
    ++m_token;
    m_shutdown.reset();
    if (m_session)
        m_session->drain();
    m_window.reset();
    m_session.reset();
}

void Workplace::start()
{
    const QString last = m_options.transient ? QString() : Settings(m_options.paths).lastConnection();
    open(m_book.byId(last).value_or(m_book.all().first()));
}

void Workplace::switchTo(const QString& id)
{
    const std::optional<Connection> connection = m_book.byId(id);
    if (!connection || (m_session && m_session->connection().id == id))
        return;
    open(*connection);
}

void Workplace::cancel()
{
    ++m_token;
    m_switching = false;
    if (m_session)
        m_session->messageBar()->dismiss();
}

void Workplace::open(const Connection& connection)
{
    const int token = ++m_token;
    m_switching = true;
    m_keychainTrouble.clear();
    if (m_session)
        m_session->messageBar()->say(Tone::Running, tr("Opening %1 …").arg(connection.name),
                                     {tr("Cancel"), [this] { cancel(); }});
    if (connection.kind != Connection::Kind::Postgres) {
        openWith(connection, {});
        return;
    }
    m_passwords.find(connection.id, this, [this, connection, token](const Passwords::Found& found) {
        if (token != m_token)
            return;
        m_keychainTrouble = found.why;
        m_keychainWorks = found.why.isEmpty();
        // Without one too: ~/.pgpass or the server's own rules may do.
        openWith(connection, found.password);
    });
}

void Workplace::openWith(const Connection& connection, const QString& password)
{
    const int token = m_token;
    const OpenRequest request{connection, m_options.paths, password, m_options.clock};
    answer(
        QtConcurrent::run([request] { return openStore(request); }), this,
        [this, token](const OpenedStore& opened) {
            if (token == m_token)
                takeOver(opened);
        },
        [this, token, connection, tried = !password.isEmpty()](const Error& error) {
            if (token == m_token)
                openFailed(connection, error, tried);
        });
}

void Workplace::openFailed(const Connection& connection, const Error& error, bool triedPassword)
{
    if (const ConnectionTrouble trouble = troubleOf(error); trouble.password) {
        QStringList why;
        if (triedPassword)
            why << sentenceText(trouble.title);
        if (!m_keychainTrouble.isEmpty())
            why << m_keychainTrouble << tr("It is remembered until Millrace closes.");
        askPassword(connection, why.join(QLatin1Char(' ')), m_keychainWorks);
        return;
    }
    m_switching = false;
    if (m_session) {
        const TestReport report = reportOf(error);
        m_session->messageBar()->say(Tone::Error,
                                     tr("%1 was not opened. %2: %3").arg(connection.name, report.title, report.text),
                                     {tr("Try again"), [this, id = connection.id] { switchTo(id); }});
    }
    emit failed(error, connection);
}

void Workplace::askPassword(const Connection& connection, const QString& why, bool offerKeep)
{
    m_asking = new PasswordDialog(connection, m_options.paths, why, offerKeep, m_window.get());
    m_asking->setAttribute(Qt::WA_DeleteOnClose);
    const int token = m_token;
    connect(m_asking, &QDialog::finished, this, [this, connection, token](int result) {
        PasswordDialog* dialog = std::exchange(m_asking, nullptr);
        if (token != m_token)
            return;
        if (result != QDialog::Accepted) {
            m_switching = false;
            if (m_session)
                m_session->messageBar()->dismiss();
            emit failed(Error(QStringLiteral("refused.password"), tr("no password was given")), connection);
            return;
        }
        if (dialog->keeps())
            m_passwords.keep(connection.id, dialog->password(), this, [](const QString&) {});
        else
            m_passwords.remember(connection.id, dialog->password());
        openWith(connection, dialog->password());
    });
    m_asking->open();
}

void Workplace::takeOver(const OpenedStore& opened)
{
    if (!m_session) {
        replace(opened);
        return;
    }
    const int running = m_session->jobsInHand();
    if (running == 0) {
        stopEngineThen(opened);
        return;
    }
    ops::Preview preview;
    preview.subjects = {opened.connection.name};
    preview.sentence = tr("Leave %1 for %2").arg(m_session->connection().name, opened.connection.name);
    preview.consequences = {
        tr("%Ln import(s) of this console may finish for a few seconds, then go back into the queue", nullptr, running),
        tr("the engine of this console stops; nothing is lost")};
    const int token = m_token;
    m_session->messageBar()->dismiss();
    m_session->previewPanel()->ask({preview, tr("Switch to %1").arg(opened.connection.name)},
                                   [this, token, opened](const Answer& answer) {
                                       if (token != m_token)
                                           return;
                                       if (answer.accepted)
                                           stopEngineThen(opened);
                                       else
                                           cancel();
                                   });
}

void Workplace::stopEngineThen(const OpenedStore& opened)
{
    m_shutdown =
        std::make_unique<Shutdown>(m_session->engine(), *m_session->messageBar(), nullptr, Shutdown::Why::Switching);
    const int token = m_token;
    connect(m_shutdown.get(), &Shutdown::finished, this, [this, token, opened] {
        if (token == m_token)
            replace(opened);
    });
    if (m_shutdown->request(m_session->jobsInHand()))
        replace(opened);
}

void Workplace::replace(const OpenedStore& opened)
{
    ++m_token;
    m_switching = false;
    Open old{std::move(m_session), std::move(m_window)};
    if (old.window)
        old.window->saveSession();
    SessionOptions options;
    options.paths = m_options.paths;
    options.clock = m_options.clock;
    options.workerProgram = m_options.workerProgram;
    options.feedIntervalMs = m_options.feedIntervalMs;
    options.book = &m_book;
    options.passwords = &m_passwords;
    m_session = std::make_unique<Session>(options, opened);
    m_window = std::make_unique<MainWindow>(*m_session);
    m_window->setTransient(m_options.transient);
    addAllScreens(*m_window);
    m_window->restoreSession();
    connect(m_window.get(), &MainWindow::connectionRequested, this, &Workplace::switchTo);
    if (!m_options.transient)
        m_session->settings().setLastConnection(opened.connection.id);
    if (m_options.runEngine)
        m_session->startEngine();
    if (old.window) {
        // Where the old one was, at the same size: the window stays, its content is another.
        m_window->setGeometry(old.window->geometry());
        m_window->setWindowState(old.window->windowState());
    }
    m_window->show();
    if (old.window)
        closeLater(std::move(old));
    emit this->opened();
}

void Workplace::closeLater(Open old)
{
    old.window->hide();
    Session* session = old.session.get();
    m_closing.push_back(std::move(old));
    // Queued: neither may go inside its own signal.
    connect(
        session, &Session::closed, this,
        [this, session] {
            m_closing.remove_if([session](Open& each) {
                if (each.session.get() != session)
                    return false;
                each.window.reset();
                return true;
            });
        },
        Qt::QueuedConnection);
    session->close();
}

} // namespace millrace::ui
