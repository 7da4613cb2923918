// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/stage.h"

namespace millrace {

QString stageName(Stage stage)
{
    switch (stage) {
    case Stage::Archive:
        return QStringLiteral("archive");
    case Stage::Fetch:
        return QStringLiteral("fetch");
    case Stage::Unpack:
        return QStringLiteral("unpack");
    case Stage::Tree:
        return QStringLiteral("tree");
    case Stage::Commit:
        return QStringLiteral("commit");
    case Stage::Refs:
        return QStringLiteral("refs");
    }
    return {};
}

std::optional<Stage> stageFromName(QStringView name)
{
    for (Stage stage : allStages) {
        if (stageName(stage) == name)
            return stage;
    }
    return std::nullopt;
}

} // namespace millrace
