// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer's entry point, compiled once per target with MILLRACE_FUZZ_TARGET naming its function.
#include "tests/fuzz/targets.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    millrace::fuzz::MILLRACE_FUZZ_TARGET(QByteArray(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size)));
    return 0;
}
