// SPDX-License-Identifier: GPL-3.0-or-later
// Reads one tarball of an upload into a SourceTree, its contents streaming into a ContentSink.
// A TarballReading lives for one upload, on the unpacking thread; sink and budget must outlive it.
#pragma once

#include "core/unpack/sourcetree.h"
#include "core/unpack/tarreader.h"

#include <QSet>
#include <QStringList>

namespace millrace::unpack {

struct TarballRules
{
    /// Leave out ".pc" in the root and in each directory of the root, as dpkg does for the orig of 3.0 (quilt).
    bool excludePc = false;
    /// The one directory that is all of the content becomes the root. Not for a debian.tar.
    bool stripTop = true;
};

class TarballReading
{
public:
    TarballReading(ContentSink& sink, UnpackBudget& budget, const Cancellation& cancellation);

    /// Paths, relative to the unpacked source, whose bytes are kept while streaming (see bytesOf()).
    void keep(const QSet<QByteArray>& paths) { m_keep += paths; }

    /// The members as GNU tar would leave them in an empty folder, by these rules: the last of a name wins; absolute
    /// names, names with ".." and names that lead through a symlink are Errors "unpack.traversal"; a hard link is a
    /// second name for what its target is at that time, "unpack.link" when there is none; devices, FIFOs and sockets
    /// are dropped with flag "special.dropped"; any x bit makes a file executable, other mode bits are dropped.
    SourceTree read(const InputFile& input, const TarballRules& rules);

    /// The bytes of a file that was kept; null otherwise.
    const QByteArray* bytesOf(const ContentId& content) const;
    /// Reads the tarballs again and keeps these contents (hard links and links lead to files nobody had named).
    void keepContents(const QList<InputFile>& inputs, const std::map<ContentId, qint64>& wanted);
    /// For contents that come from elsewhere.
    void remember(const ContentId& content, const QByteArray& bytes)
    {
        m_budget.addKept(bytes.size());
        m_kept[content] = bytes;
    }

    const QStringList& flags() const { return m_flags; }

private:
    void addMember(SourceTree& tree, const TarMember& member, const QByteArray& path, TarReader& reader);
    bool isKept(const QByteArray& path) const;
    void flag(const QString& word);

    ContentSink& m_sink;
    UnpackBudget& m_budget;
    const Cancellation m_cancellation;
    QSet<QByteArray> m_keep;
    std::map<ContentId, QByteArray> m_kept;
    QStringList m_flags;
};

} // namespace millrace::unpack
