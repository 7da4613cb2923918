// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unpack/inputfile.h"

#include "core/base/error.h"

#include <QFile>

namespace millrace::unpack {

InputFile InputFile::at(const deb::SourceFile& file, const QString& path)
{
    return {file, [path]() -> std::unique_ptr<QIODevice> {
                auto device = std::make_unique<QFile>(path);
                if (!device->open(QIODevice::ReadOnly))
                    throw Error(QStringLiteral("internal.io"),
                                QStringLiteral("cannot read %1: %2").arg(path, device->errorString()),
                                {{QStringLiteral("path"), path}});
                return device;
            }};
}

} // namespace millrace::unpack
