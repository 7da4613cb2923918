// SPDX-License-Identifier: GPL-3.0-or-later
// Verb: one word of the command line, one file each. A verb declares its options, then runs. Main thread.
#pragma once

#include "app/ctl/context.h"

#include <QCommandLineParser>

#include <memory>
#include <vector>

namespace millrace::ctl {

/// Exit codes, as cli.md fixes them.
namespace exitcode {
inline constexpr int done = 0;
inline constexpr int failed = 1;
inline constexpr int usage = 2;
inline constexpr int partly = 3;
inline constexpr int store = 4;
inline constexpr int refused = 5;
inline constexpr int interrupted = 130;
} // namespace exitcode

class Verb
{
public:
    virtual ~Verb() = default;
    virtual QString name() const = 0;
    virtual QString summary() const = 0;   ///< one line of --help
    virtual QString arguments() const = 0; ///< "PACKAGE… [--suite S…]"
    virtual void declare(QCommandLineParser& parser) const { Q_UNUSED(parser) }
    /// Returns the exit code; throws Error.
    virtual int run(Context& context, const QCommandLineParser& parser) const = 0;
    /// Says what run() threw, or what was wrong with the command line; returns the exit code.
    virtual int failed(const Output& output, const Error& error) const;
};

/// As cli.md has it.
int exitCodeFor(const Error& error);

/// All verbs, in the order of --help.
const std::vector<std::unique_ptr<Verb>>& allVerbs();

/// Throws Error "usage.arguments" unless at least @p count positional arguments are there.
QStringList positional(const QCommandLineParser& parser, qsizetype count, const QString& what);

} // namespace millrace::ctl
