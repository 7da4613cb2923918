// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/failure/errorrule.h"

#include <QRegularExpression>

namespace millrace::failure {

namespace {

ErrorRule hold(const char* code, const char* title, const char* advice)
{
    return {QLatin1String(code), Policy::Hold, 0, 0, QString::fromUtf8(title), QString::fromUtf8(advice)};
}

ErrorRule retry(const char* code, int cap, const char* title, const char* advice)
{
    return {QLatin1String(code), Policy::Retry, cap, usualDelayMs, QString::fromUtf8(title), QString::fromUtf8(advice)};
}

ErrorRule resource(const char* code, const char* title, const char* advice)
{
    return {QLatin1String(code), Policy::Resource,         0,
            usualDelayMs,        QString::fromUtf8(title), QString::fromUtf8(advice)};
}

// Exact codes come before the class that they belong to; the last row catches everything else.
const QList<ErrorRule>& table()
{
    static const QList<ErrorRule> rules = {
        retry("net.timeout", 5, "The archive did not answer in time",
              "Wait: it is retried. Check the network if it stays."),
        retry("net.dns", 5, "The archive's name cannot be resolved",
              "Wait: it is retried. Check the network if it stays."),
        retry("net.http5xx", 5, "The archive's server has trouble", "Wait: it is retried."),
        retry("net.http429", 5, "The archive asks to slow down",
              "Wait: it is retried. Lower the number of parallel jobs."),
        retry("net.*", 5, "The connection to the archive failed",
              "Wait: it is retried. Check the network if it stays."),
        retry("archive.missing", 3, "File missing from the archive",
              "The index names a file that the mirror does not have. Retry later, or add a mirror that is complete."),
        retry("archive.checksum", 1, "Downloaded file differs from the index",
              "The mirror may be half updated. Retry; if it stays, report it to the mirror's admins."),
        hold("archive.signature", "The archive's signature is not valid",
             "Do not import from it before you know why. Check the archive's keyring."),
        hold("archive.expired", "The archive's Release file is past its date",
             "The mirror is stale. Use another mirror, or allow old Release files in apt's settings."),
        hold("archive.rollback", "The archive went back in time",
             "Its Release file is older than the one read before. Check the mirror."),
        hold("archive.weak", "Only MD5 or SHA-1 vouches for the upload",
             "Skip this version, or accept such uploads: millracectl archive set ARCHIVE --weak-digests, then retry."),
        hold("archive.*", "The archive cannot be read", "Look at the evidence, then retry."),
        hold("dsc.files", "The .dsc names its files wrongly", "Look at the .dsc: the upload itself is broken."),
        hold("dsc.format", "Source format not supported", "Hold the package; this format cannot become a branch."),
        hold("dsc.compression", "Tarballs of this compression are not accepted",
             "Skip this version, or accept them: millracectl archive set ARCHIVE --zst, then retry."),
        hold("dsc.*", "The .dsc cannot be used", "Look at the .dsc in the evidence."),
        hold("unpack.traversal", "A tarball tries to write outside of its folder",
             "The upload is hostile or badly broken. Do not unpack it by hand as root."),
        hold("unpack.truncated", "A tarball ends too early", "Retry once; if it stays, the upload itself is broken."),
        hold("unpack.limit", "A tarball is larger than the limits allow",
             "Raise the limits if the package is worth it."),
        hold("unpack.*", "A tarball cannot be unpacked", "Look at the evidence; compare with dpkg-source -x."),
        hold("patch.*", "A patch does not apply", "Compare with dpkg-source -x; the upload may need another dpkg."),
        hold("changelog.version", "debian/changelog begins with another version",
             "If the uploader only forgot to change it, allow that: millracectl override PACKAGE VERSION --changelog "
             "WHAT-IT-SAYS, then retry."),
        hold("changelog.parent", "The parent that was decided on is not there",
             "Import that version first, or decide again: millracectl override PACKAGE VERSION --parent …, then "
             "retry."),
        hold("changelog.*", "debian/changelog does not fit the upload", "Look at its first entry."),
        hold("tree.*", "The content cannot be stored in git", "Look at the path in the evidence."),
        hold("state.raced", "The branch moved while it was imported", "Look who moved it, then retry."),
        hold("state.upstream_conflict", "Somebody's upstream tag has other files than the tarball",
             "Compare the two, then decide what becomes of the tag: millracectl decide PACKAGE UPSTREAM-VERSION keep, "
             "adopt or move."),
        hold("state.*", "Repository and store disagree", "Compare the refs of the package, then retry."),
        retry("push.transient", 5, "The git host did not take the push", "Wait: it is retried."),
        hold("push.*", "The git host refuses the push", "Look at its answer in the evidence, then retry."),
        resource("db.locked", "The store stayed locked", "Look which program holds the store's file."),
        resource("limit.disk", "The disk is full", "Free space on the machine that runs the worker."),
        hold("limit.reclaim", "The job was taken back three times",
             "Its worker or its host dies. Look at the logs of the attempts."),
        hold("limit.time", "The import took too long", "Raise the time limit, or look what it waits for."),
        hold("limit.memory", "The import needed too much memory", "Raise the memory limit for this package."),
        hold("limit.*", "The import reached a limit", "Look at which one in the evidence."),
        hold("internal.crash", "The worker crashed", "Look at the last step before the crash; report it with the log."),
        hold("internal.*", "The importer itself failed", "Report it with the traceback."),
        hold("*", "Unknown failure", "Look at the traceback."),
    };
    return rules;
}

} // namespace

const QList<ErrorRule>& builtInRules()
{
    return table();
}

QString wholeClassOf(const QString& code)
{
    return code.section(QLatin1Char('.'), 0, 0) + QLatin1String(".*");
}

const ErrorRule& ruleFor(const QString& code)
{
    const QString wholeClass = wholeClassOf(code);
    for (const ErrorRule& rule : table()) {
        if (rule.code == code || rule.code == wholeClass)
            return rule;
    }
    return table().constLast();
}

ErrorRule ruleFor(const QString& code, const QString& signature, const QHash<QString, RuleChange>& changes)
{
    ErrorRule rule = ruleFor(code);
    // The fault of this machine stays its fault, whatever the group is.
    if (rule.policy == Policy::Resource)
        return rule;
    for (const QString& key : {signature, code, wholeClassOf(code)}) {
        const auto change = changes.constFind(key);
        if (change == changes.constEnd())
            continue;
        rule.policy = change->policy;
        rule.cap = change->cap;
        rule.delayMs = change->delayMs;
        rule.retryOnNewUpload = change->retryOnNewUpload;
        break;
    }
    return rule;
}

QString ruleRefusal(const QString& code)
{
    static const QRegularExpression signature(QStringLiteral("^[0-9a-f]{16}$"));
    static const QRegularExpression name(QStringLiteral("^[a-z]+\\.([a-z0-9_]+|\\*)$"));
    if (signature.match(code).hasMatch())
        return {};
    if (!name.match(code).hasMatch())
        return QStringLiteral("is no error code, class or signature");
    const QString errorClass = code.section(QLatin1Char('.'), 0, 0) + QLatin1Char('.');
    bool known = false;
    for (const ErrorRule& rule : table()) {
        if (rule.code == code && rule.policy == Policy::Resource)
            return QStringLiteral("is a fault of a machine and no failure of a package: it is never counted");
        known = known || rule.code.startsWith(errorClass);
    }
    return known ? QString() : QStringLiteral("is of no class that there is");
}

std::optional<Policy> policyFromName(const QString& name)
{
    for (const Policy policy : {Policy::Hold, Policy::Retry, Policy::Resource}) {
        if (policyName(policy) == name)
            return policy;
    }
    return std::nullopt;
}

QString policyName(Policy policy)
{
    switch (policy) {
    case Policy::Hold:
        return QStringLiteral("hold");
    case Policy::Retry:
        return QStringLiteral("retry");
    case Policy::Resource:
        return QStringLiteral("resource");
    }
    return {};
}

} // namespace millrace::failure
