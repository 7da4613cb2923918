// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/targets.h"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace millrace::fuzz {

void promise(bool holds, const char* what)
{
    if (holds)
        return;
    std::fprintf(stderr, "broken promise: %s\n", what);
    std::abort();
}

std::span<const Target> targets()
{
    static constexpr std::array all = {
        Target{"deb822", fuzzDeb822},   Target{"dsc", fuzzDsc},         Target{"changelog", fuzzChangelog},
        Target{"version", fuzzVersion}, Target{"sources", fuzzSources}, Target{"job", fuzzJob},
        Target{"events", fuzzEvents},   Target{"tar", fuzzTar},         Target{"diff", fuzzDiff},
    };
    return all;
}

} // namespace millrace::fuzz
