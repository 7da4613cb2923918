// SPDX-License-Identifier: GPL-3.0-or-later
// Screen: one page of the main window. A screen reads through models and StoreThread::run, changes through the
// OperationRunner, and never blocks. GUI thread.
#pragma once

#include "ui/widgets/appcontext.h"

#include <QWidget>

namespace millrace::ui {

class Screen : public QWidget
{
    Q_OBJECT
public:
    explicit Screen(const AppContext& context, QWidget* parent = nullptr)
        : QWidget(parent)
        , m_context(context)
    {
    }

    virtual QString id() const = 0;       ///< "triage": object name, settings key, screenshot file
    virtual QString title() const = 0;    ///< "Triage"
    virtual QString iconName() const = 0; ///< for theme::icon
    /// Beside the title in the navigation: "3"; empty = none. badgeChanged() when it changes.
    virtual QString badge() const { return {}; }
    /// The screen became the visible one: read what is needed, put the focus into the main list.
    virtual void activate() = 0;
    /// It is hidden now: stop reading.
    virtual void deactivate() {}
    /// `/` and Ctrl+K.
    virtual void focusSearch() {}
    /// Everything visible has arrived (screenshots and tests wait for it).
    virtual bool isReady() const { return true; }
    /// Chooses something worth looking at where nothing is chosen (screenshots).
    virtual void showExample() {}
    /// Splitters, filter, selection: as the settings keep them.
    virtual void saveSession() {}
    virtual void restoreSession() {}

signals:
    void badgeChanged();
    /// isReady() may have become true.
    void ready();
    /// Asks the window to show another screen: ("package", "hello"), ("triage", "signature:…").
    void goTo(const QString& screenId, const QString& subject);

public slots:
    /// Another screen asked to show @p subject here.
    virtual void open(const QString& subject) { Q_UNUSED(subject) }

protected:
    const AppContext& context() const { return m_context; }

private:
    const AppContext& m_context;
};

} // namespace millrace::ui
