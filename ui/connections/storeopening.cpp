// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/storeopening.h"

#include "ui/connections/connectiontrouble.h"
#include "ui/models/format.h"

#include <QCoreApplication>
#include <QLocale>

namespace millrace::ui {

using store::OpenMode;
using store::StoreThread;
using store::StoreUrl;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(millrace::ui::StoreOpening)
};

Access::Writer opened(const OpenRequest& request, const QString& url, OpenMode mode)
{
    const Clock& clock = request.clock ? *request.clock : Clock::system();
    StoreUrl parsed = StoreUrl::parse(url);
    parsed.password = request.password;
    return std::make_shared<StoreThread>(parsed, mode, clock);
}

/// What the user may ever do here is known only to a connection that may write.
void askRights(OpenedStore& store)
{
    try {
        const Access::Writer writer = store.write ? store.write : store.openWriter();
        const store::Rights rights = writer->call([](store::StateStore& state) { return state.database().rights(); });
        store.login = rights.login;
        if (!rights.operate)
            store.terms.forbidden = rights.whyNot;
    } catch (const Error& error) {
        store.terms.forbidden = sentenceText(error.message());
    }
    if (!store.terms.forbidden.isEmpty())
        store.write.reset();
}

} // namespace

OpenedStore openStore(const OpenRequest& request)
{
    OpenedStore store;
    store.connection = request.connection;
    store.paths = pathsOf(request.connection, request.base);
    const QString url = store.paths.store;
    store.openWriter = [request, url] { return opened(request, url, OpenMode::ReadWrite); };
    // Writing first, where it is wanted at once: it creates the store and brings its schema up to date.
    if (!request.connection.opensReadOnly)
        store.write = store.openWriter();
    store.read = opened(request, url, OpenMode::ReadOnly);
    store.terms.name = request.connection.name;
    store.terms.lockable = request.connection.isShared();
    if (request.connection.kind == Connection::Kind::Postgres)
        askRights(store);
    return store;
}

TestReport reportOf(const Error& error)
{
    return {false, troubleOf(error).title,
            (sentenceText(error.message()) + QLatin1Char(' ') + sentenceText(error.advice())).trimmed()};
}

TestReport testConnection(const OpenRequest& request)
{
    OpenRequest reading = request;
    // A test changes nothing, and makes no store where there is none.
    reading.connection.opensReadOnly = true;
    const OpenedStore store = openStore(reading);
    const store::Status status = store.read->call([](store::StateStore& state) { return state.status(); });
    QStringList facts = {Words::tr("%1 known packages", "a number").arg(QLocale().toString(status.packages))};
    if (!status.hosts.isEmpty())
        facts << Words::tr("%Ln host(s)", nullptr, static_cast<int>(status.hosts.size()));
    facts << (status.queueLength > 0 ? Words::tr("%Ln job(s) waiting", nullptr, static_cast<int>(status.queueLength))
                                     : Words::tr("nothing waits"));
    TestReport report{true, Words::tr("It works"), sentenceText(facts.join(QStringLiteral(", ")))};
    if (!store.terms.forbidden.isEmpty())
        report.text += QLatin1Char(' ') + store.terms.forbidden;
    return report;
}

} // namespace millrace::ui
