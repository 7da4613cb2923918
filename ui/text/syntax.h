// SPDX-License-Identifier: GPL-3.0-or-later
// Syntax: how one kind of file is coloured, by KSyntaxHighlighting where the build has it, else not at all.
// The library's repository of definitions is made once, on first use. GUI thread only; cheap to copy.
#pragma once

#include <QColor>
#include <QList>
#include <QString>
#include <QTextLayout>

#include <any>
#include <memory>

namespace millrace::ui {

using FormatRanges = QList<QTextLayout::FormatRange>;

class Syntax
{
public:
    /// Where a line begins inside a construct that spans lines. Empty = the beginning of a text.
    using State = std::any;

    /// Longer lines and larger texts stay plain: highlighting them takes seconds (minified JavaScript, test data).
    static constexpr int maxLine = 20'000;
    static constexpr int maxText = 1024 * 1024;

    /// Plain text.
    Syntax() = default;
    /// Chosen by @p path as it is in the source package ("debian/rules"), else by @p firstLine ("#!/bin/sh").
    static Syntax forFile(const QString& path, const QString& firstLine = {});
    /// By KSyntaxHighlighting's own name: "Diff", "Bash"; unknown names are plain.
    static Syntax named(const QString& definition);

    bool isPlain() const { return !m_highlighter; }
    /// "C++", "Debian Changelog"; empty for plain text.
    QString name() const { return m_name; }
    /// The colour behind the text: decides between the light and the dark colours, and how strong they must be.
    void setBackground(const QColor& base);
    /// Colours one line and moves @p state to the beginning of the next.
    FormatRanges highlight(const QString& line, State& state) const;

    /// Whether the build has KSyntaxHighlighting.
    static bool available();

private:
    struct Highlighter;
    std::shared_ptr<Highlighter> m_highlighter;
    QString m_name;
};

} // namespace millrace::ui
