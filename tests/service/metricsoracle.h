// SPDX-License-Identifier: GPL-3.0-or-later
// OpenMetrics text as Prometheus' own Python library reads it. Blocking; one thread.
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QMap>
#include <QString>

namespace millrace::test {

/// {"families": {NAME: [type, unit, help]}, "samples": [[NAME, {LABEL: VALUE}, NUMBER], …]}; fails the running test
/// where the library refuses the text.
QJsonObject understood(const QByteArray& text);
/// Whether the library takes the text.
bool isUnderstood(const QByteArray& text);

/// The value of the one sample of this name whose labels have what is asked for; NaN if there is not exactly one.
double sampleOf(const QJsonObject& metrics, const char* name, const QMap<QString, QString>& labels = {});

} // namespace millrace::test
