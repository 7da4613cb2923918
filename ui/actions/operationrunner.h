// SPDX-License-Identifier: GPL-3.0-or-later
// OperationRunner: the one way from a button to the store: preview, ask, apply, say what happened with Undo. If the
// state moved between preview and answer it shows the new preview and asks again. While the store is locked it refuses
// everything, whoever asks. Lives on the GUI thread; Operations run on the store threads.
#pragma once

#include "core/ops/operation.h"
#include "core/store/storethread.h"
#include "ui/widgets/prompt.h"

#include <QObject>
#include <QPointer>

namespace millrace::ui {

class Access;
class EngineHost;
class MessageBar;

struct RunOptions
{
    QString verb = {}; ///< on the button: "Retry"; the preview's sentence stands above it
    bool ask = true;   ///< false: apply at once, for what Undo takes back just as quickly
    ReasonField reason = ReasonField::None;
    /// State version of a preview that the person has seen elsewhere and agreed to: applied without another one, unless
    /// the state has moved since.
    std::optional<qint64> seen = {};
};

class OperationRunner final : public QObject
{
    Q_OBJECT
public:
    /// Previews on @p read, applies where @p access allows it; wakes @p engine after jobs were queued. Keeps references
    /// to all.
    OperationRunner(store::StoreThread& read, Access& access, EngineHost& engine, MessageBar& messages, QString actor,
                    QObject* parent = nullptr);
    void setPrompt(Prompt& prompt) { m_prompt = &prompt; }

    void run(std::unique_ptr<ops::Operation> operation, const RunOptions& options);
    /// Takes an audit event back, at once or after a preview.
    void undo(qint64 event, bool ask = false);
    /// Takes this session's newest event back that is not undone yet, without asking: what Ctrl+Z does.
    void undoNewest();
    bool canUndo() const { return !m_own.isEmpty(); }

    /// Puts the command line that does the same into the clipboard and says so.
    void copyAsCommand(const ops::Operation& operation);
    void copyCommand(const QString& command);

signals:
    void applied(const millrace::ops::Applied& applied);
    /// Nothing was changed, and why (also said in the message bar).
    void refused(const QString& sentence);
    void declined();
    /// The person asked to unlock the store where a change was refused.
    void unlockWanted();
    void canUndoChanged();

private:
    using Shared = std::shared_ptr<ops::Operation>;
    void preview(const Shared& operation, const RunOptions& options, const QString& note);
    void ask(const Shared& operation, const RunOptions& options, const ops::Preview& preview, const QString& note);
    void apply(const Shared& operation, const RunOptions& options, qint64 stateVersion);
    void takeApplied(const ops::Applied& applied);
    void fail(const Error& error);
    /// True, and said, when the store is locked.
    bool refusesLocked();

    store::StoreThread& m_read;
    Access& m_access;
    EngineHost& m_engine;
    MessageBar& m_messages;
    QString m_actor;
    Prompt* m_prompt = nullptr;
    QList<qint64> m_own; ///< events of this session, oldest first
};

} // namespace millrace::ui

Q_DECLARE_METATYPE(millrace::ops::Applied)
