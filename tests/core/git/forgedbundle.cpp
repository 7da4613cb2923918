// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/git/forgedbundle.h"

#include "core/git/objects.h"
#include "core/git/packwriter.h"

#include <QFile>
#include <QTest>

namespace millrace::test {

QByteArray forgedBundle(const QString& folder, const std::function<git::Oid(git::PackWriter&)>& write)
{
    git::PackWriter writer(folder, nullptr);
    git::CommitFields fields;
    fields.tree = write(writer);
    fields.author = fields.committer = {"Ada Example", "ada@example.org", 1, 0};
    fields.message = "forged\n";
    const git::Oid commit = writer.write(git::ObjectType::Commit, git::commitContent(fields));
    QFile pack(writer.finish()->packPath);
    if (!pack.open(QIODevice::ReadOnly))
        QTest::qFail("the forged pack cannot be read", __FILE__, __LINE__);
    return "# v2 git bundle\n" + commit.toHexBytes() + " HEAD\n\n" + pack.readAll();
}

} // namespace millrace::test
