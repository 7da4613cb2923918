// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fault/smallpackages.h"

#include "tests/support/sourcepackage.h"

namespace millrace::test {

SmallPackages::SmallPackages(int packages)
    : archive(m_folder.filePath(QStringLiteral("archive")))
    , server(archive.folder())
    , count(packages)
{
    for (int i = 1; i <= packages; ++i) {
        SourcePackageRecipe recipe;
        recipe.name = name(i);
        recipe.version = QStringLiteral("1");
        recipe.format = QStringLiteral("3.0 (native)");
        recipe.compression = QStringLiteral("gzip");
        recipe.files = {{QStringLiteral("README"), recipe.name.toUtf8() + '\n'}};
        archive.add(buildSourcePackage(m_folder.filePath(QStringLiteral("build-") + recipe.name), recipe));
    }
    archive.publish();
}

QString SmallPackages::resource() const
{
    return QStringLiteral("archive:127.0.0.1:%1").arg(server.url().port());
}

QString SmallPackages::name(int number)
{
    return QStringLiteral("p%1").arg(number, 2, 10, QLatin1Char('0'));
}

} // namespace millrace::test
