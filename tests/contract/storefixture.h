// SPDX-License-Identifier: GPL-3.0-or-later
// A fresh store with a clock that stands still and a small archive, for the store's contract suite and for tests of
// what stands on it. Every program of the suite runs once per backend: call addBackends() in initTestCase_data().
// Belongs to the test's thread.
#pragma once

#include "core/store/statestore.h"

#include <QTemporaryDir>

#include <memory>

namespace millrace::test {

/// Global test data "backend": one row per kind of store that must keep the contract.
void addBackends();

/// A store of the running test's backend in which nothing is yet; a file of it lies in @p folder.
store::StoreUrl emptyStore(const QString& folder);

class StoreFixture
{
    QTemporaryDir m_folder; // first of the members: the URL is made from it

public:
    /// @p backend: a row of addBackends(). Opens an empty store.
    explicit StoreFixture(const QString& backend);
    /// The backend of the running test.
    StoreFixture();

    store::StateStore& operator*() { return *m_store; }
    store::StateStore* operator->() { return m_store.get(); }
    /// Closes and opens again, as another start of the program would.
    void reopen(store::OpenMode mode = store::OpenMode::ReadWrite);
    void close() { m_store.reset(); }

    /// An archive "debian" of vendor debian at http://127.0.0.1/debian/, or @p name of its own vendor; made once.
    store::Archive archive(const QString& name = QStringLiteral("debian"), int rank = 0);
    /// The suite with branch VENDOR/NAME, made once.
    store::Suite suite(const QString& name, int rank = 0, const QString& archiveName = QStringLiteral("debian"));
    /// Records @p versions as the whole of a suite's index, seen now.
    store::RecordResult publish(const store::Suite& suite, const QList<deb::SourceRecord>& records);
    /// A tracked package with version 1.0-1 in sid; returns its id.
    qint64 package(const QString& name);
    /// Queues a job for it and leases that job.
    store::Job running(qint64 packageId, queue::JobType type = queue::JobType::New);
    /// An attempt that fails with @p code; the package is settled. Returns the failure's id.
    qint64 fail(qint64 packageId, const char* code = "dsc.files", const QString& message = QStringLiteral("broken"));
    /// An attempt that imports all that waits; the package is settled. Returns the attempt's id.
    qint64 succeed(qint64 packageId);

    FixedClock clock;
    store::StoreUrl url;

private:
    std::unique_ptr<store::StateStore> m_store;
};

/// A real record; the .dsc's digest depends on package, version and @p salt.
deb::SourceRecord sourceRecord(const QString& package, const QString& version, const QString& salt = {});

/// What the work throws; fails the running test and returns an Error without code if it throws nothing.
Error errorOf(const std::function<void()>& work);

/// 40 hex digits that depend on @p text.
QString fakeOid(const QString& text);

} // namespace millrace::test
