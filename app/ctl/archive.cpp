// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/archiveoptions.h"
#include "app/ctl/verbs.h"
#include "core/archive/aptconfig.h"
#include "core/archive/suitereader.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/archivesetup.h"

#include <QFileInfo>

namespace millrace::ctl {

namespace {

QJsonObject toJson(const store::Archive& archive)
{
    QJsonArray suites;
    for (const store::Suite& suite : archive.suites)
        suites.append(QJsonObject{{QStringLiteral("suite"), suite.name},
                                  {QStringLiteral("codename"), suite.codename},
                                  {QStringLiteral("branch"), suite.branch},
                                  {QStringLiteral("state"), suite.state},
                                  {QStringLiteral("stale"), suite.stale},
                                  {QStringLiteral("release"), isoTime(suite.releaseMs)},
                                  {QStringLiteral("polled_at"), isoTime(suite.polledAt)},
                                  {QStringLiteral("error"), suite.lastError}});
    return {{QStringLiteral("archive"), archive.name},
            {QStringLiteral("vendor"), archive.vendor},
            {QStringLiteral("uri"), archive.baseUri},
            {QStringLiteral("components"), toJsonArray(archive.components)},
            {QStringLiteral("enabled"), archive.enabled},
            {QStringLiteral("suites"), suites},
            {QStringLiteral("patches_applied"), archive.patchesApplied},
            {QStringLiteral("pristine_tar"), archive.pristineTar},
            {QStringLiteral("weak_digests"), archive.weakDigests},
            {QStringLiteral("zst"), archive.zst},
            {QStringLiteral("mirrors"), toJsonArray(archive.mirrors)}};
}

int list(Context& context)
{
    const QList<store::Archive> archives =
        context.store().call([](store::StateStore& state) { return state.archives.all(); });
    if (context.output.json) {
        QJsonArray array;
        for (const store::Archive& archive : archives)
            array.append(toJson(archive));
        context.output.document(array);
        return exitcode::done;
    }
    QList<QStringList> rows;
    for (const store::Archive& archive : archives) {
        for (const store::Suite& suite : archive.suites)
            rows.append({archive.name, suite.name, suite.branch, localTime(suite.polledAt),
                         suite.lastError.isEmpty() ? (suite.stale ? QStringLiteral("stale") : QStringLiteral("ok"))
                                                   : suite.lastError});
    }
    if (rows.isEmpty())
        context.output.say(QStringLiteral("No archives yet: millracectl archive detect"));
    else
        context.output.table({QStringLiteral("archive"), QStringLiteral("suite"), QStringLiteral("branch"),
                              QStringLiteral("polled"), QStringLiteral("state")},
                             rows);
    return exitcode::done;
}

int detect(Context& context)
{
    const engine::DetectResult result = engine::detectArchives(context.store(), context.actor());
    for (const QString& name : result.added)
        context.output.say(QStringLiteral("Added the archive %1").arg(name));
    for (const QString& name : result.updated)
        context.output.say(QStringLiteral("Added suites to %1").arg(name));
    return list(context);
}

/// Given paths must be there: a keyring that is missing would only show at the first poll.
QStringList keyrings(const QCommandLineParser& parser)
{
    QStringList result;
    for (const QString& path : parser.values(QStringLiteral("keyring"))) {
        const QFileInfo file(path);
        if (!file.isReadable())
            throw Error(QStringLiteral("usage.keyring"), QStringLiteral("the keyring %1 cannot be read").arg(path))
                .withAdvice(QStringLiteral("name a file with the archive's OpenPGP keys"));
        result.append(file.absoluteFilePath());
    }
    if (result.isEmpty())
        result = archive::readAptSettings().trustedKeyrings();
    return result;
}

int add(Context& context, const QCommandLineParser& parser)
{
    const QStringList arguments = positional(parser, 3, QStringLiteral("the archive's name or URI"));
    store::Archive archive;
    archive.name = arguments.at(1);
    archive.baseUri = archiveUri(arguments.at(2));
    archive.vendor = parser.value(QStringLiteral("vendor"));
    takeArchiveOptions(parser, archive);
    archive.components = parser.values(QStringLiteral("component"));
    archive.keyrings = keyrings(parser);
    for (const QString& name : parser.values(QStringLiteral("suite"))) {
        store::Suite suite;
        suite.name = name;
        archive.suites.append(suite);
    }
    if (archive.suites.isEmpty())
        throw Error(QStringLiteral("usage.suite"), QStringLiteral("the archive needs at least one --suite"));
    const QString actor = context.actor();
    context.store().call([&](store::StateStore& state) {
        state.transaction([&] {
            // Adding suites to a known archive of the same address is what --suite on an existing name means.
            const std::optional<store::Archive> there = state.archives.byName(archive.name);
            if (there && there->baseUri == archive.baseUri) {
                for (const store::Suite& suite : archive.suites)
                    state.archives.addSuite(there->id, suite.name);
                store::Archive now = *there;
                takeArchiveOptions(parser, now);
                storeArchiveOptions(state, there->id, now);
            } else {
                state.archives.add(archive);
            }
            store::Event event;
            event.actor = actor;
            event.action = QStringLiteral("archive-add");
            event.subject = archive.name;
            event.summary = QStringLiteral("Added the archive %1").arg(archive.name);
            state.events.append(event);
        });
    });
    return list(context);
}

store::Archive named(Context& context, const QString& name)
{
    const auto archive = context.store().call([&](store::StateStore& state) { return state.archives.byName(name); });
    if (!archive)
        throw Error(QStringLiteral("usage.archive"), QStringLiteral("there is no archive \"%1\"").arg(name))
            .withAdvice(QStringLiteral("see millracectl archive list"));
    return *archive;
}

int set(Context& context, const QCommandLineParser& parser)
{
    store::Archive archive = named(context, positional(parser, 2, QStringLiteral("the archive's name")).at(1));
    takeArchiveOptions(parser, archive);
    const QString actor = context.actor();
    context.store().call([&](store::StateStore& state) {
        state.transaction([&] {
            storeArchiveOptions(state, archive.id, archive);
            store::Event event;
            event.actor = actor;
            event.action = QStringLiteral("archive-set");
            event.subject = archive.name;
            event.summary = QStringLiteral("Set for %1: %2").arg(archive.name, archiveOptionsText(archive));
            state.events.append(event);
        });
    });
    return list(context);
}

int remove(Context& context, const QCommandLineParser& parser)
{
    const store::Archive archive = named(context, positional(parser, 2, QStringLiteral("the archive's name")).at(1));
    const QString actor = context.actor();
    context.store().call([&](store::StateStore& state) {
        state.transaction([&] {
            state.archives.remove(archive.id);
            store::Event event;
            event.actor = actor;
            event.action = QStringLiteral("archive-remove");
            event.subject = archive.name;
            event.summary = QStringLiteral("Removed the archive %1; its branches stay").arg(archive.name);
            state.events.append(event);
        });
    });
    return list(context);
}

int test(Context& context, const QCommandLineParser& parser)
{
    const store::Archive archive = named(context, positional(parser, 2, QStringLiteral("the archive's name")).at(1));
    int failed = 0;
    QJsonArray results;
    for (const store::Suite& suite : archive.suites) {
        QJsonObject result{{QStringLiteral("suite"), suite.name}};
        try {
            archive::SuiteRequest request;
            request.base = QUrl(archive.baseUri);
            request.suite = suite.name;
            request.components = archive.components;
            request.keyrings = archive.keyrings;
            request.apt = archive::readAptSettings();
            request.network.pausesMs = {1000};
            const archive::SuiteIndex index = archive::SuiteReading(request, context.paths().indexes()).index();
            result.insert(QStringLiteral("signers"), toJsonArray(index.signers));
            result.insert(QStringLiteral("date"), isoTime(index.dateMs));
            result.insert(QStringLiteral("stale"), index.stale);
            context.output.say(QStringLiteral("%1: signed by %2, of %3%4")
                                   .arg(suite.name, index.signers.join(QLatin1String(", ")), localTime(index.dateMs),
                                        index.stale ? QStringLiteral(" (stale)") : QString()));
        } catch (const Error& error) {
            ++failed;
            result.insert(QStringLiteral("error"), error.toJson());
            context.output.error(error);
        }
        results.append(result);
    }
    if (context.output.json)
        context.output.document(results);
    return failed == 0 ? exitcode::done : failed < archive.suites.size() ? exitcode::partly : exitcode::failed;
}

class ArchiveVerb final : public Verb
{
public:
    QString name() const override { return QStringLiteral("archive"); }
    QString summary() const override { return QStringLiteral("Archives: detect, list, add, set, remove, test."); }
    QString arguments() const override
    {
        return QStringLiteral("detect | list | add NAME URI --suite S … | set NAME … | remove NAME | test NAME");
    }
    void declare(QCommandLineParser& parser) const override
    {
        parser.addOption(
            {QStringLiteral("suite"), QStringLiteral("A suite of the archive; again for more."), QStringLiteral("S")});
        parser.addOption(
            {QStringLiteral("component"), QStringLiteral("A component; without any, all."), QStringLiteral("C")});
        parser.addOption(
            {QStringLiteral("keyring"), QStringLiteral("File with the keys that may sign it."), QStringLiteral("F")});
        parser.addOption(
            {QStringLiteral("vendor"), QStringLiteral("First part of its branches' names."), QStringLiteral("V")});
        declareArchiveOptions(parser);
    }
    int run(Context& context, const QCommandLineParser& parser) const override
    {
        const QString what =
            positional(parser, 1, QStringLiteral("what to do (detect, list, add, set, remove, test)")).at(0);
        if (what == QLatin1String("detect"))
            return detect(context);
        if (what == QLatin1String("list"))
            return list(context);
        if (what == QLatin1String("add"))
            return add(context, parser);
        if (what == QLatin1String("set"))
            return set(context, parser);
        if (what == QLatin1String("remove"))
            return remove(context, parser);
        if (what == QLatin1String("test"))
            return test(context, parser);
        throw Error(QStringLiteral("usage.arguments"), QStringLiteral("\"archive %1\" is unknown").arg(what))
            .withAdvice(QStringLiteral("use detect, list, add, set, remove or test"));
    }
};

} // namespace

VerbPtr archiveVerb()
{
    return std::make_unique<ArchiveVerb>();
}

} // namespace millrace::ctl
