// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/locale.h"

#include <QtGlobal>

#include <clocale>
#include <ctime>

namespace millrace {

void useNeutralLocale()
{
    qputenv("LC_ALL", "C.UTF-8");
    qputenv("LANGUAGE", "");
    qputenv("TZ", "UTC");
    tzset();
    setlocale(LC_ALL, "C.UTF-8");
}

} // namespace millrace
