// SPDX-License-Identifier: GPL-3.0-or-later
// SettingOperation: what Operations share that change one row which is no package: a breaker, a host. The event keeps
// the row's values before and after, so that Undo can put them back for as long as they are as the Operation left them.
// Values like every Operation; run on the store's thread.
#pragma once

#include "core/ops/operation.h"

#include <optional>

namespace millrace::ops {

/// A kind of row that can be set and put back.
struct SettingKind
{
    const char* name = "";  ///< "breaker", as the event has it
    const char* table = ""; ///< that it is in
    /// What a person sets; nothing when there is no such row. Equal values mean that nothing changed.
    std::optional<QJsonObject> (*read)(store::StateStore& store, const QString& subject) = nullptr;
    void (*write)(store::StateStore& store, const QString& subject, const QJsonObject& values) = nullptr;
    /// Another number after every change of the row.
    qint64 (*version)(store::StateStore& store, const QString& subject) = nullptr;
};

class SettingOperation : public Operation
{
public:
    SettingOperation(const SettingKind& kind, QString subject)
        : m_kind(kind)
        , m_subject(std::move(subject))
    {
    }
    Preview plan(store::StateStore& store) const override;

protected:
    const QString& subject() const { return m_subject; }
    /// Why it cannot be done, to stand after the subject; empty if it can. Only reads, as describe() does.
    virtual QString refusal(store::StateStore& store) const = 0;
    /// Completes the preview: sentence, consequences.
    virtual void describe(store::StateStore& store, Preview& preview) const = 0;
    virtual void changeRow(store::StateStore& store) const = 0;
    QJsonObject change(store::StateStore& store, const Preview& preview) const override;

private:
    const SettingKind& m_kind;
    QString m_subject;
};

/// The kinds that there are: breaker.cpp and host.cpp define one each.
const SettingKind& breakerKind();
const SettingKind& hostKind();

/// The Operation that takes the event of a SettingOperation back; null for other events. Throws Error "refused.undo"
/// when the row was changed since.
std::unique_ptr<Operation> restoreSetting(store::StateStore& store, const store::Event& event);

} // namespace millrace::ops
