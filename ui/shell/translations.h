// SPDX-License-Identifier: GPL-3.0-or-later
// The texts of the console in the user's language, or English with its plural forms. GUI thread, once.
#pragma once

class QCoreApplication;

namespace millrace::ui {

void installTranslations(QCoreApplication& application);

} // namespace millrace::ui
