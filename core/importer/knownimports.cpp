// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/knownimports.h"

#include "core/deb/names.h"
#include "core/deb/version.h"
#include "core/git/repository.h"
#include "core/importer/foreigncommits.h"
#include "core/importer/tags.h"

namespace millrace::importer {

KnownImports::KnownImports(const JobSpec& spec, const Tags& tags, const git::Repository& repository)
{
    for (const KnownImport& import : spec.imports)
        append(import);
    // The store has one import per upload: the derivative's, which came first. The upstream archive's own commit is
    // known by its tag.
    for (const KnownImport& import : spec.imports) {
        for (auto it = spec.vendors.cbegin(); it != spec.vendors.cend(); ++it) {
            if (it.value() >= import.archiveRank || it.key() == import.vendor)
                continue;
            const QString name = deb::vendorTag(it.key(), import.version);
            for (const git::Oid& commit : tags.commitsOf(name)) {
                const std::optional<git::CommitFields> fields = commitIfAny(repository, commit);
                if (!fields || fields->tree.toHex() != import.tree || ofCommit(commit))
                    continue;
                KnownImport own = import;
                own.vendor = it.key();
                own.archiveRank = it.value();
                own.commit = commit.toHex();
                own.tag = tags.nameOf(name, commit);
                append(own);
            }
        }
    }
}

void KnownImports::append(const KnownImport& import)
{
    if (!m_byCommit.contains(import.commit))
        m_byCommit.insert(import.commit, m_imports.size());
    m_imports.append(import);
}

const KnownImport* KnownImports::ofUpload(const QString& dscSha256, const QString& vendor) const
{
    const KnownImport* first = nullptr;
    for (const KnownImport& import : m_imports) {
        if (import.dscSha256 != dscSha256)
            continue;
        if (import.vendor == vendor)
            return &import;
        if (!first)
            first = &import;
    }
    return first;
}

const KnownImport* KnownImports::sameContent(const QString& version, const QString& vendor, const QString& tree) const
{
    for (const KnownImport& import : m_imports) {
        if (import.version == version && import.vendor == vendor && import.tree == tree)
            return &import;
    }
    return nullptr;
}

const KnownImport* KnownImports::ofCommit(const git::Oid& commit) const
{
    const auto it = m_byCommit.constFind(commit.toHex());
    return it == m_byCommit.constEnd() ? nullptr : &m_imports.at(it.value());
}

const KnownImport* KnownImports::nativeBefore(const QString& version, int archiveRank) const
{
    const KnownImport* best = nullptr;
    for (const KnownImport& import : m_imports) {
        // A revision shows that a package was only built as a native one, mostly by mistake: no release of its own.
        const bool native = import.upstreamId.isEmpty() && !import.version.contains(QLatin1Char('-'));
        if (!native || import.archiveRank > archiveRank ||
            deb::compareVersions(import.version.toUtf8(), version.toUtf8()) >= 0)
            continue;
        if (!best || deb::compareVersions(best->version.toUtf8(), import.version.toUtf8()) <= 0)
            best = &import;
    }
    return best;
}

} // namespace millrace::importer
