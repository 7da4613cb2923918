// SPDX-License-Identifier: GPL-3.0-or-later
// PackageNameEdit: a field for several package names with completion of the one being typed. The names come from
// whoever answers completionWanted(): the field knows no store. GUI thread.
#pragma once

#include <QLineEdit>
#include <QStringListModel>
#include <QTimer>

class QCompleter;

namespace millrace::ui {

class PackageNameEdit final : public QLineEdit
{
    Q_OBJECT
public:
    explicit PackageNameEdit(QWidget* parent = nullptr);
    /// The names typed so far, each once; separated by spaces or commas.
    QStringList names() const;
    /// Names that begin with @p prefix; ignored if the person typed on.
    void setCompletions(const QString& prefix, const QStringList& names);
    QCompleter* completions() const { return m_completer; }

signals:
    void completionWanted(const QString& prefix);
    /// The names changed and typing paused.
    void namesChanged();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool focusNextPrevChild(bool next) override;

private:
    QString currentWord() const;
    void insertCompletion(const QString& name);

    QCompleter* m_completer;
    QStringListModel m_model;
    QTimer m_pause;
};

} // namespace millrace::ui
