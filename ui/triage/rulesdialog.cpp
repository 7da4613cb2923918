// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/triage/rulesdialog.h"

#include "core/base/answer.h"
#include "core/store/changefeed.h"
#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/triage/ruleform.h"
#include "ui/widgets/tonelabel.h"

#include <QDialogButtonBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

using failure::Policy;

enum Column { Code, Title, Happens, NewUpload, By, ColumnCount };
constexpr int codeRole = Qt::UserRole;

struct Read
{
    QList<store::ListedRule> rules = {};
    QStringList titles = {}; ///< of the rules, in their order
};

/// The group's line stands first, decided or not: it is what the person came for.
Read readRules(store::StateStore& state, const QString& signature)
{
    Read read{state.rules.list(), {}};
    const auto group = [&](const QString& code) { return state.signatures.bySig(code); };
    const auto has = [&](const store::ListedRule& line) { return line.rule.code == signature; };
    if (!signature.isEmpty() && std::none_of(read.rules.cbegin(), read.rules.cend(), has)) {
        const auto row = group(signature);
        store::ListedRule line{state.rules.effective(row ? row->code : QString(), signature), {}};
        line.rule.code = signature;
        read.rules.prepend(line);
    }
    for (const store::ListedRule& line : std::as_const(read.rules)) {
        // A signature's own title says more than that of its code.
        const bool isGroup = !line.rule.code.contains(QLatin1Char('.'));
        const auto row = isGroup ? group(line.rule.code) : std::nullopt;
        read.titles << (row ? row->title : line.rule.title);
    }
    return read;
}

/// Rules name round delays: "2 h", "30 min".
QString delayText(qint64 ms)
{
    const qint64 minutes = ms / 60'000;
    return minutes > 0 && minutes % 60 == 0 ? RulesDialog::tr("%1 h", "a delay in hours").arg(minutes / 60)
                                            : RulesDialog::tr("%1 min", "a delay in minutes").arg(minutes);
}

QString happensText(const failure::ErrorRule& rule)
{
    switch (rule.policy) {
    case Policy::Hold:
        return RulesDialog::tr("holds the package");
    case Policy::Retry:
        return RulesDialog::tr("%Ln retry(s), each after %1", "how an error is handled", rule.cap)
            .arg(delayText(rule.delayMs));
    case Policy::Resource:
        break;
    }
    return RulesDialog::tr("pauses the engine: the machine's fault");
}

} // namespace

RulesDialog::RulesDialog(const AppContext& context, const RuledGroup& group, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_group(group)
{
    setObjectName(QStringLiteral("rules"));
    setWindowTitle(tr("Classification of errors"));
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    connect(&context.feed, &store::ChangeFeed::changed, this, [this](const QSet<QString>& topics) {
        if (topics.contains(QStringLiteral("event")))
            read();
    });
    connect(m_filter, &QLineEdit::textChanged, this, &RulesDialog::showMatching);
    connect(m_table, &QTreeWidget::currentItemChanged, this, &RulesDialog::showChosen);
    read();
}

void RulesDialog::build()
{
    const int gap = theme::spacing();
    auto* explanation = new ToneLabel(
        Tone::Muted, tr("What becomes of a package whose import fails. The most specific line holds: that of a failure "
                        "group, then that of an error, then that of its class. A change holds for failures from now "
                        "on, for everybody who works on this store."));
    explanation->setWordWrap(true);
    m_filter = new QLineEdit;
    m_filter->setObjectName(QStringLiteral("rules.filter"));
    m_filter->setPlaceholderText(tr("Filter: words of the error or its title"));
    m_filter->setAccessibleName(tr("Filter"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(theme::icon(QStringLiteral("search"), Tone::Muted), QLineEdit::LeadingPosition);
    m_count = new ToneLabel(Tone::Muted);
    m_table = new QTreeWidget;
    m_table->setObjectName(QStringLiteral("rules.table"));
    m_table->setAccessibleName(windowTitle());
    m_table->setHeaderLabels({tr("Error"), tr("Title"), tr("What happens"), tr("New upload"), tr("Decided by")});
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    const int character = fontMetrics().averageCharWidth();
    const int widths[] = {27, 38, 34, 13};
    for (int i = 0; i < By; ++i)
        m_table->header()->resizeSection(i, character * widths[i]);
    m_form = new RuleForm(m_context);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto* search = new QHBoxLayout;
    search->setSpacing(gap / 2);
    search->addWidget(m_filter, 1);
    search->addWidget(m_count);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(gap, gap, gap, gap);
    layout->setSpacing(gap / 2);
    layout->addWidget(explanation);
    layout->addLayout(search);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_form);
    layout->addWidget(buttons);
    resize(character * 138, fontMetrics().height() * 40);
    m_table->setFocus();
}

void RulesDialog::read()
{
    if (std::exchange(m_reading, true))
        return;
    answer(
        m_context.read.run(
            [signature = m_group.signature](store::StateStore& state) { return readRules(state, signature); }),
        this,
        [this](const Read& read) {
            m_reading = false;
            take(read.rules, read.titles);
        },
        [this](const Error& error) {
            m_reading = false;
            m_count->setText(error.message());
        });
}

void RulesDialog::take(const QList<store::ListedRule>& rules, const QStringList& titles)
{
    const QTreeWidgetItem* current = m_table->currentItem();
    const QString before = current ? current->data(Code, codeRole).toString() : m_group.signature;
    {
        const QSignalBlocker quiet(m_table);
        m_rules = rules;
        m_titles = titles;
        m_table->clear();
        for (int i = 0; i < rules.size(); ++i) {
            const store::ListedRule& line = rules.at(i);
            auto* item = new QTreeWidgetItem(m_table);
            item->setData(Code, codeRole, line.rule.code);
            item->setText(Code, line.rule.code == m_group.signature ? tr("this group") : line.rule.code);
            item->setText(Title, titles.at(i));
            item->setToolTip(Title, titles.at(i));
            item->setText(Happens, happensText(line.rule));
            const Tone tone = line.rule.policy == Policy::Retry ? Tone::Accent : Tone::Text;
            item->setForeground(Happens, theme::color(tone));
            item->setText(NewUpload, line.rule.retryOnNewUpload ? tr("tries again") : QString());
            item->setText(By, line.stored ? line.stored->author : tr("built-in"));
            item->setForeground(By, theme::color(line.stored ? Tone::Text : Tone::Muted));
            if (line.stored)
                item->setToolTip(By, line.stored->reason.isEmpty()
                                         ? absoluteText(line.stored->at)
                                         : absoluteText(line.stored->at) + QLatin1Char('\n') + line.stored->reason);
        }
    }
    showMatching();
    choose(before);
    if (!m_table->currentItem() && m_table->topLevelItemCount() > 0)
        m_table->setCurrentItem(m_table->topLevelItem(0));
    showChosen();
}

void RulesDialog::changeEvent(QEvent* event)
{
    QDialog::changeEvent(event);
    // The lines keep the colours that they were given.
    if (event->type() == QEvent::PaletteChange && !m_rules.isEmpty())
        take(QList(m_rules), QStringList(m_titles));
}

void RulesDialog::choose(const QString& code)
{
    for (int i = 0; i < m_table->topLevelItemCount(); ++i) {
        QTreeWidgetItem* item = m_table->topLevelItem(i);
        if (item->data(Code, codeRole).toString() != code)
            continue;
        m_table->setCurrentItem(item);
        m_table->scrollToItem(item);
    }
}

void RulesDialog::showMatching()
{
    const QStringList words = m_filter->text().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    int shown = 0;
    for (int i = 0; i < m_table->topLevelItemCount(); ++i) {
        QTreeWidgetItem* item = m_table->topLevelItem(i);
        const QString text = QStringList{item->text(Code), item->text(Title), item->text(Happens), item->text(By)}.join(
            QLatin1Char(' '));
        const bool matches = std::all_of(words.cbegin(), words.cend(), [&text](const QString& word) {
            return text.contains(word, Qt::CaseInsensitive);
        });
        item->setHidden(!matches);
        shown += matches ? 1 : 0;
    }
    m_count->setText(tr("%Ln line(s)", "of the classification of errors", shown));
}

void RulesDialog::showChosen()
{
    QTreeWidgetItem* item = m_table->currentItem();
    const int row = item ? m_table->indexOfTopLevelItem(item) : -1;
    if (row >= 0)
        m_form->setRule(m_rules.at(row), item->text(Title));
}

} // namespace millrace::ui
