// SPDX-License-Identifier: GPL-3.0-or-later
// rule: another classification of an error code, a class or a signature than the built-in one (importer.md b18).
#include "core/ops/signatureoperation.h"

namespace millrace::ops {

namespace {

constexpr qint64 shortestDelayMs = 60'000;
constexpr int largestCap = 100;

class SetRule final : public SignatureOperation
{
public:
    SetRule(QString code, const RuleOptions& options)
        : m_code(std::move(code))
        , m_options(options)
    {
        if (const QString why = failure::ruleRefusal(m_code); !why.isEmpty())
            throw Error(QStringLiteral("usage.rule"), QStringLiteral("\"%1\" %2").arg(m_code, why))
                .withAdvice(QStringLiteral("see millracectl rules"));
        if (options.policy == failure::Policy::Resource)
            throw Error(QStringLiteral("usage.rule"), QStringLiteral("nobody can call a failure a machine's fault"))
                .withAdvice(QStringLiteral("use hold or retry"));
        if (options.cap && (*options.cap < 0 || *options.cap > largestCap))
            throw Error(QStringLiteral("usage.cap"), QStringLiteral("%1 is no number of retries").arg(*options.cap))
                .withAdvice(QStringLiteral("use a number from 0 to %1").arg(largestCap));
        if (options.delayMs && *options.delayMs < shortestDelayMs)
            throw Error(QStringLiteral("usage.delay"), QStringLiteral("a retry cannot come sooner than after a minute"))
                .withAdvice(QStringLiteral("give a longer --delay"));
        if (!options.builtIn && !options.policy && !options.cap && !options.delayMs && !options.retryOnNewUpload)
            throw Error(QStringLiteral("usage.rule"), QStringLiteral("nothing is decided"))
                .withAdvice(QStringLiteral("give --policy, --cap, --delay, --retry-on-new-upload or --built-in"));
    }

    QString name() const override { return QStringLiteral("rule"); }

    QStringList commandLine() const override
    {
        QStringList line{QStringLiteral("millracectl"), name(), m_code};
        if (m_options.builtIn)
            line << QStringLiteral("--built-in");
        if (m_options.policy)
            line << QStringLiteral("--policy") << failure::policyName(*m_options.policy);
        if (m_options.cap)
            line << QStringLiteral("--cap") << QString::number(*m_options.cap);
        if (m_options.delayMs)
            line << QStringLiteral("--delay") << QString::number(*m_options.delayMs / 1000);
        if (m_options.retryOnNewUpload)
            line << QStringLiteral("--retry-on-new-upload")
                 << (*m_options.retryOnNewUpload ? QStringLiteral("yes") : QStringLiteral("no"));
        return line;
    }

    Preview plan(store::StateStore& store) const override
    {
        Preview preview;
        preview.operation = name();
        if (isSignature() && !store.signatures.bySig(m_code)) {
            preview.refusals.append(QStringLiteral("%1: there is no such signature").arg(m_code));
            return preview;
        }
        const std::optional<store::StoredRule> now = store.rules.byCode(m_code);
        if (m_options.builtIn && !now) {
            preview.refusals.append(QStringLiteral("%1: has its built-in rule").arg(m_code));
            return preview;
        }
        preview.codes = {m_code};
        preview.sentence = m_options.builtIn ? QStringLiteral("Give %1 its built-in rule back").arg(m_code)
                                             : QStringLiteral("Give %1 another rule").arg(m_code);
        const failure::RuleChange then = after(store);
        preview.consequences = {
            then.policy == failure::Policy::Hold ? QStringLiteral("failures of it hold their packages")
                                                 : QStringLiteral("failures of it are retried after %1 min, up to %2")
                                                       .arg(then.delayMs / 60'000)
                                                       .arg(counted(then.cap, "time", "times")),
            then.retryOnNewUpload ? QStringLiteral("a new upload gives a held package another try")
                                  : QStringLiteral("held packages stay held when new uploads arrive"),
            QStringLiteral("this holds for failures from now on; what is held or waits stays as it is")};
        preview.rows = {{QStringLiteral("error_rule"), 1}};
        preview.stateVersion = stateVersion(store, preview);
        return preview;
    }

protected:
    void decide(store::StateStore& store, const Preview&) const override
    {
        if (m_options.builtIn)
            store.rules.remove(m_code);
        else
            store.rules.set({after(store), actor(), reason(), 0});
    }

private:
    bool isSignature() const { return !m_code.contains(QLatin1Char('.')); }

    /// What is in force when this is done.
    failure::RuleChange after(store::StateStore& store) const
    {
        const std::optional<store::SignatureRow> row = isSignature() ? store.signatures.bySig(m_code) : std::nullopt;
        const QString code = row ? row->code : m_code;
        const failure::ErrorRule now = m_options.builtIn ? store.rules.effectiveWithout(code, m_code)
                                                         : store.rules.effective(code, row ? m_code : QString());
        failure::RuleChange then{m_code, now.policy, now.cap, now.delayMs, now.retryOnNewUpload};
        if (m_options.builtIn)
            return then;
        then.policy = m_options.policy.value_or(now.policy);
        then.retryOnNewUpload = m_options.retryOnNewUpload.value_or(now.retryOnNewUpload);
        // A rule that held until now has no cap and no delay to go on with.
        const bool wasRetried = now.policy == failure::Policy::Retry;
        then.cap = m_options.cap.value_or(wasRetried ? now.cap : failure::usualCap);
        then.delayMs = m_options.delayMs.value_or(wasRetried ? now.delayMs : failure::usualDelayMs);
        return then;
    }

    QString m_code;
    RuleOptions m_options;
};

} // namespace

std::unique_ptr<Operation> setRule(const QString& code, const RuleOptions& options)
{
    return std::make_unique<SetRule>(code, options);
}

} // namespace millrace::ops
