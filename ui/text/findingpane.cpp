// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/findingpane.h"

#include "core/base/answer.h"
#include "core/store/changefeed.h"
#include "core/store/storethread.h"
#include "ui/models/findingwords.h"
#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/tonelabel.h"

#include <QEvent>
#include <QPlainTextEdit>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

struct Read
{
    std::optional<store::Finding> finding = {};
    QString package = {};
};

QLabel* wrapped(QWidget* parent, const char* name)
{
    auto* label = new QLabel(parent);
    label->setObjectName(QString::fromLatin1(name));
    // Not selectable: a selectable label asks for less height than its wrapped text needs.
    label->setWordWrap(true);
    return label;
}

QString withHeading(const QString& heading, const QString& text)
{
    return QStringLiteral("<b>%1</b> %2").arg(heading.toHtmlEscaped(), text.toHtmlEscaped());
}

} // namespace

FindingPane::FindingPane(const AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
{
    setObjectName(QStringLiteral("finding"));
    auto* content = buildContent();
    m_empty = new EmptyState(this);
    m_stack = new QStackedLayout(this);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(content);
    setFinding(0);
    connect(&m_context.feed, &store::ChangeFeed::changed, this, [this](const QSet<QString>& topics) {
        if (m_id != 0 && isVisible() && topics.contains(QStringLiteral("finding")))
            reload();
    });
}

QWidget* FindingPane::buildContent()
{
    const int gap = theme::spacing();
    auto* content = new QWidget(this);
    m_title = new QLabel(content);
    m_title->setFont(theme::heading());
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_severity = new ToneLabel(Tone::Error, content);
    m_message = wrapped(content, "findingMessage");
    m_facts = new ToneLabel(Tone::Muted, content);
    m_facts->setWordWrap(true);
    m_meaning = wrapped(content, "findingMeaning");
    m_advice = wrapped(content, "findingAdvice");
    m_open = new QToolButton(content);
    m_open->setObjectName(QStringLiteral("findingOpen"));
    m_open->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_open->setIcon(theme::icon(QStringLiteral("package")));
    m_acknowledge = new QToolButton(content);
    m_acknowledge->setObjectName(QStringLiteral("findingAcknowledge"));
    m_acknowledge->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_acknowledge->setIcon(theme::icon(QStringLiteral("ok")));
    m_evidence = new QPlainTextEdit(content);
    m_evidence->setObjectName(QStringLiteral("findingEvidence"));
    m_evidence->setAccessibleName(tr("Expected and found"));
    m_evidence->setReadOnly(true);
    m_evidence->setTabChangesFocus(true);
    m_evidence->setFrameShape(QFrame::NoFrame);
    m_evidence->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_evidence->setFont(theme::monospace());
    m_evidence->document()->setDocumentMargin(gap);

    auto* title = new QHBoxLayout;
    title->addWidget(m_title);
    title->addStretch(1);
    title->addWidget(m_severity);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(gap, gap * 2 / 3, gap, gap * 2 / 3);
    head->setSpacing(gap / 2);
    head->addLayout(title);
    for (QWidget* part : {static_cast<QWidget*>(m_message), static_cast<QWidget*>(m_facts),
                          static_cast<QWidget*>(m_meaning), static_cast<QWidget*>(m_advice)})
        head->addWidget(part);
    auto* actions = new QHBoxLayout;
    actions->setSpacing(gap / 2);
    actions->addWidget(m_open);
    actions->addWidget(m_acknowledge);
    actions->addStretch(1);
    head->addLayout(actions);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_evidence, 1);
    return content;
}

void FindingPane::setEmptyText(const QString& title, const QString& text)
{
    m_emptyTitle = title;
    m_emptyText = text;
    if (m_id == 0)
        showEmpty(title, text, false);
}

void FindingPane::showEmpty(const QString& title, const QString& text, bool failed)
{
    m_failed = failed;
    m_empty->setContent({failed ? QStringLiteral("error") : QStringLiteral("ok"), title, text, nullptr,
                         failed ? Tone::Error : Tone::Muted});
    m_stack->setCurrentIndex(0);
    emit ready();
}

void FindingPane::setFinding(qint64 id)
{
    if (id != 0 && id == m_id)
        return;
    m_id = id;
    m_finding.reset();
    m_failed = false;
    if (id != 0)
        return reload();
    ++m_token;
    showEmpty(m_emptyTitle, m_emptyText, false);
}

void FindingPane::reload()
{
    const int token = ++m_token;
    answer(
        m_context.read.run([id = m_id](store::StateStore& store) {
            Read read{store.findings.byId(id)};
            if (read.finding)
                read.package = store.packages.byId(read.finding->packageId)->name;
            return read;
        }),
        this,
        [this, token](const Read& read) {
            if (token != m_token)
                return;
            if (!read.finding)
                return showEmpty(tr("This finding is gone"), {}, true);
            m_finding = read.finding;
            m_package = read.package;
            fill();
            m_stack->setCurrentIndex(1);
            emit ready();
        },
        [this, token](const Error& error) {
            if (token == m_token)
                showEmpty(tr("The finding cannot be read"), error.message(), true);
        });
}

void FindingPane::fill()
{
    const store::Finding& finding = *m_finding;
    const qint64 now = m_context.clock.nowMs();
    m_title->setText(finding.version.isEmpty() ? m_package : m_package + QLatin1Char(' ') + finding.version);
    m_severity->setTone(severityTone(finding.severity));
    m_severity->setText(finding.state == QLatin1String("gone") ? tr("gone", "state of a finding")
                        : isAcknowledged()                     ? tr("acknowledged", "state of a finding")
                                                               : severityText(finding.severity));
    if (isAcknowledged())
        m_severity->setTone(Tone::Muted);
    m_acknowledge->setVisible(finding.state != QLatin1String("gone"));
    m_acknowledge->setText(isAcknowledged() ? tr("Acknowledge no longer", "verb") : tr("Acknowledge…", "verb"));
    m_acknowledge->setToolTip(isAcknowledged() ? tr("Count it among the open findings again")
                                               : tr("It is known: leave it out of the open findings until it changes"));
    m_message->setText(sentenceText(finding.message));
    m_facts->setText(QStringList{finding.check + QLatin1Char(' ') + checkText(finding.check), finding.code,
                                 tr("found by %Ln verification(s)", nullptr, finding.count),
                                 tr("first %1", "an age: 5 min ago").arg(agoText(finding.firstAt, now)),
                                 tr("last %1", "an age: 5 min ago").arg(agoText(finding.lastAt, now))}
                         .join(QStringLiteral("  ·  ")));
    m_meaning->setText(withHeading(tr("What it means:"), checkMeaning(finding.check)));
    m_advice->setText(withHeading(tr("What to do:"), sentenceText(finding.advice)));
    m_advice->setVisible(!finding.advice.isEmpty());
    m_open->setVisible(true);
    m_open->setText(finding.version.isEmpty() ? tr("Open %1").arg(m_package)
                                              : tr("Open %1 at %2").arg(m_package, finding.version));
    QStringList blocks;
    if (!finding.expected.isEmpty())
        blocks.append(tr("Expected") + QLatin1Char('\n') + evidenceLines(finding.expected));
    if (!finding.actual.isEmpty())
        blocks.append(tr("Found") + QLatin1Char('\n') + evidenceLines(finding.actual));
    const QString text = blocks.join(QStringLiteral("\n\n"));
    // The reader's place stays where it is while nothing else is known.
    if (m_evidence->toPlainText() != text)
        m_evidence->setPlainText(text);
}

void FindingPane::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        m_open->setIcon(theme::icon(QStringLiteral("package")));
        m_acknowledge->setIcon(theme::icon(QStringLiteral("ok")));
    }
}

} // namespace millrace::ui
