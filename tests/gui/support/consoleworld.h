// SPDX-License-Identifier: GPL-3.0-or-later
// ConsoleWorld: a store in a temporary home with everything a screen is given, and ways to put state into it as the
// engine would. The engine itself does not run. GUI thread.
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/store/changefeed.h"
#include "core/store/storethread.h"
#include "ui/actions/access.h"
#include "ui/actions/actionregistry.h"
#include "ui/actions/operationrunner.h"
#include "ui/models/enginehost.h"
#include "ui/models/statuswatcher.h"
#include "ui/settings/settings.h"
#include "ui/widgets/appcontext.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/prompt.h"

#include <QTemporaryDir>

namespace millrace::test {

/// One version of a package as an index of a suite names it.
struct Published
{
    QString package = {};
    QString version = {};
    QString suite = {}; ///< "bookworm"
};

class ConsoleWorld
{
public:
    /// @p storeUrl: a store that is there already; by default a new one in the home.
    explicit ConsoleWorld(const QString& storeUrl = {});
    ~ConsoleWorld();

    QTemporaryDir home;
    Paths paths;
    std::unique_ptr<store::StoreThread> write;
    std::unique_ptr<store::StoreThread> read;
    std::unique_ptr<store::ChangeFeed> feed;
    std::unique_ptr<ui::StatusWatcher> status;
    ui::EngineHost engine;
    ui::ActionRegistry actions;
    ui::MessageBar messages;
    ui::Settings settings;
    ui::CannedPrompt prompt;
    ui::Access access;
    std::unique_ptr<ui::OperationRunner> runner;
    std::unique_ptr<ui::AppContext> context;

    /// Records an archive "debian" with the suites bullseye, bookworm, trixie and sid, polled just now, that publish
    /// these versions; the packages are tracked.
    void publish(const QList<Published>& published, const QString& baseUri = QStringLiteral("http://127.0.0.1/debian"));
    /// A job of the package runs and fails, with a log; returns the failure's id.
    qint64 fail(const QString& package, const Error& error, const QString& version = {}, const QString& suite = {});
    /// The package's newest version is imported: a job runs and succeeds.
    void succeed(const QString& package);
    /// Records the import of a version, as published to every suite that has it.
    void recordImport(const QString& package, const QString& version, const QString& commit, const QString& tag);

    /// The error of a file that the archive does not have, thrown below the steps of an import.
    static Error missingFile(const QString& package, const QString& version);
    static Error networkError(const QString& package);
    QString packageState(const QString& package);
    int openFailures(const QString& package);
    int queuedJobs(const QString& package);
};

} // namespace millrace::test
