// SPDX-License-Identifier: GPL-3.0-or-later
// The console's engine: what runs beside it on its thread. A real engine on a real store.
#include "tests/contract/storefixture.h"
#include "ui/models/enginehost.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

class TestUiModelsEngineHost : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data() { addBackends(); }

    void theConsolesEngineHasTheHistoryWritten()
    {
        StoreFixture fixture;
        const QTemporaryDir home;
        store::StoreThread write(fixture.url, store::OpenMode::ReadWrite, fixture.clock);
        ui::EngineHost host;
        engine::EngineOptions options;
        options.paths = Paths::below(home.path());
        options.poll = false;
        options.startPaused = true;
        host.launch(write, options);
        const auto samples = [&] {
            return fixture->database()
                .value(QStringLiteral("SELECT count(*) FROM history WHERE metric = 'held'"))
                .toInt();
        };
        QTRY_VERIFY(host.isPaused());
        QCOMPARE(samples(), 0); // an engine that does not run writes nothing
        host.start();
        QTRY_COMPARE_WITH_TIMEOUT(samples(), 1, 30'000);
    }
};

QTEST_GUILESS_MAIN(TestUiModelsEngineHost)
#include "tst_ui_models_enginehost.moc"
