// SPDX-License-Identifier: GPL-3.0-or-later
// Tag names and tag objects (importer.md b2): "debian/2.10-3"; a second content for a name goes to
// "reimport/debian/2.10-3/<n>", where /0 is the original. Same thread as the pack writer.
#pragma once

#include "core/git/objects.h"
#include "core/git/packwriter.h"
#include "core/importer/staged.h"

#include <QHash>

namespace millrace::git {
class Repository;
}

namespace millrace::importer {

class Tags
{
public:
    explicit Tags(const git::Repository& repository);

    struct Made
    {
        QString name = {};          ///< without refs/tags/
        QList<RefUpdate> refs = {}; ///< the tag, and the /0 of a first reimport; only move() has one with an old value
    };

    /// What @p name and its reimports stand for; empty when there is no such tag.
    QList<git::Oid> commitsOf(const QString& name) const;
    /// The one of these tags that stands for @p commit, empty if none does.
    QString nameOf(const QString& name, const git::Oid& commit) const;

    /// Tags @p commit as @p name, or as the next reimport of that name if it stands for another commit already.
    Made make(const QString& name, const git::Oid& commit, const git::Identity& tagger, const QByteArray& message,
              git::PackWriter& writer);

    /// The value of the ref of @p name; null if there is no such tag.
    git::Oid valueOf(const QString& name) const { return m_tags.value(name); }

    /// Gives @p name, which stands for something else, to @p commit; what it stood for stays reachable as a reimport.
    Made move(const QString& name, const git::Oid& commit, const git::Identity& tagger, const QByteArray& message,
              git::PackWriter& writer);

private:
    /// @p name itself, then its reimports by number, as far as there are any.
    QStringList family(const QString& name) const;
    /// Creates the ref of @p name.
    void add(Made& made, const QString& name, const git::Oid& value, const git::Oid& commit);

    QHash<QString, git::Oid> m_tags;    ///< name → value of the ref, those made by this job included
    QHash<QString, git::Oid> m_commits; ///< name → commit
};

} // namespace millrace::importer
