// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/operationverb.h"
#include "app/ctl/verbs.h"
#include "core/base/error.h"
#include "core/deb/names.h"
#include "core/git/repository.h"
#include "core/ops/operations.h"

namespace millrace::ctl {

namespace {

/// The tree that the tag of the version stands for now: somebody may have moved it since the import saw it.
QString treeNow(const QString& repositoryPath, const QString& version)
{
    const git::Repository repository = git::Repository::open(repositoryPath);
    const auto tag = repository.resolve(QLatin1String("refs/tags/") + deb::upstreamTag(version));
    return tag ? repository.treeOf(*tag).toHex() : QString();
}

class Decide final : public Verb
{
public:
    QString name() const override { return QStringLiteral("decide"); }
    QString summary() const override { return QStringLiteral("Says what becomes of somebody's upstream tag."); }
    QString arguments() const override { return QStringLiteral("PACKAGE UPSTREAM-VERSION keep|adopt|move"); }
    void declare(QCommandLineParser& parser) const override { declareOperationOptions(parser); }
    int run(Context& context, const QCommandLineParser& parser) const override
    {
        const QStringList about =
            positional(parser, 3, QStringLiteral("the package, its upstream version or what to do"));
        const auto choice = ops::upstreamChoiceFromName(about.at(2));
        if (!choice)
            throw Error(QStringLiteral("usage.choice"), QStringLiteral("\"%1\" is no choice").arg(about.at(2)))
                .withAdvice(QStringLiteral("use keep (theirs stays, ours becomes a reimport), adopt (theirs, if it has "
                                           "the tarball's files) or move (the tag goes to ours)"));
        const QString tree = choice == ops::UpstreamChoice::Adopt
                                 ? treeNow(context.paths().repository(about.at(0)), about.at(1))
                                 : QString();
        return runOperation(context, parser, [&](store::StateStore&) {
            return ops::decideUpstream(about.at(0), about.at(1), *choice, tree);
        });
    }
};

} // namespace

VerbPtr decideVerb()
{
    return std::make_unique<Decide>();
}

} // namespace millrace::ctl
