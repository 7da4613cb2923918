// SPDX-License-Identifier: GPL-3.0-or-later
// ComparePane: the difference between any two imports of a package, and the way to swap them. GUI thread.
#pragma once

#include "core/store/details.h"
#include "ui/package/treepane.h"

class QComboBox;

namespace millrace::ui {

class ComparePane final : public QWidget
{
    Q_OBJECT
public:
    explicit ComparePane(RepositoryThread& thread, QWidget* parent = nullptr);

    /// @p imports in import order. Keeps what is chosen where the package still has it; else compares the newest
    /// import with the one before it.
    void setImports(const QString& repository, const QList<store::ImportDetails>& imports);
    void swap();
    /// While its tab is hidden nothing is read.
    void setActive(bool active);

    QComboBox* from() const { return m_from; }
    QComboBox* to() const { return m_to; }
    TreePane* tree() const { return m_tree; }

private:
    void compare();

    QComboBox* m_from;
    QComboBox* m_to;
    TreePane* m_tree;
    QString m_repository;
    bool m_active = false;
};

} // namespace millrace::ui
