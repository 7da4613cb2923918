// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/package/comparepane.h"

#include <QComboBox>
#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

QComboBox* importChoice(const QString& name, QWidget* parent)
{
    auto* box = new QComboBox(parent);
    box->setObjectName(name);
    box->setMaxVisibleItems(20);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(24);
    return box;
}

QString importText(const store::ImportDetails& import)
{
    return import.suites.isEmpty()
               ? import.version
               : QStringLiteral("%1  (%2)").arg(import.version, import.suites.join(QStringLiteral(", ")));
}

} // namespace

ComparePane::ComparePane(RepositoryThread& thread, QWidget* parent)
    : QWidget(parent)
    , m_from(importChoice(QStringLiteral("compareFrom"), this))
    , m_to(importChoice(QStringLiteral("compareTo"), this))
    , m_tree(new TreePane(thread, this))
{
    auto* fromLabel = new QLabel(tr("&From"), this);
    fromLabel->setBuddy(m_from);
    auto* toLabel = new QLabel(tr("t&o"), this);
    toLabel->setBuddy(m_to);
    auto* swapButton = new QToolButton(this);
    swapButton->setObjectName(QStringLiteral("compareSwap"));
    swapButton->setText(tr("⇄ Swap"));
    swapButton->setToolTip(tr("Compare the other way round"));
    connect(swapButton, &QToolButton::clicked, this, &ComparePane::swap);
    connect(m_from, &QComboBox::currentIndexChanged, this, &ComparePane::compare);
    connect(m_to, &QComboBox::currentIndexChanged, this, &ComparePane::compare);

    auto* row = new QHBoxLayout;
    row->setContentsMargins(10, 6, 10, 4);
    row->setSpacing(8);
    row->addWidget(fromLabel);
    row->addWidget(m_from, 1);
    row->addWidget(toLabel);
    row->addWidget(m_to, 1);
    row->addWidget(swapButton);
    row->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_tree, 1);
}

void ComparePane::setImports(const QString& repository, const QList<store::ImportDetails>& imports)
{
    const bool same = repository == m_repository;
    const QString from = same ? m_from->currentData().toString() : QString();
    const QString to = same ? m_to->currentData().toString() : QString();
    m_repository = repository;
    const QSignalBlocker quietFrom(m_from), quietTo(m_to);
    for (QComboBox* box : {m_from, m_to}) {
        box->clear();
        for (auto import = imports.crbegin(); import != imports.crend(); ++import)
            box->addItem(importText(*import), import->commit);
        box->setEnabled(imports.size() > 1);
    }
    const int oldTo = m_to->findData(to), oldFrom = m_from->findData(from);
    m_to->setCurrentIndex(to.isEmpty() || oldTo < 0 ? 0 : oldTo);
    m_from->setCurrentIndex(from.isEmpty() || oldFrom < 0 ? std::min(1, m_from->count() - 1) : oldFrom);
    if (imports.isEmpty())
        m_tree->clear(tr("Nothing is imported yet: there is nothing to compare"));
    else if (m_active)
        compare();
}

void ComparePane::setActive(bool active)
{
    m_active = active;
    if (active)
        compare();
}

void ComparePane::swap()
{
    const int from = m_from->currentIndex();
    {
        const QSignalBlocker quiet(m_from);
        m_from->setCurrentIndex(m_to->currentIndex());
    }
    m_to->setCurrentIndex(from);
    compare();
}

void ComparePane::compare()
{
    const auto from = git::Oid::fromHex(m_from->currentData().toString());
    const auto to = git::Oid::fromHex(m_to->currentData().toString());
    if (m_active && from && to)
        m_tree->setCommits(m_repository, *from, *to);
}

} // namespace millrace::ui
