// SPDX-License-Identifier: GPL-3.0-or-later
// LogView: the log of one attempt, from its file, following it while it grows. What failed is marked and in sight.
// Files are read on the thread pool; GUI thread.
#pragma once

#include <QTimer>
#include <QWidget>

class QCheckBox;
class QHBoxLayout;
class QLabel;
class QToolButton;

namespace millrace::ui {

class CodeEdit;
class FindBar;

class LogView final : public QWidget
{
    Q_OBJECT
public:
    explicit LogView(QWidget* parent = nullptr);

    /// Shows the file at @p path; @p live looks for more every half second. The same path again keeps the place.
    /// @p elsewhere: what to say where it cannot be read because it is another host's; empty = it is this one's.
    void setLog(const QString& path, bool live, const QString& elsewhere = {});
    void clear(const QString& sentence);
    /// Puts a widget (a choice of logs) left of the file's name.
    void addTool(QWidget* tool);
    CodeEdit* edit() const { return m_edit; }
    QString path() const { return m_path; }
    /// The file, as far as it is there, is shown.
    bool isLoaded() const { return m_loaded; }

signals:
    void loaded();
    void noticed(const QString& sentence);

private:
    struct Piece
    {
        QByteArray bytes;
        qint64 from = 0;
        qint64 end = 0;
        QString error;
    };
    static Piece read(const QString& path, qint64 from);
    void fetch();
    void take(const Piece& piece);
    void append(const QString& text);
    void markTrouble(int fromBlock);

    CodeEdit* m_edit;
    FindBar* m_findBar;
    QHBoxLayout* m_tools;
    QLabel* m_name;
    QCheckBox* m_follow;
    QToolButton* m_trouble;
    QToolButton* m_copy;
    QTimer m_timer;
    QString m_path;
    QString m_elsewhere;
    QByteArray m_rest; ///< the bytes of a line that is not complete yet
    QList<int> m_troubleLines;
    qint64 m_offset = 0;
    int m_token = 0;
    bool m_live = false;
    bool m_reading = false;
    bool m_loaded = false;
};

/// True for lines of a log that tell of something that failed.
bool isTrouble(const QString& line);

} // namespace millrace::ui
