// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/archivesetup.h"

#include "core/archive/aptsources.h"
#include "core/archive/suitereader.h"
#include "core/base/error.h"
#include "core/base/step.h"

namespace millrace::engine {

namespace {

store::Archive archiveOf(const archive::DetectedArchive& detected)
{
    store::Archive archive;
    archive.name = detected.name;
    archive.baseUri = detected.baseUri.toString();
    archive.keyrings = detected.keyrings;
    for (const archive::DetectedSuite& suite : detected.suites) {
        store::Suite one;
        one.name = suite.name;
        archive.suites.append(one);
        for (const QString& component : suite.components) {
            if (!archive.components.contains(component))
                archive.components.append(component);
        }
    }
    return archive;
}

void addSuite(store::StateStore& state, const store::Archive& archive, const QString& suite, const QString& actor)
{
    state.transaction([&] {
        state.archives.addSuite(archive.id, suite);
        store::Event event;
        event.actor = actor;
        event.action = QStringLiteral("archive-add");
        event.subject = archive.name;
        event.summary = QStringLiteral("Added the suite %1 to the archive %2").arg(suite, archive.name);
        state.events.append(event);
    });
}

} // namespace

DetectResult detectArchives(store::StoreThread& store, const QString& actor)
{
    const Step step(Stage::Archive, "detect the archives of this machine");
    const QList<archive::DetectedArchive> detected = archive::detectArchives(archive::readAptSettings());
    if (detected.isEmpty())
        throw Error(QStringLiteral("archive.none"), QStringLiteral("apt on this machine is configured with no archive"))
            .withAdvice(QStringLiteral("add one: millracectl archive add NAME URI --suite SUITE"));
    return store.call([&detected, &actor](store::StateStore& state) {
        DetectResult result;
        state.transaction([&] {
            result = {};
            for (const archive::DetectedArchive& one : detected) {
                const store::Archive wanted = archiveOf(one);
                const std::optional<store::Archive> known = state.archives.byName(wanted.name);
                if (!known) {
                    state.archives.add(wanted);
                    result.added.append(wanted.name);
                    continue;
                }
                for (const store::Suite& suite : wanted.suites) {
                    const bool there = std::any_of(known->suites.cbegin(), known->suites.cend(),
                                                   [&](const store::Suite& s) { return s.name == suite.name; });
                    if (there)
                        continue;
                    state.archives.addSuite(known->id, suite.name);
                    if (!result.updated.contains(known->name))
                        result.updated.append(known->name);
                }
            }
            const QStringList changed = result.added + result.updated;
            if (!changed.isEmpty()) {
                store::Event event;
                event.actor = actor;
                event.action = QStringLiteral("detect");
                event.subject = changed.join(QLatin1String(", "));
                event.summary = QStringLiteral("Found in this machine's apt configuration: ") + event.subject;
                state.events.append(event);
            }
        });
        return result;
    });
}

void ensureSuites(store::StoreThread& store, const QStringList& suites, const QString& cacheFolder,
                  const QString& actor)
{
    const QList<store::Archive> archives = store.call([](store::StateStore& state) { return state.archives.all(); });
    const archive::AptSettings apt = archive::readAptSettings();
    for (const QString& suite : suites) {
        const bool known = std::any_of(archives.cbegin(), archives.cend(), [&](const store::Archive& one) {
            return std::any_of(one.suites.cbegin(), one.suites.cend(),
                               [&](const store::Suite& s) { return s.name == suite; });
        });
        if (known)
            continue;
        const Step step(Stage::Archive, "look for the suite", {{QStringLiteral("suite"), suite}});
        QStringList reasons;
        std::optional<store::Archive> found;
        for (const store::Archive& one : archives) {
            try {
                archive::SuiteRequest request;
                request.base = QUrl(one.baseUri);
                request.suite = suite;
                request.components = one.components;
                request.keyrings = one.keyrings;
                request.apt = apt;
                request.network.pausesMs = {1000};
                archive::SuiteReading(request, cacheFolder); // throws where there is none
                found = one;
                break;
            } catch (const Error& error) {
                reasons.append(one.name + QLatin1String(": ") + error.message());
            }
        }
        if (!found)
            throw Error(
                QStringLiteral("usage.suite"),
                QStringLiteral("no archive has a suite \"%1\" (%2)").arg(suite, reasons.join(QLatin1String("; "))))
                .withAdvice(QStringLiteral(
                                "check the spelling, or name the archive: millracectl archive add NAME URI --suite %1")
                                .arg(suite));
        store.call([&](store::StateStore& state) { addSuite(state, *found, suite, actor); });
    }
}

} // namespace millrace::engine
