// SPDX-License-Identifier: GPL-3.0-or-later
// The importer as a library, with git as its oracle: runs jobs for one package, publishes what they stage, and
// remembers the imports as the store would. Blocking; one thread per object.
#pragma once

#include "core/importer/packageimport.h"

namespace millrace::test {

/// A version that appears in a suite.
struct Publication
{
    QString dsc = {};
    QString suite = QStringLiteral("sid");
    QString vendor = QStringLiteral("debian");
    int archiveRank = 0;
    bool patchesApplied = false;
    bool pristineTar = false;
};

struct JobOutcome
{
    QList<importer::Staged> staged = {};
    QList<importer::ImportFailure> failures = {};
    QStringList begun = {}; ///< "version suite", in order
};

class PackageHistory final : private importer::ImportListener
{
public:
    /// Makes @p folder/sample.git; blobs and quarantine lie below @p folder too.
    explicit PackageHistory(const QString& folder, const QString& package = QStringLiteral("sample"));

    /// One job: stages all publications, then publishes what was staged.
    JobOutcome import(const QList<Publication>& publications);
    /// The same without publishing anything.
    JobOutcome stage(const QList<Publication>& publications);

    QString repository() const { return m_folder + QLatin1Char('/') + m_package + QLatin1String(".git"); }
    /// `git` in the repository, trimmed; fails the test when git does.
    QByteArray git(const QStringList& arguments) const;
    /// The commit that a branch or tag stands for, hex; empty if there is none.
    QByteArray commit(const QString& ref) const;
    /// Its parents, in order.
    QList<QByteArray> parents(const QString& ref) const;
    /// All refs with what they are, as `git show-ref` prints them.
    QByteArray refs() const { return git({QStringLiteral("show-ref")}); }
    /// Imports known so far, in the order they were made; a test may change it to look like another history.
    QList<importer::KnownImport> imports = {};
    QList<importer::KnownUpstream> upstreams = {};

private:
    void publicationBegins(const QString& version, const QString& suite, qsizetype done, qsizetype total) override;
    void staged(const importer::Staged& staged) override { m_outcome.staged.append(staged); }
    void failed(const importer::ImportFailure& failure) override { m_outcome.failures.append(failure); }
    void publish(const JobOutcome& outcome);

    QString m_folder;
    QString m_package;
    QString m_quarantine;
    int m_job = 0;
    JobOutcome m_outcome;
    importer::JobSpec m_spec;
};

} // namespace millrace::test
