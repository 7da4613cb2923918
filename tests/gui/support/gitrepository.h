// SPDX-License-Identifier: GPL-3.0-or-later
// A bare repository as the importer would leave it, made by git itself: upstream commits, branches and tags.
#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

namespace millrace::test {

class GitRepository
{
public:
    /// Makes the bare repository.
    explicit GitRepository(const QString& path);

    /// Adds a commit of exactly these files on @p branch ("debian/sid") with these further parents; tags it.
    /// Returns its id.
    QString commit(const QString& branch, const QString& subject, const QMap<QString, QByteArray>& files,
                   const QStringList& furtherParents = {}, const QString& tag = {});
    QString git(const QStringList& arguments, const QByteArray& input = {});

private:
    QString m_path;
    int m_minutes = 0;
};

/// A package like hello: an upstream release, four imports on three branches, a change of modes and a binary file.
/// Returns version → commit.
QMap<QString, QString> makeHello(const QString& path);

} // namespace millrace::test
