// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/localarchive.h"

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/process.h"

#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QLocale>

namespace millrace::test {

namespace {

void writeFile(const QString& path, const QByteArray& bytes)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        throw Error(QStringLiteral("internal.io"), QStringLiteral("cannot write %1").arg(path));
}

QByteArray readFile(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        throw Error(QStringLiteral("internal.io"), QStringLiteral("cannot read %1").arg(path));
    return file.readAll();
}

QString field(const QString& stanza, const QString& name)
{
    for (const QString& line : stanza.split(QLatin1Char('\n'))) {
        if (line.startsWith(name + QLatin1String(": ")))
            return line.mid(name.size() + 2);
    }
    return {};
}

void copyOver(const QString& from, const QString& to)
{
    QDir().mkpath(QFileInfo(to).absolutePath());
    QFile::remove(to);
    if (!QFile::copy(from, to))
        throw Error(QStringLiteral("internal.io"), QStringLiteral("cannot copy %1 to %2").arg(from, to));
}

/// The names in the .dsc's Files field.
QStringList filesOf(const QString& dscPath)
{
    QStringList names;
    bool inFiles = false;
    for (const QString& line : QString::fromUtf8(readFile(dscPath)).split(QLatin1Char('\n'))) {
        if (!line.startsWith(QLatin1Char(' ')))
            inFiles = line.startsWith(QLatin1String("Files:"));
        else if (inFiles)
            names.append(line.simplified().section(QLatin1Char(' '), 2));
    }
    return names;
}

} // namespace

LocalArchive::LocalArchive(const QString& folder)
    : m_folder(folder)
{
    makeKey(QStringLiteral("Archive Key"), false);
    writeFile(keyring(), gpg({QStringLiteral("--export"), m_key}));
}

LocalArchive::~LocalArchive()
{
    try {
        runProcess(
            {QStringLiteral("gpgconf"),
             {QStringLiteral("--homedir"), m_home.path(), QStringLiteral("--kill"), QStringLiteral("gpg-agent")}});
    } catch (const Error&) {
        // The agent ends by itself when its folder is gone.
    }
}

QByteArray LocalArchive::gpg(const QStringList& arguments, const QByteArray& input) const
{
    const QStringList common{QStringLiteral("--homedir"),       m_home.path(),
                             QStringLiteral("--batch"),         QStringLiteral("--quiet"),
                             QStringLiteral("--pinentry-mode"), QStringLiteral("loopback")};
    return runProcessChecked({QStringLiteral("gpg"), common + arguments, input}).output;
}

void LocalArchive::makeKey(const QString& name, bool expired)
{
    const QByteArray recipe =
        "%no-protection\nKey-Type: eddsa\nKey-Curve: ed25519\nKey-Usage: sign\nName-Real: " + name.toUtf8() +
        "\nExpire-Date: " + (expired ? "20010201T000000" : "0") + "\n%commit\n";
    QStringList arguments{QStringLiteral("--gen-key")};
    if (expired)
        arguments.prepend(QStringLiteral("--faked-system-time=20010101T000000!"));
    gpg(arguments, recipe);
    m_key = name;
    m_keyExpired = expired;
}

void LocalArchive::signWithOtherKey(bool expired)
{
    makeKey(expired ? QStringLiteral("Expired Key") : QStringLiteral("Other Key"), expired);
    if (expired) // a key that we have, but may not believe any more
        writeFile(keyring(), gpg({QStringLiteral("--export")}));
}

QByteArray LocalArchive::detachedSignature(const QByteArray& bytes) const
{
    QStringList arguments{QStringLiteral("--armor"), QStringLiteral("--local-user"), m_key,
                          QStringLiteral("--detach-sign")};
    if (m_keyExpired)
        arguments.prepend(QStringLiteral("--faked-system-time=20010115T000000!"));
    return gpg(arguments, bytes);
}

QByteArray LocalArchive::armouredKey() const
{
    return gpg({QStringLiteral("--armor"), QStringLiteral("--export"), QStringLiteral("Archive Key")});
}

QString LocalArchive::inRelease(const QString& suite) const
{
    return m_folder + QLatin1String("/dists/") + suite + QLatin1String("/InRelease");
}

void LocalArchive::add(const QString& dscPath, const QString& suite, const QString& component)
{
    const QFileInfo dsc(dscPath);
    const QStringList files = filesOf(dscPath) << dsc.fileName();
    const QTemporaryDir alone; // dpkg-scansources lists all it finds
    for (const QString& name : files)
        copyOver(dsc.absolutePath() + QLatin1Char('/') + name, alone.filePath(name));
    const QByteArray listing =
        runProcessChecked({QStringLiteral("dpkg-scansources"), {QStringLiteral(".")}, {}, alone.path()}).output;
    QString stanza = QString::fromUtf8(listing).trimmed();
    const QString package = field(stanza, QStringLiteral("Package"));
    const QString directory =
        QStringLiteral("pool/%1/%2/%3")
            .arg(component, package.left(package.startsWith(QLatin1String("lib")) ? 4 : 1), package);
    stanza.remove(QLatin1String("\nDirectory: ."));
    stanza += QLatin1String("\nDirectory: ") + directory + QLatin1Char('\n');
    for (const QString& name : files)
        copyOver(alone.filePath(name), m_folder + QLatin1Char('/') + directory + QLatin1Char('/') + name);
    m_stanzas[suite][component].append(stanza);
}

void LocalArchive::remove(const QString& package, const QString& suite)
{
    for (QStringList& stanzas : m_stanzas[suite])
        stanzas.removeIf([&](const QString& stanza) { return field(stanza, QStringLiteral("Package")) == package; });
}

void LocalArchive::setField(const QString& suite, const QString& name, const QString& value)
{
    m_stanzas[suite];
    m_fields[suite][name] = value;
}

QByteArray LocalArchive::releaseText(const QString& suite) const
{
    const QString now =
        QLocale::c().toString(QDateTime::currentDateTimeUtc(), QStringLiteral("ddd, dd MMM yyyy HH:mm:ss")) +
        QLatin1String(" UTC");
    QMap<QString, QString> fields{{QStringLiteral("Origin"), QStringLiteral("Sample")},
                                  {QStringLiteral("Label"), QStringLiteral("Sample")},
                                  {QStringLiteral("Suite"), suite},
                                  {QStringLiteral("Codename"), suite},
                                  {QStringLiteral("Date"), now},
                                  {QStringLiteral("Acquire-By-Hash"), QStringLiteral("yes")},
                                  {QStringLiteral("Components"), m_stanzas[suite].keys().join(QLatin1Char(' '))}};
    fields.insert(m_fields.value(suite));
    QByteArray text;
    for (auto it = fields.cbegin(); it != fields.cend(); ++it) {
        if (!it.value().isEmpty())
            text += it.key().toUtf8() + ": " + it.value().toUtf8() + '\n';
    }
    if (fields.contains(QStringLiteral("SHA256")))
        return text;
    text += "SHA256:\n";
    const QString root = m_folder + QLatin1String("/dists/") + suite;
    QDirIterator files(root, {QStringLiteral("Sources*")}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QByteArray bytes = readFile(files.next());
        text += ' ' + Digest::hex(Digest::Algorithm::Sha256, bytes) + ' ' + QByteArray::number(bytes.size()) + ' ' +
                QDir(root).relativeFilePath(files.filePath()).toUtf8() + '\n';
    }
    return text;
}

void LocalArchive::publish()
{
    for (auto suite = m_stanzas.cbegin(); suite != m_stanzas.cend(); ++suite) {
        for (auto component = suite->cbegin(); component != suite->cend(); ++component) {
            const QString folder = m_folder + QStringLiteral("/dists/%1/%2/source").arg(suite.key(), component.key());
            const QByteArray plain = component->join(QLatin1Char('\n')).toUtf8();
            const QByteArray xz = runProcessChecked({QStringLiteral("xz"), {QStringLiteral("-c")}, plain}).output;
            writeFile(folder + QLatin1String("/Sources"), plain);
            writeFile(folder + QLatin1String("/Sources.xz"), xz);
            for (const QByteArray& bytes : {plain, xz})
                writeFile(folder + QLatin1String("/by-hash/SHA256/") +
                              QString::fromLatin1(Digest::hex(Digest::Algorithm::Sha256, bytes)),
                          bytes);
        }
        QStringList arguments{QStringLiteral("--clearsign"), QStringLiteral("--digest-algo"), QStringLiteral("SHA512"),
                              QStringLiteral("--local-user"), m_key};
        if (m_keyExpired)
            arguments.prepend(QStringLiteral("--faked-system-time=20010102T000000!"));
        QDir().mkpath(QFileInfo(inRelease(suite.key())).absolutePath());
        writeFile(inRelease(suite.key()), gpg(arguments, releaseText(suite.key())));
    }
}

} // namespace millrace::test
