// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/breakerstrip.h"

#include "core/base/answer.h"
#include "core/ops/operations.h"
#include "core/store/storethread.h"
#include "ui/actions/actionregistry.h"
#include "ui/actions/operationrunner.h"
#include "ui/models/format.h"
#include "ui/models/statuswatcher.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/tonelabel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

/// More resources than that at once: the network of this side is away, and the first lines say it.
constexpr qsizetype mostLines = 3;
constexpr int refreshMs = 10'000;

/// "archive:deb.example.org:80" as people say it.
QString resourceText(const QString& resource)
{
    const QString kind = resource.section(QLatin1Char(':'), 0, 0);
    const QString place = resource.section(QLatin1Char(':'), 1);
    if (kind == QLatin1String("archive"))
        return BreakerStrip::tr("The archive %1", "a host and port").arg(place);
    if (kind == QLatin1String("git"))
        return BreakerStrip::tr("The git host %1", "a host and port").arg(place);
    return resource;
}

} // namespace

BreakerStrip::BreakerStrip(const AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_layout(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("breakers"));
    setAccessibleName(tr("Resources that are away"));
    const int gap = theme::spacing();
    m_layout->setContentsMargins(gap, gap / 3, gap / 2, gap / 3);
    m_layout->setSpacing(0);
    ActionSpec use{QStringLiteral("breaker.close"), tr("Use again…", "verb: a resource that was away"),
                   tr("End the outage of the resource by hand: what waits for it may run, after a preview"),
                   QStringLiteral("start")};
    use.command = QStringLiteral("millracectl breaker close RESOURCE");
    use.changes = true;
    m_use = context.actions.add(use, this, [this] {
        QStringList away;
        for (const store::BreakerStatus& breaker : std::as_const(m_breakers))
            away << breaker.resource;
        pick(away, tr("What is to be used again?"), [this](const QString& resource) { this->use(resource); });
    });
    ActionSpec ask{QStringLiteral("breaker.probe"), tr("Ask now…", "verb: whether a resource is back"),
                   tr("An engine asks at once whether the resource is back, instead of with the next probe"),
                   QStringLiteral("refresh")};
    ask.command = QStringLiteral("millracectl breaker probe RESOURCE");
    ask.changes = true;
    m_ask = context.actions.add(ask, this, [this] {
        QStringList away;
        for (const store::BreakerStatus& breaker : std::as_const(m_breakers)) {
            if (mayBeAsked(breaker))
                away << breaker.resource;
        }
        pick(away, tr("Which resource is to be asked?"), [this](const QString& resource) { this->ask(resource); });
    });
    ActionSpec keep{QStringLiteral("breaker.open"), tr("Keep from use…", "verb: a resource"),
                    tr("Nobody uses the resource until a person allows it again, whatever the probes say"),
                    QStringLiteral("breaker")};
    keep.command = QStringLiteral("millracectl breaker open RESOURCE");
    keep.changes = true;
    m_keep = context.actions.add(keep, this, [this] { pickHealthy(); });
    m_clock.setInterval(refreshMs);
    connect(&m_clock, &QTimer::timeout, this, &BreakerStrip::rebuild);
    connect(&context.status, &StatusWatcher::changed, this, &BreakerStrip::showBreakers);
    showBreakers();
}

void BreakerStrip::showBreakers()
{
    m_breakers.clear();
    for (const store::BreakerStatus& breaker : m_context.status.status().breakers) {
        if (breaker.state != QLatin1String("closed"))
            m_breakers.append(breaker);
    }
    rebuild();
    if (m_breakers.isEmpty()) {
        m_clock.stop();
        return;
    }
    m_clock.start();
    readWaiting();
}

void BreakerStrip::readWaiting()
{
    QStringList resources;
    for (const store::BreakerStatus& breaker : std::as_const(m_breakers))
        resources << breaker.resource;
    answer(
        m_context.read.run([resources](store::StateStore& state) {
            QHash<QString, int> waiting;
            for (const QString& resource : resources)
                waiting.insert(resource, state.jobs.countWaitingFor(state.archives.servedBy(resource)));
            return waiting;
        }),
        this,
        [this](const QHash<QString, int>& waiting) {
            m_waiting = waiting;
            rebuild();
        },
        [](const Error&) {}); // the lists say what is wrong with the store
}

void BreakerStrip::rebuild()
{
    while (QLayoutItem* item = m_layout->takeAt(0)) {
        // Later: a line's own button may be what is being clicked.
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const store::BreakerStatus& breaker : m_breakers.mid(0, mostLines))
        m_layout->addWidget(line(breaker));
    if (m_breakers.size() > mostLines)
        m_layout->addWidget(new ToneLabel(
            Tone::Muted, tr("%Ln more resource(s)", nullptr, static_cast<int>(m_breakers.size() - mostLines))));
    setVisible(!m_breakers.isEmpty());
    follow();
    update();
}

QWidget* BreakerStrip::line(const store::BreakerStatus& breaker)
{
    auto* line = new QWidget;
    auto* text = new ElidedLabel(sentence(breaker));
    text->setObjectName(QStringLiteral("breakers.text"));
    text->setToolTip(breaker.lastError.isEmpty() ? text->text() : text->text() + QLatin1Char('\n') + breaker.lastError);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme::spacing() / 2);
    row->addWidget(new IconLabel(QStringLiteral("breaker"), Tone::Warning, fontMetrics().height() * 5 / 4));
    row->addWidget(text, 1);
    for (QAction* action : {m_ask, m_use, m_keep}) {
        if ((action == m_keep && breaker.byHand) || (action == m_ask && !mayBeAsked(breaker)))
            continue;
        auto* button = new QToolButton;
        button->setObjectName(action->objectName() + QStringLiteral(".button"));
        button->setFocusPolicy(Qt::StrongFocus);
        button->setText(action->text());
        // Its own resource, but the lock of the action.
        const auto followLock = [button, action] {
            button->setEnabled(action->isEnabled());
            button->setToolTip(action->toolTip());
        };
        connect(action, &QAction::changed, button, followLock);
        followLock();
        connect(button, &QToolButton::clicked, this, [this, action, resource = breaker.resource] {
            if (action == m_ask)
                ask(resource);
            else if (action == m_use)
                use(resource);
            else
                keepFromUse(resource);
        });
        row->addWidget(button);
    }
    return line;
}

QString BreakerStrip::sentence(const store::BreakerStatus& breaker) const
{
    const qint64 now = m_context.clock.nowMs();
    QStringList parts;
    if (breaker.byHand)
        parts << tr("%1 was taken from use by hand %2", "a resource, an age")
                     .arg(resourceText(breaker.resource), agoText(breaker.openedAt, now));
    else if (breaker.state == QLatin1String("half_open"))
        parts << tr("%1 answers again; one job tries it", "a resource").arg(resourceText(breaker.resource));
    else
        parts << tr("%1 went away %2", "a resource, an age")
                     .arg(resourceText(breaker.resource), agoText(breaker.openedAt, now));
    // What it costs comes before what is known of it: the end of the line may be cut off.
    if (const int waiting = m_waiting.value(breaker.resource); waiting > 0)
        parts << tr("%Ln job(s) wait for it, none of them failed", nullptr, waiting);
    if (breaker.probes > 0 && !breaker.byHand)
        parts << tr("%Ln probe(s)", "questions whether a resource is back", breaker.probes);
    if (!breaker.lastError.isEmpty() && !breaker.byHand)
        parts << breaker.lastError;
    return parts.join(QStringLiteral("  ·  "));
}

QStringList BreakerStrip::sentences() const
{
    QStringList all;
    for (const store::BreakerStatus& breaker : m_breakers)
        all << sentence(breaker);
    return all;
}

bool BreakerStrip::mayBeAsked(const store::BreakerStatus& breaker)
{
    return !breaker.byHand && breaker.state == QLatin1String("open");
}

void BreakerStrip::ask(const QString& resource)
{
    m_context.runner.run(ops::probe(resource), {tr("Ask now"), true, ReasonField::None});
}

void BreakerStrip::use(const QString& resource)
{
    m_context.runner.run(ops::breaker(resource, false), {tr("Use again"), true, ReasonField::Optional});
}

void BreakerStrip::keepFromUse(const QString& resource)
{
    m_context.runner.run(ops::breaker(resource, true), {tr("Keep from use"), true, ReasonField::Optional});
}

void BreakerStrip::pickHealthy()
{
    answer(
        m_context.read.run([](store::StateStore& state) { return state.archives.resources(); }), this,
        [this](QStringList resources) {
            for (const store::BreakerStatus& breaker : std::as_const(m_breakers)) {
                if (breaker.byHand)
                    resources.removeAll(breaker.resource);
                else if (!resources.contains(breaker.resource))
                    resources << breaker.resource;
            }
            if (resources.isEmpty())
                m_context.messages.say(Tone::Warning, tr("There is no archive whose host could be kept from use"));
            else
                pick(resources, tr("What is to be kept from use?"),
                     [this](const QString& resource) { keepFromUse(resource); });
        },
        [](const Error&) {}); // the lists say what is wrong with the store
}

void BreakerStrip::pick(const QStringList& resources, const QString& question, std::function<void(const QString&)> then)
{
    if (resources.size() == 1) {
        then(resources.first());
        return;
    }
    auto* dialog = new QInputDialog(window());
    dialog->setObjectName(QStringLiteral("breakers.choice"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Choose a resource"));
    dialog->setLabelText(question);
    dialog->setComboBoxItems(resources);
    dialog->setOkButtonText(tr("Preview"));
    connect(dialog, &QInputDialog::textValueSelected, this, then);
    dialog->open();
}

void BreakerStrip::follow()
{
    ActionRegistry::setAvailable(m_ask, std::any_of(m_breakers.cbegin(), m_breakers.cend(), mayBeAsked),
                                 tr("No resource is away that a probe could find back"));
    ActionRegistry::setAvailable(m_use, !m_breakers.isEmpty(), tr("No resource is away"));
}

void BreakerStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::wash(Tone::Warning));
    painter.setPen(theme::border());
    painter.drawLine(rect().bottomLeft(), rect().bottomRight());
}

} // namespace millrace::ui
