// SPDX-License-Identifier: GPL-3.0-or-later
// TracebackView: the steps that led to an error, newest last, and what the error left as evidence. Text can be
// selected; file:line opens the source; links are reached with Tab. GUI thread.
#pragma once

#include "ui/text/evidence.h"

#include <QWidget>

class QLabel;
class QTextBrowser;
class QUrl;

namespace millrace::ui {

class TracebackView final : public QWidget
{
    Q_OBJECT
public:
    explicit TracebackView(QWidget* parent = nullptr);

    void setEvidence(const Evidence& evidence);
    void clear(const QString& sentence);
    /// Everything as plain text to the clipboard.
    void copyAll();
    QTextBrowser* browser() const { return m_browser; }

signals:
    /// Something happened that the person should read: "Copied core/…:12".
    void noticed(const QString& sentence);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void draw();
    void open(const QUrl& link);

    QTextBrowser* m_browser;
    QLabel* m_summary;
    QWidget* m_bar;
    Evidence m_evidence;
    bool m_empty = true;
};

} // namespace millrace::ui
