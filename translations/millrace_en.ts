<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>DiffView</name>
    <message numerus="yes">
        <source>%Ln unchanged line(s)</source>
        <translation>
            <numerusform>%Ln unchanged line</numerusform>
            <numerusform>%Ln unchanged lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::BreakerStrip</name>
    <message numerus="yes">
        <source>%Ln more resource(s)</source>
        <translation>
            <numerusform>%Ln more resource</numerusform>
            <numerusform>%Ln more resources</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln probe(s)</source>
        <comment>questions whether a resource is back</comment>
        <translation>
            <numerusform>%Ln probe</numerusform>
            <numerusform>%Ln probes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln job(s) wait for it, none of them failed</source>
        <translation>
            <numerusform>%Ln job waits for it and did not fail</numerusform>
            <numerusform>%Ln jobs wait for it, none of them failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::EngineWords</name>
    <message numerus="yes">
        <source>%Ln import(s) running</source>
        <translation>
            <numerusform>%Ln import running</numerusform>
            <numerusform>%Ln imports running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln waiting</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%Ln waiting</numerusform>
            <numerusform>%Ln waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::EventPane</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <comment>more lines</comment>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::EvidencePane</name>
    <message numerus="yes">
        <source>%Ln time(s)</source>
        <comment>how often it failed</comment>
        <translation>
            <numerusform>%Ln time</numerusform>
            <numerusform>%Ln times</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln automatic retry(s)</source>
        <translation>
            <numerusform>%Ln automatic retry</numerusform>
            <numerusform>%Ln automatic retries</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::FindingPane</name>
    <message numerus="yes">
        <source>found by %Ln verification(s)</source>
        <translation>
            <numerusform>found by %Ln verification</numerusform>
            <numerusform>found by %Ln verifications</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::FindingsRow</name>
    <message numerus="yes">
        <source>%Ln finding(s)</source>
        <translation>
            <numerusform>%Ln finding</numerusform>
            <numerusform>%Ln findings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::Format</name>
    <message numerus="yes">
        <source>%Ln s</source>
        <comment>a duration in seconds</comment>
        <translation>
            <numerusform>%Ln s</numerusform>
            <numerusform>%Ln s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln min</source>
        <comment>a duration in minutes</comment>
        <translation>
            <numerusform>%Ln min</numerusform>
            <numerusform>%Ln min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln h</source>
        <comment>a duration in hours</comment>
        <translation>
            <numerusform>%Ln h</numerusform>
            <numerusform>%Ln h</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln day(s)</source>
        <comment>a duration in days</comment>
        <translation>
            <numerusform>%Ln day</numerusform>
            <numerusform>%Ln days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln ms</source>
        <comment>a duration in milliseconds</comment>
        <translation>
            <numerusform>%Ln ms</numerusform>
            <numerusform>%Ln ms</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 and %Ln more</source>
        <comment>%1 is a list of names</comment>
        <translation>
            <numerusform>%1 and %Ln more</numerusform>
            <numerusform>%1 and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::GroupDelegate</name>
    <message numerus="yes">
        <source>%Ln package(s)</source>
        <translation>
            <numerusform>%Ln package</numerusform>
            <numerusform>%Ln packages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::GroupFacts</name>
    <message numerus="yes">
        <source>%Ln held</source>
        <comment>failures</comment>
        <translation>
            <numerusform>%Ln held</numerusform>
            <numerusform>%Ln held</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln wait(s) for a retry</source>
        <comment>failures</comment>
        <translation>
            <numerusform>%Ln waits for a retry</numerusform>
            <numerusform>%Ln wait for a retry</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln used up all retries</source>
        <comment>failures</comment>
        <translation>
            <numerusform>%Ln used up all retries</numerusform>
            <numerusform>%Ln used up all retries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln retry(s) helped</source>
        <translation>
            <numerusform>%1 of %Ln retry helped</numerusform>
            <numerusform>%1 of %Ln retries helped</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>+%Ln today</source>
        <comment>failures</comment>
        <translation>
            <numerusform>+%Ln today</numerusform>
            <numerusform>+%Ln today</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::ImportDialog</name>
    <message numerus="yes">
        <source>Import %Ln package(s)</source>
        <translation>
            <numerusform>Import %Ln package</numerusform>
            <numerusform>Import %Ln packages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::ListPane</name>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln row</numerusform>
            <numerusform>%Ln rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::PackageActions</name>
    <message numerus="yes">
        <source>Import %Ln package(s)</source>
        <comment>verb, on a button</comment>
        <translation>
            <numerusform>Import %Ln package</numerusform>
            <numerusform>Import %Ln packages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry %Ln package(s)</source>
        <comment>verb, on a button</comment>
        <translation>
            <numerusform>Retry %Ln package</numerusform>
            <numerusform>Retry %Ln packages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Hold %Ln package(s)</source>
        <comment>verb, on a button</comment>
        <translation>
            <numerusform>Hold %Ln package</numerusform>
            <numerusform>Hold %Ln packages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Resume %Ln package(s)</source>
        <comment>verb, on a button</comment>
        <translation>
            <numerusform>Resume %Ln package</numerusform>
            <numerusform>Resume %Ln packages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Exclude %Ln package(s)</source>
        <comment>verb, on a button</comment>
        <translation>
            <numerusform>Exclude %Ln package</numerusform>
            <numerusform>Exclude %Ln packages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::PackageView</name>
    <message numerus="yes">
        <source>%Ln publication(s)</source>
        <translation>
            <numerusform>%Ln publication</numerusform>
            <numerusform>%Ln publications</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln import(s)</source>
        <comment>noun</comment>
        <translation>
            <numerusform>%Ln import</numerusform>
            <numerusform>%Ln imports</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::PreviewPanel</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <comment>more lines</comment>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::RulesDialog</name>
    <message numerus="yes">
        <source>%Ln retry(s), each after %1</source>
        <comment>how an error is handled</comment>
        <translation>
            <numerusform>%Ln retry, after %1</numerusform>
            <numerusform>%Ln retries, each after %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s)</source>
        <comment>of the classification of errors</comment>
        <translation>
            <numerusform>%Ln line</numerusform>
            <numerusform>%Ln lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::Session</name>
    <message numerus="yes">
        <source>The archives&apos; indexes are read: %Ln new publication(s)</source>
        <translation>
            <numerusform>The archives&apos; indexes are read: %Ln new publication</numerusform>
            <numerusform>The archives&apos; indexes are read: %Ln new publications</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 is read-only again: nobody used the console for %Ln minute(s).</source>
        <translation>
            <numerusform>%1 is read-only again: nobody used the console for %Ln minute.</numerusform>
            <numerusform>%1 is read-only again: nobody used the console for %Ln minutes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln host(s) work on this store</source>
        <translation>
            <numerusform>%Ln host works on this store</numerusform>
            <numerusform>%Ln hosts work on this store</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>it is read-only again after %Ln minute(s) without use</source>
        <translation>
            <numerusform>it is read-only again after %Ln minute without use</numerusform>
            <numerusform>it is read-only again after %Ln minutes without use</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::Shutdown</name>
    <message numerus="yes">
        <source>%Ln import(s) may finish for a few seconds, then go back into the queue. Nothing is lost.</source>
        <translation>
            <numerusform>%Ln import may finish for a few seconds, then go back into the queue. Nothing is lost.</numerusform>
            <numerusform>%Ln imports may finish for a few seconds, then go back into the queue. Nothing is lost.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::StatusLine</name>
    <message numerus="yes">
        <source>%Ln package(s) held or waiting</source>
        <translation>
            <numerusform>%Ln package held or waiting</numerusform>
            <numerusform>%Ln packages held or waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::StoreOpening</name>
    <message numerus="yes">
        <source>%Ln host(s)</source>
        <translation>
            <numerusform>%Ln host</numerusform>
            <numerusform>%Ln hosts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln job(s) waiting</source>
        <translation>
            <numerusform>%Ln job waiting</numerusform>
            <numerusform>%Ln jobs waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::TracebackView</name>
    <message numerus="yes">
        <source>%Ln step(s), the newest last</source>
        <translation>
            <numerusform>%Ln step, the newest last</numerusform>
            <numerusform>%Ln steps, the newest last</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::TreePane</name>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln file</numerusform>
            <numerusform>%Ln files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln change(s)</source>
        <comment>noun</comment>
        <translation>
            <numerusform>%Ln change</numerusform>
            <numerusform>%Ln changes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::TriageActions</name>
    <message numerus="yes">
        <source>Retry %Ln package(s)</source>
        <comment>verb, on a button</comment>
        <translation>
            <numerusform>Retry %Ln package</numerusform>
            <numerusform>Retry %Ln packages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Hold %Ln package(s)</source>
        <comment>verb, on a button</comment>
        <translation>
            <numerusform>Hold %Ln package</numerusform>
            <numerusform>Hold %Ln packages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry %Ln package(s)…</source>
        <comment>verb, opens a preview</comment>
        <translation>
            <numerusform>Retry %Ln package…</numerusform>
            <numerusform>Retry %Ln packages…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry group of %Ln…</source>
        <comment>packages</comment>
        <translation>
            <numerusform>Retry group of %Ln…</numerusform>
            <numerusform>Retry group of %Ln…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Hold %Ln package(s)…</source>
        <comment>verb, asks for a reason</comment>
        <translation>
            <numerusform>Hold %Ln package…</numerusform>
            <numerusform>Hold %Ln packages…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Skip %Ln version(s)…</source>
        <comment>verb</comment>
        <translation>
            <numerusform>Skip %Ln version…</numerusform>
            <numerusform>Skip %Ln versions…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::TriageFindings</name>
    <message numerus="yes">
        <source>Acknowledge %Ln finding(s)</source>
        <comment>verb, on a button</comment>
        <translation>
            <numerusform>Acknowledge %Ln finding</numerusform>
            <numerusform>Acknowledge %Ln findings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln error(s)</source>
        <comment>findings</comment>
        <translation>
            <numerusform>%Ln error</numerusform>
            <numerusform>%Ln errors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln warning(s)</source>
        <comment>findings</comment>
        <translation>
            <numerusform>%Ln warning</numerusform>
            <numerusform>%Ln warnings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::TriageScreen</name>
    <message numerus="yes">
        <source>Packages on hold, last %Ln day(s)</source>
        <translation>
            <numerusform>Packages on hold, last %Ln day</numerusform>
            <numerusform>Packages on hold, last %Ln days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>millrace::ui::Workplace</name>
    <message numerus="yes">
        <source>%Ln import(s) of this console may finish for a few seconds, then go back into the queue</source>
        <translation>
            <numerusform>%Ln import of this console may finish for a few seconds, then go back into the queue</numerusform>
            <numerusform>%Ln imports of this console may finish for a few seconds, then go back into the queue</numerusform>
        </translation>
    </message>
</context>
</TS>
