// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/notifications.h"

#include "core/base/error.h"
#include "core/store/postgres/postgresdatabase.h"

#include <QSqlDatabase>
#include <QSqlDriver>
#include <QSqlQuery>
#include <QTimer>

#include <atomic>

namespace millrace::store {

namespace {

constexpr int firstPauseMs = 250;
constexpr int longestPauseMs = 15'000;
// A connection that the server closed is noticed by libpq itself; looking at that costs nothing.
constexpr int checkMs = 1000;
// One that the network lost is noticed by nothing but a question.
constexpr int checksPerQuestion = 15;

QString newName()
{
    static std::atomic<int> counter = 0;
    return QStringLiteral("millrace-listen-%1").arg(++counter);
}

} // namespace

/// The part of Notifications that works on its thread.
class Listener final : public QObject
{
    Q_OBJECT
public:
    explicit Listener(const StoreUrl& url);
    ~Listener() override;

    void open();

signals:
    void heard();
    void listening();
    void lost();

private:
    void close();
    void check();
    void tryAgain();

    StoreUrl m_url;
    QString m_connection;
    bool m_open = false;
    int m_pauseMs = 0;
    int m_checks = 0;
};

Notifications::Notifications(const StoreUrl& url, QObject* parent)
    : QObject(parent)
    , m_listener(new Listener(url))
{
    m_thread.setObjectName(QStringLiteral("store-listen"));
    m_listener->moveToThread(&m_thread);
    connect(&m_thread, &QThread::started, m_listener, &Listener::open);
    connect(&m_thread, &QThread::finished, m_listener, &QObject::deleteLater);
    connect(m_listener, &Listener::heard, this, &Notifications::heard);
    connect(m_listener, &Listener::listening, this, &Notifications::listening);
    connect(m_listener, &Listener::lost, this, &Notifications::lost);
    m_thread.start();
}

Notifications::~Notifications()
{
    m_thread.quit();
    m_thread.wait();
}

Listener::Listener(const StoreUrl& url)
    : m_url(url)
    , m_connection(newName())
{
    auto* timer = new QTimer(this);
    timer->setInterval(checkMs);
    connect(timer, &QTimer::timeout, this, &Listener::check);
    // Started on the thread that it works on.
    connect(this, &Listener::listening, timer, qOverload<>(&QTimer::start));
    connect(this, &Listener::lost, timer, &QTimer::stop);
}

Listener::~Listener()
{
    close();
}

void Listener::open()
{
    const QString channel = QLatin1String(notifyChannel);
    try {
        openPostgres(m_connection, m_url, QStringLiteral("millrace-listen"));
        QSqlDriver* driver = QSqlDatabase::database(m_connection, false).driver();
        connect(driver, &QSqlDriver::notification, this, &Listener::heard, Qt::UniqueConnection);
        if (!driver->subscribeToNotification(channel)) {
            tryAgain();
            return;
        }
    } catch (const Error&) {
        // Whoever reads the store is told why.
        tryAgain();
        return;
    }
    m_open = true;
    m_pauseMs = 0;
    m_checks = 0;
    emit listening();
}

void Listener::close()
{
    // The last handle must be gone before the connection is removed.
    QSqlDatabase::database(m_connection, false).close();
    QSqlDatabase::removeDatabase(m_connection);
}

void Listener::check()
{
    bool alive = QSqlDatabase::database(m_connection, false).isOpen();
    if (alive && ++m_checks % checksPerQuestion == 0) {
        QSqlQuery question(QSqlDatabase::database(m_connection, false));
        alive = question.exec(QStringLiteral("SELECT 1"));
    }
    if (!alive)
        tryAgain();
}

void Listener::tryAgain()
{
    close();
    if (std::exchange(m_open, false))
        emit lost();
    m_pauseMs = std::min(std::max(m_pauseMs * 2, firstPauseMs), longestPauseMs);
    QTimer::singleShot(m_pauseMs, this, &Listener::open);
}

} // namespace millrace::store
#include "notifications.moc"
