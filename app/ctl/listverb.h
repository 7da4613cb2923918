// SPDX-License-Identifier: GPL-3.0-or-later
// A verb that prints one of the store's lists, with the console's filter language. Main thread.
#pragma once

#include "app/ctl/verb.h"
#include "core/store/lists.h"

namespace millrace::ctl {

class ListVerb : public Verb
{
public:
    ListVerb(QString name, QString summary, store::ListKind kind, QStringList shown);

    QString name() const override { return m_name; }
    QString summary() const override { return m_summary; }
    QString arguments() const override { return QStringLiteral("[FILTER]"); }
    void declare(QCommandLineParser& parser) const override;
    int run(Context& context, const QCommandLineParser& parser) const override;

protected:
    /// Prints the rows of @p filter: --json as objects with all columns, else a table of the shown ones.
    int print(Context& context, store::ListKind kind, const QStringList& shown, const QString& filter,
              qsizetype limit) const;

private:
    QString m_name;
    QString m_summary;
    store::ListKind m_kind;
    QStringList m_shown;
};

} // namespace millrace::ctl
