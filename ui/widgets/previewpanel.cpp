// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/previewpanel.h"

#include "ui/theme/theme.h"
#include "ui/widgets/tonelabel.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

/// More lines than this say less than their number.
constexpr qsizetype mostLines = 6;
constexpr int oidDigits = 10;

QString bulletText(const QStringList& lines)
{
    QStringList shown;
    for (const QString& line : lines.mid(0, mostLines))
        shown << QStringLiteral("•  ") + line;
    if (lines.size() > mostLines)
        shown << QStringLiteral("•  ") +
                     PreviewPanel::tr("and %Ln more", "more lines", static_cast<int>(lines.size() - mostLines));
    return shown.join(QLatin1Char('\n'));
}

QLabel* plain(QLabel* label, const char* name)
{
    label->setObjectName(QLatin1String("preview.") + QLatin1String(name));
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

PreviewPanel::PreviewPanel(QWidget* parent)
    : QFrame(parent)
{
    setObjectName(QStringLiteral("preview"));
    setAccessibleName(tr("Preview of what will change"));
    plain(m_note = new ToneLabel(Tone::Warning), "note");
    plain(m_sentence = new QLabel, "sentence");
    m_sentence->setFont(theme::heading());
    plain(m_consequences = new QLabel, "consequences");
    plain(m_refusals = new ToneLabel(Tone::Warning), "refusals");
    plain(m_command = new ToneLabel(Tone::Muted), "command");
    m_command->setFont(theme::monospace());
    m_refs = new QTreeWidget;
    m_refs->setObjectName(QStringLiteral("preview.refs"));
    m_refs->setRootIsDecorated(false);
    m_refs->setUniformRowHeights(true);
    m_refs->setSelectionMode(QAbstractItemView::NoSelection);
    m_refs->setHeaderLabels({tr("Repository"), tr("Ref"), tr("Now"), tr("Then")});
    m_reason = new QLineEdit;
    m_reason->setObjectName(QStringLiteral("preview.reason"));
    m_verb = new QPushButton;
    m_verb->setObjectName(QStringLiteral("preview.verb"));
    m_verb->setAutoDefault(true);
    m_cancel = new QPushButton(tr("Cancel"));
    m_cancel->setObjectName(QStringLiteral("preview.cancel"));
    m_cancel->setAutoDefault(true);

    const int gap = theme::spacing();
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_command, 1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_verb);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(gap, gap, gap, gap);
    layout->setSpacing(gap / 2);
    for (QWidget* widget : QList<QWidget*>{m_note, m_sentence, m_consequences, m_refusals, m_refs, m_reason})
        layout->addWidget(widget);
    layout->addLayout(buttons);

    connect(m_verb, &QPushButton::clicked, this, [this] { finish(true); });
    connect(m_cancel, &QPushButton::clicked, this, [this] { finish(false); });
    connect(m_reason, &QLineEdit::returnPressed, m_verb, &QPushButton::click);
    connect(m_reason, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_verb->setEnabled(m_reasonField != ReasonField::Required || !text.trimmed().isEmpty());
    });
    hide();
}

void PreviewPanel::ask(const Question& question, std::function<void(const Answer&)> answer)
{
    if (m_answer)
        finish(false);
    if (QWidget* focus = QApplication::focusWidget(); focus && !isAncestorOf(focus))
        m_focusBefore = focus;
    m_answer = std::move(answer);
    fill(question);
    show();
    (question.reason == ReasonField::None ? static_cast<QWidget*>(m_verb) : m_reason)->setFocus(Qt::OtherFocusReason);
}

void PreviewPanel::fill(const Question& question)
{
    const ops::Preview& preview = question.preview;
    m_note->setText(question.note);
    m_note->setVisible(!question.note.isEmpty());
    m_sentence->setText(preview.sentence);
    m_consequences->setText(bulletText(preview.consequences));
    m_consequences->setVisible(!preview.consequences.isEmpty());
    m_refusals->setText(preview.refusals.isEmpty() ? QString() : tr("Left out:\n%1").arg(bulletText(preview.refusals)));
    m_refusals->setVisible(!preview.refusals.isEmpty());

    m_refs->clear();
    for (const ops::RefChange& change : preview.refs) {
        const QString after = change.newOid.isEmpty() ? tr("known after the import") : change.newOid.left(oidDigits);
        // Neither side known: the worker finds out whether the branch exists.
        const QString before = !change.oldOid.isEmpty()  ? change.oldOid.left(oidDigits)
                               : change.newOid.isEmpty() ? QStringLiteral("—")
                                                         : tr("new");
        new QTreeWidgetItem(m_refs, {change.repository.section(QLatin1Char('/'), -1), change.ref, before, after});
    }
    m_refs->setVisible(!preview.refs.isEmpty());
    const qsizetype lines = std::min(preview.refs.size(), mostLines) + 2;
    m_refs->setFixedHeight(fontMetrics().height() * static_cast<int>(lines) * 3 / 2);
    m_refs->header()->resizeSections(QHeaderView::ResizeToContents);

    m_command->setText(question.command);
    m_reasonField = question.reason;
    m_reason->clear();
    m_reason->setVisible(question.reason != ReasonField::None);
    m_reason->setPlaceholderText(question.reason == ReasonField::Required ? tr("Reason (others will read it)")
                                                                          : tr("Reason, if there is one to tell"));
    m_verb->setText(question.verb);
    m_verb->setEnabled(question.reason != ReasonField::Required && !preview.empty());
}

void PreviewPanel::finish(bool accepted)
{
    const auto answer = std::exchange(m_answer, {});
    hide();
    if (m_focusBefore)
        m_focusBefore->setFocus(Qt::OtherFocusReason);
    if (answer)
        answer({accepted, m_reason->text().trimmed()});
}

void PreviewPanel::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        finish(false);
    else
        QFrame::keyPressEvent(event);
}

void PreviewPanel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::wash(Tone::Accent));
    painter.setPen(theme::color(Tone::Accent));
    painter.drawLine(rect().topLeft(), rect().topRight());
}

} // namespace millrace::ui
