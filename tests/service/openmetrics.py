# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads OpenMetrics text on stdin with Prometheus' own parser and prints what it understood as JSON:
{"families": {NAME: [type, unit, help]}, "samples": [[NAME, {LABEL: VALUE}, NUMBER], …]}. What the parser refuses
ends it with its message."""
import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families

families, samples = {}, []
for family in text_string_to_metric_families(sys.stdin.buffer.read().decode("utf-8")):
    families[family.name] = [family.type, family.unit, family.documentation]
    samples += [[one.name, one.labels, one.value] for one in family.samples]
json.dump({"families": families, "samples": samples}, sys.stdout)
