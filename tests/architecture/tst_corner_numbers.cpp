// SPDX-License-Identifier: GPL-3.0-or-later
// Every corner case of the import rules has a test: one of the functions "c31_…" of the folders below. A row here is
// a case; it fails as long as no program has a test function of its number.
#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QTest>

namespace {

/// Where the tests of corner cases live, below tests/core.
constexpr const char* folders[] = {"importer/corner", "unpack/corner", "patches"};

/// The cases in their order; the number is the place, from 1.
constexpr const char* cases[] = {
    "1.0 native with a hyphen in the version",
    "1.0 with diff: fuzz 0, gzip only",
    "1.0 orig without diff",
    "1.0 non-native without revision",
    "the top directory of an orig tarball",
    "format 2.0",
    "3.0 (native) has one tarball",
    ".pc is never imported",
    "debian/ of an orig tarball",
    "debian.tar writes outside debian/",
    "a component replaces a folder",
    "names of components",
    "signatures of tarballs",
    "duplicate and unknown files",
    "names of files before download",
    "MD5 only",
    "compressions and bombs",
    "3.0 (git), (bzr), (custom)",
    "comments in series",
    "options in series",
    "fuzz and offset",
    "missing and insecure patches",
    "vendor series",
    ".gitattributes",
    "git-style patches",
    "CRLF patches",
    "patches through symlinks",
    "patches that create and delete",
    "debian/rules",
    "debian/source/format is missing",
    "mode bits",
    "hard links",
    "FIFOs, sockets, devices",
    "symlinks that leave the tree",
    "members that leave the tree",
    "names that look like .git",
    ".gitmodules",
    "names that are not portable",
    "names that differ by case",
    "empty directories",
    ".gitignore",
    "huge blobs",
    "changelog that is no UTF-8",
    "bad dates",
    "odd maintainers",
    "changelog of another version",
    "no changelog, or one that cannot be read",
    "a version twice in the changelog",
    "versions that were never uploaded",
    "epochs",
    "order of versions",
    "native to non-native and back",
    "one upstream version, two tarballs",
    "repacked tarball",
    "publication withdrawn",
    "unrelated package of the same name",
    "a file that is still missing",
    "files of other git tools",
    "the Dgit field",
    "hostile Vcs fields",
};

/// Number → "folder/file: function" of every test function that bears it.
QMultiMap<int, QString> testFunctions()
{
    // A declaration among the slots, or a definition inside the class: both stand at the start of an indented line.
    static const QRegularExpression function(QStringLiteral("^ +void c([0-9]+)_(\\w+)\\(\\)"),
                                             QRegularExpression::MultilineOption);
    QMultiMap<int, QString> found;
    for (const char* folder : folders) {
        const QString root = QStringLiteral(SOURCE_FOLDER "/tests/core/") + QLatin1String(folder);
        QDirIterator files(root, {QStringLiteral("tst_*.cpp")}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (!file.open(QIODevice::ReadOnly))
                continue;
            QRegularExpressionMatchIterator matches = function.globalMatch(QString::fromUtf8(file.readAll()));
            while (matches.hasNext()) {
                const QRegularExpressionMatch match = matches.next();
                if (!match.captured(2).endsWith(QLatin1String("_data")))
                    found.insert(match.captured(1).toInt(), file.fileName() + QLatin1String(": ") + match.captured(2));
            }
        }
    }
    return found;
}

} // namespace

class TestCornerNumbers : public QObject
{
    Q_OBJECT

private slots:
    void everyCaseHasATest_data()
    {
        QTest::addColumn<int>("number");
        int number = 0;
        for (const char* text : cases) {
            ++number;
            QTest::addRow("c%d %s", number, text) << number;
        }
        QCOMPARE(number, 60);
    }

    void everyCaseHasATest()
    {
        QFETCH(int, number);
        QVERIFY2(m_functions.contains(number), "no function of this number in the folders of corner cases");
    }

    void everyTestHasACase()
    {
        for (auto it = m_functions.cbegin(); it != m_functions.cend(); ++it)
            QVERIFY2(it.key() >= 1 && it.key() <= int(std::size(cases)), qPrintable(it.value()));
    }

private:
    const QMultiMap<int, QString> m_functions = testFunctions();
};

QTEST_GUILESS_MAIN(TestCornerNumbers)
#include "tst_corner_numbers.moc"
