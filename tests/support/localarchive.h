// SPDX-License-Identifier: GPL-3.0-or-later
// A small Debian archive in a folder: pool, source indexes, InRelease signed by a key of its own. Serve it with
// HttpServer, or use it as file: archive. Runs dpkg-scansources, xz and gpg; blocking; one thread at a time.
#pragma once

#include <QMap>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace millrace::test {

class LocalArchive
{
public:
    /// @p folder gets pool/ and dists/; it may exist. Makes a key (ed25519, some 100 ms).
    explicit LocalArchive(const QString& folder);
    ~LocalArchive();

    /// Copies the .dsc and its files into the pool and lists them in the suite from the next publish() on.
    void add(const QString& dscPath, const QString& suite = QStringLiteral("sid"),
             const QString& component = QStringLiteral("main"));
    /// Takes all versions of a package out of a suite's index; the pool keeps them.
    void remove(const QString& package, const QString& suite = QStringLiteral("sid"));
    /// A field of the suite's Release file: "Suite", "Codename", "Date", "Valid-Until", "Acquire-By-Hash"…; an empty
    /// value leaves it out; "SHA256" replaces the whole table. Without: Origin and Label "Sample", Suite and Codename
    /// the suite's name, Date now.
    void setField(const QString& suite, const QString& name, const QString& value);
    /// Writes every suite's indexes (Sources, Sources.xz, by-hash) and signs its InRelease.
    void publish();

    /// Binary keyring with the key that signs.
    QString keyring() const { return m_home.filePath(QStringLiteral("archive.gpg")); }
    /// The same, as ASCII armour.
    QByteArray armouredKey() const;
    /// From now on sign with a new key, which is not in keyring(). @p expired: it expired before it signs.
    void signWithOtherKey(bool expired = false);
    /// An armoured signature of @p bytes alone, by that key, as upstream authors publish it beside a tarball.
    QByteArray detachedSignature(const QByteArray& bytes) const;
    QString folder() const { return m_folder; }
    QString inRelease(const QString& suite) const;

private:
    void makeKey(const QString& name, bool expired);
    QByteArray gpg(const QStringList& arguments, const QByteArray& input = {}) const;
    QByteArray releaseText(const QString& suite) const;

    const QString m_folder;
    QTemporaryDir m_home;
    QString m_key;
    bool m_keyExpired = false;
    QMap<QString, QMap<QString, QStringList>> m_stanzas; ///< suite → component → stanzas
    QMap<QString, QMap<QString, QString>> m_fields;      ///< suite → Release field → value
};

} // namespace millrace::test
