// SPDX-License-Identifier: GPL-3.0-or-later
// Every kept input of every fuzz target: what was found once stays fixed, in every build.
#include "tests/fuzz/targets.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace millrace;

class TestFuzzCorpus : public QObject
{
    Q_OBJECT

private slots:
    void corpus_data();
    void corpus();
};

void TestFuzzCorpus::corpus_data()
{
    QTest::addColumn<int>("target");
    QTest::addColumn<QString>("file");
    const std::span<const fuzz::Target> all = fuzz::targets();
    for (size_t i = 0; i < all.size(); ++i) {
        const QDir folder(QStringLiteral(MILLRACE_FUZZ_CORPUS "/") + QLatin1String(all[i].name));
        const QStringList files = folder.entryList(QDir::Files, QDir::Name);
        QVERIFY2(!files.isEmpty(), all[i].name);
        for (const QString& file : files)
            QTest::addRow("%s/%s", all[i].name, qPrintable(file)) << static_cast<int>(i) << folder.filePath(file);
    }
}

void TestFuzzCorpus::corpus()
{
    QFETCH(int, target);
    QFETCH(QString, file);
    QFile input(file);
    QVERIFY(input.open(QIODevice::ReadOnly));
    // A broken promise aborts; the row's name is then the last line.
    fuzz::targets()[static_cast<size_t>(target)].run(input.readAll());
}

QTEST_GUILESS_MAIN(TestFuzzCorpus)
#include "tst_fuzz_corpus.moc"
