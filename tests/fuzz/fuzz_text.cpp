// SPDX-License-Identifier: GPL-3.0-or-later
// Changelogs with the people and dates in them, and versions.
#include "core/base/error.h"
#include "core/deb/changelog.h"
#include "core/deb/identity.h"
#include "core/deb/names.h"
#include "core/deb/version.h"
#include "core/importer/identity.h"
#include "tests/fuzz/targets.h"

namespace millrace::fuzz {

namespace {

bool isClean(const QByteArray& text)
{
    return std::none_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '<' || c == '>';
    });
}

int sign(int value)
{
    return (value > 0) - (value < 0);
}

} // namespace

void fuzzChangelog(const QByteArray& input)
{
    const QList<deb::ChangelogEntry> entries = deb::parseChangelog(input);
    promise(entries.size() <= input.size(), "entries take bytes");
    promise(deb::parseChangelog(input, 1).size() == std::min<qsizetype>(1, entries.size()), "the limit holds");
    for (const deb::ChangelogEntry& entry : entries) {
        promise(deb::isValidVersion(entry.version.toUtf8()), "versions are valid");
        promise(!entry.text.startsWith('\n'), "no blank lines at the edge");
        const deb::Identity person = deb::parseMaintainer(entry.maintainer, "debian");
        promise(!person.name.isEmpty() && isClean(person.name), "names are clean");
        promise(!person.mail.isEmpty() && isClean(person.mail), "mails are clean");
        if (const auto date = deb::parseChangelogDate(entry.date)) {
            promise(date->seconds >= 0, "dates are not negative");
            promise(std::abs(date->offsetMinutes) < 100 * 60, "offsets have two digits of hours");
        }
        // Whatever stands there, it becomes a commit that git accepts.
        const importer::CommitIdentity identity = importer::commitIdentity(entry, {}, QStringLiteral("debian"));
        const QByteArray message = importer::commitMessage(QStringLiteral("p"), entry.version, QStringLiteral("debian"),
                                                           entry.text, QString(64, QLatin1Char('0')), {});
        const QByteArray commit = git::commitContent({{}, {}, identity.author, identity.committer, message});
        promise(commit.left(commit.indexOf("\n\n")).count('\n') == 2, "a commit has its three headers");
    }
}

void fuzzVersion(const QByteArray& input)
{
    const QList<QByteArray> parts = input.split('\n');
    const QByteArray versions[3] = {parts.value(0), parts.value(1), parts.value(2)};
    for (const QByteArray& a : versions) {
        promise(deb::compareVersions(a, a) == 0, "a version is itself");
        if (deb::isValidVersion(a)) {
            const QString text = QString::fromLatin1(a);
            promise(deb::unmangleVersion(deb::mangleVersion(text)) == text, "mangling is one to one");
        }
        for (const QByteArray& b : versions) {
            const int order = sign(deb::compareVersions(a, b));
            promise(order == -sign(deb::compareVersions(b, a)), "the order is antisymmetric");
            const QByteArray keyOfA = deb::versionSortKey(a);
            const QByteArray keyOfB = deb::versionSortKey(b);
            promise(order == sign(QByteArrayView(keyOfA).compare(keyOfB)), "the keys have the same order");
            for (const QByteArray& c : versions) {
                if (order <= 0 && deb::compareVersions(b, c) <= 0)
                    promise(deb::compareVersions(a, c) <= 0, "the order is transitive");
            }
        }
    }
}

} // namespace millrace::fuzz
