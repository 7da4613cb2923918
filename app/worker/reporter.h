// SPDX-License-Identifier: GPL-3.0-or-later
// Reporter: the worker's mouth. Turns steps and import results into protocol lines on stdout,
// those of a verification too. Main thread only.
#pragma once

#include "core/base/step.h"
#include "core/importer/packageimport.h"
#include "core/integrity/verification.h"

#include <QElapsedTimer>
#include <QFile>

namespace millrace::worker {

class Reporter final : public StepListener, public importer::ImportListener, public integrity::VerificationListener
{
public:
    Reporter();

    void stepOpened(const TraceFrame& frame, std::optional<Stage> stage, int depth) override;
    void stepClosed(const TraceFrame& frame, std::optional<Stage> stage, int depth, qint64 elapsedMs) override;
    void stepProgressed(const TraceFrame& frame, qint64 done, qint64 total) override;
    void stepNoted(const QString& text) override;

    void publicationBegins(const QString& version, const QString& suite, qsizetype done, qsizetype total) override;
    void staged(const importer::Staged& staged) override;
    void failed(const importer::ImportFailure& failure) override;

    void found(const integrity::Finding& finding) override;
    void checked(const integrity::CheckOutcome& outcome) override;

    /// The job as a whole cannot go on.
    void broken(const Error& error);
    /// The last line.
    void end(qint64 downloadedBytes);

private:
    void say(const char* type, QJsonObject data);
    qint64 peakMemoryKib();
    QElapsedTimer m_sinceProgress;
    QFile m_status; ///< open from before the confinement
};

} // namespace millrace::worker
