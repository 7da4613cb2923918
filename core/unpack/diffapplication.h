// SPDX-License-Identifier: GPL-3.0-or-later
// Applies the .diff.gz of a 1.0 source as dpkg does: by GNU patch, without fuzz. Only the files that the diff names
// are written to disk, into a folder of its own below the scratch folder that is gone when this object is.
// Belongs to one upload, on the unpacking thread.
#pragma once

#include "core/unpack/diffsummary.h"
#include "core/unpack/tarball.h"

#include <filesystem>

namespace millrace::unpack {

class DiffApplication
{
public:
    /// Decompresses and checks the diff. Errors as summarizeDiff(), "unpack.*" for the compressed file.
    DiffApplication(const InputFile& diff, const QString& scratchFolder, UnpackBudget& budget,
                    const Cancellation& cancellation);
    ~DiffApplication();
    DiffApplication(const DiffApplication&) = delete;
    DiffApplication& operator=(const DiffApplication&) = delete;

    /// Files whose bytes apply() needs: keep them while the orig tarball streams by.
    QSet<QByteArray> neededPaths() const;

    /// Changes @p tree. New files are 644 or what a git-style header says, changed ones keep their mode, those that
    /// the diff empties and removes are gone, their folders stay. Errors "patch.symlink", "patch.malformed",
    /// "patch.failed" with patch's own words as evidence; "limit.time" after ten minutes.
    void apply(SourceTree& tree, TarballReading& reading, const QList<InputFile>& tarballs, ContentSink& sink);

private:
    struct Written
    {
        QByteArray bytes = {};
        bool executable = false;
    };

    void keepLinkedContents(const SourceTree& tree, TarballReading& reading, const QList<InputFile>& tarballs) const;
    void writeCandidates(const SourceTree& tree, const TarballReading& reading);
    void runPatch() const;
    void removeBackups(const QSet<QByteArray>& targets) const;
    void takeBack(SourceTree& tree, TarballReading& reading, ContentSink& sink);

    QString m_name;
    std::filesystem::path m_folder; ///< holds "diff" and "tree"
    DiffSummary m_summary;
    std::map<QByteArray, Written> m_written;
};

} // namespace millrace::unpack
