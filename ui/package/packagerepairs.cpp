// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/package/packagerepairs.h"

#include "core/ops/operations.h"
#include "ui/actions/actionregistry.h"
#include "ui/actions/operationrunner.h"

namespace millrace::ui {

PackageRepairs::PackageRepairs(const AppContext& context, QObject* parent)
    : QObject(parent)
    , m_context(context)
{
    m_skip = add("package.skip", tr("Skip version…", "verb"),
                 tr("Leave the chosen version out, with a reason, and import the next ones"), "skip", "X",
                 QStringLiteral("millracectl skip PACKAGE VERSION --reason TEXT"), [this] {
                     m_context.runner.run(ops::skip({m_subject.packages}, m_subject.version, true),
                                          {tr("Skip"), true, ReasonField::Required});
                 });
    m_unskip = add("package.unskip", tr("Import it after all…", "a version that was skipped"),
                   tr("The chosen version was left out: import it on top of what is there"), "import", "Shift+X",
                   QStringLiteral("millracectl unskip PACKAGE VERSION"), [this] {
                       m_context.runner.run(ops::skip({m_subject.packages}, m_subject.version, false),
                                            {tr("Import after all"), true, ReasonField::None});
                   });
    m_ignore =
        add("package.ignoreLocalState", tr("Ignore local state…", "verb"),
            tr("Forget what is believed of the repository, keep its objects, and import what waits; previewed first"),
            "refresh", "Shift+L", QStringLiteral("millracectl ignore-local-state PACKAGE…"), [this] {
                m_context.runner.run(ops::ignoreLocalState({m_subject.packages}),
                                     {tr("Ignore local state"), true, ReasonField::Optional});
            });
    m_reimport = add(
        "package.reimport", tr("Reimport…", "verb"),
        tr("Make the whole history anew beside the one that is there, and report what differs"), "import", "Shift+I",
        QStringLiteral("millracectl reimport PACKAGE…"), [this] {
            m_context.runner.run(ops::reimport({m_subject.packages}), {tr("Reimport"), true, ReasonField::Optional});
        });
    m_swap = add("package.swapReimport", tr("Put the new history in place…", "verb"),
                 tr("Branches and tags go to the history that was made anew; their former values are kept"), "merge",
                 "Shift+P", QStringLiteral("millracectl reimport PACKAGE… --swap"), [this] {
                     m_context.runner.run(ops::swapReimport({m_subject.packages}),
                                          {tr("Put in place"), true, ReasonField::Optional});
                 });
    setSubject({});
}

QAction* PackageRepairs::add(const char* id, const QString& text, const QString& tip, const char* icon, const char* key,
                             const QString& command, std::function<void()> run)
{
    ActionSpec spec{QLatin1String(id), text, tip, QLatin1String(icon)};
    spec.listKeys = {QKeySequence(QLatin1String(key))};
    spec.command = command;
    spec.changes = true;
    return m_context.actions.add(spec, this, std::move(run));
}

void PackageRepairs::setSubject(const RepairSubject& subject)
{
    m_subject = subject;
    const bool any = !subject.packages.isEmpty();
    const QString none = tr("Select a package");
    const QString choose = tr("Choose a version among the publications");
    const bool version = any && !subject.version.isEmpty();
    ActionRegistry::setAvailable(m_skip, version && subject.waiting && !subject.skipped,
                                 !version          ? choose
                                 : subject.skipped ? tr("It is skipped already")
                                                   : tr("It is imported"));
    ActionRegistry::setAvailable(m_unskip, version && subject.skipped, version ? tr("It is not skipped") : choose);
    ActionRegistry::setAvailable(m_ignore, any, none);
    const QString nothing = any ? tr("Nothing of it is imported") : none;
    for (QAction* action : {m_reimport, m_swap})
        ActionRegistry::setAvailable(action, any && subject.imported, nothing);
}

} // namespace millrace::ui
