// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/package/packageactions.h"

#include "core/ops/operations.h"
#include "ui/actions/actionregistry.h"
#include "ui/actions/operationrunner.h"
#include "ui/models/format.h"
#include "ui/package/holddialog.h"

namespace millrace::ui {

namespace {

QList<QKeySequence> key(const char* keys)
{
    return {QKeySequence(QString::fromLatin1(keys))};
}

RunOptions asking(const QString& verb, ReasonField reason = ReasonField::None)
{
    RunOptions options;
    options.verb = verb;
    options.reason = reason;
    return options;
}

} // namespace

PackageActions::PackageActions(const AppContext& context, QWidget* window)
    : QObject(window)
    , m_context(context)
    , m_window(window)
{
    ActionRegistry& registry = m_context.actions;
    const auto count = [this] { return int(m_subject.packages.size()); };
    m_import = registry.add({QStringLiteral("package.import"),
                             tr("Import…", "verb"),
                             tr("Import the whole history of the package, after a preview"),
                             QStringLiteral("import"),
                             {},
                             key("I"),
                             QStringLiteral("millracectl import PACKAGE…"),
                             {},
                             true},
                            this, [this, count] {
                                m_context.runner.run(ops::import(m_subject.packages),
                                                     asking(tr("Import %Ln package(s)", "verb, on a button", count())));
                            });
    m_retry = registry.add({QStringLiteral("package.retry"),
                            tr("Retry…", "verb"),
                            tr("Queue the package again after its failure, after a preview"),
                            QStringLiteral("retry"),
                            {},
                            key("R"),
                            QStringLiteral("millracectl retry PACKAGE…"),
                            {},
                            true},
                           this, [this, count] {
                               m_context.runner.run(ops::retry({m_subject.packages}),
                                                    asking(tr("Retry %Ln package(s)", "verb, on a button", count())));
                           });
    const auto decide = [this](ops::UpstreamChoice choice, const QString& verb) {
        m_context.runner.run(ops::decideUpstream(m_subject.packages.value(0), {}, choice), asking(verb));
    };
    m_keep = addDecision("package.decideKeep", tr("Keep their tag…", "verb"),
                         tr("Somebody's upstream tag stays; the archive's files are tagged beside it, after a preview"),
                         QStringLiteral("tag"), QStringLiteral("keep"),
                         [decide] { decide(ops::UpstreamChoice::Keep, tr("Keep their tag", "verb, on a button")); });
    m_adopt = addDecision("package.decideAdopt", tr("Adopt their tag…", "verb"),
                          tr("Imports descend from somebody's upstream tag, if it has the tarball's files by now"),
                          QStringLiteral("branch"), QStringLiteral("adopt"), [this] { emit adoptWanted(); });
    m_move = addDecision("package.decideMove", tr("Move the tag…", "verb"),
                         tr("The upstream tag goes to the archive's files, after a preview; theirs stays reachable"),
                         QStringLiteral("next"), QStringLiteral("move"),
                         [decide] { decide(ops::UpstreamChoice::Move, tr("Move the tag", "verb, on a button")); });
    m_hold = registry.add(
        {QStringLiteral("package.hold"),
         tr("Hold…", "verb"),
         tr("Put the package aside, with a reason, until it is resumed"),
         QStringLiteral("hold"),
         {},
         key("H"),
         QStringLiteral("millracectl hold PACKAGE… --reason TEXT"),
         {},
         true},
        this, [this, count] {
            m_context.runner.run(ops::hold({m_subject.packages}),
                                 asking(tr("Hold %Ln package(s)", "verb, on a button", count()), ReasonField::Required));
        });
    addAsides();
    m_resume = registry.add({QStringLiteral("package.resume"),
                             tr("Resume…", "verb"),
                             tr("End the hold of the package"),
                             QStringLiteral("resume"),
                             {},
                             key("U"),
                             QStringLiteral("millracectl resume PACKAGE…"),
                             {},
                             true},
                            this, [this, count] {
                                m_context.runner.run(ops::resume({m_subject.packages}),
                                                     asking(tr("Resume %Ln package(s)", "verb, on a button", count())));
                            });
    m_track = registry.add({QStringLiteral("package.track"),
                            tr("Tracked"),
                            tr("Import new uploads of the package as they are published"),
                            QStringLiteral("eye"),
                            {},
                            key("T"),
                            QStringLiteral("millracectl track PACKAGE…"),
                            {},
                            true},
                           this, [this] {
                               RunOptions options;
                               // A switch that Undo takes back just as quickly needs no question.
                               options.ask = false;
                               m_context.runner.run(ops::track(m_subject.packages, !m_subject.allTracked), options);
                           });
    m_track->setCheckable(true);
    m_command = registry.add({QStringLiteral("package.copyCommand"),
                              tr("Copy as command"),
                              tr("Copy the command line that imports the package"),
                              QStringLiteral("command"),
                              {},
                              key("C"),
                              {},
                              tr("only fills the clipboard")},
                             this, [this] { m_context.runner.copyAsCommand(*ops::import(m_subject.packages)); });
    setSubject({});
}

void PackageActions::addAsides()
{
    const auto add = [this](const char* id, const QString& text, const QString& tip, const char* keys,
                            const QString& command, std::function<void()> run) {
        ActionSpec spec{QLatin1String(id), text, tip, QStringLiteral("hold")};
        spec.listKeys = key(keys);
        spec.command = command;
        spec.changes = true;
        return m_context.actions.add(spec, this, std::move(run));
    };
    m_holdUntil =
        add("package.holdUntil", tr("Hold until…", "verb"),
            tr("Put the package aside until a day, with a reason; then it goes on by itself"), "Shift+H",
            QStringLiteral("millracectl hold PACKAGE… --until T --reason TEXT"), [this] {
                const QStringList packages = m_subject.packages;
                auto* dialog = new HoldDialog(namesText(packages, 3), m_context.clock, m_window);
                connect(dialog, &HoldDialog::chosen, this, [this, packages](qint64 until, const QString& reason) {
                    auto operation = ops::hold({packages}, {false, until});
                    operation->setReason(reason);
                    m_context.runner.run(std::move(operation),
                                         asking(tr("Hold %Ln package(s)", "verb, on a button", int(packages.size()))));
                });
                dialog->show();
            });
    m_deny = add("package.deny", tr("Exclude…", "verb: a package, from imports"),
                 tr("The package is not to be imported at all, with a reason, until it is resumed"), "Shift+D",
                 QStringLiteral("millracectl deny PACKAGE… --reason TEXT"), [this] {
                     m_context.runner.run(
                         ops::hold({m_subject.packages}, {true, 0}),
                         asking(tr("Exclude %Ln package(s)", "verb, on a button", int(m_subject.packages.size())),
                                ReasonField::Required));
                 });
}

QAction* PackageActions::addDecision(const char* id, const QString& text, const QString& tip, const QString& icon,
                                     const QString& word, std::function<void()> run)
{
    return m_context.actions.add({QLatin1String(id),
                                  text,
                                  tip,
                                  icon,
                                  {},
                                  {},
                                  QStringLiteral("millracectl decide PACKAGE UPSTREAM-VERSION ") + word,
                                  {},
                                  true},
                                 this, std::move(run));
}

void PackageActions::setSubject(const PackageSubject& subject)
{
    m_subject = subject;
    const bool any = !subject.packages.isEmpty();
    const QString none = tr("Select a package");
    for (QAction* action : {m_import, m_track, m_command})
        ActionRegistry::setAvailable(action, any, none);
    ActionRegistry::setAvailable(m_retry, any && subject.anyFailed, any ? tr("Nothing of it has failed") : none);
    for (QAction* action : {m_hold, m_holdUntil, m_deny})
        ActionRegistry::setAvailable(action, any && !subject.anyAside, any ? tr("It is on hold already") : none);
    ActionRegistry::setAvailable(m_resume, subject.anyAside, any ? tr("It is not on hold") : none);
    const bool oneUndecided = subject.anyUndecided && subject.packages.size() == 1;
    for (QAction* action : {m_keep, m_adopt, m_move}) {
        ActionRegistry::setAvailable(
            action, oneUndecided, subject.anyUndecided ? tr("Select one package") : tr("Nothing of it is undecided"));
        action->setVisible(subject.anyUndecided);
    }
    m_resume->setVisible(subject.anyAside);
    for (QAction* action : {m_hold, m_holdUntil, m_deny})
        action->setVisible(!subject.anyAside);
    m_track->setChecked(subject.allTracked);
    m_track->setText(subject.allTracked ? tr("Tracked") : tr("Track", "verb"));
}

} // namespace millrace::ui
