// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/triage/triageactions.h"

#include "core/ops/operations.h"
#include "ui/actions/actionregistry.h"
#include "ui/actions/operationrunner.h"

namespace millrace::ui {

namespace {

QList<QKeySequence> key(const char* keys)
{
    return {QKeySequence(QString::fromLatin1(keys))};
}

} // namespace

TriageActions::TriageActions(const AppContext& context, QObject* parent)
    : QObject(parent)
    , m_context(context)
{
    ActionRegistry& registry = m_context.actions;
    const auto verb = [](int count) { return tr("Retry %Ln package(s)", "verb, on a button", count); };
    m_retry =
        registry.add({QStringLiteral("triage.retry"),
                      tr("Retry…", "verb"),
                      tr("Queue the selected packages again, after a preview"),
                      QStringLiteral("retry"),
                      key("Ctrl+Shift+R"),
                      key("R"),
                      QStringLiteral("millracectl retry PACKAGE…"),
                      {},
                      true},
                     this, [this, verb] {
                         m_context.runner.run(ops::retry({m_subject.packages}), {verb(int(m_subject.packages.size()))});
                     });
    m_retryGroup =
        registry.add({QStringLiteral("triage.retryGroup"),
                      tr("Retry group…", "verb"),
                      tr("Queue every package of the group again, after a preview"),
                      QStringLiteral("retry"),
                      {},
                      key("Shift+R"),
                      QStringLiteral("millracectl retry --signature SIGNATURE"),
                      {},
                      true},
                     this, [this, verb] {
                         m_context.runner.run(ops::retry({{}, m_subject.signature}), {verb(m_subject.groupPackages)});
                     });
    m_hold = registry.add({QStringLiteral("triage.hold"),
                           tr("Hold…", "verb"),
                           tr("Put the selected packages aside, with a reason, until they are resumed"),
                           QStringLiteral("hold"),
                           key("Ctrl+Shift+H"),
                           key("H"),
                           QStringLiteral("millracectl hold PACKAGE… --reason TEXT"),
                           {},
                           true},
                          this, [this] {
                              RunOptions options;
                              options.verb =
                                  tr("Hold %Ln package(s)", "verb, on a button", int(m_subject.packages.size()));
                              options.reason = ReasonField::Required;
                              m_context.runner.run(ops::hold({m_subject.packages}), options);
                          });
    m_show = registry.add({QStringLiteral("triage.showPackage"),
                           tr("Package"),
                           tr("Show the package with its history and publications"),
                           QStringLiteral("package"),
                           {},
                           key("O"),
                           QStringLiteral("millracectl show PACKAGE"),
                           {}},
                          this, [this] { emit packageWanted(m_subject.packages.value(0)); });
    m_command = registry.add({QStringLiteral("triage.copyCommand"),
                              tr("Copy as command"),
                              tr("Copy the command line that retries the selected packages"),
                              QStringLiteral("command"),
                              {},
                              key("C"),
                              {},
                              tr("only fills the clipboard")},
                             this, [this] { m_context.runner.copyAsCommand(*ops::retry({m_subject.packages})); });
    m_link = registry.add({QStringLiteral("triage.copyLink"),
                           tr("Copy failure link"),
                           tr("Copy the command that shows this failure to somebody else"),
                           QStringLiteral("link"),
                           {},
                           key("L"),
                           {},
                           tr("only fills the clipboard")},
                          this, [this] {
                              m_context.runner.copyCommand(
                                  QStringLiteral("millracectl show failure %1").arg(m_subject.failureId));
                          });
    registerRepairs();
    setSubject({});
}

void TriageActions::registerRepairs()
{
    ActionRegistry& registry = m_context.actions;
    const auto repair = [](const char* id, const QString& text, const QString& tip, const char* icon, const char* keys,
                           const QString& command) {
        ActionSpec spec{QLatin1String(id), text, tip, QLatin1String(icon)};
        spec.listKeys = key(keys);
        spec.command = command;
        spec.changes = true;
        return spec;
    };
    m_ignore = registry.add(
        repair(
            "triage.ignoreLocalState", tr("Ignore local state…", "verb"),
            tr("Forget what is believed of the repository, keep its objects, and import what waits; previewed first"),
            "refresh", "I", QStringLiteral("millracectl ignore-local-state PACKAGE…")),
        this, [this] {
            m_context.runner.run(ops::ignoreLocalState({m_subject.packages}),
                                 {tr("Ignore local state"), true, ReasonField::Optional});
        });
    m_skip = registry.add(repair("triage.skip", tr("Skip version…", "verb"),
                                 tr("Leave the version out, with a reason, and import the next ones"), "skip", "X",
                                 QStringLiteral("millracectl skip PACKAGE VERSION --reason TEXT")),
                          this, [this] {
                              // Of several packages each has its own version at which it failed.
                              const QString version = m_subject.packages.size() == 1 ? m_subject.version : QString();
                              m_context.runner.run(ops::skip({m_subject.packages}, version, true),
                                                   {tr("Skip"), true, ReasonField::Required});
                          });
    m_reimport = registry.add(
        repair("triage.reimport", tr("Reimport…", "verb"),
               tr("Make the whole history anew beside the one that is there, and report what differs"), "import",
               "Shift+I", QStringLiteral("millracectl reimport PACKAGE…")),
        this, [this] {
            m_context.runner.run(ops::reimport({m_subject.packages}), {tr("Reimport"), true, ReasonField::Optional});
        });
}

void TriageActions::setSubject(const TriageSubject& subject)
{
    m_subject = subject;
    const int count = int(subject.packages.size());
    const bool any = count > 0;
    const QString none = tr("Select a package that failed");
    m_retry->setText(any ? tr("Retry %Ln package(s)…", "verb, opens a preview", count) : tr("Retry…", "verb"));
    m_retryGroup->setText(subject.groupPackages > 0 ? tr("Retry group of %Ln…", "packages", subject.groupPackages)
                                                    : tr("Retry group…", "verb"));
    m_hold->setText(count > 1 ? tr("Hold %Ln package(s)…", "verb, asks for a reason", count) : tr("Hold…", "verb"));
    m_skip->setText(count > 1 ? tr("Skip %Ln version(s)…", "verb", count) : tr("Skip version…", "verb"));
    for (QAction* action : {m_retry, m_hold, m_show, m_ignore, m_skip, m_reimport, m_command})
        ActionRegistry::setAvailable(action, any, none);
    ActionRegistry::setAvailable(m_retryGroup, !subject.signature.isEmpty(), tr("Select a group of failures"));
    ActionRegistry::setAvailable(m_link, subject.failureId != 0, none);
}

} // namespace millrace::ui
