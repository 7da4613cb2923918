// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/listpane.h"

#include "ui/theme/theme.h"
#include "ui/widgets/tonelabel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

/// Filtering per keystroke would ask the store for every letter of a word.
constexpr int typingPauseMs = 200;
constexpr int patienceMs = 250;
/// The filter has the focus only because the list had no rows.
constexpr const char* keepsPlaceProperty = "millrace.keepsPlace";

} // namespace

ListPane::ListPane(PagedModel* model, const ListPaneOptions& options, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
    , m_options(options)
{
    setObjectName(options.name);
    build();
    connectModel();
    showState();
}

void ListPane::build()
{
    const int gap = theme::spacing();
    m_view = new ListView(m_model);
    m_view->setObjectName(m_options.name + QLatin1String(".view"));
    m_view->setAccessibleName(m_options.title);
    m_title = new QLabel(m_options.title);
    m_title->setFont(theme::heading());
    m_title->setVisible(!m_options.title.isEmpty());
    m_title->setBuddy(m_view);
    m_count = new ToneLabel(Tone::Muted);
    m_filter = new QLineEdit;
    m_filter->setObjectName(m_options.name + QLatin1String(".filter"));
    m_filter->setPlaceholderText(m_options.placeholder);
    m_filter->setAccessibleName(tr("Filter"));
    m_filter->setToolTip(tr("Words and field:value, minus excludes. Fields: %1")
                             .arg(store::Lists::filterFields(m_model->kind()).join(QStringLiteral(", "))));
    m_filter->addAction(theme::icon(QStringLiteral("search"), Tone::Muted), QLineEdit::LeadingPosition);
    m_filter->setClearButtonEnabled(true);
    m_filter->setVisible(m_options.filter);
    m_filter->installEventFilter(this);
    m_error = new ToneLabel(Tone::Error);
    m_error->setObjectName(m_options.name + QLatin1String(".error"));
    m_error->setWordWrap(true);
    m_error->hide();
    m_empty = new EmptyState;
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);

    m_titleRow = new QHBoxLayout;
    m_titleRow->setSpacing(gap / 2);
    m_titleRow->addStrut(fontMetrics().height() * 3 / 2); // as high with buttons as without
    m_titleRow->addWidget(m_title);
    m_titleRow->addWidget(m_count);
    m_titleRow->addStretch();
    auto* head = new QVBoxLayout;
    head->setContentsMargins(gap, gap * 2 / 3, gap, gap / 2);
    head->setSpacing(gap / 2);
    head->addLayout(m_titleRow);
    head->addWidget(m_filter);
    head->addWidget(m_error);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_stack, 1);
    setFocusProxy(m_view);
}

void ListPane::connectModel()
{
    m_debounce.setSingleShot(true);
    m_debounce.setInterval(typingPauseMs);
    m_patience.setSingleShot(true);
    m_patience.setInterval(patienceMs);
    connect(m_filter, &QLineEdit::textChanged, &m_debounce, qOverload<>(&QTimer::start));
    connect(&m_debounce, &QTimer::timeout, this, [this] { m_model->setFilter(m_filter->text()); });
    connect(&m_patience, &QTimer::timeout, this, &ListPane::showState);
    connect(m_model, &PagedModel::loadStateChanged, this, &ListPane::showState);
    connect(m_model, &PagedModel::refreshed, this, &ListPane::showState);
    connect(m_model, &PagedModel::filterErrorChanged, this, &ListPane::showFilterError);
    m_patience.start();
}

void ListPane::setFilterText(const QString& text)
{
    m_filter->setText(text);
    m_debounce.stop();
    m_model->setFilter(text);
}

void ListPane::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void ListPane::setTitle(const QString& title)
{
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
    m_view->setAccessibleName(title);
}

void ListPane::setEmptyText(const EmptyText& text)
{
    m_options.empty = text;
    showState();
}

void ListPane::setShrinks(bool shrinks)
{
    m_options.shrinks = shrinks;
    if (!shrinks)
        shrinkTo(false);
    showState();
}

int ListPane::heightFor(int rows) const
{
    const int head = layout()->itemAt(0)->sizeHint().height();
    const int row = m_view->model()->rowCount() > 0 ? m_view->sizeHintForRow(0) : fontMetrics().height() * 8 / 5;
    return rows == 0 ? head : head + m_view->header()->sizeHint().height() + rows * row;
}

void ListPane::addToTitle(QWidget* widget)
{
    m_titleRow->addWidget(widget);
}

bool ListPane::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_filter && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const bool leaves = key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Down;
        if (key == Qt::Key_Escape)
            setFilterText({});
        else if (leaves && m_debounce.isActive())
            setFilterText(m_filter->text());
        if (key == Qt::Key_Escape || leaves) {
            m_view->setFocus(Qt::OtherFocusReason);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

EmptyText ListPane::stateText() const
{
    switch (m_model->loadState()) {
    case LoadState::Loading:
        return {QStringLiteral("wait"), tr("Loading"), {}, nullptr, Tone::Muted};
    case LoadState::Failed:
        return {QStringLiteral("error"), tr("The list cannot be read"), m_model->failure(), nullptr, Tone::Error};
    case LoadState::Empty:
    case LoadState::Loaded:
        break;
    }
    if (m_model->filter().isEmpty())
        return m_options.empty;
    if (!m_options.noMatch.title.isEmpty())
        return m_options.noMatch;
    return {QStringLiteral("search"), tr("Nothing matches the filter"), tr("Esc in the filter field clears it."),
            nullptr, Tone::Muted};
}

void ListPane::showState()
{
    const LoadState state = m_model->loadState();
    const bool waits = state == LoadState::Loading && m_patience.isActive();
    const bool rows = state == LoadState::Loaded || waits;
    if (!rows) {
        const bool hadFocus = m_view->hasFocus();
        m_empty->setContent(stateText());
        m_stack->setCurrentWidget(m_empty);
        // The list keeps the keyboard's place while it has no rows; without this the focus lands anywhere.
        if (hadFocus && m_options.filter) {
            m_filter->setFocus();
            m_filter->setProperty(keepsPlaceProperty, true);
        }
    } else {
        m_stack->setCurrentWidget(m_view);
        // And gets it back, unless somebody began to type: behind a slow store the letters are keys of the list again.
        if (m_filter->property(keepsPlaceProperty).toBool() && m_filter->hasFocus() && !m_filter->isModified())
            m_view->setFocus();
        m_filter->setProperty(keepsPlaceProperty, false);
    }
    const bool titleOnly = m_options.shrinks && state == LoadState::Empty;
    const QString nothing = titleOnly ? m_options.empty.title : QString();
    const QString more = m_model->isWhole() ? QString() : QStringLiteral("+");
    m_count->setText(state == LoadState::Loaded ? QLocale().toString(m_model->rowCount()) + more : nothing);
    m_count->setAccessibleName(tr("%Ln row(s)", nullptr, m_model->rowCount()));
    if (m_options.shrinks)
        shrinkTo(titleOnly);
}

void ListPane::shrinkTo(bool titleOnly)
{
    m_stack->setVisible(!titleOnly);
    // The head line is the whole layout then: a splitter hands the rest to its neighbours.
    setMaximumHeight(titleOnly ? layout()->sizeHint().height() : QWIDGETSIZE_MAX);
}

void ListPane::showFilterError()
{
    m_error->setText(m_model->filterError());
    m_error->setVisible(!m_model->filterError().isEmpty());
}

} // namespace millrace::ui
