// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/triage/spuriousdialog.h"

#include "core/base/answer.h"
#include "core/store/storethread.h"
#include "ui/actions/access.h"
#include "ui/actions/operationrunner.h"
#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/tonelabel.h"

#include <QCheckBox>
#include <QDateEdit>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

constexpr qint64 hourMs = 60LL * 60 * 1000;
constexpr int typingPauseMs = 200;
constexpr int usualDays = 14;
constexpr int largestCap = 100;
constexpr double longestDelayHours = 24 * 14;

} // namespace

SpuriousDialog::SpuriousDialog(const AppContext& context, const QString& signature, const QString& title,
                               QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_signature(signature)
{
    setObjectName(QStringLiteral("spurious"));
    setWindowTitle(tr("Mark as spurious"));
    setAttribute(Qt::WA_DeleteOnClose);
    build(title);
    m_timer.setSingleShot(true);
    m_timer.setInterval(typingPauseMs);
    connect(&m_timer, &QTimer::timeout, this, &SpuriousDialog::read);
    connect(m_delay, &QDoubleSpinBox::valueChanged, this, &SpuriousDialog::changed);
    connect(m_cap, &QSpinBox::valueChanged, this, &SpuriousDialog::changed);
    connect(m_expires, &QCheckBox::toggled, this, &SpuriousDialog::changed);
    connect(m_until, &QDateEdit::dateChanged, this, &SpuriousDialog::changed);
    connect(m_reason, &QLineEdit::textChanged, this, &SpuriousDialog::changed);
    connect(&context.access, &Access::changed, this, [this] { take(m_preview); });
    read();
}

void SpuriousDialog::build(const QString& title)
{
    const int gap = theme::spacing();
    auto* heading = new QLabel(title);
    heading->setFont(theme::heading());
    heading->setWordWrap(true);
    heading->setTextFormat(Qt::PlainText);
    auto* explanation =
        new ToneLabel(Tone::Muted, tr("Failures of this group are no package's fault: what is held by them is queued "
                                      "again now, and they are retried by themselves until the mark ends. It re-opens "
                                      "when there are clearly more of them than now."));
    explanation->setWordWrap(true);
    m_delay = new QDoubleSpinBox;
    m_delay->setObjectName(QStringLiteral("spurious.delay"));
    m_delay->setRange(0.1, longestDelayHours);
    m_delay->setDecimals(1);
    m_delay->setSuffix(tr(" h after the failure"));
    m_delay->setValue(static_cast<double>(ops::SpuriousOptions().delayMs) / static_cast<double>(hourMs));
    m_cap = new QSpinBox;
    m_cap->setObjectName(QStringLiteral("spurious.cap"));
    m_cap->setRange(1, largestCap);
    m_cap->setSuffix(tr(" times, then it is held"));
    m_cap->setValue(ops::SpuriousOptions().cap);
    const QDate today = QDateTime::fromMSecsSinceEpoch(m_context.clock.nowMs()).date();
    m_expires = new QCheckBox(tr("&Ends on"));
    m_expires->setObjectName(QStringLiteral("spurious.expires"));
    m_expires->setChecked(true);
    m_until = new QDateEdit(today.addDays(usualDays));
    m_until->setObjectName(QStringLiteral("spurious.until"));
    m_until->setCalendarPopup(true);
    m_until->setMinimumDate(today.addDays(1));
    m_reason = new QLineEdit;
    m_reason->setObjectName(QStringLiteral("spurious.reason"));
    m_reason->setPlaceholderText(tr("Why nobody has to look at them (others will read it)"));
    auto* form = new QFormLayout;
    form->setVerticalSpacing(gap / 2);
    form->addRow(tr("Retried"), m_delay);
    form->addRow(tr("At most"), m_cap);
    form->addRow(m_expires, m_until);
    form->addRow(tr("&Reason"), m_reason);

    m_sentence = new QLabel;
    m_sentence->setObjectName(QStringLiteral("spurious.sentence"));
    m_sentence->setFont(theme::heading());
    m_sentence->setWordWrap(true);
    m_consequences = new QLabel;
    m_consequences->setObjectName(QStringLiteral("spurious.consequences"));
    m_consequences->setWordWrap(true);
    m_consequences->setTextFormat(Qt::PlainText);
    m_packages = new QPlainTextEdit;
    m_packages->setObjectName(QStringLiteral("spurious.packages"));
    m_packages->setAccessibleName(tr("Packages that are queued again"));
    m_packages->setReadOnly(true);
    m_packages->setFont(theme::monospace());
    m_command = new ToneLabel(Tone::Muted);
    m_command->setFont(theme::monospace());
    m_command->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_command->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    // Return belongs to the other button wherever the focus is.
    buttons->button(QDialogButtonBox::Cancel)->setAutoDefault(false);
    m_run = buttons->addButton(tr("Mark as spurious"), QDialogButtonBox::AcceptRole);
    m_run->setObjectName(QStringLiteral("spurious.run"));
    m_run->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_run, &QPushButton::clicked, this, &SpuriousDialog::run);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(gap, gap, gap, gap);
    layout->setSpacing(gap / 2);
    layout->addWidget(heading);
    layout->addWidget(explanation);
    layout->addLayout(form);
    layout->addSpacing(gap / 2);
    for (QWidget* widget : QList<QWidget*>{m_sentence, m_consequences, m_packages, m_command})
        layout->addWidget(widget);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 96, fontMetrics().height() * 34);
    m_reason->setFocus();
}

ops::SpuriousOptions SpuriousDialog::options() const
{
    ops::SpuriousOptions options;
    options.delayMs = static_cast<qint64>(m_delay->value() * static_cast<double>(hourMs));
    options.cap = m_cap->value();
    // To the end of that day, here.
    if (m_expires->isChecked())
        options.expiresAt = m_until->date().addDays(1).startOfDay().toMSecsSinceEpoch() - 1;
    return options;
}

std::unique_ptr<ops::Operation> SpuriousDialog::operation() const
{
    auto operation = ops::spurious(m_signature, options());
    operation->setReason(m_reason->text().trimmed());
    return operation;
}

void SpuriousDialog::changed()
{
    m_until->setEnabled(m_expires->isChecked());
    m_run->setEnabled(false);
    m_timer.start();
}

void SpuriousDialog::read()
{
    m_reading = true;
    const int token = ++m_token;
    const std::shared_ptr<ops::Operation> shared = operation();
    m_command->setText(shellText(shared->commandLine()));
    answer(
        m_context.read.run([shared](store::StateStore& state) { return shared->preview(state); }), this,
        [this, token](const ops::Preview& preview) {
            if (token != m_token)
                return;
            m_reading = false;
            take(preview);
        },
        [this, token](const Error& error) {
            if (token != m_token)
                return;
            m_reading = false;
            ops::Preview none;
            none.refusals = {error.message()};
            take(none);
        });
}

void SpuriousDialog::take(const ops::Preview& preview)
{
    m_preview = preview;
    m_sentence->setText(preview.empty() ? tr("It cannot be marked") : preview.sentence);
    QStringList lines;
    for (const QString& line : preview.empty() ? preview.refusals : preview.consequences)
        lines << QStringLiteral("•  ") + line;
    m_consequences->setText(lines.join(QLatin1Char('\n')));
    m_packages->setPlainText(preview.subjects.join(QStringLiteral("  ")));
    m_packages->setVisible(!preview.subjects.isEmpty());
    const QString locked = m_context.access.reason();
    m_run->setEnabled(!preview.empty() && locked.isEmpty() && isSettled());
    m_run->setToolTip(locked);
}

void SpuriousDialog::run()
{
    RunOptions options;
    options.verb = tr("Mark as spurious");
    options.seen = m_preview.stateVersion;
    m_context.runner.run(operation(), options);
    accept();
}

} // namespace millrace::ui
