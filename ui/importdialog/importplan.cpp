// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/importdialog/importplan.h"

#include "core/ops/operations.h"

#include <QSet>

namespace millrace::ui {

namespace {

constexpr int suggestions = 5;

PlannedPackage plan(store::StateStore& store, const QString& name)
{
    PlannedPackage planned{.name = name};
    const auto details = store.details.package(name);
    if (!details || details->publications.isEmpty()) {
        planned.similar = store.details.packageNames(name.left(std::max<qsizetype>(2, name.size() - 1)), suggestions);
        return planned;
    }
    planned.known = true;
    planned.state = details->state;
    QSet<QString> versions;
    QMap<std::pair<int, QString>, QString> suites;
    for (const store::PublicationDetails& publication : details->publications) {
        versions.insert(publication.version);
        suites.insert({publication.suiteRank, publication.suite}, publication.suite);
    }
    planned.suites = suites.values();
    planned.suites.removeDuplicates();
    planned.versions = static_cast<int>(versions.size());
    planned.imported = static_cast<int>(details->imports.size());
    return planned;
}

} // namespace

int ImportPlan::knownCount() const
{
    return static_cast<int>(knownNames().size());
}

QStringList ImportPlan::knownNames() const
{
    QStringList names;
    for (const PlannedPackage& package : packages) {
        if (package.known)
            names << package.name;
    }
    return names;
}

ImportPlan readImportPlan(store::StateStore& store, const QStringList& names)
{
    ImportPlan result;
    result.archives = store.status().archives;
    for (const QString& name : names)
        result.packages.append(plan(store, name));
    if (result.knownCount() > 0)
        result.preview = ops::import(result.knownNames())->preview(store);
    return result;
}

} // namespace millrace::ui
