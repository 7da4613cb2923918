// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/triage/groupactions.h"

#include "core/ops/operations.h"
#include "ui/actions/actionregistry.h"
#include "ui/actions/operationrunner.h"
#include "ui/triage/groupchoice.h"
#include "ui/triage/rulesdialog.h"
#include "ui/triage/spuriousdialog.h"

#include <QInputDialog>

namespace millrace::ui {

namespace {

using failure::SplitBy;

struct Way
{
    SplitBy by;
    QString text;
};

QList<Way> ways()
{
    return {{SplitBy::Host, GroupActions::tr("The host that was asked")},
            {SplitBy::Message, GroupActions::tr("All lines of the message")},
            {SplitBy::Trace, GroupActions::tr("The whole traceback")},
            {SplitBy::Package, GroupActions::tr("The package")},
            {SplitBy::Version, GroupActions::tr("The version")}};
}

ActionSpec spec(const char* id, const QString& text, const QString& tip, const char* icon, const char* key,
                const QString& command)
{
    ActionSpec spec{QLatin1String(id), text, tip, QLatin1String(icon)};
    spec.listKeys = {QKeySequence(QString::fromLatin1(key))};
    spec.command = command;
    spec.changes = true;
    return spec;
}

} // namespace

GroupActions::GroupActions(const AppContext& context, QWidget* window)
    : QObject(window)
    , m_context(context)
    , m_window(window)
{
    ActionRegistry& registry = m_context.actions;
    ActionSpec spurious = spec("triage.spurious", tr("Spurious…", "verb: a failure group"),
                               tr("No package's fault: queue what is held again, and retry such failures from now on"),
                               "spurious", "S", QStringLiteral("millracectl spurious SIGNATURE"));
    spurious.keys = {QKeySequence(QStringLiteral("Ctrl+Shift+S"))};
    m_spurious = registry.add(spurious, this, [this] { mark(); });
    m_unspurious = registry.add(spec("triage.unspurious", tr("Not spurious any more…"),
                                     tr("Take the mark away: new failures of the group hold their packages again"),
                                     "hold", "Shift+S", QStringLiteral("millracectl unspurious SIGNATURE")),
                                this, [this] { unmark(); });
    m_merge = registry.add(spec("triage.merge", tr("Merge into…"),
                                tr("Failures of this group belong to another one, those to come, too"), "merge", "M",
                                QStringLiteral("millracectl merge SIGNATURE… into SIGNATURE")),
                           this, [this] { merge(); });
    m_split = registry.add(spec("triage.split", tr("Split…"),
                                tr("The group holds more than one cause: make groups of its parts, for good"), "split",
                                "Shift+M", QStringLiteral("millracectl split SIGNATURE --by WHAT")),
                           this, [this] { split(); });
    m_rule = registry.add(spec("triage.rule", tr("Rule of the group…"),
                               tr("Whether failures of this group hold their packages or are retried, how often, when"),
                               "settings", "U", QStringLiteral("millracectl rule SIGNATURE --policy hold|retry")),
                          this, [this] { rule(); });
    ActionSpec command = spec("triage.copyGroupCommand", tr("Copy group as command"),
                              tr("Copy the command line that marks the group as spurious"), "command", "Shift+C", {});
    command.changes = false;
    command.noCommand = tr("only fills the clipboard");
    m_command = registry.add(command, this,
                             [this] { m_context.runner.copyAsCommand(*ops::spurious(m_subject.signature, {})); });
    setSubject({});
}

void GroupActions::setSubject(const GroupSubject& subject)
{
    m_subject = subject;
    const bool any = !subject.signature.isEmpty();
    const QString none = tr("Select a group of failures");
    for (QAction* action : {m_spurious, m_merge, m_split, m_rule, m_command})
        ActionRegistry::setAvailable(action, any, none);
    ActionRegistry::setAvailable(m_unspurious, any && subject.spurious,
                                 any ? tr("It is not marked as spurious") : none);
    m_spurious->setText(subject.spurious ? tr("Spurious again…", "verb: a failure group that is spurious already")
                                         : tr("Spurious…", "verb: a failure group"));
}

void GroupActions::mark()
{
    auto* dialog = new SpuriousDialog(m_context, m_subject.signature, m_subject.title, m_window);
    dialog->show();
}

void GroupActions::unmark()
{
    m_context.runner.run(ops::unspurious(m_subject.signature), {tr("Take the mark away"), true, ReasonField::Optional});
}

void GroupActions::merge()
{
    auto* dialog = new GroupChoice(m_context, m_subject.signature, m_subject.title, m_window);
    connect(dialog, &GroupChoice::chosen, this, [this, signature = m_subject.signature](const QString& target) {
        m_context.runner.run(ops::merge({signature}, target), {tr("Merge"), true, ReasonField::Optional});
    });
    dialog->show();
}

void GroupActions::rule()
{
    (new RulesDialog(m_context, {m_subject.signature, m_subject.title}, m_window))->show();
}

void GroupActions::split()
{
    auto* dialog = new QInputDialog(m_window);
    dialog->setObjectName(QStringLiteral("split"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Split the group"));
    dialog->setLabelText(tr("Failures that differ in this become groups of their own:"));
    QStringList texts;
    for (const Way& way : ways())
        texts << way.text;
    dialog->setComboBoxItems(texts);
    dialog->setOkButtonText(tr("Preview"));
    connect(dialog, &QInputDialog::textValueSelected, this,
            [this, signature = m_subject.signature](const QString& chosen) {
                for (const Way& way : ways()) {
                    if (way.text == chosen)
                        m_context.runner.run(ops::split(signature, way.by), {tr("Split"), true, ReasonField::Optional});
                }
            });
    dialog->open();
}

} // namespace millrace::ui
