// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/diffview.h"

#include "ui/text/diffcanvas.h"
#include "ui/text/findbar.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QLabel>
#include <QLocale>
#include <QShortcut>
#include <QToolButton>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

/// Whole files: more context than any text file has lines.
constexpr int wholeFile = 1'000'000;

QToolButton* tool(const QString& text, const QString& tip, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setText(text);
    button->setToolTip(tip);
    button->setAutoRaise(true);
    return button;
}

} // namespace

DiffView::DiffView(QWidget* parent)
    : QWidget(parent)
    , m_canvas(new DiffCanvas(this))
    , m_findBar(new FindBar(this))
    , m_counts(new QLabel(this))
    , m_context(new QComboBox(this))
    , m_unified(tool(tr("Unified"), tr("Old and new lines below each other"), this))
    , m_sides(tool(tr("Side by side"), tr("Old text left, new text right"), this))
{
    setFocusProxy(m_canvas);
    m_canvas->setObjectName(QStringLiteral("diffCanvas"));
    m_counts->setObjectName(QStringLiteral("diffCounts"));
    m_counts->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_context->addItem(tr("3 lines around"), 3);
    m_context->addItem(tr("12 lines around"), 12);
    m_context->addItem(tr("Whole file"), wholeFile);
    m_context->setToolTip(tr("How many unchanged lines are shown around a change"));
    m_context->setAccessibleName(tr("Context"));
    connect(m_context, &QComboBox::currentIndexChanged, this, &DiffView::contextChanged);

    auto* modes = new QButtonGroup(this);
    for (QToolButton* button : {m_unified, m_sides}) {
        button->setCheckable(true);
        modes->addButton(button);
    }
    m_sides->setChecked(true);
    connect(m_unified, &QToolButton::toggled, this, &DiffView::setUnified);
    connect(modes, &QButtonGroup::buttonClicked, this, [this] { m_modeChosen = true; });
    auto* previous = tool(QStringLiteral("↑"), tr("Previous change (P)"), this);
    auto* next = tool(QStringLiteral("↓"), tr("Next change (N)"), this);
    previous->setAccessibleName(previous->toolTip());
    next->setAccessibleName(next->toolTip());
    connect(previous, &QToolButton::clicked, this, [this] { m_canvas->goToChange(-1); });
    connect(next, &QToolButton::clicked, this, [this] { m_canvas->goToChange(+1); });

    auto* row = new QHBoxLayout;
    row->setContentsMargins(10, 2, 6, 2);
    row->addWidget(m_counts, 1);
    row->addWidget(previous);
    row->addWidget(next);
    row->addWidget(m_context);
    row->addWidget(m_unified);
    row->addWidget(m_sides);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_canvas, 1);
    column->addWidget(m_findBar);

    connect(m_findBar, &FindBar::searchChanged, this, &DiffView::search);
    connect(m_findBar, &FindBar::nextWanted, this, [this] { step(+1); });
    connect(m_findBar, &FindBar::previousWanted, this, [this] { step(-1); });
    connect(m_findBar, &FindBar::closed, this, [this] {
        m_canvas->find({});
        m_canvas->setFocus();
    });
    auto* find = new QShortcut(QKeySequence::Find, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, this, [this] { m_findBar->open(); });
}

void DiffView::setDiff(const DiffText& diff)
{
    m_canvas->setDiff(diff);
    showCounts(diff);
    if (m_findBar->isVisible())
        search(m_findBar->text());
}

void DiffView::setMessage(const QString& sentence)
{
    m_counts->clear();
    m_canvas->setMessage(sentence);
}

int DiffView::context() const
{
    return m_context->currentData().toInt();
}

void DiffView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    // Two texts of less than 60 characters each are harder to read than one below the other.
    const int character = QFontMetrics(m_canvas->font()).horizontalAdvance(QLatin1Char('0'));
    if (!m_modeChosen)
        (width() < 136 * character ? m_unified : m_sides)->setChecked(true);
}

void DiffView::setUnified(bool unified)
{
    m_canvas->setMode(unified ? DiffMode::Unified : DiffMode::SideBySide);
}

void DiffView::search(const QString& text)
{
    m_matches = m_canvas->find(text);
    m_match = -1;
    m_findBar->setResult(0, int(m_matches.size()));
    step(+1);
}

void DiffView::step(int direction)
{
    if (m_matches.isEmpty())
        return;
    const int count = int(m_matches.size());
    m_match = (m_match + direction + count) % count;
    m_canvas->goToRow(m_matches.at(m_match));
    m_findBar->setResult(m_match + 1, count);
}

void DiffView::showCounts(const DiffText& diff)
{
    int added = 0, removed = 0;
    for (const DiffHunk& hunk : diff.hunks) {
        for (const DiffLine& line : hunk.lines) {
            added += line.kind == DiffLine::Kind::Added;
            removed += line.kind == DiffLine::Kind::Removed;
        }
    }
    const QLocale locale;
    m_counts->setText(tr("+%1 −%2", "lines added and removed").arg(locale.toString(added), locale.toString(removed)));
}

} // namespace millrace::ui
