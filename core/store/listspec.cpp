// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/listspec.h"

namespace millrace::store {

namespace {

using Type = FilterFields::Type;

QString q(const char* text)
{
    return QLatin1String(text);
}

ListColumn column(const char* name, const char* expression, Type type = Type::Text, const char* sort = "")
{
    return {q(name), q(expression), type, q(sort)};
}

ListSpec packages()
{
    return {
        q("package k"),
        {},
        q("k.id"),
        q("k.name"),
        {column("package", "k.name"),
         column("state",
                // "ok" would read as imported; most packages of an archive are just known.
                "CASE WHEN k.state = 'ok' AND NOT EXISTS (SELECT 1 FROM import i WHERE i.package_id = k.id) "
                "THEN 'new' ELSE k.state END",
                Type::Word)
             .readFrom("k.state", {{q("new"), q("ok")}}),
         column("tracked", "k.tracked", Type::Number),
         column("version", "k.newest_version", Type::Text, "k.newest_key"),
         column("publications", "(SELECT count(*) FROM publication p WHERE p.package_id = k.id AND p.removed_at = 0)",
                Type::Number),
         column("imported", "(SELECT count(*) FROM import i WHERE i.package_id = k.id AND i.state = 'published')",
                Type::Number),
         column("failure", "coalesce((SELECT f.code FROM failure f WHERE f.package_id = k.id AND f.state <> 'resolved' "
                           "ORDER BY f.id LIMIT 1), '')"),
         column("changed_at", "k.changed_at", Type::Time)},
        {q("k.name")},
        q("k.changed_at")};
}

ListSpec queue()
{
    return {q("job j JOIN package k ON k.id = j.package_id"),
            q("j.state = 'queued'"),
            q("j.id"),
            // The order of leasing; see JobTable::lease().
            q("(k.state IN ('paused', 'denied')), j.due_at > j.created, "
              "j.priority * 1800000 + j.created, j.id"),
            {column("package", "k.name"), column("type", "j.type", Type::Word),
             column("priority", "j.priority", Type::Number), column("created", "j.created", Type::Time),
             column("due_at", "j.due_at", Type::Time), column("reason", "j.reason")},
            {q("k.name"), q("j.reason")},
            q("j.created")};
}

ListSpec running()
{
    return {q("job j JOIN package k ON k.id = j.package_id"),
            q("j.state = 'running'"),
            q("j.id"),
            q("j.started, j.id"),
            {column("package", "k.name"), column("version", "j.at_version"), column("stage", "j.stage", Type::Word),
             column("started", "j.started", Type::Time), column("host", "j.host"), column("worker", "j.claimed_by")},
            {q("k.name")},
            q("j.started")};
}

// Retries of a group's failures, and how many of them did not meet it again; those of merged ones count too.
ListColumn effect(const char* name)
{
    return {
        q(name),
        QStringLiteral("coalesce((SELECT sum(d.%1) FROM signature_day d WHERE d.sig = g.sig), 0) + coalesce((SELECT "
                       "sum(d.%1) FROM signature m JOIN signature_day d ON d.sig = m.sig WHERE m.merged_into <> '' "
                       "AND m.merged_into = g.sig), 0)")
            .arg(q(name)),
        Type::Number,
        {}};
}

ListSpec groups()
{
    return {
        q("(SELECT s.id AS id, s.sig AS sig, s.title AS title, s.class AS class, s.code AS code, s.policy AS policy, "
          "count(*) AS n, count(DISTINCT f.package_id) AS packages, min(f.first_at) AS first_at, "
          "max(f.last_at) AS last_at "
          // Signature by signature: most filters leave few of them.
          "FROM signature s CROSS JOIN failure f "
          "WHERE f.signature = s.sig AND f.state <> 'resolved' %1 GROUP BY s.sig) g"),
        {},
        q("g.id"),
        q("g.packages DESC, g.last_at DESC, g.id"),
        {column("signature", "g.sig").inside("s.sig"), column("title", "g.title").inside("s.title"),
         column("class", "g.class", Type::Word).inside("s.class"), column("count", "g.n", Type::Number),
         column("packages", "g.packages", Type::Number), column("first_at", "g.first_at", Type::Time),
         column("last_at", "g.last_at", Type::Time),
         column("policy",
                "CASE WHEN EXISTS (SELECT 1 FROM spurious p WHERE p.sig = g.sig AND p.state = 'active') THEN 'retry' "
                "ELSE g.policy END",
                Type::Word),
         column("code", "g.code").inside("s.code"),
         // What a person said of it: "spurious", "reopened" when its rate left the baseline, "expired", or nothing.
         column("spurious",
                "coalesce((SELECT CASE p.state WHEN 'active' THEN 'spurious' WHEN 'suspended' THEN 'reopened' ELSE "
                "p.state END FROM spurious p WHERE p.sig = g.sig), '')",
                Type::Word),
         column("expires_at", "coalesce((SELECT p.expires_at FROM spurious p WHERE p.sig = g.sig), 0)", Type::Time),
         effect("retries"), effect("recovered"),
         // Not counted with the others: a second DISTINCT costs more than all else together.
         column("held",
                "(SELECT count(DISTINCT f.package_id) FROM failure f WHERE f.signature = g.sig AND f.state <> "
                "'resolved' AND f.state <> 'retry_wait')",
                Type::Number)},
        {q("g.title"), q("g.code")},
        q("g.last_at"),
        {q("s.title"), q("s.code")},
        q("s.id"),
        {},
        {},
        // Counts and times of a group are read when somebody asks for them.
        QStringLiteral("(SELECT s.id AS id, s.sig AS sig, s.title AS title, s.class AS class, s.code AS code, "
                       "s.policy AS policy, (SELECT count(*) %1) AS n, (SELECT count(*) FROM (SELECT 1 %1 GROUP BY "
                       "f.package_id)) AS packages, (SELECT min(f.first_at) %1) AS first_at, (SELECT max(f.last_at) "
                       "%1) AS last_at FROM signature s WHERE EXISTS (SELECT 1 %1) %2) g")
            .arg(q("FROM failure f WHERE f.signature = s.sig AND f.state <> 'resolved'"), q("%1"))};
}

ListSpec failures()
{
    // LEFT: every failure has a package; both databases leave the join out where only ids are asked for.
    return {q("failure f LEFT JOIN package k ON k.id = f.package_id"),
            q("f.resolved_by <> 'superseded'"),
            q("f.id"),
            q("f.state = 'resolved', f.last_at DESC, f.id DESC"),
            {column("id", "f.id", Type::Number), column("package", "k.name"), column("version", "f.version"),
             column("class", "f.class", Type::Word), column("code", "f.code"), column("message", "f.message"),
             column("signature", "f.signature", Type::Word), column("state", "f.state", Type::Word),
             column("auto_retries", "f.auto_retries", Type::Number), column("first_at", "f.first_at", Type::Time),
             column("last_at", "f.last_at", Type::Time), column("next_retry_at", "f.next_retry_at", Type::Time),
             column("suite", "f.suite"), column("phase", "f.phase", Type::Word),
             // Versions of the package that wait for their import, the one that failed included.
             column("waiting",
                    "(SELECT count(DISTINCT p.upload_id) FROM publication p JOIN suite s ON s.id = p.suite_id WHERE "
                    "p.package_id = f.package_id AND p.import_id IS NULL AND p.skipped = 0 AND p.removed_at = 0 AND "
                    "s.state = 'active')",
                    Type::Number)},
            {q("k.name"), q("f.message"), q("f.code")},
            q("f.last_at"),
            {},
            {},
            // Each code of a failure is the code of some signature: of the one that was computed for it.
            {{q("k.name"), {q("f.package_id IN (SELECT o.id FROM package o WHERE %1)"), q("o.name")}},
             {q("f.code"), {q("f.code IN (SELECT s.code FROM signature s WHERE %1)"), q("s.code")}}},
            q("failure_text")};
}

ListSpec jobs()
{
    return {q("job j LEFT JOIN package k ON k.id = j.package_id"),
            {},
            q("j.id"),
            q("j.id DESC"),
            {column("id", "j.id", Type::Number), column("package", "k.name"), column("type", "j.type", Type::Word),
             column("state", "j.state", Type::Word), column("priority", "j.priority", Type::Number),
             column("created", "j.created", Type::Time), column("started", "j.started", Type::Time),
             column("ended", "j.ended", Type::Time), column("outcome", "j.outcome", Type::Word),
             column("host", "j.host"), column("reason", "j.reason")},
            {q("k.name"), q("j.reason")},
            q("CASE WHEN j.ended > j.created THEN j.ended ELSE j.created END")};
}

ListSpec events()
{
    return {q("event e"),
            {},
            q("e.id"),
            q("e.id DESC"),
            {column("at", "e.at", Type::Time), column("actor", "e.actor"), column("action", "e.action", Type::Word),
             column("subject", "e.subject"), column("summary", "e.summary"),
             column("undone_by", "e.undone_by", Type::Number)},
            {q("e.summary"), q("e.subject"), q("e.actor")},
            q("e.at")};
}

ListSpec findings()
{
    return {q("finding f LEFT JOIN package k ON k.id = f.package_id"),
            q("f.state <> 'gone'"),
            q("f.id"),
            q("f.state = 'acknowledged', CASE f.severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, "
              "f.last_at DESC, k.name, f.check_name, f.subject, f.id"),
            {column("id", "f.id", Type::Number), column("package", "k.name"),
             column("check", "f.check_name", Type::Word),
             column("severity", "f.severity", Type::Word,
                    "CASE f.severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END"),
             column("code", "f.code"), column("subject", "f.subject"), column("version", "f.version"),
             column("message", "f.message"), column("state", "f.state", Type::Word),
             column("count", "f.count", Type::Number), column("first_at", "f.first_at", Type::Time),
             column("last_at", "f.last_at", Type::Time)},
            {q("k.name"), q("f.message"), q("f.subject"), q("f.code")},
            q("f.last_at")};
}

} // namespace

FilterFields ListSpec::filterFields() const
{
    FilterFields fields;
    for (const ListColumn& column : columns) {
        if (column.type != Type::Time)
            fields.fields.insert(column.name,
                                 {column.expression, column.type, column.inner, column.column, column.stored});
    }
    fields.freeText = freeText;
    fields.innerFreeText = innerFreeText;
    fields.lookups = lookups;
    fields.lastChange = lastChange;
    return fields;
}

const ListSpec& listSpec(ListKind kind)
{
    static const ListSpec specs[] = {packages(), queue(), running(), groups(),
                                     failures(), jobs(),  events(),  findings()};
    return specs[static_cast<int>(kind)];
}

} // namespace millrace::store
