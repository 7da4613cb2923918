// SPDX-License-Identifier: GPL-3.0-or-later
// The real millrace-worker, given one job by hand: without an engine around it. Blocking; one thread.
#pragma once

#include "core/importer/jobspec.h"
#include "core/importer/workerevent.h"
#include "tests/fault/samplearchive.h"

#include <functional>

namespace millrace::test {

struct WorkerRun
{
    int exitCode = -1;
    bool crashed = false;
    QList<importer::WorkerEvent> events = {};
    QByteArray errors = {};
};

/// @p beforeExec runs in the new process before it becomes the worker: only system calls there.
WorkerRun runWorker(const importer::JobSpec& job, const std::function<void()>& beforeExec = {});

/// A job for one upload whose files lie in @p sources, into @p folder.
importer::JobSpec jobOf(const deb::SourceRecord& record, const QString& sources, const QTemporaryDir& folder);

/// A job for version 1 of the sample archive's beta, from its pool's folder into @p folder.
importer::JobSpec jobOfBeta(const SampleArchive& sample, const QTemporaryDir& folder);

} // namespace millrace::test
