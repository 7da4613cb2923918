// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/repositorysource.h"

#include "core/git/repository.h"

namespace millrace::engine {

namespace {

class SharedFolder final : public RepositorySource
{
public:
    explicit SharedFolder(QString folder)
        : m_folder(std::move(folder))
    {
    }

    QString place(const QString& package) const override
    {
        return m_folder + QLatin1Char('/') + package + QLatin1String(".git");
    }

    QString prepare(const QString& package, const QString& branch) override
    {
        git::Repository::create(place(package), branch);
        return place(package);
    }

    void handOver(const QString&) override {}

private:
    QString m_folder;
};

} // namespace

std::shared_ptr<RepositorySource> sharedFolder(const QString& folder)
{
    return std::make_shared<SharedFolder>(folder);
}

} // namespace millrace::engine
