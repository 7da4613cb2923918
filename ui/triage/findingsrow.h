// SPDX-License-Identifier: GPL-3.0-or-later
// FindingsRow: the findings of verification as one more group below the failure groups: drawn like them, chosen like
// them. GUI thread.
#pragma once

#include <QAbstractButton>

namespace millrace::ui {

class FindingsRow final : public QAbstractButton
{
    Q_OBJECT
public:
    explicit FindingsRow(QWidget* parent = nullptr);

    /// @p count: as the badge shows it; @p summary: the second line.
    void setContent(int count, const QString& summary, bool anyError);
    int count() const { return m_count; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    int m_count = 0;
    QString m_summary;
    bool m_anyError = false;
};

} // namespace millrace::ui
