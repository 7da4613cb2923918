// SPDX-License-Identifier: GPL-3.0-or-later
// PackageScreen: search over every source package of the archives (left), everything about one of them (right).
// GUI thread.
#pragma once

#include "ui/widgets/screen.h"

class QSplitter;

namespace millrace::ui {

class ListPane;
class PackageActions;
class PackageRepairs;
class PackageView;
class PagedModel;
class SelectedRows;

class PackageScreen final : public Screen
{
    Q_OBJECT
public:
    explicit PackageScreen(const AppContext& context, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("package"); }
    QString title() const override { return tr("Packages"); }
    QString iconName() const override { return QStringLiteral("package"); }
    void activate() override;
    void deactivate() override;
    void focusSearch() override;
    bool isReady() const override;
    void showExample() override;
    void saveSession() override;
    void restoreSession() override;
    /// The name of a source package; behind a blank, the version to show in its history.
    void open(const QString& subject) override;

    ListPane* list() const { return m_list; }
    PackageView* view() const { return m_view; }

private:
    void build();
    void updateSubject();
    void applySubject();

    PagedModel* m_model;
    PackageActions* m_actions;
    PackageRepairs* m_repairs;
    SelectedRows* m_selected = nullptr;
    ListPane* m_list;
    PackageView* m_view;
    QSplitter* m_splitter;
};

} // namespace millrace::ui
