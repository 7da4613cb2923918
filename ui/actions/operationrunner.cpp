// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/actions/operationrunner.h"

#include "core/base/answer.h"
#include "ui/actions/access.h"
#include "ui/models/enginehost.h"
#include "ui/models/format.h"
#include "ui/widgets/messagebar.h"

#include <QClipboard>
#include <QGuiApplication>

namespace millrace::ui {

OperationRunner::OperationRunner(store::StoreThread& read, Access& access, EngineHost& engine, MessageBar& messages,
                                 QString actor, QObject* parent)
    : QObject(parent)
    , m_read(read)
    , m_access(access)
    , m_engine(engine)
    , m_messages(messages)
    , m_actor(std::move(actor))
{
}

void OperationRunner::run(std::unique_ptr<ops::Operation> operation, const RunOptions& options)
{
    if (refusesLocked())
        return;
    if (options.seen)
        apply(std::move(operation), options, *options.seen);
    else
        preview(std::move(operation), options, {});
}

bool OperationRunner::refusesLocked()
{
    const QString why = m_access.reason();
    if (why.isEmpty())
        return false;
    MessageAction unlock;
    if (m_access.terms().forbidden.isEmpty())
        unlock = {tr("Unlock"), [this] { emit unlockWanted(); }};
    m_messages.say(Tone::Warning, why, unlock);
    emit refused(why);
    return true;
}

void OperationRunner::preview(const Shared& operation, const RunOptions& options, const QString& note)
{
    // On the reading connection: a preview must not wait behind the engine's writing.
    answer(
        m_read.run([operation](store::StateStore& store) { return operation->preview(store); }), this,
        [this, operation, options, note](const ops::Preview& preview) { ask(operation, options, preview, note); },
        [this](const Error& error) { fail(error); });
}

void OperationRunner::ask(const Shared& operation, const RunOptions& options, const ops::Preview& preview,
                          const QString& note)
{
    if (preview.empty()) {
        const QString why = preview.refusals.isEmpty() ? tr("There is nothing to do")
                                                       : tr("There is nothing to do: %1").arg(preview.refusals.first());
        m_messages.say(Tone::Warning, why);
        emit refused(why);
        return;
    }
    if (!options.ask || !m_prompt) {
        apply(operation, options, preview.stateVersion);
        return;
    }
    QStringList command = operation->commandLine();
    // The reason is still to be typed.
    if (!command.isEmpty() && command.last().isEmpty())
        command.last() = QStringLiteral("TEXT");
    const Question question{preview, options.verb, shellText(command), note, options.reason};
    m_prompt->ask(question, [this, operation, options, version = preview.stateVersion](const Answer& answer) {
        if (!answer.accepted) {
            emit declined();
            return;
        }
        if (!answer.reason.isEmpty())
            operation->setReason(answer.reason);
        apply(operation, options, version);
    });
}

void OperationRunner::apply(const Shared& operation, const RunOptions& options, qint64 stateVersion)
{
    // It may have been locked since the question was asked.
    if (refusesLocked())
        return;
    answer(
        m_access.writer()->run([operation, stateVersion, actor = m_actor](store::StateStore& store) {
            return operation->apply(store, stateVersion, actor);
        }),
        this, [this](const ops::Applied& applied) { takeApplied(applied); },
        [this, operation, options](const Error& error) {
            if (error.code() != QLatin1String("refused.moved")) {
                fail(error);
                return;
            }
            RunOptions again = options;
            again.ask = true;
            again.seen.reset();
            preview(operation, again, tr("The state changed in the meantime. This is what would happen now."));
        });
}

void OperationRunner::takeApplied(const ops::Applied& applied)
{
    // The undo of an undo is the doing: only what a person did forward is offered to Ctrl+Z.
    if (applied.preview.operation != QLatin1String("undo")) {
        m_own.append(applied.event);
        emit canUndoChanged();
    }
    if (applied.preview.jobs > 0)
        m_engine.wake();
    const qint64 event = applied.event;
    m_messages.say(Tone::Ok, applied.preview.sentence, {tr("Undo"), [this, event] { undo(event); }});
    emit this->applied(applied);
}

void OperationRunner::undo(qint64 event, bool ask)
{
    if (refusesLocked())
        return;
    answer(
        m_read.run([event](store::StateStore& store) { return Shared(ops::Operation::inverse(store, event)); }), this,
        [this, event, ask](const Shared& operation) {
            if (m_own.removeAll(event) > 0)
                emit canUndoChanged();
            preview(operation, {tr("Undo"), ask, ReasonField::None}, {});
        },
        [this, event](const Error& error) {
            if (m_own.removeAll(event) > 0)
                emit canUndoChanged();
            fail(error);
        });
}

void OperationRunner::undoNewest()
{
    if (!m_own.isEmpty())
        undo(m_own.last());
}

void OperationRunner::copyAsCommand(const ops::Operation& operation)
{
    copyCommand(shellText(operation.commandLine()));
}

void OperationRunner::copyCommand(const QString& command)
{
    QGuiApplication::clipboard()->setText(command);
    m_messages.say(Tone::Muted, tr("Copied: %1").arg(command));
}

void OperationRunner::fail(const Error& error)
{
    const QString sentence =
        (sentenceText(error.message()) + QLatin1Char(' ') + sentenceText(error.advice())).trimmed();
    m_messages.say(Tone::Error, sentence);
    emit refused(sentence);
}

} // namespace millrace::ui
