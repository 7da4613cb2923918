// SPDX-License-Identifier: GPL-3.0-or-later
// KeySheet: every registered action with its keys and its command line, and the keys that every list has. GUI thread.
#pragma once

#include <QDialog>

namespace millrace::ui {

class ActionRegistry;

class KeySheet final : public QDialog
{
    Q_OBJECT
public:
    explicit KeySheet(const ActionRegistry& actions, QWidget* parent = nullptr);
};

} // namespace millrace::ui
