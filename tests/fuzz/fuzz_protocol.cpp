// SPDX-License-Identifier: GPL-3.0-or-later
// The worker protocol in both directions: a job as the worker reads it, and events as the engine hears them.
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/joblog.h"
#include "core/importer/jobspec.h"
#include "core/importer/staged.h"
#include "core/importer/workerevent.h"
#include "tests/fuzz/targets.h"

namespace millrace::fuzz {

void fuzzJob(const QByteArray& input)
{
    try {
        const importer::JobSpec spec = importer::JobSpec::fromJson(parseJsonObject(input, "the job specification"));
        for (const importer::PublicationSpec& publication : spec.publications)
            promise(publication.upload >= 0 && publication.upload < spec.uploads.size(), "uploads are there");
        const QJsonObject once = spec.toJson();
        promise(importer::JobSpec::fromJson(once).toJson() == once, "a job survives its own JSON");
    } catch (const Error&) {
    }
}

void fuzzEvents(const QByteArray& input)
{
    engine::JobLog log(QStringLiteral("/dev/null"));
    for (const QByteArray& line : input.split('\n')) {
        try {
            const importer::WorkerEvent event = importer::WorkerEvent::fromLine(line);
            const QString logged = log.add(event);
            promise(logged.size() < 64 * 1024 + line.size() * 6, "a log line is no larger than its event");
            for (const QChar c : logged)
                promise(c.category() != QChar::Other_Control, "nothing raw reaches the log");
            if (event.type == QLatin1String("staged"))
                promise(!importer::Staged::fromJson(event.data).toJson().isEmpty(), "a result is a value");
            const Error error = Error::fromJson(event.data[QLatin1String("error")].toObject());
            promise(Error::fromJson(error.toJson()).toJson() == error.toJson(), "an error survives its own JSON");
            const TraceFrame frame = TraceFrame::fromJson(event.data);
            promise(TraceFrame::fromJson(frame.toJson()).toJson() == frame.toJson(), "a step survives its own JSON");
        } catch (const Error&) {
        }
    }
}

} // namespace millrace::fuzz
