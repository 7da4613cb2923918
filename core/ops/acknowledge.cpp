// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/acknowledge.h"

#include "core/base/error.h"
#include "core/ops/operations.h"
#include "core/ops/subjects.h"

namespace millrace::ops {

namespace {

const QString openState = QStringLiteral("open");
const QString doneState = QStringLiteral("acknowledged");

QString k(const char* key)
{
    return QLatin1String(key);
}

class Acknowledge final : public Operation
{
public:
    Acknowledge(QList<qint64> findings, bool acknowledged, qint64 undoes = 0)
        : m_findings(std::move(findings))
        , m_acknowledged(acknowledged)
        , m_undoes(undoes)
    {
    }

    QString name() const override
    {
        return m_undoes > 0     ? QStringLiteral("undo")
               : m_acknowledged ? QStringLiteral("acknowledge")
                                : QStringLiteral("unacknowledge");
    }

    QStringList commandLine() const override
    {
        QStringList line{QStringLiteral("millracectl"), name()};
        if (m_undoes > 0)
            return line << QString::number(m_undoes);
        for (const qint64 id : m_findings)
            line << QString::number(id);
        return line;
    }

    qint64 undoes() const override { return m_undoes; }

    Preview plan(store::StateStore& store) const override
    {
        Preview preview;
        preview.operation = name();
        QList<qint64> packages;
        for (const qint64 id : m_findings) {
            const std::optional<store::Finding> finding = store.findings.byId(id);
            const QString why = refusal(finding);
            if (!why.isEmpty()) {
                preview.refusals.append(QStringLiteral("finding %1: %2").arg(id).arg(why));
                continue;
            }
            const QString package = store.packages.byId(finding->packageId)->name;
            ++preview.rows[QStringLiteral("finding")];
            preview.consequences.append(QStringLiteral("%1: %2").arg(package, finding->message));
            if (!preview.subjects.contains(package))
                preview.subjects.append(package);
            // Another verification may say something else about it before this is applied.
            preview.stateVersion = (preview.stateVersion * 31 + finding->id * 7 + finding->count) & 0x1FFFFFFFFFFFFF;
        }
        const int count = preview.rows.value(QStringLiteral("finding"));
        const QString what =
            counted(count, "finding", "findings") + QStringLiteral(" of ") + enumerate(preview.subjects);
        preview.sentence = m_acknowledged ? QStringLiteral("Acknowledge %1").arg(what)
                                          : QStringLiteral("Count %1 among the open ones again").arg(what);
        if (count > 0)
            preview.consequences.append(
                m_acknowledged ? QStringLiteral("they are not listed as open until a verification finds something else "
                                                "there")
                               : QStringLiteral("they are listed until a verification finds them in order"));
        return preview;
    }

protected:
    QJsonObject change(store::StateStore& store, const Preview& preview) const override
    {
        QJsonArray changed;
        for (const qint64 id : m_findings) {
            if (!refusal(store.findings.byId(id)).isEmpty())
                continue;
            store.findings.setState(id, m_acknowledged ? doneState : openState);
            changed.append(id);
        }
        const QJsonArray packages = QJsonArray::fromStringList(preview.subjects);
        const auto state = [&](const QString& word) {
            return QJsonObject{{k("findings"), changed}, {k("state"), word}, {k("names"), packages}};
        };
        return {{k("before"), state(m_acknowledged ? openState : doneState)},
                {k("after"), state(m_acknowledged ? doneState : openState)}};
    }

private:
    QString refusal(const std::optional<store::Finding>& finding) const
    {
        if (!finding)
            return QStringLiteral("there is no such finding");
        if (finding->state == (m_acknowledged ? openState : doneState))
            return {};
        return finding->state == QLatin1String("gone") ? QStringLiteral("is gone already")
               : m_acknowledged                        ? QStringLiteral("is acknowledged already")
                                                       : QStringLiteral("is open");
    }

    QList<qint64> m_findings;
    bool m_acknowledged;
    qint64 m_undoes;
};

} // namespace

std::unique_ptr<Operation> acknowledge(const QList<qint64>& findings, bool acknowledged)
{
    return std::make_unique<Acknowledge>(findings, acknowledged);
}

std::unique_ptr<Operation> acknowledgeInverse(store::StateStore& store, const store::Event& event)
{
    if (!event.after.contains(k("findings")))
        return nullptr;
    const QString then = event.after[k("state")].toString();
    QList<qint64> ids;
    for (const QJsonValue& value : event.after[k("findings")].toArray()) {
        ids.append(value.toInteger());
        const std::optional<store::Finding> finding = store.findings.byId(ids.constLast());
        if (!finding || finding->state != then)
            throw Error(QStringLiteral("refused.undo"),
                        QStringLiteral("finding %1 changed since event %2").arg(ids.constLast()).arg(event.id))
                .withAdvice(QStringLiteral("look at it first: millracectl findings"));
    }
    return std::make_unique<Acknowledge>(ids, then == openState, event.id);
}

} // namespace millrace::ops
