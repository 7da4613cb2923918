// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/localimport.h"

#include "core/archive/localdsc.h"
#include "core/base/step.h"

#include <QFileInfo>

namespace millrace::engine {

namespace {

store::Suite ensureSuite(store::StateStore& state, const LocalRequest& request)
{
    // One archive per vendor: the branch is <vendor>/<suite>.
    const QString name = QLatin1String("local-") + request.vendor;
    qint64 archiveId = 0;
    if (const auto known = state.archives.byName(name)) {
        archiveId = known->id;
    } else {
        store::Archive archive;
        archive.name = name;
        archive.vendor = request.vendor;
        archive.baseUri = QStringLiteral("file:///");
        archive.trust = QStringLiteral("none");
        archive.enabled = false;
        archive.note = QStringLiteral("local .dsc files; never polled");
        archiveId = state.archives.add(archive);
    }
    const qint64 suiteId = state.archives.addSuite(archiveId, request.suite);
    for (const store::Archive& archive : state.archives.all()) {
        for (store::Suite suite : archive.suites) {
            if (suite.id != suiteId)
                continue;
            suite.codename = request.suite;
            suite.branch = request.vendor + QLatin1Char('/') + request.suite;
            suite.polledAt = state.clock().nowMs();
            state.archives.updateSuite(suite);
            return suite;
        }
    }
    return {};
}

} // namespace

QStringList recordLocalUploads(store::StoreThread& store, const LocalRequest& request)
{
    const Step step(Stage::Archive, "read local source packages", {{QStringLiteral("files"), request.files.size()}});
    QList<deb::SourceRecord> records;
    QStringList packages;
    for (const QString& file : request.files) {
        deb::SourceRecord record = archive::readLocalDsc(file).record;
        record.directory = QUrl::fromLocalFile(QFileInfo(file).absolutePath()).toString();
        if (!packages.contains(record.package))
            packages.append(record.package);
        records.append(record);
    }
    store.call([&](store::StateStore& state) {
        state.transaction([&] {
            const store::Suite suite = ensureSuite(state, request);
            // One time for all: they are ordered by version.
            const qint64 seenAt = state.clock().nowMs();
            for (const deb::SourceRecord& record : records)
                state.publications.recordOne(suite, record, seenAt);
        });
    });
    return packages;
}

} // namespace millrace::engine
