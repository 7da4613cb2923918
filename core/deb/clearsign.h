// SPDX-License-Identifier: GPL-3.0-or-later
// The text inside an OpenPGP cleartext signature (RFC 4880, 7). Nothing is verified here. Pure; any thread.
#pragma once

#include <QByteArray>
#include <QString>

namespace millrace::deb {

struct ClearText
{
    QByteArray text = {};  ///< without armour and dash escapes; the input itself if it has no armour
    bool isSigned = false; ///< there was armour around it
    QString problem = {};  ///< why the armour is broken, a sentence; empty if it is not
};

/// Takes the armour off. Only what the signature covers is in the text: anything but blank lines before it is a
/// problem, and what follows the signature is dropped.
ClearText stripClearsign(QByteArrayView bytes);

} // namespace millrace::deb
