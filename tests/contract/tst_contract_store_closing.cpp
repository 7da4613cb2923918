// SPDX-License-Identifier: GPL-3.0-or-later
// Closing in the background: the application's end waits for it, before Qt SQL takes its connections away.
#include "core/store/closing.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>

using namespace millrace;
using namespace millrace::store;

namespace {

std::atomic<bool> closed = false;
bool closedAtEnd = false;

/// Stands where Qt SQL's own routine does: registered when the store is opened, so it runs after later ones.
void lookAtEnd()
{
    closedAtEnd = closed;
}

} // namespace

class TestClosing : public QObject
{
    Q_OBJECT
private slots:
    void theEndWaits();
};

void TestClosing::theEndWaits()
{
    QTemporaryDir folder;
    int count = 1;
    QByteArray name("closing");
    char* arguments[] = {name.data(), nullptr};
    {
        QCoreApplication application(count, arguments);
        qAddPostRoutine(lookAtEnd);
        StoreUrl url;
        url.path = folder.filePath(QStringLiteral("state.sqlite"));
        std::shared_ptr<StoreThread> store(new StoreThread(url, OpenMode::ReadWrite), [](StoreThread* thread) {
            delete thread;
            closed = true;
        });
        store->run([](StateStore&) { QThread::msleep(300); });
        closeInBackground(std::move(store));
    }
    QVERIFY(closedAtEnd);
}

QTEST_APPLESS_MAIN(TestClosing)
#include "tst_contract_store_closing.moc"
