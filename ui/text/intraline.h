// SPDX-License-Identifier: GPL-3.0-or-later
// Which words of two versions of a line differ. Pure functions; any thread.
#pragma once

#include <QList>
#include <QString>

namespace millrace::ui {

/// Characters [start, start + length) of a line.
struct TextRange
{
    int start = 0;
    int length = 0;
    bool operator==(const TextRange&) const = default;
};

struct LineDifference
{
    QList<TextRange> left = {};
    QList<TextRange> right = {};
};

/// Longer lines are not compared word by word: the cost grows with the product of their lengths.
constexpr int maxIntraLine = 2'000;

/// Compares word by word. Empty on both sides if the lines are equal, too long, or so different that marking words
/// would only be noise (less than a quarter in common).
LineDifference compareLines(const QString& left, const QString& right);

} // namespace millrace::ui
