// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/git/remotes.h"
#include "core/integrity/checks.h"

namespace millrace::integrity {

namespace {

/// More names than these tell nobody more.
constexpr qsizetype namedAtMost = 20;

/// What imports made and a remote is to have: branches and tags, with their values here.
QHash<QString, git::Oid> ownRefs(const CheckContext& context)
{
    QStringList names;
    for (const RecordedBranch& branch : context.spec.branches)
        names.append(QLatin1String("refs/heads/") + branch.branch);
    for (const importer::KnownImport& import : context.spec.job.imports)
        names.append(QLatin1String("refs/tags/") + import.tag);
    for (const importer::KnownUpstream& upstream : context.spec.job.upstreams)
        names.append(QLatin1String("refs/tags/") + upstream.tag);
    QHash<QString, git::Oid> refs;
    for (const QString& name : names) {
        if (const std::optional<git::Oid> oid = context.repository.resolve(name))
            refs.insert(name, *oid);
    }
    return refs;
}

void report(const CheckContext& context, const RecordedRemote& remote, const char* code, const QString& message,
            QStringList refs)
{
    if (refs.isEmpty())
        return;
    refs.sort();
    Finding finding;
    finding.code = QLatin1String(code);
    finding.severity = Severity::Warning;
    finding.subject = QLatin1String("remote ") + remote.name;
    finding.message = message.arg(remote.name, refs.size() == 1 ? QStringLiteral("1 ref")
                                                                : QStringLiteral("%1 refs").arg(refs.size()));
    finding.advice = QStringLiteral("look who pushes there, then push again what is missing or was moved");
    finding.expected = {{QStringLiteral("refs"), toJsonArray(refs.mid(0, namedAtMost))},
                        {QStringLiteral("count"), refs.size()}};
    finding.actual = {{QStringLiteral("url"), remote.url}};
    context.found(finding);
}

void compare(const CheckContext& context, const RecordedRemote& remote, const QHash<QString, git::Oid>& own)
{
    const QHash<QString, git::Oid> theirs = git::refsOfRemote(remote.url);
    QStringList missing;
    QStringList moved;
    for (auto it = own.cbegin(); it != own.cend(); ++it) {
        const auto there = theirs.constFind(it.key());
        if (there == theirs.cend())
            missing.append(it.key());
        else if (*there != it.value())
            moved.append(it.key());
    }
    report(context, remote, "remote.missing", QStringLiteral("the remote %1 lacks %2 that imports made"), missing);
    report(context, remote, "remote.differs", QStringLiteral("the remote %1 has %2 at another place than here"), moved);
}

} // namespace

CheckOutcome checkRemotes(const CheckContext& context)
{
    CheckOutcome outcome;
    if (context.spec.remotes.isEmpty()) {
        outcome.state = CheckOutcome::State::NotApplicable;
        outcome.note = QStringLiteral("nothing is pushed: the repository has no remote");
        return outcome;
    }
    const QHash<QString, git::Oid> own = ownRefs(context);
    for (const RecordedRemote& remote : context.spec.remotes) {
        context.cancellation.throwIfCancelled();
        try {
            if (!git::mayAsk(remote.url))
                throw Error(
                    QStringLiteral("net.remote"),
                    QStringLiteral("the remote %1 is not asked: only https: and local ones are").arg(remote.name));
            compare(context, remote, own);
            ++outcome.looked;
        } catch (const Error& error) {
            if (endsVerification(error))
                throw;
            // A host that is away says nothing about what it has: what was found before stays.
            outcome.state = CheckOutcome::State::Incomplete;
            outcome.note = error.message();
        }
    }
    return outcome;
}

} // namespace millrace::integrity
