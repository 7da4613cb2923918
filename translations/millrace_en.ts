<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>DiffView</name>
    <message numerus="yes">
        <source>%n unchanged line(s)</source>
        <translation>
            <numerusform>%n unchanged line</numerusform>
            <numerusform>%n unchanged lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::BreakerStrip</name>
    <message numerus="yes">
        <source>%n more resource(s)</source>
        <translation>
            <numerusform>%n more resource</numerusform>
            <numerusform>%n more resources</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n probe(s)</source>
        <comment>questions whether a resource is back</comment>
        <translation>
            <numerusform>%n probe</numerusform>
            <numerusform>%n probes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) wait for it, none of them failed</source>
        <translation>
            <numerusform>%n job waits for it and did not fail</numerusform>
            <numerusform>%n jobs wait for it, none of them failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::EngineWords</name>
    <message numerus="yes">
        <source>%n import(s) running</source>
        <translation>
            <numerusform>%n import running</numerusform>
            <numerusform>%n imports running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::EvidencePane</name>
    <message numerus="yes">
        <source>%n time(s)</source>
        <comment>how often it failed</comment>
        <translation>
            <numerusform>%n time</numerusform>
            <numerusform>%n times</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n automatic retry(s)</source>
        <translation>
            <numerusform>%n automatic retry</numerusform>
            <numerusform>%n automatic retries</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::FindingPane</name>
    <message numerus="yes">
        <source>found by %n verification(s)</source>
        <translation>
            <numerusform>found by %n verification</numerusform>
            <numerusform>found by %n verifications</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::FindingsRow</name>
    <message numerus="yes">
        <source>%n finding(s)</source>
        <translation>
            <numerusform>%n finding</numerusform>
            <numerusform>%n findings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::Format</name>
    <message numerus="yes">
        <source>%n s</source>
        <comment>a duration in seconds</comment>
        <translation>
            <numerusform>%n s</numerusform>
            <numerusform>%n s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min</source>
        <comment>a duration in minutes</comment>
        <translation>
            <numerusform>%n min</numerusform>
            <numerusform>%n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h</source>
        <comment>a duration in hours</comment>
        <translation>
            <numerusform>%n h</numerusform>
            <numerusform>%n h</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <comment>a duration in days</comment>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ms</source>
        <comment>a duration in milliseconds</comment>
        <translation>
            <numerusform>%n ms</numerusform>
            <numerusform>%n ms</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <comment>%1 is a list of names</comment>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::GroupDelegate</name>
    <message numerus="yes">
        <source>%n package(s)</source>
        <translation>
            <numerusform>%n package</numerusform>
            <numerusform>%n packages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::GroupFacts</name>
    <message numerus="yes">
        <source>%n held</source>
        <comment>failures</comment>
        <translation>
            <numerusform>%n held</numerusform>
            <numerusform>%n held</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n wait(s) for a retry</source>
        <comment>failures</comment>
        <translation>
            <numerusform>%n waits for a retry</numerusform>
            <numerusform>%n wait for a retry</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n used up all retries</source>
        <comment>failures</comment>
        <translation>
            <numerusform>%n used up all retries</numerusform>
            <numerusform>%n used up all retries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n retry(s) helped</source>
        <translation>
            <numerusform>%1 of %n retry helped</numerusform>
            <numerusform>%1 of %n retries helped</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>+%n today</source>
        <comment>failures</comment>
        <translation>
            <numerusform>+%n today</numerusform>
            <numerusform>+%n today</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::ImportDialog</name>
    <message numerus="yes">
        <source>Import %n package(s)</source>
        <translation>
            <numerusform>Import %n package</numerusform>
            <numerusform>Import %n packages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::ListPane</name>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::PackageActions</name>
    <message numerus="yes">
        <source>Import %n package(s)</source>
        <comment>verb, on a button</comment>
        <translation>
            <numerusform>Import %n package</numerusform>
            <numerusform>Import %n packages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry %n package(s)</source>
        <comment>verb, on a button</comment>
        <translation>
            <numerusform>Retry %n package</numerusform>
            <numerusform>Retry %n packages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Hold %n package(s)</source>
        <comment>verb, on a button</comment>
        <translation>
            <numerusform>Hold %n package</numerusform>
            <numerusform>Hold %n packages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Resume %n package(s)</source>
        <comment>verb, on a button</comment>
        <translation>
            <numerusform>Resume %n package</numerusform>
            <numerusform>Resume %n packages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Exclude %n package(s)</source>
        <comment>verb, on a button</comment>
        <translation>
            <numerusform>Exclude %n package</numerusform>
            <numerusform>Exclude %n packages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::PackageView</name>
    <message numerus="yes">
        <source>%n publication(s)</source>
        <translation>
            <numerusform>%n publication</numerusform>
            <numerusform>%n publications</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n import(s)</source>
        <comment>noun</comment>
        <translation>
            <numerusform>%n import</numerusform>
            <numerusform>%n imports</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::PreviewPanel</name>
    <message numerus="yes">
        <source>and %n more</source>
        <comment>more lines</comment>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::RulesDialog</name>
    <message numerus="yes">
        <source>%n retry(s), each after %1</source>
        <comment>how an error is handled</comment>
        <translation>
            <numerusform>%n retry, after %1</numerusform>
            <numerusform>%n retries, each after %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s)</source>
        <comment>of the classification of errors</comment>
        <translation>
            <numerusform>%n line</numerusform>
            <numerusform>%n lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::Session</name>
    <message numerus="yes">
        <source>The archives&apos; indexes are read: %n new publication(s)</source>
        <translation>
            <numerusform>The archives&apos; indexes are read: %n new publication</numerusform>
            <numerusform>The archives&apos; indexes are read: %n new publications</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 is read-only again: nobody used the console for %n minute(s).</source>
        <translation>
            <numerusform>%1 is read-only again: nobody used the console for %n minute.</numerusform>
            <numerusform>%1 is read-only again: nobody used the console for %n minutes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n host(s) work on this store</source>
        <translation>
            <numerusform>%n host works on this store</numerusform>
            <numerusform>%n hosts work on this store</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>it is read-only again after %n minute(s) without use</source>
        <translation>
            <numerusform>it is read-only again after %n minute without use</numerusform>
            <numerusform>it is read-only again after %n minutes without use</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::Shutdown</name>
    <message numerus="yes">
        <source>%n import(s) may finish for a few seconds, then go back into the queue. Nothing is lost.</source>
        <translation>
            <numerusform>%n import may finish for a few seconds, then go back into the queue. Nothing is lost.</numerusform>
            <numerusform>%n imports may finish for a few seconds, then go back into the queue. Nothing is lost.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::StatusLine</name>
    <message numerus="yes">
        <source>%n package(s) held or waiting</source>
        <translation>
            <numerusform>%n package held or waiting</numerusform>
            <numerusform>%n packages held or waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::StoreOpening</name>
    <message numerus="yes">
        <source>%n host(s)</source>
        <translation>
            <numerusform>%n host</numerusform>
            <numerusform>%n hosts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) waiting</source>
        <translation>
            <numerusform>%n job waiting</numerusform>
            <numerusform>%n jobs waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::TracebackView</name>
    <message numerus="yes">
        <source>%n step(s), the newest last</source>
        <translation>
            <numerusform>%n step, the newest last</numerusform>
            <numerusform>%n steps, the newest last</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::TreePane</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s)</source>
        <comment>noun</comment>
        <translation>
            <numerusform>%n change</numerusform>
            <numerusform>%n changes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::TriageActions</name>
    <message numerus="yes">
        <source>Retry %n package(s)</source>
        <comment>verb, on a button</comment>
        <translation>
            <numerusform>Retry %n package</numerusform>
            <numerusform>Retry %n packages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Hold %n package(s)</source>
        <comment>verb, on a button</comment>
        <translation>
            <numerusform>Hold %n package</numerusform>
            <numerusform>Hold %n packages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry %n package(s)…</source>
        <comment>verb, opens a preview</comment>
        <translation>
            <numerusform>Retry %n package…</numerusform>
            <numerusform>Retry %n packages…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry group of %n…</source>
        <comment>packages</comment>
        <translation>
            <numerusform>Retry group of %n…</numerusform>
            <numerusform>Retry group of %n…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Hold %n package(s)…</source>
        <comment>verb, asks for a reason</comment>
        <translation>
            <numerusform>Hold %n package…</numerusform>
            <numerusform>Hold %n packages…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Skip %n version(s)…</source>
        <comment>verb</comment>
        <translation>
            <numerusform>Skip %n version…</numerusform>
            <numerusform>Skip %n versions…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::TriageFindings</name>
    <message numerus="yes">
        <source>Acknowledge %n finding(s)</source>
        <comment>verb, on a button</comment>
        <translation>
            <numerusform>Acknowledge %n finding</numerusform>
            <numerusform>Acknowledge %n findings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n error(s)</source>
        <comment>findings</comment>
        <translation>
            <numerusform>%n error</numerusform>
            <numerusform>%n errors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <comment>findings</comment>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::TriageScreen</name>
    <message numerus="yes">
        <source>Packages on hold, last %n day(s)</source>
        <translation>
            <numerusform>Packages on hold, last %n day</numerusform>
            <numerusform>Packages on hold, last %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::Workplace</name>
    <message numerus="yes">
        <source>%n import(s) of this console may finish for a few seconds, then go back into the queue</source>
        <translation>
            <numerusform>%n import of this console may finish for a few seconds, then go back into the queue</numerusform>
            <numerusform>%n imports of this console may finish for a few seconds, then go back into the queue</numerusform>
        </translation>
    </message>
</context>
</TS>
