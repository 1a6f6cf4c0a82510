//! The policies of the presets. `clauses` tries what they carry out.

use std::collections::{BTreeMap, BTreeSet};

use advisory::case::{Blocker, Case, Standing};
use advisory::event::BuiltIn;
use advisory::fact::Fact;
use advisory::policy::prose::Prose;
use advisory::policy::{ChannelKind, Effect, Exposure, Grant, Policy, presets};
use advisory::rules::{self, Review};
use advisory::source::{FilePath, Tree, TreeEntry};
use advisory::{parse, report};
use toml::{Table, Value};

use crate::support;

/// Elements of a policy that have an id: key of the array, and the word that the pages of docs/policies use.
const ARRAYS: [(&str, &str); 10] = [
    ("role", "role"),
    ("channel", "channel"),
    ("path", "path"),
    ("step", "step"),
    ("mode", "mode"),
    ("waiver", "waiver"),
    ("list", "list"),
    ("attestation", "attestation"),
    ("event", "event"),
    ("gap", "gap"),
];

/// Elements without an id.
const TABLES: [&str; 5] = ["time", "severity", "intake", "embargo", "publication"];

pub fn policy(preset: &str) -> Table {
    support::preset(preset).parse().unwrap()
}

pub fn items<'t>(table: &'t Table, key: &str) -> Vec<&'t Table> {
    let items = table.get(key).and_then(Value::as_array);
    items.into_iter().flatten().map(|v| v.as_table().unwrap()).collect()
}

fn strings<'t>(table: &'t Table, key: &str) -> Vec<&'t str> {
    match table.get(key) {
        Some(Value::Array(items)) => items.iter().map(|v| v.as_str().unwrap()).collect(),
        Some(Value::String(one)) => vec![one],
        _ => Vec::new(),
    }
}

pub fn text<'t>(table: &'t Table, key: &str) -> &'t str {
    table.get(key).and_then(Value::as_str).unwrap_or_else(|| panic!("`{key}` in {table:?}"))
}

fn ids<'t>(policy: &'t Table, key: &str) -> BTreeSet<&'t str> {
    items(policy, key).into_iter().map(|t| text(t, "id")).collect()
}

/// Every element of a policy as the pages name it (``step `notice` ``), with its clauses.
pub fn elements(policy: &Table) -> BTreeMap<String, BTreeSet<String>> {
    let clauses = |t: &Table| strings(t, "clauses").into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    let mut all = BTreeMap::from([("policy".to_owned(), clauses(policy))]);
    for (key, word) in ARRAYS {
        all.extend(items(policy, key).iter().map(|t| (format!("{word} `{}`", text(t, "id")), clauses(t))));
    }
    for list in items(policy, "list") {
        for (key, word) in [("criteria", "criterion"), ("duties", "duty")] {
            all.extend(items(list, key).iter().map(|t| (format!("{word} `{}`", text(t, "id")), clauses(t))));
        }
    }
    for key in TABLES {
        let Some(table) = policy.get(key).and_then(Value::as_table) else { continue };
        let nested = table.values().filter_map(Value::as_table).flat_map(clauses);
        all.insert(key.to_owned(), clauses(table).into_iter().chain(nested).collect());
    }
    all
}

/// Every clause id that stands anywhere in a policy.
pub fn cited(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Table(table) => {
            let own = strings(table, "clauses").into_iter().map(str::to_owned);
            own.chain(table.values().flat_map(cited)).collect()
        }
        Value::Array(items) => items.iter().flat_map(cited).collect(),
        _ => BTreeSet::new(),
    }
}

#[test]
fn references_inside_a_preset_resolve() {
    for preset in presets::names() {
        let policy = policy(&preset);
        let [roles, channels, steps, lists] = ["role", "channel", "step", "list"].map(|key| ids(&policy, key));
        let mut events: BTreeSet<&str> = BuiltIn::ALL.iter().map(|e| e.name()).collect();
        events.extend(ids(&policy, "event"));
        events.extend(["public", "release-date"]);
        for step in items(&policy, "step") {
            events.insert(step.get("event").map_or_else(|| text(step, "id"), |e| e.as_str().unwrap()));
        }
        let known = |known: &BTreeSet<&str>, names: Vec<&str>| {
            let unknown: Vec<&str> = names.into_iter().filter(|n| !known.contains(n)).collect();
            assert!(unknown.is_empty(), "{preset}: {unknown:?} is none of {known:?}");
        };
        let table = |t: &Table, key: &str| t.get(key).and_then(Value::as_table).cloned().unwrap_or_default();
        for role in items(&policy, "role") {
            known(&roles, strings(role, "from").into_iter().filter(|f| *f != "anyone").collect());
        }
        for path in items(&policy, "path") {
            known(&steps, strings(path, "steps"));
        }
        for step in items(&policy, "step") {
            known(&roles, vec![text(step, "role")]);
            known(&roles, strings(&table(step, "approvals"), "role"));
            known(&steps, strings(step, "requires"));
            known(&steps, strings(step, "before"));
            known(&channels, strings(step, "to"));
            known(&events, strings(step, "after-any"));
            let window = table(step, "window");
            ["after", "before", "at"].into_iter().for_each(|anchor| known(&events, strings(&window, anchor)));
        }
        for mode in items(&policy, "mode") {
            let effect = table(mode, "effect");
            known(&events, strings(&effect, "floor"));
            known(&steps, strings(&effect, "replan"));
        }
        for waiver in items(&policy, "waiver") {
            known(&roles, vec![text(waiver, "by")]);
            known(&steps, strings(waiver, "steps"));
        }
        let embargo = table(&policy, "embargo");
        known(&lists, strings(&embargo, "agreed-by"));
        known(&roles, strings(&table(&embargo, "on-break"), "by"));
        known(&channels, strings(&table(&embargo, "leak-report"), "to"));
        for list in items(&policy, "list") {
            known(&channels, strings(list, "channel"));
            known(&channels, strings(list, "request-to"));
        }
        for attestation in items(&policy, "attestation") {
            known(&steps, strings(attestation, "step"));
            known(&lists, strings(attestation, "list"));
            known(&roles, strings(attestation, "role"));
        }
        known(&roles, strings(&table(&table(&policy, "publication"), "approvals"), "role"));
        for channel in items(&policy, "channel") {
            let to = strings(channel, "to");
            known(&roles, to.iter().filter_map(|t| t.strip_prefix("@role:")).collect());
            known(&lists, to.iter().filter_map(|t| t.strip_prefix("@list:")).collect());
        }
    }
}

#[test]
#[ignore = "needs ../shared/policies"]
fn nothing_is_copied_from_the_prose() {
    const WORDS: usize = 8;
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let folders = ["src/policy/presets", "docs/policies", "tests/clauses"].map(|folder| support::root().join(folder));
    // The default follows no project's prose.
    for preset in presets::names().into_iter().filter(|name| *name != presets::default_name()) {
        let prose = support::shared(&format!("policies/{preset}-security-process.txt"));
        let prose = words(&std::fs::read_to_string(prose).unwrap());
        let shingles: BTreeSet<&[String]> = prose.windows(WORDS).collect();
        for (path, bytes) in folders.iter().flat_map(|folder| support::files(folder)) {
            let ours = words(&String::from_utf8(bytes).unwrap());
            let copied = ours.windows(WORDS).find(|shingle| shingles.contains(shingle));
            assert_eq!(copied, None, "{path} repeats the prose of {preset}");
        }
    }
}

#[test]
fn no_policy_is_named_in_code() {
    let mut names: BTreeSet<String> = presets::names().into_iter().collect();
    // The default is no project's, and its name is also a word for other things.
    assert!(names.remove(&presets::default_name()) && !names.is_empty());
    for folder in ["src", "benches"].map(|folder| support::root().join(folder)) {
        if !folder.exists() {
            continue;
        }
        for (path, bytes) in support::files(&folder).into_iter().filter(|(path, _)| path.ends_with(".rs")) {
            let code = String::from_utf8(bytes).unwrap().to_lowercase();
            let named = code.split(|c: char| !c.is_alphanumeric()).find(|word| names.contains(*word));
            assert_eq!(named, None, "{path}");
        }
    }
}

#[test]
fn presets_are_the_folders_below_presets() {
    let folder = support::root().join("src/policy/presets");
    let entries = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap());
    let folders = entries.filter(|entry| entry.path().is_dir());
    let on_disk: BTreeSet<String> = folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
    assert_eq!(presets::names().into_iter().collect::<BTreeSet<_>>(), on_disk);
    assert!(on_disk.contains(&presets::default_name()));
    for name in presets::names() {
        assert_eq!(presets::files(&name).unwrap(), support::files(&folder.join(&name)), "{name}");
    }
    assert_eq!(presets::files("no-such-preset"), None);
    assert_eq!(presets::files(""), None);
}

/// A preset as the program reads it.
fn read(preset: &str) -> advisory::portfolio::Portfolio {
    let files = presets::files(preset).unwrap().into_iter().filter(|(path, _)| Tree::wants(path));
    let reading = parse::portfolio(Tree::new(files.map(|(p, b)| (FilePath::new(p), TreeEntry::File(b.into())))));
    assert!(reading.findings.is_empty(), "{preset}: {:#?}", reading.findings);
    reading.portfolio.unwrap()
}

#[test]
fn presets_check_clean() {
    for preset in presets::names() {
        let portfolio = read(&preset);
        let review = Review { portfolio: &portfolio, cases: &[], now: support::at("2026-06-01T12:00:00Z") };
        let findings = rules::check(&review);
        assert!(!findings.is_empty(), "{preset} has addresses to replace");
        assert!(findings.iter().all(|finding| finding.rule.0.ends_with("-placeholder")), "{preset}: {findings:#?}");
    }
}

#[test]
fn the_settled_readings_stand_in_the_presets() {
    let windows = |policy: &Policy, step: &str| {
        let window = policy.step(step).unwrap().window.as_ref();
        window.map(|window| Prose::for_team(policy).window(window))
    };
    let rook = read("rook").policy;
    let organization = ["team-named", "repo-access"];
    assert!(organization.iter().all(|s| windows(&rook, s).unwrap() == "within 24 hours of the report (target)"));
    assert_eq!(windows(&rook, "notice").unwrap(), "within 7 days of the report (target)");
    assert_eq!(windows(&rook, "distributors").unwrap(), "within 14 days of the report (target)");
    assert_eq!(windows(&rook, "release").unwrap(), "within 21 days of the report (target)");
    let slower = rook.waiver("low-severity-slowdown").unwrap();
    assert!(slower.needs_link && slower.grants == Grant::NewDate && !slower.steps.is_empty());
    assert!(organization.iter().all(|o| slower.steps.iter().all(|s| s.value != **o)));
    assert!(matches!(rook.modes.iter().find(|m| m.element.id.value == "public").unwrap().effect, Effect::Asap));
    assert!(rook.modes.iter().all(|m| m.when.exploited.is_none()) && rook.paths.is_empty());
    assert!(rook.channel("announce").unwrap().to.is_empty(), "the prose names no address");
    assert!(!rook.channel("issue").unwrap().fields.allow(Fact::Summary));

    let vitess = read("vitess").policy;
    let public = vitess.modes.iter().find(|m| m.element.id.value == "public").unwrap();
    assert_eq!(
        Prose::for_team(&vitess).condition(&public.when).unwrap(),
        "the vulnerability is already public and CVSS is 4.0 or more"
    );
    assert!(public.unscored_meets);
    let slower = vitess.waiver("low-severity-slowdown").unwrap();
    assert_eq!(Prose::for_team(&vitess).condition(&slower.when).unwrap(), "CVSS is under 4.0");
    assert!(!vitess.embargo.allowed && vitess.lists.is_empty());
    assert!(vitess.channels.iter().all(|c| c.exposure != Exposure::Embargoed));
    assert!(vitess.modes.iter().all(|m| m.when.exploited.is_none() && m.when.embargo_broken.is_none()));
    assert_eq!(windows(&vitess, "courtesy"), None, "the prose gives no time");
    assert!(vitess.step("fix-complete").unwrap().approvals.as_ref().unwrap().inferred);
    let fixes: Vec<(&str, bool)> = vitess.paths.iter().map(|p| (p.element.id.as_str(), p.fix)).collect();
    assert_eq!(fixes, [("supported", true), ("master-only", true), ("unsupported-only", false)]);

    for policy in [rook, vitess] {
        assert!(policy.steps.iter().any(|s| s.is_done_by(BuiltIn::NoticePublished)));
        let floors: Vec<&Effect> =
            policy.modes.iter().map(|m| &m.effect).filter(|e| matches!(e, Effect::Floor { .. })).collect();
        assert!(matches!(floors[..], [Effect::Floor { event, replan }]
            if BuiltIn::named(event.as_str()) == Some(BuiltIn::UpstreamPublic) && ["notice", "release", "announce"].iter().all(|s| replan.iter().any(|r| r.value == *s))));
    }
}

#[test]
fn a_policy_is_shown_whole_within_100_columns() {
    for preset in presets::names() {
        let shown = report::policy::policy(&read(&preset).policy, 80);
        assert!(shown.lines().all(|line| line.chars().count() <= 100 && line.trim_end() == line), "{shown}");
        let policy = policy(&preset);
        for (key, _) in ARRAYS {
            for id in ids(&policy, key) {
                let entry =
                    shown.lines().any(|l| l.strip_prefix("  ").is_some_and(|l| l.split("  ").next() == Some(id)));
                assert!(entry || key == "attestation", "{key} `{id}` is not in\n{shown}");
            }
        }
        let flat = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        for attestation in items(&policy, "attestation") {
            assert!(flat.contains(text(attestation, "text")), "{}", text(attestation, "id"));
        }
        for clause in cited(&Value::Table(policy)) {
            let known = flat.split(|c: char| !c.is_alphanumeric()).any(|word| word == clause);
            assert!(known, "{preset}: {clause} is not cited in\n{shown}");
        }
    }
}

#[test]
fn windows_and_conditions_are_said_in_words() {
    let spoken = |window: &str| {
        let files = presets::files("rook").unwrap().into_iter().filter(|(path, _)| Tree::wants(path));
        let tree = Tree::new(files.map(|(path, bytes)| {
            let mut text = String::from_utf8(bytes).unwrap();
            if path == "policy.toml" {
                text += &format!("\n[[step]]\nid = \"extra\"\nrole = \"pst\"\nwindow = {window}\n");
            }
            (FilePath::new(path), TreeEntry::File(text.into_bytes().into()))
        }));
        let reading = parse::portfolio(tree);
        assert!(reading.findings.is_empty(), "{window}: {:#?}", reading.findings);
        let policy = reading.portfolio.unwrap().policy;
        Prose::for_team(&policy).window(policy.step("extra").unwrap().window.as_ref().unwrap())
    };
    for (window, words) in [
        (r#"{ after = "reported", max = "asap", force = "must" }"#, "as soon as possible after the report (must)"),
        (r#"{ after = "reported", min = "1d", max = "7d" }"#, "1 day to 7 days after the report (target)"),
        (r#"{ after = "fix-ready", min = "2w" }"#, "at least 2 weeks after `fix-ready` (target)"),
        (r#"{ before = "public", min = "24h" }"#, "at least 24 hours before publication (target)"),
        (r#"{ before = "released", max = "5bd" }"#, "at most 5 business days before the release (target)"),
        (r#"{ after = "released", min = "3d", max = "3d" }"#, "exactly 3 days after the release (target)"),
        (
            r#"{ at = "release-date", tolerance = "1h", inferred = true }"#,
            "at the announced release date, give or take 1 hour (target, inferred)",
        ),
        (
            r#"{ after = "reported", max = "7d", extend = "14d", force = "cap" }"#,
            "within 7 days of the report, with a waiver up to 14 days (cap)",
        ),
        (
            r#"{ after = "reported", max = "7d", prefer = { weekdays = ["tue", "wed"], at = "15:00" } }"#,
            "within 7 days of the report, preferably on tue, wed at 15:00 UTC (target)",
        ),
    ] {
        assert_eq!(spoken(window), words, "{window}");
    }
}

#[test]
fn every_announcement_of_a_preset_has_its_template() {
    for preset in presets::names() {
        let policy = read(&preset).policy;
        let channels = |step: &advisory::policy::Step| -> Vec<ChannelKind> {
            step.to.iter().map(|to| policy.channel(to.as_str()).unwrap().kind).collect()
        };
        let drafts = policy.steps.iter().filter(|s| !s.to.is_empty());
        let drafts = drafts.map(|s| (s.template.as_ref().unwrap().to_string(), channels(s)));
        let replies = policy.lists.iter().map(|l| (l.reply.as_ref().unwrap().to_string(), vec![ChannelKind::Email]));
        for (template, kinds) in drafts.chain(replies) {
            for kind in kinds {
                let kind = match kind {
                    ChannelKind::Email => "email",
                    ChannelKind::Issue => "issue",
                    ChannelKind::Chat => "chat",
                    ChannelKind::Form => "form",
                };
                let file = support::root().join(format!("site-templates/announce/{template}.{kind}.txt"));
                assert!(file.is_file(), "{preset}: there is no {template} for {kind}");
            }
        }
    }
}

/// Approvals that are still missing for the fix of an incident under a preset.
fn approvals_missing(preset: &str, fix_and_events: &str) -> u32 {
    let files = presets::files(preset).unwrap().into_iter().filter(|(path, _)| Tree::wants(path));
    let incident = format!(
        "[report]\ndisclosure = \"private\"\n[scope]\nlines = [\"1.0\"]\n{fix_and_events}\n[[event]]\nat = 2026-05-01T00:00:00Z\nevent = \"reported\"\n"
    );
    let files = files.chain([("incidents/2026/quiet-heron/incident.toml".to_owned(), incident.into_bytes())]);
    let reading = parse::portfolio(Tree::new(files.map(|(p, b)| (FilePath::new(p), TreeEntry::File(b.into())))));
    assert!(reading.findings.is_empty(), "{:#?}", reading.findings);
    let portfolio = reading.portfolio.unwrap();
    let case = Case::new(&portfolio, &portfolio.incidents[0], support::at("2026-05-02T00:00:00Z"));
    match &case.step("fix-complete").unwrap().standing {
        Standing::Due => 0,
        Standing::Blocked { by, .. } => match by[..] {
            [Blocker::Approvals(missing)] => missing,
            _ => panic!("{by:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_fix_is_approved_commit_by_commit_or_as_a_whole() {
    let commits = |first: &str, second: &str| {
        let commit =
            |id: &str, by: &str| format!("{{ id = \"{id}\", line = \"1.0\", author = \"ben\", approved-by = [{by}] }}");
        format!("[fix]\ncommits = [{}, {}]", commit("0a1b2c3", first), commit("1a1b2c3", second))
    };
    let approved = |by: &str| {
        format!("{}\n[[event]]\nat = 2026-05-01T10:00:00Z\nevent = \"patch-approved\"\nby = \"{by}\"", commits("", ""))
    };
    assert_eq!(approvals_missing("rook", &commits("", "")), 2);
    assert_eq!(approvals_missing("rook", &commits("\"ada\"", "\"ben\"")), 1, "nobody approves their own commit");
    assert_eq!(approvals_missing("rook", &commits("\"ada\"", "\"ada\"")), 0);
    assert_eq!(approvals_missing("vitess", ""), 0, "there is nothing to approve yet");
    assert_eq!(approvals_missing("vitess", &commits("", "")), 1);
    assert_eq!(approvals_missing("vitess", &commits("\"ben\"", "")), 1, "nobody approves their own commit");
    assert_eq!(approvals_missing("vitess", &commits("\"ada\"", "")), 0);
    assert_eq!(approvals_missing("vitess", &approved("ben")), 1, "nobody approves their own fix");
    assert_eq!(approvals_missing("vitess", &approved("ada")), 0);
}
