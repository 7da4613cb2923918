// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/intraline.h"

#include <QStringView>

#include <algorithm>
#include <vector>

namespace millrace::ui {

namespace {

/// A view compares the lines it paints: a frame has time for a few dozen pairs of this size.
constexpr size_t maxCells = 60'000;

struct Word
{
    QStringView text;
    int start;
};

/// Runs of letters and digits, runs of blanks, and every other character by itself.
std::vector<Word> words(QStringView line)
{
    const auto kind = [](QChar c) { return c.isLetterOrNumber() || c == QLatin1Char('_') ? 1 : c.isSpace() ? 2 : 0; };
    std::vector<Word> result;
    qsizetype start = 0;
    while (start < line.size()) {
        qsizetype end = start + 1;
        const int first = kind(line[start]);
        while (first != 0 && end < line.size() && kind(line[end]) == first)
            ++end;
        result.push_back({line.mid(start, end - start), int(start)});
        start = end;
    }
    return result;
}

void mark(QList<TextRange>& ranges, const Word& word)
{
    const int length = int(word.text.size());
    if (!ranges.isEmpty() && ranges.last().start + ranges.last().length == word.start)
        ranges.last().length += length;
    else
        ranges.append({word.start, length});
}

} // namespace

LineDifference compareLines(const QString& left, const QString& right)
{
    if (left == right || left.size() > maxIntraLine || right.size() > maxIntraLine)
        return {};
    const std::vector<Word> a = words(left), b = words(right);
    size_t head = 0;
    while (head < a.size() && head < b.size() && a[head].text == b[head].text)
        ++head;
    size_t tail = 0;
    while (tail < a.size() - head && tail < b.size() - head &&
           a[a.size() - 1 - tail].text == b[b.size() - 1 - tail].text)
        ++tail;
    const size_t rows = a.size() - head - tail, columns = b.size() - head - tail;

    // Longest common subsequence of what is between the common ends.
    if (rows * columns > maxCells)
        return {};
    std::vector<quint16> table((rows + 1) * (columns + 1), 0);
    const auto at = [&](size_t i, size_t j) -> quint16& { return table[i * (columns + 1) + j]; };
    for (size_t i = rows; i-- > 0;) {
        for (size_t j = columns; j-- > 0;) {
            at(i, j) = a[head + i].text == b[head + j].text ? quint16(at(i + 1, j + 1) + 1)
                                                            : std::max(at(i + 1, j), at(i, j + 1));
        }
    }
    LineDifference result;
    qsizetype common = 0;
    for (size_t k = 0; k < head; ++k)
        common += a[k].text.trimmed().size();
    for (size_t k = 0; k < tail; ++k)
        common += a[a.size() - 1 - k].text.trimmed().size();
    size_t i = 0, j = 0;
    while (i < rows || j < columns) {
        if (i < rows && j < columns && a[head + i].text == b[head + j].text) {
            common += a[head + i].text.trimmed().size();
            ++i, ++j;
        } else if (j < columns && (i == rows || at(i, j + 1) >= at(i + 1, j))) {
            mark(result.right, b[head + j++]);
        } else {
            mark(result.left, a[head + i++]);
        }
    }
    const qsizetype longer = std::max(left.trimmed().size(), right.trimmed().size());
    return common * 4 < longer ? LineDifference() : result;
}

} // namespace millrace::ui
