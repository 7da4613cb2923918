// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/operationverb.h"

#include "core/base/error.h"

#include <unistd.h>

#include <cstdio>

namespace millrace::ctl {

namespace {

/// " 1234567890ab → 234567890abc", as far as it is known before.
QString movement(const ops::RefChange& change)
{
    if (change.oldOid.isEmpty() && change.newOid.isEmpty())
        return {};
    const QString then = change.newOid.isEmpty() ? QStringLiteral("…") : change.newOid.left(12);
    return QLatin1Char(' ') + (change.oldOid.isEmpty() ? QStringLiteral("new") : change.oldOid.left(12)) +
           QStringLiteral(" → ") + then;
}

void printPreview(const Output& output, const ops::Preview& preview)
{
    output.say(preview.sentence);
    for (const QString& one : preview.consequences)
        output.say(QLatin1String("  ") + one);
    for (const ops::RefChange& change : preview.refs)
        output.say(QStringLiteral("  %1: %2%3").arg(change.repository, change.ref, movement(change)));
    for (const QString& one : preview.refusals)
        output.say(QLatin1String("  left out: ") + one);
}

bool confirmed()
{
    fputs("Do it? [y/N] ", stderr);
    fflush(stderr);
    const int answer = getchar();
    return answer == 'y' || answer == 'Y';
}

} // namespace

void declareOperationOptions(QCommandLineParser& parser)
{
    parser.addOption({QStringLiteral("dry-run"), QStringLiteral("Print what would change, and stop.")});
    parser.addOption({QStringLiteral("yes"), QStringLiteral("Do not ask.")});
    parser.addOption({QStringLiteral("reason"), QStringLiteral("Why, for the audit log."), QStringLiteral("TEXT")});
}

int runOperation(Context& context, const QCommandLineParser& parser,
                 const std::function<std::unique_ptr<ops::Operation>(store::StateStore&)>& make)
{
    std::unique_ptr<ops::Operation> operation;
    const QString reason = parser.value(QStringLiteral("reason"));
    const ops::Preview preview = context.store().call([&](store::StateStore& state) {
        operation = make(state);
        operation->setReason(reason);
        return operation->preview(state);
    });
    if (parser.isSet(QStringLiteral("dry-run"))) {
        if (context.output.json)
            context.output.document(preview.toJson());
        else
            printPreview(context.output, preview);
        return exitcode::done;
    }
    const bool ask = isatty(STDIN_FILENO) == 1 && !parser.isSet(QStringLiteral("yes")) && !preview.empty();
    if (ask) {
        printPreview(context.output, preview);
        if (!confirmed())
            throw Error(QStringLiteral("internal.cancelled"), QStringLiteral("nothing was changed"));
    }
    const QString actor = context.actor();
    const ops::Applied applied = context.store().call(
        [&](store::StateStore& state) { return operation->apply(state, preview.stateVersion, actor); });
    // What apply() did is what the preview said, or it would have refused; the forecast is in the preview alone.
    QJsonObject document = preview.toJson();
    document.insert(QStringLiteral("event"), applied.event);
    if (context.output.json) {
        context.output.document(document);
    } else {
        for (const QString& one : applied.preview.refusals)
            context.output.say(QLatin1String("left out: ") + one);
        context.output.line(QStringLiteral("%1 (event %2; undo: millracectl undo %2)")
                                .arg(applied.preview.sentence)
                                .arg(applied.event));
    }
    return applied.preview.refusals.isEmpty() ? exitcode::done : exitcode::partly;
}

} // namespace millrace::ctl
