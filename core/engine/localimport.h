// SPDX-License-Identifier: GPL-3.0-or-later
// Local .dsc files as uploads: recorded as publications of a suite of an archive named "local". Blocking (reads the
// files); any thread but the GUI's and the store's.
#pragma once

#include "core/store/storethread.h"

namespace millrace::engine {

struct LocalRequest
{
    QStringList files = {};
    QString suite = QStringLiteral("local");
    QString vendor = QStringLiteral("local");
};

/// Returns the names of the packages. Throws for the first file that is no usable .dsc; nothing is recorded then.
QStringList recordLocalUploads(store::StoreThread& store, const LocalRequest& request);

} // namespace millrace::engine
