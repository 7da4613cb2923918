// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/setting.h"

#include "core/base/error.h"

namespace millrace::ops {

namespace {

QJsonObject wrapped(const SettingKind& kind, const QString& subject, const QJsonObject& values)
{
    return {{QStringLiteral("setting"), QLatin1String(kind.name)},
            {QStringLiteral("subject"), subject},
            {QStringLiteral("values"), values}};
}

class RestoreSetting final : public SettingOperation
{
public:
    RestoreSetting(const SettingKind& kind, const store::Event& event)
        : SettingOperation(kind, event.before[QLatin1String("subject")].toString())
        , m_kind(kind)
        , m_event(event)
    {
    }
    QString name() const override { return QStringLiteral("undo"); }
    QStringList commandLine() const override
    {
        return {QStringLiteral("millracectl"), name(), QString::number(m_event.id)};
    }
    qint64 undoes() const override { return m_event.id; }

protected:
    QString refusal(store::StateStore&) const override { return {}; }
    void describe(store::StateStore&, Preview& preview) const override
    {
        preview.sentence = QStringLiteral("Undo: %1").arg(m_event.summary);
        preview.consequences.append(QStringLiteral("%1 put back to what it was before").arg(subject()));
    }
    void changeRow(store::StateStore& store) const override
    {
        m_kind.write(store, subject(), m_event.before[QLatin1String("values")].toObject());
    }

private:
    const SettingKind& m_kind;
    store::Event m_event;
};

} // namespace

Preview SettingOperation::plan(store::StateStore& store) const
{
    Preview preview;
    preview.operation = name();
    const QString why = refusal(store);
    if (!why.isEmpty()) {
        preview.refusals.append(m_subject + QLatin1String(": ") + why);
        return preview;
    }
    preview.subjects.append(m_subject);
    preview.rows.insert(QLatin1String(m_kind.table), 1);
    describe(store, preview);
    preview.stateVersion = m_kind.version(store, m_subject);
    return preview;
}

QJsonObject SettingOperation::change(store::StateStore& store, const Preview&) const
{
    const auto now = [&] { return wrapped(m_kind, m_subject, m_kind.read(store, m_subject).value_or(QJsonObject())); };
    const QJsonObject before = now();
    changeRow(store);
    return {{QStringLiteral("before"), before}, {QStringLiteral("after"), now()}};
}

std::unique_ptr<Operation> restoreSetting(store::StateStore& store, const store::Event& event)
{
    for (const SettingKind* kind : {&breakerKind(), &hostKind()}) {
        if (event.after[QLatin1String("setting")].toString() != QLatin1String(kind->name))
            continue;
        const QString subject = event.after[QLatin1String("subject")].toString();
        if (kind->read(store, subject) != event.after[QLatin1String("values")].toObject())
            throw Error(QStringLiteral("refused.undo"),
                        QStringLiteral("%1 changed since event %2").arg(subject).arg(event.id))
                .withAdvice(QStringLiteral("look at it first: millracectl status"));
        return std::make_unique<RestoreSetting>(*kind, event);
    }
    return nullptr;
}

} // namespace millrace::ops
