// SPDX-License-Identifier: GPL-3.0-or-later
// Verification: runs the checks I1–I9 (importer.md b15) on one package and says what they found. It changes neither
// the repository nor the store. One object per worker process, on its main thread.
#pragma once

#include "core/base/cancellation.h"
#include "core/integrity/finding.h"
#include "core/integrity/verifyspec.h"

namespace millrace::integrity {

class VerificationListener
{
public:
    virtual ~VerificationListener() = default;
    virtual void found(const Finding& finding) = 0;
    /// A check has ended; called for each of the nine, in order.
    virtual void checked(const CheckOutcome& outcome) = 0;
};

class Verification
{
public:
    Verification(VerifySpec spec, VerificationListener& listener, Cancellation cancellation = {});

    /// Throws only what makes going on pointless: a full disk, cancellation.
    void run();

private:
    const VerifySpec m_spec;
    VerificationListener& m_listener;
    Cancellation m_cancellation;
};

/// "I1: published versions are imported": what the check is about, for people; empty for an unknown name.
QString checkTitle(const QString& check);

} // namespace millrace::integrity
