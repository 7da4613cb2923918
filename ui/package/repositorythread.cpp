// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/package/repositorythread.h"

namespace millrace::ui {

git::Repository& RepositorySession::open(const QString& wanted)
{
    if (!repository || path != wanted) {
        close();
        repository = git::Repository::open(wanted);
        path = wanted;
    }
    // A worker may have published a pack since; libgit2 looks for packs only when asked to.
    repository->refresh();
    return *repository;
}

void RepositorySession::close()
{
    history.reset();
    repository.reset();
    path.clear();
}

RepositoryThread::RepositoryThread()
    : m_context(new QObject)
{
    m_thread.setObjectName(QStringLiteral("repository"));
    m_context->moveToThread(&m_thread);
    m_thread.start();
}

RepositoryThread::~RepositoryThread()
{
    // libgit2's handles are freed where they were used.
    post([this] {
        m_session.close();
        delete m_context;
        QThread::currentThread()->quit();
    });
    m_thread.wait();
}

void RepositoryThread::post(std::function<void()> work)
{
    QMetaObject::invokeMethod(m_context, std::move(work), Qt::QueuedConnection);
}

} // namespace millrace::ui
