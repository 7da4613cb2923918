// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/storeopening.h"

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
    return std::make_shared<StoreThread>(StoreUrl::parse(url), mode, clock);
}

QString titleOf(const Error& error)
{
    const auto is = [&](const char* code) { return error.code() == QLatin1String(code); };
    if (is("store.newer"))
        return Words::tr("The store was written by a newer Millrace");
    if (is("store.old"))
        return Words::tr("The store has an older schema");
    if (is("store.corrupt"))
        return Words::tr("That is no Millrace store, or a damaged one");
    if (is("store.readonly"))
        return Words::tr("The store may only be read");
    if (is("store.unreachable"))
        return Words::tr("The store cannot be reached");
    if (is("db.locked"))
        return Words::tr("The store stayed locked");
    return Words::tr("The store cannot be opened");
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
    return store;
}

TestReport reportOf(const Error& error)
{
    return {false, titleOf(error),
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
        facts << Words::tr("%n host(s)", nullptr, static_cast<int>(status.hosts.size()));
    facts << (status.queueLength > 0 ? Words::tr("%n job(s) waiting", nullptr, static_cast<int>(status.queueLength))
                                     : Words::tr("nothing waits"));
    TestReport report{true, Words::tr("It works"), sentenceText(facts.join(QStringLiteral(", ")))};
    if (!store.terms.forbidden.isEmpty())
        report.text += QLatin1Char(' ') + store.terms.forbidden;
    return report;
}

} // namespace millrace::ui
