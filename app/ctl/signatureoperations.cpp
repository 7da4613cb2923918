// SPDX-License-Identifier: GPL-3.0-or-later
// spurious, unspurious, merge, split and rule: Operations on groups of failures and on how failures are classified.
#include "app/ctl/operationverb.h"
#include "app/ctl/times.h"
#include "app/ctl/verbs.h"
#include "core/base/error.h"

namespace millrace::ctl {

namespace {

int numberOf(const QCommandLineParser& parser, const QString& option)
{
    bool ok = false;
    const int number = parser.value(option).toInt(&ok);
    if (!ok)
        throw Error(QStringLiteral("usage.number"),
                    QStringLiteral("--%1 takes a number, not \"%2\"").arg(option, parser.value(option)));
    return number;
}

void declareRetryOptions(QCommandLineParser& parser)
{
    parser.addOption(
        {QStringLiteral("delay"), QStringLiteral("Before each retry: seconds, or 90m, 2h."), QStringLiteral("S")});
    parser.addOption(
        {QStringLiteral("cap"), QStringLiteral("Retries before the package is held."), QStringLiteral("N")});
}

class Spurious final : public Verb
{
public:
    QString name() const override { return QStringLiteral("spurious"); }
    QString summary() const override { return QStringLiteral("Retries failures of a signature from now on."); }
    QString arguments() const override { return QStringLiteral("SIG [--delay S] [--cap N] [--expires T]"); }
    void declare(QCommandLineParser& parser) const override
    {
        declareOperationOptions(parser);
        declareRetryOptions(parser);
        parser.addOption({QStringLiteral("expires"), QStringLiteral("Until then: an ISO 8601 time, or 7d from now."),
                          QStringLiteral("T")});
    }
    int run(Context& context, const QCommandLineParser& parser) const override
    {
        const QString sig = positional(parser, 1, QStringLiteral("the signature")).at(0);
        return runOperation(context, parser, [&](store::StateStore& state) {
            ops::SpuriousOptions options;
            if (parser.isSet(QStringLiteral("delay")))
                options.delayMs = lengthMs(parser.value(QStringLiteral("delay")), QStringLiteral("--delay"));
            if (parser.isSet(QStringLiteral("cap")))
                options.cap = numberOf(parser, QStringLiteral("cap"));
            if (parser.isSet(QStringLiteral("expires")))
                options.expiresAt =
                    timeMs(parser.value(QStringLiteral("expires")), QStringLiteral("--expires"), state.clock().nowMs());
            return ops::spurious(sig, options);
        });
    }
};

class Unspurious final : public Verb
{
public:
    QString name() const override { return QStringLiteral("unspurious"); }
    QString summary() const override { return QStringLiteral("Takes spurious back; what waits or runs goes on."); }
    QString arguments() const override { return QStringLiteral("SIG"); }
    void declare(QCommandLineParser& parser) const override { declareOperationOptions(parser); }
    int run(Context& context, const QCommandLineParser& parser) const override
    {
        const QString sig = positional(parser, 1, QStringLiteral("the signature")).at(0);
        return runOperation(context, parser, [&](store::StateStore&) { return ops::unspurious(sig); });
    }
};

class Merge final : public Verb
{
public:
    QString name() const override { return QStringLiteral("merge"); }
    QString summary() const override { return QStringLiteral("Makes one group of several signatures, for good."); }
    QString arguments() const override { return QStringLiteral("SIG… into SIG"); }
    void declare(QCommandLineParser& parser) const override { declareOperationOptions(parser); }
    int run(Context& context, const QCommandLineParser& parser) const override
    {
        const QStringList words = positional(parser, 3, QStringLiteral("a signature, into, or the one to merge into"));
        const qsizetype into = words.size() - 2;
        if (words.at(into).compare(QLatin1String("into"), Qt::CaseInsensitive) != 0)
            throw Error(QStringLiteral("usage.arguments"), QStringLiteral("the word before the last must be into"))
                .withAdvice(QStringLiteral("millracectl merge SIG… into SIG"));
        return runOperation(context, parser,
                            [&](store::StateStore&) { return ops::merge(words.mid(0, into), words.constLast()); });
    }
};

class Split final : public Verb
{
public:
    QString name() const override { return QStringLiteral("split"); }
    QString summary() const override { return QStringLiteral("Makes several groups of one signature, for good."); }
    QString arguments() const override { return QStringLiteral("SIG --by WHAT"); }
    void declare(QCommandLineParser& parser) const override
    {
        declareOperationOptions(parser);
        parser.addOption({QStringLiteral("by"), QStringLiteral("message, trace, host, package or version."),
                          QStringLiteral("WHAT")});
    }
    int run(Context& context, const QCommandLineParser& parser) const override
    {
        const QString sig = positional(parser, 1, QStringLiteral("the signature")).at(0);
        const auto by = failure::splitFromName(parser.value(QStringLiteral("by")));
        if (!by)
            throw Error(QStringLiteral("usage.by"),
                        QStringLiteral("\"%1\" is nothing to split by").arg(parser.value(QStringLiteral("by"))))
                .withAdvice(QStringLiteral("use --by ") + failure::splitNames().join(QStringLiteral(", ")));
        return runOperation(context, parser, [&](store::StateStore&) { return ops::split(sig, *by); });
    }
};

class Rule final : public Verb
{
public:
    QString name() const override { return QStringLiteral("rule"); }
    QString summary() const override { return QStringLiteral("Decides whether an error is retried, and how often."); }
    QString arguments() const override
    {
        return QStringLiteral("CODE|CLASS.*|SIG [--policy hold|retry] [--cap N] [--delay S] | --built-in");
    }
    void declare(QCommandLineParser& parser) const override
    {
        declareOperationOptions(parser);
        declareRetryOptions(parser);
        parser.addOption({QStringLiteral("policy"), QStringLiteral("hold or retry."), QStringLiteral("POLICY")});
        parser.addOption({QStringLiteral("retry-on-new-upload"),
                          QStringLiteral("Whether a new upload gives a held package another try: yes or no."),
                          QStringLiteral("WORD")});
        parser.addOption({QStringLiteral("built-in"), QStringLiteral("Back to the built-in rule.")});
    }
    int run(Context& context, const QCommandLineParser& parser) const override
    {
        const QString code = positional(parser, 1, QStringLiteral("the code, class or signature")).at(0);
        const ops::RuleOptions options = optionsOf(parser);
        return runOperation(context, parser, [&](store::StateStore&) { return ops::setRule(code, options); });
    }

private:
    static ops::RuleOptions optionsOf(const QCommandLineParser& parser)
    {
        ops::RuleOptions options;
        options.builtIn = parser.isSet(QStringLiteral("built-in"));
        if (parser.isSet(QStringLiteral("policy"))) {
            options.policy = failure::policyFromName(parser.value(QStringLiteral("policy")));
            if (!options.policy)
                throw Error(QStringLiteral("usage.policy"),
                            QStringLiteral("\"%1\" is no policy").arg(parser.value(QStringLiteral("policy"))))
                    .withAdvice(QStringLiteral("use hold or retry"));
        }
        if (parser.isSet(QStringLiteral("cap")))
            options.cap = numberOf(parser, QStringLiteral("cap"));
        if (parser.isSet(QStringLiteral("delay")))
            options.delayMs = lengthMs(parser.value(QStringLiteral("delay")), QStringLiteral("--delay"));
        if (parser.isSet(QStringLiteral("retry-on-new-upload"))) {
            const QString word = parser.value(QStringLiteral("retry-on-new-upload"));
            if (word != QLatin1String("yes") && word != QLatin1String("no"))
                throw Error(QStringLiteral("usage.word"), QStringLiteral("--retry-on-new-upload takes yes or no"));
            options.retryOnNewUpload = word == QLatin1String("yes");
        }
        return options;
    }
};

} // namespace

VerbPtr spuriousVerb()
{
    return std::make_unique<Spurious>();
}

VerbPtr unspuriousVerb()
{
    return std::make_unique<Unspurious>();
}

VerbPtr mergeVerb()
{
    return std::make_unique<Merge>();
}

VerbPtr splitVerb()
{
    return std::make_unique<Split>();
}

VerbPtr ruleVerb()
{
    return std::make_unique<Rule>();
}

} // namespace millrace::ctl
