// SPDX-License-Identifier: GPL-3.0-or-later
// track, untrack, retry, priority, hold and resume differ only in the Operation they make; override has options.
#include "app/ctl/operationverb.h"
#include "app/ctl/subjectoptions.h"
#include "app/ctl/times.h"
#include "app/ctl/verbs.h"
#include "core/base/error.h"

namespace millrace::ctl {

namespace {

using MakeOperation = std::function<std::unique_ptr<ops::Operation>(const QCommandLineParser&, store::StateStore&)>;

struct Description
{
    QString name = {};
    QString summary = {};
    QString arguments = {};
    bool bySignature = false; ///< takes --signature and --filter beside names
    bool all = false;         ///< takes --all
    bool until = false;       ///< takes --until
};

class OperationVerb final : public Verb
{
public:
    OperationVerb(Description description, MakeOperation make)
        : m_description(std::move(description))
        , m_make(std::move(make))
    {
    }
    QString name() const override { return m_description.name; }
    QString summary() const override { return m_description.summary; }
    QString arguments() const override { return m_description.arguments; }
    void declare(QCommandLineParser& parser) const override
    {
        declareOperationOptions(parser);
        if (m_description.bySignature)
            declareSubjectOptions(parser);
        if (m_description.all)
            parser.addOption({QStringLiteral("all"), QStringLiteral("Every source package of the archives.")});
        if (m_description.until)
            parser.addOption({QStringLiteral("until"), QStringLiteral("Until then: an ISO 8601 time, or 7d from now."),
                              QStringLiteral("T")});
    }
    int run(Context& context, const QCommandLineParser& parser) const override
    {
        return runOperation(context, parser, [&](store::StateStore& state) { return m_make(parser, state); });
    }

private:
    Description m_description;
    MakeOperation m_make;
};

QStringList trackedNames(const QCommandLineParser& parser, store::StateStore& state)
{
    if (!parser.isSet(QStringLiteral("all")))
        return positional(parser, 1, QStringLiteral("a package or --all"));
    QStringList names;
    for (const qint64 id : state.lists.ids(store::ListKind::Packages, {}))
        names.append(state.packages.byId(id)->name);
    return names;
}

int priorityValue(const QString& text)
{
    bool ok = false;
    const int value = text == QLatin1String("next") ? queue::priority::doNext : text.toInt(&ok);
    if (!ok && text != QLatin1String("next"))
        throw Error(QStringLiteral("usage.priority"), QStringLiteral("\"%1\" is no priority").arg(text))
            .withAdvice(QStringLiteral("end with next, or a number from 0 (first) to 100 (last)"));
    return value;
}

} // namespace

VerbPtr trackVerb()
{
    return std::make_unique<OperationVerb>(Description{QStringLiteral("track"),
                                                       QStringLiteral("The main loop imports these packages."),
                                                       QStringLiteral("PACKAGE… | --all"), false, true},
                                           [](const QCommandLineParser& parser, store::StateStore& state) {
                                               return ops::track(trackedNames(parser, state), true);
                                           });
}

VerbPtr untrackVerb()
{
    return std::make_unique<OperationVerb>(Description{QStringLiteral("untrack"),
                                                       QStringLiteral("The main loop leaves these packages alone."),
                                                       QStringLiteral("PACKAGE… | --all"), false, true},
                                           [](const QCommandLineParser& parser, store::StateStore& state) {
                                               return ops::track(trackedNames(parser, state), false);
                                           });
}

VerbPtr retryVerb()
{
    return std::make_unique<OperationVerb>(
        Description{QStringLiteral("retry"), QStringLiteral("Queues failed packages again."),
                    QStringLiteral("PACKAGE… | --signature SIG | --filter F"), true, false},
        [](const QCommandLineParser& parser, store::StateStore&) { return ops::retry(subjectsOf(parser)); });
}

VerbPtr priorityVerb()
{
    return std::make_unique<OperationVerb>(
        Description{QStringLiteral("priority"), QStringLiteral("Moves waiting jobs in the queue."),
                    QStringLiteral("PACKAGE… N|next"), true, false},
        [](const QCommandLineParser& parser, store::StateStore&) {
            ops::Subjects about = subjectsOf(parser);
            if (about.packages.isEmpty())
                positional(parser, 1, QStringLiteral("the priority"));
            return ops::priority({about.packages.mid(0, about.packages.size() - 1), about.signature, about.filter},
                                 priorityValue(about.packages.constLast()));
        });
}

namespace {

VerbPtr asideVerb(bool deny)
{
    Description description{deny ? QStringLiteral("deny") : QStringLiteral("hold"),
                            deny ? QStringLiteral("Keeps packages from being imported at all, with a reason.")
                                 : QStringLiteral("Puts packages aside, with a reason."),
                            QStringLiteral("PACKAGE… --reason TEXT [--until T]"), true, false};
    description.until = true;
    return std::make_unique<OperationVerb>(
        description, [deny](const QCommandLineParser& parser, store::StateStore& state) {
            if (parser.value(QStringLiteral("reason")).trimmed().isEmpty())
                throw Error(QStringLiteral("usage.reason"), QStringLiteral("putting a package aside needs a --reason"))
                    .withAdvice(QStringLiteral("say why, so that the next person knows when to resume it"));
            ops::HoldOptions options{deny, 0};
            if (parser.isSet(QStringLiteral("until")))
                options.until =
                    timeMs(parser.value(QStringLiteral("until")), QStringLiteral("--until"), state.clock().nowMs());
            return ops::hold(subjectsOf(parser), options);
        });
}

} // namespace

VerbPtr holdVerb()
{
    return asideVerb(false);
}

VerbPtr denyVerb()
{
    return asideVerb(true);
}

VerbPtr resumeVerb()
{
    return std::make_unique<OperationVerb>(
        Description{QStringLiteral("resume"), QStringLiteral("Ends hold or deny."),
                    QStringLiteral("PACKAGE… | --filter F"), true, false},
        [](const QCommandLineParser& parser, store::StateStore&) { return ops::resume(subjectsOf(parser)); });
}

namespace {

class OverrideVerb final : public Verb
{
public:
    QString name() const override { return QStringLiteral("override"); }
    QString summary() const override { return QStringLiteral("Decides how one version is imported."); }
    QString arguments() const override { return QStringLiteral("PACKAGE VERSION"); }
    void declare(QCommandLineParser& parser) const override
    {
        declareOperationOptions(parser);
        parser.addOption({QStringLiteral("parent"), QStringLiteral("It descends from this version, or none."),
                          QStringLiteral("VERSION")});
        parser.addOption({QStringLiteral("changelog"),
                          QStringLiteral("Its changelog may begin with this version instead."),
                          QStringLiteral("VERSION")});
        parser.addOption({QStringLiteral("forget"), QStringLiteral("Take back what was decided before.")});
    }
    int run(Context& context, const QCommandLineParser& parser) const override
    {
        const QStringList about = positional(parser, 2, QStringLiteral("the package or its version"));
        ops::VersionDecision decision{about.at(1), std::nullopt, std::nullopt, parser.isSet(QStringLiteral("forget"))};
        if (parser.isSet(QStringLiteral("parent"))) {
            const QString parent = parser.value(QStringLiteral("parent"));
            decision.parent = parent == QLatin1String("none") ? QString() : parent;
        }
        if (parser.isSet(QStringLiteral("changelog")))
            decision.changelog = parser.value(QStringLiteral("changelog"));
        return runOperation(context, parser,
                            [&](store::StateStore&) { return ops::decideVersion(about.at(0), decision); });
    }
};

} // namespace

VerbPtr overrideVerb()
{
    return std::make_unique<OverrideVerb>();
}

} // namespace millrace::ctl
