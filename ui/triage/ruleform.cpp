// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/triage/ruleform.h"

#include "core/base/answer.h"
#include "core/store/storethread.h"
#include "ui/actions/access.h"
#include "ui/actions/operationrunner.h"
#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/tonelabel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

using failure::Policy;

constexpr qint64 minuteMs = 60'000;
constexpr int longestDelayMinutes = 14 * 24 * 60;
constexpr int largestCap = 100;
constexpr int typingPauseMs = 200;

template <typename Widget> Widget* named(Widget* widget, const char* name)
{
    widget->setObjectName(QLatin1String("rules.") + QLatin1String(name));
    return widget;
}

} // namespace

RuleForm::RuleForm(const AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
{
    build();
    m_timer.setSingleShot(true);
    m_timer.setInterval(typingPauseMs);
    connect(&m_timer, &QTimer::timeout, this, &RuleForm::read);
    connect(m_policy, &QComboBox::currentIndexChanged, this, &RuleForm::changed);
    connect(m_cap, &QSpinBox::valueChanged, this, &RuleForm::changed);
    connect(m_delay, &QSpinBox::valueChanged, this, &RuleForm::changed);
    connect(m_newUpload, &QCheckBox::toggled, this, &RuleForm::changed);
    connect(&context.access, &Access::changed, this, [this] { take(m_preview); });
    connect(m_run, &QPushButton::clicked, this, &RuleForm::run);
    connect(m_builtIn, &QPushButton::clicked, this, &RuleForm::giveBack);
    connect(m_reason, &QLineEdit::returnPressed, m_run, &QPushButton::click);
}

void RuleForm::build()
{
    const int gap = theme::spacing();
    m_title = named(new QLabel, "title");
    m_title->setFont(theme::heading());
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    m_policy = named(new QComboBox, "policy");
    m_policy->setAccessibleName(tr("What happens"));
    m_policy->addItem(tr("Hold the package"), static_cast<int>(Policy::Hold));
    m_policy->addItem(tr("Retry by itself"), static_cast<int>(Policy::Retry));
    m_cap = named(new QSpinBox, "cap");
    m_cap->setAccessibleName(tr("Retries"));
    m_cap->setRange(0, largestCap);
    m_cap->setSuffix(tr(" times, then it is held"));
    m_delay = named(new QSpinBox, "delay");
    m_delay->setAccessibleName(tr("Delay"));
    m_delay->setRange(1, longestDelayMinutes);
    m_delay->setSuffix(tr(" min after the failure"));
    m_newUpload = named(new QCheckBox(tr("A &new upload gives a held package another try")), "newUpload");
    m_reason = named(new QLineEdit, "reason");
    m_reason->setPlaceholderText(tr("Why (others will read it)"));
    m_reason->setAccessibleName(tr("Reason"));
    m_consequences = named(new ToneLabel(Tone::Muted), "consequences");
    m_consequences->setWordWrap(true);
    m_consequences->setMinimumHeight(fontMetrics().lineSpacing() * 3);
    m_consequences->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_builtIn = named(new QPushButton(tr("Built-in rule")), "builtIn");
    m_builtIn->setAutoDefault(false);
    m_run = named(new QPushButton(tr("Change the rule")), "run");
    m_run->setAutoDefault(false);
    for (QPushButton* button : {m_builtIn, m_run})
        button->setEnabled(false);

    auto* fields = new QHBoxLayout;
    fields->setSpacing(gap);
    for (QWidget* field : QList<QWidget*>{m_policy, m_cap, m_delay, m_newUpload})
        fields->addWidget(field);
    fields->addStretch();
    auto* last = new QHBoxLayout;
    last->setSpacing(gap);
    last->addWidget(m_reason, 1);
    last->addWidget(m_builtIn);
    last->addWidget(m_run);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, gap / 2, 0, 0);
    layout->setSpacing(gap / 2);
    layout->addWidget(m_title);
    layout->addLayout(fields);
    layout->addWidget(m_consequences);
    layout->addLayout(last);
}

void RuleForm::setRule(const store::ListedRule& rule, const QString& title)
{
    const failure::ErrorRule& was = m_rule.rule;
    const failure::ErrorRule& is = rule.rule;
    const bool same = was.code == is.code && was.policy == is.policy && was.cap == is.cap &&
                      was.delayMs == is.delayMs && was.retryOnNewUpload == is.retryOnNewUpload &&
                      m_rule.stored.has_value() == rule.stored.has_value();
    m_rule = rule;
    m_title->setText(title);
    if (!same)
        fill();
}

void RuleForm::fill()
{
    const failure::ErrorRule& rule = m_rule.rule;
    m_filling = true;
    m_policy->setCurrentIndex(std::max(0, m_policy->findData(static_cast<int>(rule.policy))));
    const bool retried = rule.policy == Policy::Retry;
    m_cap->setValue(retried ? rule.cap : failure::usualCap);
    m_delay->setValue(static_cast<int>((retried ? rule.delayMs : failure::usualDelayMs) / minuteMs));
    m_newUpload->setChecked(rule.retryOnNewUpload);
    m_reason->clear();
    m_filling = false;
    changed();
}

ops::RuleOptions RuleForm::options() const
{
    const failure::ErrorRule& rule = m_rule.rule;
    ops::RuleOptions options;
    const auto policy = static_cast<Policy>(m_policy->currentData().toInt());
    const bool was = rule.policy == Policy::Retry;
    if (policy != rule.policy)
        options.policy = policy;
    if (policy == Policy::Retry && (!was || m_cap->value() != rule.cap))
        options.cap = m_cap->value();
    if (policy == Policy::Retry && (!was || m_delay->value() != rule.delayMs / minuteMs))
        options.delayMs = m_delay->value() * minuteMs;
    if (m_newUpload->isChecked() != rule.retryOnNewUpload)
        options.retryOnNewUpload = m_newUpload->isChecked();
    return options;
}

bool RuleForm::isChanged() const
{
    const ops::RuleOptions wanted = options();
    return wanted.policy || wanted.cap || wanted.delayMs || wanted.retryOnNewUpload;
}

void RuleForm::changed()
{
    if (m_filling)
        return;
    const bool machines = m_rule.rule.policy == Policy::Resource;
    const bool retried = m_policy->currentData().toInt() == static_cast<int>(Policy::Retry);
    m_policy->setEnabled(!machines);
    m_newUpload->setEnabled(!machines);
    m_cap->setEnabled(!machines && retried);
    m_delay->setEnabled(!machines && retried);
    m_run->setEnabled(false);
    m_timer.start();
}

void RuleForm::read()
{
    const int token = ++m_token;
    m_preview = {};
    if (!isChanged() || m_rule.rule.policy == Policy::Resource) {
        m_reading = false;
        take({});
        return;
    }
    const auto refuse = [this](const Error& error) {
        ops::Preview none;
        none.refusals = {sentenceText(error.message())};
        m_reading = false;
        take(none);
    };
    try {
        m_reading = true;
        const std::shared_ptr<ops::Operation> shared = ops::setRule(m_rule.rule.code, options());
        answer(
            m_context.read.run([shared](store::StateStore& state) { return shared->preview(state); }), this,
            [this, token](const ops::Preview& preview) {
                if (token != m_token)
                    return;
                m_reading = false;
                take(preview);
            },
            [this, token, refuse](const Error& error) {
                if (token == m_token)
                    refuse(error);
            });
    } catch (const Error& error) {
        refuse(error); // the machine's own faults cannot be given another rule
    }
}

void RuleForm::take(const ops::Preview& preview)
{
    m_preview = preview;
    QStringList lines;
    if (m_rule.rule.policy == Policy::Resource)
        lines << tr("This is never a package's fault, so there is nothing to decide about packages.");
    else if (!isChanged())
        lines << sentenceText(m_rule.rule.advice);
    for (const QString& line : preview.empty() ? preview.refusals : preview.consequences)
        lines << sentenceText(line);
    m_consequences->setText(lines.join(QLatin1Char('\n')));
    const QString locked = m_context.access.reason();
    m_run->setEnabled(!preview.empty() && locked.isEmpty() && isSettled());
    m_run->setToolTip(!locked.isEmpty() ? locked : isChanged() ? QString() : tr("Nothing is changed so far"));
    m_builtIn->setEnabled(m_rule.stored.has_value() && locked.isEmpty());
    m_builtIn->setToolTip(!locked.isEmpty() ? locked
                          : m_rule.stored   ? tr("Forget what was decided instead; Undo takes that back")
                                            : tr("It is the built-in rule already"));
}

void RuleForm::run()
{
    if (!m_run->isEnabled())
        return;
    RunOptions run;
    run.verb = tr("Change the rule");
    run.seen = m_preview.stateVersion;
    auto operation = ops::setRule(m_rule.rule.code, options());
    operation->setReason(m_reason->text().trimmed());
    m_run->setEnabled(false);
    m_context.runner.run(std::move(operation), run);
}

void RuleForm::giveBack()
{
    ops::RuleOptions options;
    options.builtIn = true;
    m_context.runner.run(ops::setRule(m_rule.rule.code, options), {tr("Built-in rule"), false, ReasonField::None});
}

} // namespace millrace::ui
