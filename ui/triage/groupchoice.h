// SPDX-License-Identifier: GPL-3.0-or-later
// GroupChoice: chooses another failure group, to merge one into it. GUI thread.
#pragma once

#include "ui/widgets/appcontext.h"

#include <QDialog>

class QPushButton;

namespace millrace::ui {

class ListPane;
class PagedModel;

class GroupChoice final : public QDialog
{
    Q_OBJECT
public:
    /// @p signature: the group that goes, titled @p title.
    GroupChoice(const AppContext& context, const QString& signature, const QString& title, QWidget* parent = nullptr);
    ListPane* list() const { return m_list; }
    QPushButton* button() const { return m_merge; }

signals:
    void chosen(const QString& target);

private:
    void follow();
    QString target() const;

    const QString m_signature;
    PagedModel* m_model;
    ListPane* m_list;
    QPushButton* m_merge;
};

} // namespace millrace::ui
