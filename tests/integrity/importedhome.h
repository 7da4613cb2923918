// SPDX-License-Identifier: GPL-3.0-or-later
// A home where the packages of a SampleArchive are imported: made once, copied for every test, and then damaged.
// Blocking; one thread.
#pragma once

#include "tests/fault/home.h"
#include "tests/fault/samplearchive.h"

namespace millrace::test {

/// Imports alpha, beta and gamma into @p home. Fails the test when that fails.
void importSamples(const Home& home, const SampleArchive& archive);

/// Changes the state store behind the program's back, foreign keys off. The statement must change a row.
void changeStore(const Home& home, const QString& statement);

class ImportedHome : public Home
{
public:
    /// A copy of @p original.
    explicit ImportedHome(const Home& original);

    QString repository(const char* package) const;
    /// `git` in the package's repository; answers its trimmed output.
    QString git(const char* package, const QStringList& arguments) const;
    void sql(const QString& statement) const { changeStore(*this, statement); }
    /// Runs `verify --json PACKAGE`.
    CtlResult verify(const QString& package) const;
};

/// "I2 branch.rewritten refs/heads/debian/sid", sorted, of a `verify --json`. @p key: "findings" or "notes".
QStringList told(const CtlResult& result, const char* key = "findings");

} // namespace millrace::test
