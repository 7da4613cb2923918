// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz targets: what reads bytes that strangers wrote, each with the promises that must hold for any input.
// libFuzzer calls one of them (libfuzzer.cpp); tst_fuzz_corpus runs all over their kept inputs. Pure; one thread.
#pragma once

#include <QByteArray>

#include <span>

namespace millrace::fuzz {

/// Aborts with the condition's text when a promise is broken: libFuzzer then keeps the input.
void promise(bool holds, const char* what);

/// Whether @p path is one below a root, without detours: "a/b".
bool isInside(const QByteArray& path);

struct Target
{
    const char* name;
    void (*run)(const QByteArray& input);
};

void fuzzDeb822(const QByteArray& input);
void fuzzDsc(const QByteArray& input);
void fuzzChangelog(const QByteArray& input);
void fuzzVersion(const QByteArray& input);
void fuzzSources(const QByteArray& input);
void fuzzJob(const QByteArray& input);
void fuzzEvents(const QByteArray& input);
void fuzzTar(const QByteArray& input);
void fuzzDiff(const QByteArray& input);
void fuzzSeries(const QByteArray& input);

/// All of them; names as in corpus/ and tests/fuzz/run.
std::span<const Target> targets();

} // namespace millrace::fuzz
