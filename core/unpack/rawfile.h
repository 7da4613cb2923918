// SPDX-License-Identifier: GPL-3.0-or-later
// Small files on disk under raw byte names, which QFile cannot express. Errors are "limit.disk" when the disk is full,
// else "internal.io". Blocking; any thread.
#pragma once

#include <QByteArray>

#include <filesystem>

namespace millrace::unpack {

std::filesystem::path rawPath(const std::filesystem::path& folder, const QByteArray& name);
QByteArray readRawFile(const std::filesystem::path& path);
/// Creates or replaces the file with mode 644 or 755; its folder exists.
void writeRawFile(const std::filesystem::path& path, const QByteArray& bytes, bool executable);
/// mkdir -p.
void makeRawFolder(const std::filesystem::path& path);
/// A new folder below @p parent that nobody else has.
std::filesystem::path makeUniqueFolder(const QString& parent);

} // namespace millrace::unpack
