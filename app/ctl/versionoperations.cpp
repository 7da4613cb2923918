// SPDX-License-Identifier: GPL-3.0-or-later
// skip, unskip, ignore-local-state and reimport: Operations on what is imported of a package.
#include "app/ctl/operationverb.h"
#include "app/ctl/subjectoptions.h"
#include "app/ctl/verbs.h"
#include "core/base/error.h"

namespace millrace::ctl {

namespace {

class Skip final : public Verb
{
public:
    explicit Skip(bool skipped)
        : m_skipped(skipped)
    {
    }
    QString name() const override { return m_skipped ? QStringLiteral("skip") : QStringLiteral("unskip"); }
    QString summary() const override
    {
        return m_skipped ? QStringLiteral("Takes a version out of the way of the next ones.")
                         : QStringLiteral("Lets a version that was skipped be imported.");
    }
    QString arguments() const override
    {
        return m_skipped ? QStringLiteral("PACKAGE VERSION --reason TEXT | --signature SIG | --filter F")
                         : QStringLiteral("PACKAGE VERSION | --filter F");
    }
    void declare(QCommandLineParser& parser) const override
    {
        declareOperationOptions(parser);
        declareSubjectOptions(parser);
    }
    int run(Context& context, const QCommandLineParser& parser) const override
    {
        if (m_skipped && parser.value(QStringLiteral("reason")).trimmed().isEmpty())
            throw Error(QStringLiteral("usage.reason"), QStringLiteral("skipping a version needs a --reason"))
                .withAdvice(QStringLiteral("say why: it stays with the version for ever"));
        ops::Subjects about = subjectsOf(parser);
        QString version;
        if (!about.packages.isEmpty()) {
            version = positional(parser, 2, QStringLiteral("the version")).at(1);
            if (about.packages.size() > 2)
                throw Error(QStringLiteral("usage.arguments"), QStringLiteral("one package and one version at a time"))
                    .withAdvice(QStringLiteral("use --signature or --filter for the failed versions of many packages"));
            about.packages = about.packages.mid(0, 1);
        }
        return runOperation(context, parser, [&](store::StateStore&) { return ops::skip(about, version, m_skipped); });
    }

private:
    bool m_skipped;
};

class IgnoreLocalState final : public Verb
{
public:
    QString name() const override { return QStringLiteral("ignore-local-state"); }
    QString summary() const override { return QStringLiteral("Believes the repository, not what is recorded of it."); }
    QString arguments() const override { return QStringLiteral("PACKAGE… | --signature SIG | --filter F"); }
    void declare(QCommandLineParser& parser) const override
    {
        declareOperationOptions(parser);
        declareSubjectOptions(parser);
    }
    int run(Context& context, const QCommandLineParser& parser) const override
    {
        const ops::Subjects about = subjectsOf(parser);
        return runOperation(context, parser, [&](store::StateStore&) { return ops::ignoreLocalState(about); });
    }
};

class Reimport final : public Verb
{
public:
    QString name() const override { return QStringLiteral("reimport"); }
    QString summary() const override { return QStringLiteral("Makes a history anew, beside the one that is there."); }
    QString arguments() const override { return QStringLiteral("PACKAGE… [--swap] | --filter F"); }
    void declare(QCommandLineParser& parser) const override
    {
        declareOperationOptions(parser);
        declareSubjectOptions(parser);
        parser.addOption({QStringLiteral("swap"), QStringLiteral("Put the new history in the place of the old one.")});
    }
    int run(Context& context, const QCommandLineParser& parser) const override
    {
        const ops::Subjects about = subjectsOf(parser);
        const bool swap = parser.isSet(QStringLiteral("swap"));
        return runOperation(context, parser,
                            [&](store::StateStore&) { return swap ? ops::swapReimport(about) : ops::reimport(about); });
    }
};

} // namespace

VerbPtr skipVerb()
{
    return std::make_unique<Skip>(true);
}

VerbPtr unskipVerb()
{
    return std::make_unique<Skip>(false);
}

VerbPtr ignoreLocalStateVerb()
{
    return std::make_unique<IgnoreLocalState>();
}

VerbPtr reimportVerb()
{
    return std::make_unique<Reimport>();
}

} // namespace millrace::ctl
