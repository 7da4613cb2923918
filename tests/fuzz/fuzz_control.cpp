// SPDX-License-Identifier: GPL-3.0-or-later
// Control files: stanzas, .dsc files, Sources indexes.
#include "core/base/error.h"
#include "core/deb/clearsign.h"
#include "core/deb/dsc.h"
#include "core/deb/names.h"
#include "core/deb/sourceindex.h"
#include "core/deb/version.h"
#include "tests/fuzz/targets.h"

namespace millrace::fuzz {

namespace {

/// Hands out the input in pieces whose sizes the input's first byte chooses, so that every border is met.
deb::ReadCallback pieces(const QByteArray& input, qsizetype& position)
{
    const qint64 most = 1 + (input.isEmpty() ? 0 : static_cast<unsigned char>(input.at(0)));
    return [&input, &position, most](char* buffer, qint64 size) {
        const qint64 count = std::min({size, most, static_cast<qint64>(input.size() - position)});
        std::copy_n(input.constData() + position, count, buffer);
        position += count;
        return count;
    };
}

void promiseFiles(const QList<deb::SourceFile>& files)
{
    for (const deb::SourceFile& file : files) {
        promise(deb::isValidFileName(file.name), "file names are safe");
        promise(file.size >= 0, "sizes are not negative");
        promise(!file.md5.isEmpty() || !file.sha1.isEmpty() || !file.sha256.isEmpty(), "a file has a digest");
    }
}

} // namespace

void fuzzDeb822(const QByteArray& input)
{
    const QByteArrayView whole(input);
    QByteArrayView rest = whole;
    // The text itself: every field is a view into it, and every stanza takes some of it.
    for (int guard = 0; !rest.isEmpty(); ++guard) {
        promise(guard <= input.size(), "parsing ends");
        const qsizetype before = rest.size();
        const deb::Stanza stanza = deb::parseStanza(rest, &rest);
        promise(rest.size() < before, "a stanza takes bytes");
        promise(stanza.fields().size() <= deb::Stanza::FieldLimit, "fields are limited");
        for (const deb::Stanza::Field& field : stanza.fields()) {
            promise(!field.name.isEmpty(), "fields have names");
            promise(field.value.isEmpty() || (field.value.begin() >= whole.begin() && field.value.end() <= whole.end()),
                    "values are views");
            promise(stanza.has(field.name), "fields are found");
            QByteArrayView value = field.value;
            QByteArrayView line;
            qsizetype left = value.size() + 1;
            while (deb::takeValueLine(value, line)) {
                promise(value.size() < left, "a line takes bytes");
                left = value.size();
                promise(!line.contains('\n'), "a line is one line");
            }
        }
    }
    try {
        qsizetype position = 0;
        deb::StanzaReader reader(pieces(input, position));
        deb::Stanza stanza;
        while (reader.next(stanza))
            promise(reader.position() <= input.size(), "the position is inside");
    } catch (const Error&) {
    }
}

void fuzzDsc(const QByteArray& input)
{
    const deb::ClearText clear = deb::stripClearsign(input);
    promise(clear.text.size() <= input.size(), "armour is only taken off");
    try {
        const deb::Dsc dsc = deb::parseDsc(input);
        promise(deb::isValidSourceName(dsc.package), "the name is valid");
        promise(deb::isValidVersion(dsc.version.toUtf8()), "the version is valid");
        promiseFiles(dsc.files);
    } catch (const Error&) {
    }
}

void fuzzSources(const QByteArray& input)
{
    try {
        qsizetype position = 0;
        qint64 taken = 0;
        const deb::SourceIndexSummary summary =
            deb::readSources(pieces(input, position), [&](deb::SourceRecord&& record) {
                ++taken;
                promise(deb::isValidSourceName(record.package), "names are valid");
                promise(deb::isValidVersion(record.version.toUtf8()), "versions are valid");
                promise(!record.directory.startsWith(QLatin1Char('/')) &&
                            !record.directory.split(QLatin1Char('/')).contains(QLatin1String("..")),
                        "folders stay in the archive");
                promise(!record.files.isEmpty() && record.files.constFirst().name.endsWith(QLatin1String(".dsc")),
                        "the .dsc is the first file");
                promiseFiles(record.files);
            });
        promise(summary.records == taken, "records are counted");
        promise((summary.skipped > 0) != summary.firstProblem.isEmpty(), "problems are named");
    } catch (const Error&) {
    }
}

} // namespace millrace::fuzz
