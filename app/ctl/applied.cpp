// SPDX-License-Identifier: GPL-3.0-or-later
// `millracectl applied`: an imported version with its own patches applied, computed now. A verb of its own: `show`
// tells what is recorded, and this is not.
#include "app/ctl/verbs.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/patches/appliedtree.h"
#include "core/patches/treeoutput.h"

#include <QTemporaryDir>

namespace millrace::ctl {

namespace {

/// Of the archive whose job made it: the tag is "debian/1.0-1", or "reimport/debian/1.0-1/1".
QString vendorOf(const store::ImportDetails& import)
{
    const QString first = import.tag.section(QLatin1Char('/'), 0, 0);
    return first == QLatin1String("reimport") ? import.tag.section(QLatin1Char('/'), 1, 1) : first;
}

store::ImportDetails importOf(Context& context, const QString& package, const QString& version, const QString& vendor)
{
    const auto details = context.store().call([&](store::StateStore& state) { return state.details.package(package); });
    if (!details)
        throw Error(QStringLiteral("unknown.subject"), QStringLiteral("there is no source package \"%1\"").arg(package))
            .withAdvice(QStringLiteral("see millracectl packages"));
    const store::ImportDetails* found = nullptr;
    for (const store::ImportDetails& import : details->imports) {
        // What a derivative took over unchanged is one import, with the other vendor's tag.
        if (import.version == version && (!found || vendorOf(import) == vendor))
            found = &import;
    }
    if (found)
        return *found;
    throw Error(QStringLiteral("unknown.subject"),
                QStringLiteral("version %1 of %2 is not imported").arg(version, package))
        .withAdvice(QStringLiteral("see millracectl show %1").arg(package));
}

class Applied final : public Verb
{
public:
    QString name() const override { return QStringLiteral("applied"); }
    QString summary() const override { return QStringLiteral("A version with its own patches applied."); }
    QString arguments() const override { return QStringLiteral("PACKAGE VERSION [--vendor V] [--output DIR]"); }

    void declare(QCommandLineParser& parser) const override
    {
        parser.addOption({QStringLiteral("vendor"),
                          QStringLiteral("Take its import, and its series file where the package has one."),
                          QStringLiteral("V")});
        parser.addOption({QStringLiteral("output"), QStringLiteral("Write the files into this folder, which is empty."),
                          QStringLiteral("DIR")});
    }

    int run(Context& context, const QCommandLineParser& parser) const override
    {
        const QStringList arguments = positional(parser, 2, QStringLiteral("the package and the version"));
        const QString vendor = parser.value(QStringLiteral("vendor"));
        const store::ImportDetails import = importOf(context, arguments.at(0), arguments.at(1), vendor);

        // The new objects are for this answer only: they never reach the repository.
        QTemporaryDir scratch;
        if (!scratch.isValid())
            throw Error(QStringLiteral("internal.io"), scratch.errorString());
        git::Repository repository = git::Repository::open(context.paths().repository(arguments.at(0)));
        patches::AppliedRequest request;
        request.tree = git::Oid::fromHex(import.tree).value_or(git::Oid());
        request.vendor = vendor.isEmpty() ? vendorOf(import) : vendor;
        request.scratchFolder = scratch.path();
        const QString objects = scratch.filePath(QStringLiteral("objects"));
        git::PackWriter writer(objects, &repository);
        const patches::AppliedTree applied = patches::applyPatches(repository, request, writer);
        writer.finish();
        if (parser.isSet(QStringLiteral("output"))) {
            repository.addObjectFolder(objects);
            patches::writeFiles(repository, applied.tree, parser.value(QStringLiteral("output")));
        }
        print(context, import, applied);
        return exitcode::done;
    }

private:
    static void print(Context& context, const store::ImportDetails& import, const patches::AppliedTree& applied)
    {
        if (context.output.json) {
            context.output.document({{QStringLiteral("version"), import.version},
                                     {QStringLiteral("commit"), import.commit},
                                     {QStringLiteral("format"), applied.format},
                                     {QStringLiteral("unapplied_tree"), import.tree},
                                     {QStringLiteral("tree"), applied.tree.toHex()},
                                     {QStringLiteral("series"), applied.series},
                                     {QStringLiteral("patches"), toJsonArray(applied.patches)},
                                     {QStringLiteral("flags"), toJsonArray(applied.flags)}});
            return;
        }
        for (const QString& patch : applied.patches)
            context.output.line(patch);
        context.output.say(QStringLiteral("%1 patches applied (%2): tree %3")
                               .arg(applied.patches.size())
                               .arg(applied.format, applied.tree.toHex()));
    }
};

} // namespace

VerbPtr appliedVerb()
{
    return std::make_unique<Applied>();
}

} // namespace millrace::ctl
