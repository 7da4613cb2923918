// SPDX-License-Identifier: GPL-3.0-or-later
// One verified file of an upload, ready to be read (more than once). A value; opened on the unpacking thread.
#pragma once

#include "core/deb/sourcerecord.h"

#include <QIODevice>

#include <functional>
#include <memory>

namespace millrace::unpack {

struct InputFile
{
    deb::SourceFile file = {};
    /// Opens the file for reading from its start, or throws Error. The caller has checked size and digests.
    std::function<std::unique_ptr<QIODevice>()> open = {};

    /// A file on disk; opening it throws Error "internal.io" when it cannot be read.
    static InputFile at(const deb::SourceFile& file, const QString& path);
};

} // namespace millrace::unpack
