# SPDX-License-Identifier: GPL-3.0-or-later
"""prometheus.py MILLRACECTL FOLDER: the rules in FOLDER are well-formed and use no metric that `millracectl metrics`
does not have, and no recorded name that no rule records."""
import re
import subprocess
import sys
import tempfile

import yaml
from prometheus_client.openmetrics.parser import text_string_to_metric_families

program, folder = sys.argv[1:]
with tempfile.TemporaryDirectory() as home:
    environment = {"MILLRACE_HOME": home, "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    subprocess.run([program, "--quiet", "store", "init"], env=environment, check=True, stdout=subprocess.DEVNULL)
    text = subprocess.run([program, "metrics"], env=environment, check=True, stdout=subprocess.PIPE).stdout.decode()
suffix = {"counter": "_total", "info": "_info"}
known = {family.name + suffix.get(family.type, "") for family in text_string_to_metric_families(text)}

with open(folder + "/millrace.rules.yml", encoding="utf-8") as file:
    rules = [rule for group in yaml.safe_load(file)["groups"] for rule in group["rules"]]
recorded = {rule["record"] for rule in rules if "record" in rule}
alerts = [rule["alert"] for rule in rules if "alert" in rule]
assert len(alerts) == len(set(alerts)), "an alert is there twice"
for rule in rules:
    expression = re.sub(r'"[^"]*"', '""', rule["expr"])
    for name in re.findall(r"\bmillrace[a-z0-9_:]*(?=\{|\[|\)|\s|$)", expression):
        assert name in known | recorded, f"{rule.get('alert', rule.get('record'))} uses {name}, which is not there"
    if "alert" in rule:
        assert rule["labels"]["severity"] in ("warning", "critical"), rule["alert"]
        assert rule["annotations"]["summary"], rule["alert"]
with open(folder + "/scrape.yml", encoding="utf-8") as file:
    assert yaml.safe_load(file)["rule_files"] == ["millrace.rules.yml"]
with open(folder + "/millrace.test.yml", encoding="utf-8") as file:
    for test in yaml.safe_load(file)["tests"]:
        for series in test["input_series"]:
            name = series["series"].split("{")[0]
            assert name in known, f"the test {test['name']} invents {name}"
print(f"{len(rules)} rules, {len(known)} metrics")
