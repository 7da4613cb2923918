// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/triage/groupchoice.h"

#include "core/store/changefeed.h"
#include "ui/models/pagedmodel.h"
#include "ui/theme/theme.h"
#include "ui/triage/groupdelegate.h"
#include "ui/widgets/listpane.h"
#include "ui/widgets/tonelabel.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace millrace::ui {

GroupChoice::GroupChoice(const AppContext& context, const QString& signature, const QString& title, QWidget* parent)
    : QDialog(parent)
    , m_signature(signature)
    , m_model(new PagedModel(store::ListKind::Groups, context.read, {}, context.clock, this))
{
    setObjectName(QStringLiteral("groupChoice"));
    setWindowTitle(tr("Merge into…"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* heading = new QLabel(tr("Failures of \"%1\" belong to").arg(title));
    heading->setFont(theme::heading());
    heading->setWordWrap(true);
    heading->setTextFormat(Qt::PlainText);
    auto* explanation =
        new ToneLabel(Tone::Muted, tr("Those to come, too, until it is taken back. A preview follows."));
    ListPaneOptions options;
    options.name = QStringLiteral("groupChoice.groups");
    options.title = tr("Other groups");
    options.placeholder = tr("Filter: words, class:net");
    options.empty = {QStringLiteral("empty"), tr("There is no other group"), {}};
    m_list = new ListPane(m_model, options);
    ListView* view = m_list->view();
    view->setItemDelegate(new GroupDelegate(context.clock, nullptr, view));
    view->setSelectionMode(QAbstractItemView::SingleSelection);
    view->setHeaderHidden(true);
    for (int i = 1; i < m_model->columns().size(); ++i)
        view->setColumnHidden(i, true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    // Return belongs to the other button wherever the focus is.
    buttons->button(QDialogButtonBox::Cancel)->setAutoDefault(false);
    m_merge = buttons->addButton(tr("Preview"), QDialogButtonBox::AcceptRole);
    m_merge->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    const auto take = [this] {
        if (target().isEmpty())
            return;
        emit chosen(target());
        accept();
    };
    connect(m_merge, &QPushButton::clicked, this, take);
    connect(view, &ListView::idActivated, this, take);
    connect(view, &ListView::currentIdChanged, this, &GroupChoice::follow);
    connect(&context.feed, &store::ChangeFeed::changed, m_model, &PagedModel::noteChanges);
    m_model->setBaseFilter(QStringLiteral("-signature:%1").arg(signature));
    m_model->refresh();

    const int gap = theme::spacing();
    auto* head = new QVBoxLayout;
    head->setContentsMargins(gap, gap, gap, 0);
    head->setSpacing(gap / 2);
    head->addWidget(heading);
    head->addWidget(explanation);
    auto* foot = new QVBoxLayout;
    foot->setContentsMargins(gap, gap, gap, gap);
    foot->addWidget(buttons);
    // The list has margins of its own, which are to be those of the heading.
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_list, 1);
    layout->addLayout(foot);
    resize(fontMetrics().averageCharWidth() * 84, fontMetrics().height() * 30);
    view->setFocus();
    follow();
}

QString GroupChoice::target() const
{
    const qint64 id = m_list->view()->currentId();
    return id == 0 ? QString() : store::signatureOfGroup(id);
}

void GroupChoice::follow()
{
    m_merge->setEnabled(!target().isEmpty());
}

} // namespace millrace::ui
