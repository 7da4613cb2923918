// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/integrity/verification.h"

#include "core/base/step.h"
#include "core/integrity/checks.h"

#include <array>

namespace millrace::integrity {

namespace {

struct NamedCheck
{
    const char* name;
    const char* step;
    CheckOutcome (*run)(const CheckContext&);
};

// Extracting again is the longest and comes last, so that the cheap checks have spoken when a job cuts it short.
constexpr std::array<NamedCheck, 9> allChecks = {{
    {"I1", "published versions are imported", checkPublished},
    {"I2", "branches show what was published", checkBranches},
    {"I3", "tags lead to what was recorded", checkTags},
    {"I6", "remotes agree", checkRemotes},
    {"I7", "parents follow the rules", checkParents},
    {"I8", "nothing lies about", checkSideRefs},
    {"I9", "objects are sound", checkObjects},
    {"I5", "kept tarballs come out as they were", checkTarballs},
    {"I4", "sources extract to the recorded trees", checkTrees},
}};

} // namespace

bool endsVerification(const Error& error)
{
    return error.code() == QLatin1String("internal.cancelled") || error.code() == QLatin1String("limit.disk");
}

git::Oid oidFrom(const QString& hex)
{
    return git::Oid::fromHex(hex).value_or(git::Oid());
}

void CheckContext::guarded(const QString& subject, const QString& version, const std::function<void()>& look) const
{
    try {
        look();
    } catch (const Error& error) {
        if (endsVerification(error))
            throw;
        Finding finding;
        finding.code = error.code();
        finding.subject = subject;
        finding.version = version;
        finding.message = error.message();
        finding.advice = error.advice();
        finding.actual = error.evidence();
        found(finding);
    }
}

Verification::Verification(VerifySpec spec, VerificationListener& listener, Cancellation cancellation)
    : m_spec(std::move(spec))
    , m_listener(listener)
    , m_cancellation(std::move(cancellation))
{
}

void Verification::run()
{
    QString current;
    const auto found = [&](Finding finding) {
        finding.check = current;
        m_listener.found(finding);
    };
    std::optional<git::Repository> repository;
    QString broken;
    try {
        repository = git::Repository::open(m_spec.job.repository);
    } catch (const Error& error) {
        broken = error.message();
    }
    for (const NamedCheck& check : allChecks) {
        m_cancellation.throwIfCancelled();
        current = QLatin1String(check.name);
        CheckOutcome outcome;
        if (repository) {
            const Step step(check.step, {{QStringLiteral("check"), current}});
            const CheckContext context{m_spec, *repository, m_cancellation, found};
            try {
                outcome = check.run(context);
            } catch (const Error& error) {
                if (endsVerification(error))
                    throw;
                outcome.state = CheckOutcome::State::Incomplete;
                outcome.note = error.message();
                context.guarded(QStringLiteral("check"), {}, [&] { throw error; });
            }
        } else {
            outcome.state = CheckOutcome::State::Incomplete;
            outcome.note = broken;
            if (check.run == checkObjects) {
                Finding finding;
                finding.code = QStringLiteral("repository.unreadable");
                finding.subject = QStringLiteral("repository");
                finding.message = QStringLiteral("the repository cannot be opened: %1").arg(broken);
                finding.advice = QStringLiteral("restore it from a backup or a clone, or import the package anew");
                finding.actual = {{QStringLiteral("path"), m_spec.job.repository}};
                found(finding);
            }
        }
        outcome.check = current;
        m_listener.checked(outcome);
    }
}

QString checkTitle(const QString& check)
{
    for (const NamedCheck& one : allChecks) {
        if (check == QLatin1String(one.name))
            return QLatin1String(one.step);
    }
    return {};
}

} // namespace millrace::integrity
