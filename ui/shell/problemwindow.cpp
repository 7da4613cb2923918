// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/problemwindow.h"

#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/emptystate.h"

#include <QAction>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

QString titleOf(const Error& error)
{
    if (error.code() == QLatin1String("store.newer"))
        return ProblemWindow::tr("The store was written by a newer Millrace");
    if (error.code() == QLatin1String("store.corrupt"))
        return ProblemWindow::tr("The store is damaged");
    if (error.code() == QLatin1String("store.readonly"))
        return ProblemWindow::tr("The store cannot be written");
    return ProblemWindow::tr("The store cannot be opened");
}

} // namespace

QString storeAdvice(const Error& error)
{
    if (!error.advice().isEmpty())
        return error.advice();
    if (error.code() == QLatin1String("store.newer"))
        return ProblemWindow::tr("Start the newer version, or name another store with --store.");
    if (error.code() == QLatin1String("store.corrupt"))
        return ProblemWindow::tr("Nothing was changed. Put a backup in its place, or move the file away to begin anew: "
                                 "the repositories keep what was imported.");
    if (error.code() == QLatin1String("store.readonly"))
        return ProblemWindow::tr("Check the owner and the permissions of the file and its folder, and the free space.");
    return ProblemWindow::tr("Check that the folder exists and that you may write to it, then try again.");
}

ProblemWindow::ProblemWindow(const Error& error, const QString& storeUrl, QWidget* parent)
    : QWidget(parent)
    , m_state(new EmptyState)
{
    setObjectName(QStringLiteral("problem"));
    setWindowTitle(tr("Millrace"));
    setWindowIcon(theme::applicationIcon());
    auto* action = new QAction(theme::icon(QStringLiteral("refresh")), tr("Try again"), this);
    action->setShortcut(QKeySequence::Refresh);
    addAction(action);
    connect(action, &QAction::triggered, this, &ProblemWindow::tryAgain);
    const QString text =
        tr("%1\n\n%2\n\nStore: %3").arg(sentenceText(error.message()), sentenceText(storeAdvice(error)), storeUrl);
    m_state->setContent({QStringLiteral("error"), titleOf(error), text, action, Tone::Error});
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_state);
    resize(fontMetrics().averageCharWidth() * 150, fontMetrics().height() * 40);
}

void ProblemWindow::offerOther(const QString& text)
{
    auto* button = new QPushButton(text);
    button->setObjectName(QStringLiteral("problem.other"));
    auto* row = new QHBoxLayout;
    row->addStretch();
    row->addWidget(button);
    row->addStretch();
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
    static_cast<QVBoxLayout*>(layout())->addSpacing(fontMetrics().height() * 2);
    connect(button, &QPushButton::clicked, this, &ProblemWindow::otherWanted);
}

} // namespace millrace::ui
