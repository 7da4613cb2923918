// SPDX-License-Identifier: GPL-3.0-or-later
// Which patches a source package wants applied, and in what order. The rules are those of dpkg-source(1), formats
// "3.0 (quilt)" and "2.0"; what its manual leaves open was looked up in dpkg 1.21. Pure; any thread.
#pragma once

#include "core/patches/treeview.h"

#include <QStringList>

namespace millrace::patches {

/// How the patches of a package are applied; None where the unpacked source is what is built.
enum class Style { None, Quilt, Plain };

struct PatchList
{
    Style style = Style::None;
    QString format = {};            ///< what debian/source/format says; "1.0" where there is none
    QList<QByteArray> patches = {}; ///< names below debian/patches
    QByteArray series = {};         ///< name of the series file used; empty where there is none
    QStringList flags = {};         ///< "series.vendor", "series.options"
};

/// The names in a series file: comments, blank lines and options dropped. Error "patch.insecure" for a name that
/// leaves debian/patches. @p optionsIgnored is set when an option other than -p1 was met: dpkg-source applies with
/// -p1 all the same.
QList<QByteArray> parseSeries(const QByteArray& content, bool* optionsIgnored = nullptr);

/// @p vendor chooses "<vendor>.series" where the package has one, as dpkg-source does on a host of that vendor.
PatchList patchList(const TreeView& tree, const QString& vendor);

} // namespace millrace::patches
