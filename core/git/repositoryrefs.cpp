// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/git/refguard.h"
#include "core/git/reftransaction.h"
#include "core/git/repository.h"

#include <QDirIterator>

#include <git2.h>

namespace millrace::git {

std::optional<Oid> Repository::resolve(const QString& ref) const
{
    git_oid oid;
    const int result = git_reference_name_to_id(&oid, m_repository.get(), ref.toUtf8().constData());
    if (result == GIT_ENOTFOUND)
        return std::nullopt;
    check(result, "read the ref", {{QStringLiteral("ref"), ref}});
    return fromGit(&oid);
}

QList<Ref> Repository::refs(const QString& prefix) const
{
    const QByteArray glob = prefix.toUtf8() + '*';
    const auto iterator = obtain<git_reference_iterator>("list the refs", git_reference_iterator_glob_new,
                                                         m_repository.get(), glob.constData());
    QList<Ref> out;
    git_reference* raw = nullptr;
    int result = 0;
    while ((result = git_reference_next(&raw, iterator.get())) == 0) {
        const Handle<git_reference> reference(raw);
        Ref ref;
        ref.name = QString::fromUtf8(git_reference_name(raw));
        if (git_reference_type(raw) == GIT_REFERENCE_SYMBOLIC) {
            ref.symbolic = QString::fromUtf8(git_reference_symbolic_target(raw));
            const auto target = resolve(ref.symbolic);
            if (!target)
                continue;
            ref.oid = *target;
        } else {
            ref.oid = fromGit(git_reference_target(raw));
        }
        ref.peeled = ref.oid;
        // packed-refs knows what a tag stands for; a loose one must be read.
        if (const git_oid* peeled = git_reference_target_peel(raw)) {
            ref.peeled = fromGit(peeled);
        } else if (ref.name.startsWith(QLatin1String("refs/tags/"))) {
            git_object* object = nullptr;
            if (git_reference_peel(&object, raw, GIT_OBJECT_ANY) == 0) {
                const Handle<git_object> target(object);
                ref.peeled = fromGit(git_object_id(object));
            }
        }
        out.append(ref);
    }
    if (result != GIT_ITEROVER)
        check(result, "list the refs");
    std::sort(out.begin(), out.end(), [](const Ref& a, const Ref& b) { return a.name < b.name; });
    return out;
}

void Repository::setHead(const QString& branch)
{
    const QString ref = QStringLiteral("refs/heads/") + branch;
    if (!isValidRefName(ref))
        throw Error(QStringLiteral("internal.ref"), QStringLiteral("git refuses the branch name \"%1\"").arg(branch));
    git_reference* raw = nullptr;
    if (git_reference_lookup(&raw, m_repository.get(), "HEAD") == 0) {
        const Handle<git_reference> head(raw);
        if (git_reference_type(raw) == GIT_REFERENCE_SYMBOLIC &&
            ref == QString::fromUtf8(git_reference_symbolic_target(raw)))
            return;
    }
    const RefGuard guard(m_path, {QStringLiteral("HEAD")});
    check(git_reference_symbolic_create(&raw, m_repository.get(), "HEAD", ref.toUtf8().constData(), 1, nullptr),
          "point HEAD at the branch", {{QStringLiteral("branch"), branch}});
    git_reference_free(raw);
}

qsizetype Repository::countLooseRefs() const
{
    qsizetype count = 0;
    QDirIterator files(m_path + QStringLiteral("/refs"), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    for (; files.hasNext(); files.next())
        ++count;
    return count;
}

void Repository::packRefs()
{
    QStringList names = {QStringLiteral("packed-refs")};
    for (const Ref& ref : refs())
        names.append(ref.name);
    const RefGuard guard(m_path, names);
    git_refdb* raw = nullptr;
    check(git_repository_refdb(&raw, m_repository.get()), "open the refs");
    const int result = git_refdb_compress(raw);
    git_refdb_free(raw);
    check(result, "pack the refs");
}

} // namespace millrace::git
