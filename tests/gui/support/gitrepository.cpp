// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/support/gitrepository.h"

#include "core/base/process.h"

#include <QDir>

namespace millrace::test {

GitRepository::GitRepository(const QString& path)
    : m_path(path)
{
    QDir().mkpath(path);
    git({QStringLiteral("init"), QStringLiteral("-q"), QStringLiteral("--bare"), QStringLiteral("-b"),
         QStringLiteral("debian/sid")});
}

QString GitRepository::git(const QStringList& arguments, const QByteArray& input)
{
    ProcessRequest request;
    request.program = QStringLiteral("git");
    request.arguments = QStringList{QStringLiteral("-C"), m_path} + arguments;
    request.input = input;
    const QString date = QStringLiteral("%1 +0200").arg(1'600'000'000 + m_minutes * 60);
    request.environment = {{QStringLiteral("GIT_CONFIG_GLOBAL"), QStringLiteral("/dev/null")},
                           {QStringLiteral("GIT_CONFIG_SYSTEM"), QStringLiteral("/dev/null")},
                           {QStringLiteral("GIT_INDEX_FILE"), m_path + QStringLiteral("/story-index")},
                           {QStringLiteral("GIT_AUTHOR_NAME"), QStringLiteral("Santiago Vila")},
                           {QStringLiteral("GIT_AUTHOR_EMAIL"), QStringLiteral("sanvila@example.org")},
                           {QStringLiteral("GIT_COMMITTER_NAME"), QStringLiteral("Millrace")},
                           {QStringLiteral("GIT_COMMITTER_EMAIL"), QStringLiteral("importer@example.org")},
                           {QStringLiteral("GIT_AUTHOR_DATE"), date},
                           {QStringLiteral("GIT_COMMITTER_DATE"), date}};
    return QString::fromUtf8(runProcessChecked(request).output).trimmed();
}

QString GitRepository::commit(const QString& branch, const QString& subject, const QMap<QString, QByteArray>& files,
                              const QStringList& furtherParents, const QString& tag)
{
    m_minutes += 7 * 24 * 60;
    git({QStringLiteral("read-tree"), QStringLiteral("--empty")});
    for (auto file = files.begin(); file != files.end(); ++file) {
        const QString blob =
            git({QStringLiteral("hash-object"), QStringLiteral("-w"), QStringLiteral("--stdin")}, file.value());
        const QString mode =
            file.key() == QLatin1String("debian/rules") ? QStringLiteral("100755") : QStringLiteral("100644");
        git({QStringLiteral("update-index"), QStringLiteral("--add"), QStringLiteral("--cacheinfo"),
             QStringLiteral("%1,%2,%3").arg(mode, blob, file.key())});
    }
    const QString tree = git({QStringLiteral("write-tree")});
    QStringList arguments = {QStringLiteral("commit-tree"), tree, QStringLiteral("-m"), subject};
    const QString ref = QStringLiteral("refs/heads/") + branch;
    const QString before = git({QStringLiteral("for-each-ref"), QStringLiteral("--format=%(objectname)"), ref});
    QStringList parents = furtherParents;
    if (!before.isEmpty())
        parents.prepend(before);
    for (const QString& parent : parents)
        arguments << QStringLiteral("-p") << parent;
    const QString oid = git(arguments);
    git({QStringLiteral("update-ref"), ref, oid});
    if (!tag.isEmpty())
        git({QStringLiteral("tag"), QStringLiteral("-a"), QStringLiteral("-m"), tag, tag, oid});
    return oid;
}

QMap<QString, QString> makeHello(const QString& path)
{
    GitRepository repository(path);
    QMap<QString, QString> commits;
    QByteArray code = "#include <stdio.h>\n#include <stdlib.h>\n\n/* Greet the world. */\nint main(void)\n{\n"
                      "    printf(\"Hello, world!\\n\");\n    return EXIT_SUCCESS;\n}\n";
    QMap<QString, QByteArray> upstream = {{QStringLiteral("README"), "GNU Hello\n"},
                                          {QStringLiteral("src/hello.c"), code},
                                          {QStringLiteral("tests/hello-1"), "#!/bin/sh\n./hello\n"}};
    const QString release =
        repository.commit(QStringLiteral("upstream"), QStringLiteral("Import upstream version 2.10"), upstream, {},
                          QStringLiteral("upstream/2.10"));
    QMap<QString, QByteArray> files = upstream;
    const auto debian = [&files](const QByteArray& version, const QByteArray& standards) {
        files[QStringLiteral("debian/changelog")] =
            "hello (" + version +
            ") unstable; urgency=medium\n\n  * New upload.\n\n"
            " -- Santiago Vila <sanvila@example.org>  Sun, 13 Sep 2020 14:26:40 +0200\n";
        files[QStringLiteral("debian/control")] = "Source: hello\nSection: devel\nPriority: optional\n"
                                                  "Standards-Version: " +
                                                  standards +
                                                  "\n\nPackage: hello\n"
                                                  "Architecture: any\nDescription: example package\n";
        files[QStringLiteral("debian/rules")] = "#!/usr/bin/make -f\n%:\n\tdh $@\n";
    };
    debian("2.10-2", "4.3.0");
    commits[QStringLiteral("2.10-2")] =
        repository.commit(QStringLiteral("debian/bullseye"), QStringLiteral("Import hello 2.10-2 into bullseye"), files,
                          {release}, QStringLiteral("debian/2.10-2"));
    repository.git({QStringLiteral("branch"), QStringLiteral("debian/bookworm"), commits.first()});
    debian("2.10-3", "4.6.2");
    files[QStringLiteral("debian/logo.png")] = QByteArray("\x89PNG\r\n\x1a\n\0\0\0\0", 12);
    files[QStringLiteral("src/hello.c")].replace("Hello, world!", "Hello, wide world!");
    files.remove(QStringLiteral("tests/hello-1"));
    commits[QStringLiteral("2.10-3")] =
        repository.commit(QStringLiteral("debian/bookworm"), QStringLiteral("Import hello 2.10-3 into bookworm"), files,
                          {}, QStringLiteral("debian/2.10-3"));
    upstream[QStringLiteral("src/hello.c")].replace("EXIT_SUCCESS", "close_stdout()");
    const QString newer = repository.commit(QStringLiteral("upstream"), QStringLiteral("Import upstream version 2.12"),
                                            upstream, {}, QStringLiteral("upstream/2.12"));
    repository.git({QStringLiteral("branch"), QStringLiteral("debian/sid"), commits[QStringLiteral("2.10-3")]});
    files[QStringLiteral("src/hello.c")] = upstream[QStringLiteral("src/hello.c")];
    debian("2.12-1", "4.7.0");
    commits[QStringLiteral("2.12-1")] =
        repository.commit(QStringLiteral("debian/sid"), QStringLiteral("Import hello 2.12-1 into sid"), files, {newer},
                          QStringLiteral("debian/2.12-1"));
    repository.git({QStringLiteral("branch"), QStringLiteral("-D"), QStringLiteral("upstream")});
    repository.git({QStringLiteral("update-ref"), QStringLiteral("refs/importer/good/debian/sid"),
                    commits[QStringLiteral("2.12-1")]});
    return commits;
}

} // namespace millrace::test
