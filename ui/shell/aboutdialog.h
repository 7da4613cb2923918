// SPDX-License-Identifier: GPL-3.0-or-later
// AboutDialog: version, licence, and where this console reads and writes. GUI thread.
#pragma once

#include "ui/widgets/appcontext.h"

#include <QDialog>

namespace millrace::ui {

class AboutDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit AboutDialog(const AppContext& context, QWidget* parent = nullptr);
};

} // namespace millrace::ui
