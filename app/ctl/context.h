// SPDX-License-Identifier: GPL-3.0-or-later
// What every verb works with: the global options, the store (opened when first asked for) and the output.
// Main thread.
#pragma once

#include "app/ctl/output.h"
#include "core/base/paths.h"
#include "core/store/storethread.h"

#include <memory>

namespace millrace::ctl {

class Context
{
public:
    Context(Paths paths, Output output)
        : output(std::move(output))
        , m_paths(std::move(paths))
    {
    }

    /// Opens the store on first use, for writing.
    store::StoreThread& store();
    /// Opens the store of its own, for reading: never makes one, never changes its schema.
    std::unique_ptr<store::StoreThread> openToRead() const;
    const Paths& paths() const { return m_paths; }
    /// Everything below one folder from now on: `import --scratch`. Only before store() was called.
    void useScratch(const QString& folder) { m_paths = Paths::below(folder); }
    /// Who acts: the login name, for the audit log.
    QString actor() const;

    Output output;

private:
    Paths m_paths;
    std::unique_ptr<store::StoreThread> m_store;
};

} // namespace millrace::ctl
