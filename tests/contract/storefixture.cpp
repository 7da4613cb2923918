// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/storefixture.h"

#include "core/base/digest.h"
#include "tests/support/postgrescluster.h"

#include <QTest>

namespace millrace::test {

namespace {

store::StoreUrl urlIn(const QString& backend, const QString& folder, const QString& copyOf = {})
{
    if (backend == QLatin1String("sqlite"))
        return store::StoreUrl::parse(QLatin1String("sqlite:") + folder + QLatin1String("/state.sqlite"));
    if (backend == QLatin1String("postgresql")) {
        PostgresCluster& cluster = PostgresCluster::shared();
        return store::StoreUrl::parse(cluster.url(cluster.createDatabase(copyOf)));
    }
    qFatal("no such backend: %s", qPrintable(backend));
    return {};
}

/// A database with the newest schema and no rows: copying it takes a fraction of the time of migrating a new one.
QString migratedDatabase()
{
    static QString name;
    if (name.isEmpty()) {
        const store::StoreUrl url = urlIn(QStringLiteral("postgresql"), {});
        const store::StateStore store(url, store::OpenMode::ReadWrite);
        name = url.database;
    }
    return name;
}

store::StoreUrl freshUrl(const QString& backend, const QString& folder)
{
    return urlIn(backend, folder, backend == QLatin1String("postgresql") ? migratedDatabase() : QString());
}

QString currentBackend()
{
    QFETCH_GLOBAL(QString, backend);
    return backend;
}

} // namespace

void addBackends()
{
    // A new backend adds its row here, and every test of the suite runs against it too.
    QTest::addColumn<QString>("backend");
    QTest::newRow("sqlite") << QStringLiteral("sqlite");
    if (PostgresCluster::available())
        QTest::newRow("postgresql") << QStringLiteral("postgresql");
    else
        qWarning("no PostgreSQL server is installed (packaging/deps does it): its half of the contract is not tested");
}

store::StoreUrl emptyStore(const QString& folder)
{
    return urlIn(currentBackend(), folder);
}

StoreFixture::StoreFixture(const QString& backend)
    : url(freshUrl(backend, m_folder.path()))
    , m_store(std::make_unique<store::StateStore>(url, store::OpenMode::ReadWrite, clock))
{
}

StoreFixture::StoreFixture()
    : StoreFixture(currentBackend())
{
}

void StoreFixture::reopen(store::OpenMode mode)
{
    m_store.reset();
    m_store = std::make_unique<store::StateStore>(url, mode, clock);
}

store::Archive StoreFixture::archive(const QString& name, int rank)
{
    if (!m_store->archives.byName(name)) {
        store::Archive archive;
        archive.name = name;
        archive.vendor = name;
        archive.baseUri = QStringLiteral("http://127.0.0.1/%1/").arg(name);
        archive.rank = rank;
        m_store->archives.add(archive);
    }
    return *m_store->archives.byName(name);
}

store::Suite StoreFixture::suite(const QString& name, int rank, const QString& archiveName)
{
    const store::Archive home = archive(archiveName);
    for (const store::Suite& known : home.suites) {
        if (known.name == name)
            return known;
    }
    store::Suite suite;
    suite.archiveId = home.id;
    suite.id = m_store->archives.addSuite(home.id, name);
    suite.name = name;
    suite.codename = name;
    suite.branch = home.vendor + QLatin1Char('/') + name;
    suite.rank = rank;
    m_store->archives.updateSuite(suite);
    return suite;
}

store::RecordResult StoreFixture::publish(const store::Suite& suite, const QList<deb::SourceRecord>& records)
{
    const QList<store::IndexEntry> entries = store::indexEntries(records);
    m_store->publications.writeUploads(suite.archiveId, entries);
    return m_store->publications.record(suite, entries, clock.nowMs());
}

qint64 StoreFixture::package(const QString& name)
{
    m_store->publications.recordOne(suite(QStringLiteral("sid")), sourceRecord(name, QStringLiteral("1.0-1")),
                                    clock.nowMs());
    const qint64 id = m_store->packages.byName(name)->id;
    m_store->packages.setTracked(id, true);
    return id;
}

store::Job StoreFixture::running(qint64 packageId, queue::JobType type)
{
    const qint64 job = m_store->jobs.enqueue(packageId, type, queue::priority::newUpload, QStringLiteral("test"));
    m_store->packages.settle(packageId);
    const auto leased = m_store->jobs.lease(QStringLiteral("here:1"), QStringLiteral("here"), {job});
    if (!leased)
        qFatal("the job cannot be leased");
    m_store->packages.settle(packageId);
    return *leased;
}

qint64 StoreFixture::fail(qint64 packageId, const char* code, const QString& message)
{
    const store::Job job = running(packageId);
    const QList<qint64> ids =
        m_store->failures.recordAttempt(packageId, job.package, job.attemptId, {{Error(QLatin1String(code), message)}});
    m_store->jobs.finish(job, {QStringLiteral("failed")});
    m_store->packages.settle(packageId);
    return ids.constFirst();
}

qint64 StoreFixture::succeed(qint64 packageId)
{
    const store::Job job = running(packageId);
    for (const store::WaitingPublication& one : m_store->publications.waiting(packageId)) {
        store::Import import;
        import.uploadId = one.upload.id;
        import.packageId = packageId;
        import.vendor = one.vendor;
        import.engine = 1;
        import.commit = fakeOid(one.upload.version);
        import.tree = fakeOid(one.upload.version + QLatin1String("tree"));
        import.tag = one.vendor + QLatin1Char('/') + one.upload.version;
        const qint64 id = m_store->imports.stage(import, job.attemptId);
        m_store->publications.setImported(one.id, id, import.commit, job.attemptId);
    }
    m_store->imports.publish(job.attemptId);
    m_store->failures.resolveAll(packageId, QStringLiteral("auto"), QStringLiteral("imported"));
    m_store->jobs.finish(job, {QStringLiteral("done")});
    m_store->packages.settle(packageId);
    return job.attemptId;
}

deb::SourceRecord sourceRecord(const QString& package, const QString& version, const QString& salt)
{
    const QString dsc = package + QLatin1Char('_') + version + QLatin1String(".dsc");
    const QByteArray sha = Digest::hex(Digest::Algorithm::Sha256, (dsc + salt).toUtf8());
    return {package,
            version,
            QStringLiteral("3.0 (quilt)"),
            QStringLiteral("pool/main/%1/%2").arg(package.left(1), package),
            sha,
            {{dsc, 1200, {}, {}, sha}}};
}

Error errorOf(const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& error) {
        return error;
    }
    QTest::qFail("nothing was thrown", __FILE__, __LINE__);
    return Error({}, {});
}

QString fakeOid(const QString& text)
{
    return QString::fromLatin1(Digest::hex(Digest::Algorithm::Sha1, text.toUtf8()));
}

} // namespace millrace::test
