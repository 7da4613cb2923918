// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/service/metricsoracle.h"

#include "core/base/process.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

namespace millrace::test {

namespace {

ProcessResult ask(const QByteArray& text)
{
    ProcessRequest request;
    request.program = QStringLiteral("/usr/bin/python3"); // the one whose modules apt installs
    request.arguments = {QStringLiteral(SOURCE_FOLDER "/tests/service/openmetrics.py")};
    request.input = text;
    return runProcess(request);
}

} // namespace

QJsonObject understood(const QByteArray& text)
{
    const ProcessResult result = ask(text);
    if (result.exitCode != 0)
        QTest::qFail((result.errorOutput.right(1000) + "\n" + text.left(1000)).constData(), __FILE__, __LINE__);
    return QJsonDocument::fromJson(result.output).object();
}

bool isUnderstood(const QByteArray& text)
{
    return ask(text).exitCode == 0;
}

double sampleOf(const QJsonObject& metrics, const char* name, const QMap<QString, QString>& labels)
{
    QList<double> found;
    for (const QJsonValue sample : metrics[QLatin1String("samples")].toArray()) {
        if (sample[0].toString() != QLatin1String(name))
            continue;
        bool fits = true;
        for (auto it = labels.cbegin(); it != labels.cend(); ++it)
            fits = fits && sample[1][it.key()].toString() == it.value();
        if (fits)
            found.append(sample[2].toDouble());
    }
    return found.size() == 1 ? found.constFirst() : qQNaN();
}

} // namespace millrace::test
