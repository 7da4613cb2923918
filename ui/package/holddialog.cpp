// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/package/holddialog.h"

#include "ui/theme/theme.h"
#include "ui/widgets/tonelabel.h"

#include <QDateEdit>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

constexpr int usualDays = 7;

} // namespace

HoldDialog::HoldDialog(const QString& what, const Clock& clock, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("hold"));
    setWindowTitle(tr("Hold until"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* heading = new QLabel(tr("Hold %1", "packages").arg(what));
    heading->setFont(theme::heading());
    heading->setTextFormat(Qt::PlainText);
    heading->setWordWrap(true);
    auto* explanation = new ToneLabel(Tone::Muted, tr("Nothing is imported until the end of that day; then it goes on "
                                                      "by itself. Resume ends it earlier."));
    explanation->setWordWrap(true);
    const QDate today = QDateTime::fromMSecsSinceEpoch(clock.nowMs()).date();
    m_until = new QDateEdit(today.addDays(usualDays));
    m_until->setObjectName(QStringLiteral("hold.until"));
    m_until->setCalendarPopup(true);
    m_until->setMinimumDate(today);
    m_reason = new QLineEdit;
    m_reason->setObjectName(QStringLiteral("hold.reason"));
    m_reason->setPlaceholderText(tr("Why (others will read it)"));
    auto* form = new QFormLayout;
    form->setVerticalSpacing(theme::spacing() / 2);
    form->addRow(tr("&Until"), m_until);
    form->addRow(tr("&Reason"), m_reason);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    // Return belongs to the other button wherever the focus is.
    buttons->button(QDialogButtonBox::Cancel)->setAutoDefault(false);
    m_go = buttons->addButton(tr("Preview"), QDialogButtonBox::AcceptRole);
    m_go->setObjectName(QStringLiteral("hold.preview"));
    m_go->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_reason, &QLineEdit::textChanged, this, &HoldDialog::follow);
    connect(m_go, &QPushButton::clicked, this, [this] {
        emit chosen(m_until->date().addDays(1).startOfDay().toMSecsSinceEpoch() - 1, m_reason->text().trimmed());
        accept();
    });

    const int gap = theme::spacing();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(gap, gap, gap, gap);
    layout->setSpacing(gap / 2);
    layout->addWidget(heading);
    layout->addWidget(explanation);
    layout->addLayout(form);
    layout->addStretch();
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 64, sizeHint().height());
    m_reason->setFocus();
    follow();
}

void HoldDialog::follow()
{
    const bool any = !m_reason->text().trimmed().isEmpty();
    m_go->setEnabled(any);
    m_go->setToolTip(any ? QString() : tr("Say why, so that the next person knows when to resume it"));
}

} // namespace millrace::ui
