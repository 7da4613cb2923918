// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/context.h"

#include <pwd.h>
#include <unistd.h>

namespace millrace::ctl {

store::StoreThread& Context::store()
{
    if (!m_store)
        m_store =
            std::make_unique<store::StoreThread>(store::StoreUrl::parse(m_paths.store), store::OpenMode::ReadWrite);
    return *m_store;
}

std::unique_ptr<store::StoreThread> Context::openToRead() const
{
    return std::make_unique<store::StoreThread>(store::StoreUrl::parse(m_paths.store), store::OpenMode::ReadOnly);
}

QString Context::actor() const
{
    const passwd* entry = getpwuid(getuid());
    return entry ? QString::fromLocal8Bit(entry->pw_name) : QString::number(getuid());
}

} // namespace millrace::ctl
