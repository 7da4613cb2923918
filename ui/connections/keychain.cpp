// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/keychain.h"

#include <QCoreApplication>
#include <QTimer>

#include <memory>

#ifdef MILLRACE_HAVE_KEYCHAIN
#include <qt6keychain/keychain.h>
#endif

namespace millrace::ui::keychain {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(millrace::ui::Keychain)
};

#ifdef MILLRACE_HAVE_KEYCHAIN

const QString service = QStringLiteral("millrace");
/// A keychain that asks to be unlocked may take its time; one that is not there must not keep anybody waiting.
constexpr int patienceMs = 60'000;

KeychainAnswer answerOf(const QKeychain::Job& job)
{
    KeychainAnswer answer;
    switch (job.error()) {
    case QKeychain::NoError:
        answer.ok = true;
        break;
    case QKeychain::EntryNotFound:
        answer.missing = true;
        break;
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        answer.why = Words::tr("No keychain service runs in this session (neither Secret Service nor KWallet).");
        break;
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        answer.why = Words::tr("The keychain is locked, or it refused access.");
        break;
    default:
        // What QtKeychain says without a session bus, too.
        answer.why = Words::tr("The system's keychain cannot be used (%1): neither Secret Service nor KWallet answers.")
                         .arg(job.errorString());
    }
    return answer;
}

/// Starts @p job, which deletes itself; @p context owns it, so that nothing is called after that is gone.
template <typename Job> void start(Job* job, const QString& key, QObject* context, const Done& done)
{
    job->setKey(key);
    // A password in plain text in a file is what this is to avoid.
    job->setInsecureFallback(false);
    auto answered = std::make_shared<bool>(false);
    QTimer::singleShot(patienceMs, context, [answered, done] {
        KeychainAnswer late;
        late.why = Words::tr("The keychain does not answer.");
        if (!std::exchange(*answered, true))
            done(late);
    });
    QObject::connect(job, &QKeychain::Job::finished, context, [job, done, answered] {
        if (std::exchange(*answered, true))
            return;
        KeychainAnswer answer = answerOf(*job);
        if constexpr (std::is_same_v<Job, QKeychain::ReadPasswordJob>) {
            if (answer.ok)
                answer.password = job->textData();
        }
        done(answer);
    });
    job->start();
}

#else

void answerNone(QObject* context, const Done& done)
{
    QTimer::singleShot(0, context, [done] {
        KeychainAnswer answer;
        answer.why = Words::tr("This build has no support for the system's keychain.");
        done(answer);
    });
}

#endif

} // namespace

#ifdef MILLRACE_HAVE_KEYCHAIN

void read(const QString& key, QObject* context, Done done)
{
    start(new QKeychain::ReadPasswordJob(service), key, context, done);
}

void write(const QString& key, const QString& password, QObject* context, Done done)
{
    auto* job = new QKeychain::WritePasswordJob(service);
    job->setTextData(password);
    start(job, key, context, done);
}

void remove(const QString& key, QObject* context, Done done)
{
    start(new QKeychain::DeletePasswordJob(service), key, context, [done](const KeychainAnswer& answer) {
        KeychainAnswer gone = answer;
        gone.ok = answer.ok || answer.missing;
        done(gone);
    });
}

#else

void read(const QString&, QObject* context, Done done)
{
    answerNone(context, done);
}

void write(const QString&, const QString&, QObject* context, Done done)
{
    answerNone(context, done);
}

void remove(const QString&, QObject* context, Done done)
{
    answerNone(context, done);
}

#endif

} // namespace millrace::ui::keychain
