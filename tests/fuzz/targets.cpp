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

bool isInside(const QByteArray& path)
{
    const QList<QByteArray> parts = path.split('/');
    return !path.contains('\0') && !parts.contains("") && !parts.contains(".") && !parts.contains("..");
}

std::span<const Target> targets()
{
    static constexpr std::array all = {
        Target{"deb822", fuzzDeb822},   Target{"dsc", fuzzDsc},         Target{"changelog", fuzzChangelog},
        Target{"version", fuzzVersion}, Target{"sources", fuzzSources}, Target{"job", fuzzJob},
        Target{"events", fuzzEvents},   Target{"tar", fuzzTar},         Target{"diff", fuzzDiff},
        Target{"series", fuzzSeries},
    };
    return all;
}

} // namespace millrace::fuzz
