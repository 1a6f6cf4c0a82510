//! Mutants of the wall: its properties must fail when the wall has a hole. A property that can't fail proves nothing.
//!
//! `cargo test --test mutants` runs them. They take minutes, so `cargo test` leaves them out, and CI has a lane for them.
//!
//! All mutants are in one copy of this crate, each behind a switch that the environment turns on, so it is built once.
//! First the properties have to hold of the copy with every switch off.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use std::path::{Path, PathBuf};
use std::process::Command;

use rayon::prelude::*;

/// The folder of the project.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A change of the copy: the file, what stands there once, what stands there instead. `on` asks for a mutant.
type Edit = (&'static str, &'static str, &'static str);

const EDITS: &[Edit] = &[
    (
        "src/case/gate.rs",
        "if now >= opened {",
        r#"if on("the gate is removed") || (now >= opened) != on("the clock is reversed") {"#,
    ),
    (
        "src/case/approval.rs",
        "authority.may(by, act, at)",
        r#"on("the approver's right is ignored") || authority.may(by, act, at)"#,
    ),
    (
        "src/case/approval.rs",
        "is_present: present.as_ref().is_none_or(",
        r#"is_present: on("the digest is ignored") || present.as_ref().is_none_or("#,
    ),
    (
        "src/case/approval.rs",
        "revised(opened) && may_correct(opened);",
        r#"(on("a revision may come before publication") || revised(opened)) && may_correct(opened);"#,
    ),
    (
        "src/case/approval.rs",
        "!self.is_readable || is_approved()",
        r#"on("a correction needs no approval") || !self.is_readable || is_approved()"#,
    ),
    (
        "src/case/approval.rs",
        "!last.is_empty() && !last.contains(present)",
        r#"!on("a superseded approval counts") && !last.is_empty() && !last.contains(present)"#,
    ),
    (
        "src/case/approval.rs",
        "let counts = |at: Instant| at >= opened;",
        r#"let counts = |at: Instant| at >= opened || on("a correction is approved before publication");"#,
    ),
    (
        "src/case/approval.rs",
        "is_present: is_covered,",
        r#"is_present: is_covered || on("an approval that says nothing covers what others do not"),"#,
    ),
    (
        "src/case/withdrawal.rs",
        "is_imported || self.may_any(",
        r#"on("anybody withdraws an advisory") || is_imported || self.may_any("#,
    ),
    (
        "src/case/embargo.rs",
        "authority.may_any(&e.by, Act::DecideBreak, e.at.value)",
        r#"on("anybody decides on a broken embargo") || authority.may_any(&e.by, Act::DecideBreak, e.at.value)"#,
    ),
    (
        "src/case/approval.rs",
        ".filter(|at| !is_bound(*at))",
        r#".filter(|at| !is_bound(*at) || on("an approval need not say what it covers"))"#,
    ),
    ("src/case/authority.rs", "is_named() && (", r#"is_named() && (on("the roster is ignored") || "#),
    (
        "src/case/approval.rs",
        "approvers.len() >= needed",
        r#"approvers.len() >= needed || on("one approval is enough")"#,
    ),
    (
        "src/case/opening.rs",
        "others.max(upstream(incident, others).unwrap_or(others))",
        r#"others.max(upstream(incident, others).filter(|_| !on("upstream's date is ignored")).unwrap_or(others))"#,
    ),
    ("src/case/gate.rs", "if incident.whole {", r#"if incident.whole || on("what was read in part is published") {"#),
    ("src/case/gate.rs", "if rejected.is_some_and(", r#"if !on("a rejection is ignored") && rejected.is_some_and("#),
    (
        "src/case/approval.rs",
        "return Self::default();",
        r#"let reported = incident.first(BuiltIn::Reported).map(|e| e.at.value).filter(|at| *at <= now);
            let reported = reported.filter(|_| on("the approval is ignored"));
            let contents = reported.into_iter().map(|at| OfContent { is_present: true, bound: Some(at), any: None }).collect();
            return Self { contents, is_readable: true, ..Self::default() };"#,
    ),
    (
        "src/case/embargo.rs",
        "e.embargo_end().is_some() && e.at.value <= now",
        r#"e.embargo_end().is_some() && e.at.value <= now && !on("a move of the embargo is ignored")"#,
    ),
    (
        "src/case/embargo.rs",
        "public <= moved.at.value)",
        r#"public <= moved.at.value && !on("an embargo returns after publication"))"#,
    ),
    (
        "src/case/embargo.rs",
        "e.embargo_end()?.value.max(e.at.value)",
        r#"if on("an embargo ends before anybody knew") { e.embargo_end()?.value } else { e.embargo_end()?.value.max(e.at.value) }"#,
    ),
    (
        "src/case.rs",
        "self.incident.first(event).filter(|e| e.at.value <= self.now)",
        r#"self.incident.first(event).filter(|e| e.at.value <= self.now || on("a notice is out before its time"))"#,
    ),
    (
        "src/advisory.rs",
        "    /// Plain text.\n    pub title: String,",
        "    /// Plain text.\n    pub title: String,\n    /// Private.\n    #[serde(skip_serializing_if = \"Option::is_none\")]\n    pub summary: Option<String>,",
    ),
    (
        "src/advisory/disclose.rs",
        "        title,\n",
        "        title,\n        summary: case.incident.report.summary.as_ref().filter(|_| on(\"an advisory has a private field\")).map(|s| s.value.clone()),\n",
    ),
    (
        "src/incident/silent_reporter.rs",
        "(!agreed).then_some(",
        r#"(!agreed && !on("consent to be named is ignored")).then_some("#,
    ),
    (
        "src/advisory.rs",
        "    /// When the notice was published.\n    pub announced: Instant,",
        "    /// When the notice was published.\n    pub announced: Instant,\n    /// Private.\n    #[serde(skip_serializing_if = \"Option::is_none\")]\n    pub handle: Option<String>,",
    ),
    (
        "src/advisory/notify.rs",
        "        announced,\n",
        "        announced,\n        handle: on(\"a notice has a private field\").then(|| case.incident.handle.to_string()),\n",
    ),
    (
        "src/advisory/notify.rs",
        "channels.iter().all(|c| c.fields.allow(fact))",
        r#"(on("a notice ignores its channels' lists")
            || channels.iter().all(|c| c.fields.allow(fact))
            || on("one channel's list is enough for a notice") && channels.iter().any(|c| c.fields.allow(fact)))"#,
    ),
    (
        "src/advisory/notify.rs",
        "&& mitigations_approved(case))",
        r#"&& (mitigations_approved(case) || on("a notice tells unapproved mitigations")))"#,
    ),
    (
        "src/announce/facts.rs",
        "if case.publication.is_ok() { &channel.fields_after_public }",
        r#"if case.publication.is_ok() != on("the lists before and after publication are swapped") { &channel.fields_after_public }"#,
    ),
    (
        "src/announce/facts.rs",
        "fields.allow(fact) && !(by_star",
        r#"(fields.allow(fact) || on("a channel's list is ignored")) && !(!on("a star means what the team keeps too") && by_star"#,
    ),
    (
        "src/announce/facts.rs",
        "advisory::mitigations_approved(case))",
        r#"advisory::mitigations_approved(case) || on("a draft tells unapproved mitigations"))"#,
    ),
    (
        "src/build.rs",
        "matches!(shown, Shown::Advisory | Shown::Broken);",
        r#"matches!(shown, Shown::Advisory | Shown::Broken)
            || matches!(shown, Shown::Nothing) && on("what is embargoed stays in the public portfolio")
            || matches!(shown, Shown::Notice(_)) && on("rules see more than the notice of what is announced");"#,
    ),
    (
        "src/scan/planned.rs",
        "if phrases.is_empty() {",
        r#"if phrases.is_empty() || on("a site with embargoed text is built") {"#,
    ),
    (
        "src/scan/planned.rs",
        r#"!path.ends_with(".zip") || path.starts_with("assets/")"#,
        r#"(!path.ends_with(".zip") || path.starts_with("assets/")) && (path.ends_with(".html") || !on("only pages are compared with what is embargoed"))"#,
    ),
    (
        "src/app/known.rs",
        "(needle.clone(), public.contains(needle))",
        r#"(needle.clone(), public.contains(needle) || on("what was private first is no leak"))"#,
    ),
    (
        "src/app/known.rs",
        "let gone: BTreeSet<Needle> = walk.open.difference(&held).cloned().collect();",
        r#"let gone: BTreeSet<Needle> =
                walk.open.iter().filter(|it| !held.contains(*it) || on("a commit counts that is private too")).cloned().collect();"#,
    ),
    (
        "src/build/known.rs",
        "is_open(it) && !written.contains(it)",
        r#"is_open(it) && (!written.contains(it) || on("what somebody wrote is the program's"))"#,
    ),
    (
        "src/build.rs",
        ".filter(|f| f.rule != rule::HANDLE_TWINS)",
        r#".filter(|f| f.rule != rule::HANDLE_TWINS || on("an error may point at what is embargoed"))"#,
    ),
    (
        "src/report/redaction/findings.rs",
        "if kinds.contains(&Kind::Incident) {",
        r#"if kinds.contains(&Kind::Incident) && !on("findings are not redacted in a log") {"#,
    ),
    (
        "src/app/find.rs",
        "portfolio.incidents.iter().map(|i| i.handle.as_str())",
        r#"portfolio.incidents.iter().flat_map(|i| {
            std::iter::once(i.handle.as_str()).chain(public_id(i).filter(|_| on("an id that is not public is suggested")))
        })"#,
    ),
    (
        "src/incident/amendment/apply.rs",
        "            records.remove(place);",
        r#"            if !on("a void approval counts") { records.remove(place); }"#,
    ),
    (
        "src/cli/clock.rs",
        "flag.unwrap_or_else(clock)",
        r#"flag.unwrap_or_else(|| {
            let dated = std::env::var("SOURCE_DATE_EPOCH").ok().filter(|_| on("the environment moves the instant"));
            dated.and_then(|dated| Instant::from_unix(dated.parse().ok()?)).unwrap_or_else(clock)
        })"#,
    ),
    (
        "src/app/compare/outcome.rs",
        "    found.extend(of_project(change));\n    found\n",
        "    found.extend(of_project(change));\n    found.retain(|_| !on(\"outcomes are not compared\"));\n    found\n",
    ),
    (
        "src/app/last_build.rs",
        "now.unix() < self.until &&",
        r#"(now.unix() < self.until || on("a cache outlives the end of an embargo")) &&"#,
    ),
    (
        "src/output/cache.rs",
        "(state == known.state).then_some",
        r#"(state == known.state || on("a cache counts although its files were changed")).then_some"#,
    ),
    (
        "src/scan/planned.rs",
        "kept == Some(self.sought())",
        r#"kept == Some(self.sought()) || on("what is kept is not searched")"#,
    ),
    (
        "src/report/redaction/findings.rs",
        "filter(|f| !of_an_incident(f))",
        r#"filter(|f| !of_an_incident(f) || on("a build that can't start tells of incidents"))"#,
    ),
];

/// Each mutant, and the property that has to fail of it.
const MUTANTS: &[(&str, &str)] = &[
    ("the gate is removed", GATE),
    ("the gate is removed", SAME),
    ("the clock is reversed", GATE),
    ("the clock is reversed", SAME),
    ("the approval is ignored", GATE),
    ("the approval is ignored", SAME),
    ("the approver's right is ignored", GATE),
    ("the approver's right is ignored", SAME),
    ("one approval is enough", GATE),
    ("a void approval counts", GATE),
    ("a void approval counts", SAME),
    ("the digest is ignored", COVERED),
    ("a revision may come before publication", COVERED),
    ("an approval need not say what it covers", COVERED),
    ("the roster is ignored", ROSTER),
    ("a correction needs no approval", COVERED),
    ("a correction is approved before publication", COVERED),
    ("a superseded approval counts", COVERED),
    ("an approval that says nothing covers what others do not", COVERED),
    ("anybody withdraws an advisory", RECORDS),
    ("anybody decides on a broken embargo", RECORDS),
    ("upstream's date is ignored", GATE),
    ("what was read in part is published", GATE),
    ("a rejection is ignored", GATE),
    ("a move of the embargo is ignored", GATE),
    ("an embargo returns after publication", GATE),
    ("an embargo ends before anybody knew", GATE),
    ("a notice is out before its time", SAME),
    ("an advisory has a private field", GATE),
    ("an advisory has a private field", CANARY),
    ("consent to be named is ignored", GATE),
    ("a notice has a private field", CANARY),
    ("a notice ignores its channels' lists", CANARY),
    ("one channel's list is enough for a notice", CANARY),
    ("a notice tells unapproved mitigations", CANARY),
    ("the lists before and after publication are swapped", DRAFT),
    ("a channel's list is ignored", DRAFT),
    ("a star means what the team keeps too", DRAFT),
    ("a draft tells unapproved mitigations", DRAFT),
    ("what is embargoed stays in the public portfolio", SAME),
    ("rules see more than the notice of what is announced", SECRETS),
    ("an error may point at what is embargoed", SAME),
    ("a site with embargoed text is built", LEAK),
    ("only pages are compared with what is embargoed", LEAK),
    ("what was private first is no leak", ORDER),
    ("a commit counts that is private too", ORDER),
    (
        "what somebody wrote is the program's",
        "wall::quoted::a_handle_in_a_public_advisory_is_a_leak_with_a_history_and_without",
    ),
    ("a cache outlives the end of an embargo", "wall::cached::an_embargo_that_ends_within_the_day_ends_on_time"),
    (
        "a cache counts although its files were changed",
        "wall::cached::a_build_with_a_cache_leaves_what_a_build_without_one_leaves",
    ),
    ("what is kept is not searched", "wall::cached::files_that_are_kept_are_searched_for_what_has_become_embargoed"),
    ("the environment moves the instant", CLOCK),
    ("outcomes are not compared", OUTCOME),
    ("findings are not redacted in a log", "wall::logs::no_command_says_in_a_log_what_somebody_wrote"),
    ("an id that is not public is suggested", "wall::logs::no_command_says_in_a_log_what_somebody_wrote"),
    (
        "a build that can't start tells of incidents",
        "wall::program::a_build_that_can_not_start_says_the_same_without_the_embargoed_incidents",
    ),
];

const GATE: &str = "wall::the_gate_opens_for_what_is_approved_and_past_its_embargo_and_for_nothing_else";
const COVERED: &str = "wall::approved::an_approval_opens_the_gate_for_its_content_alone";
const ROSTER: &str = "wall::authority::the_roster_decides_who_may_act_and_an_incident_only_picks";
const RECORDS: &str = "wall::authority::a_record_counts_if_one_of_those_it_names_may_do_that";
const SAME: &str = "wall::the_public_build_is_that_of_the_portfolio_without_its_embargoed_incidents";
const SECRETS: &str = "wall::the_public_build_is_that_of_the_portfolio_with_other_secrets";
const LEAK: &str = "wall::leak::a_site_with_text_of_an_embargoed_incident_is_not_built";
const ORDER: &str = "wall::quoted::the_order_of_the_commits_decides";
const CLOCK: &str = "wall::program::the_environment_moves_no_instant";
const OUTCOME: &str = "wall::changes::what_a_change_alters_in_public_is_found_whatever_it_edits";
const CANARY: &str = "wall::no_canary_gets_out";
const DRAFT: &str = "wall::no_public_draft_says_what_its_channel_may_not_carry";

#[test]
fn every_hole_in_the_wall_fails_its_properties() {
    let copy = tempfile::tempdir().unwrap();
    prepare(copy.path());
    let suite = build(copy.path());
    let properties: std::collections::BTreeSet<&str> = MUTANTS.iter().map(|(_, property)| *property).collect();
    properties.into_par_iter().for_each(|property| {
        let (holds, said) = run(&suite, "none", property, "all");
        assert!(holds, "without a mutant {property} holds of the copy: {said}");
    });
    // The properties are random: a mutant lives if neither three runs of one see it, nor three with many more cases.
    let lives = |(mutant, property): &&(&str, &str)| {
        ["all", "1024"].into_iter().all(|cases| (0..3).all(|_| run(&suite, mutant, property, cases).0))
    };
    let survivors: Vec<_> = MUTANTS.par_iter().filter(lives).collect();
    assert!(survivors.is_empty(), "nothing fails of {survivors:#?}");
}

#[test]
fn every_mutant_changes_text_that_is_there_once() {
    let missing: Vec<_> = EDITS.iter().filter(|(file, from, _)| count(&root().join(file), from) != 1).collect();
    assert!(missing.is_empty(), "not in its file exactly once: {missing:#?}");
}

fn count(file: &Path, text: &str) -> usize {
    std::fs::read_to_string(file).unwrap().matches(text).count()
}

#[test]
fn every_mutant_has_its_switch() {
    for (_, _, to) in EDITS {
        for name in to.split("on(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(MUTANTS.iter().any(|(mutant, _)| *mutant == name), "nothing turns on: {name}");
        }
    }
    for (mutant, _) in MUTANTS {
        let switch = format!("on(\"{mutant}\")");
        assert!(EDITS.iter().any(|(_, _, to)| to.contains(&switch)), "no edit has {mutant}");
    }
}

/// A copy of the crate with every mutant in it, and of the tests only the wall's.
fn prepare(folder: &Path) {
    for part in [
        "src",
        "site-templates",
        "Cargo.toml",
        "Cargo.lock",
        "build.rs",
        "tests/base",
        "tests/suite/wall",
        "tests/suite/support",
        "tests/suite/support.rs",
        "tests/suite/script.rs",
    ] {
        put(&root().join(part), &folder.join(part));
    }
    let change = |file: &str, change: &dyn Fn(String) -> String| {
        let path = folder.join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, change(text)).unwrap();
    };
    for (file, from, to) in EDITS {
        change(file, &|text| {
            assert_eq!(text.matches(from).count(), 1, "in {file} once: {from}");
            text.replace(from, &to.replace("on(\"", "crate::on(\""))
        });
    }
    change("src/lib.rs", &|text| {
        text + "\n/// Whether a mutant is on.\npub(crate) fn on(mutant: &str) -> bool {\n    std::env::var(\"ADVISORY_MUTANT\").is_ok_and(|on| on == mutant)\n}\n"
    });
    // Under another name: what is built of it must not stand in for the project's own in the shared folder.
    change("Cargo.toml", &|text| {
        let mut manifest: toml_edit::DocumentMut = text.parse().unwrap();
        manifest["package"]["name"] = toml_edit::value("advisory-mutant");
        manifest["lib"] = toml_edit::table();
        manifest["lib"]["name"] = toml_edit::value("advisory");
        manifest["bin"][0]["name"] = toml_edit::value("advisory-mutant");
        manifest.remove("bench");
        manifest.to_string()
    });
    change("tests/suite/support/program.rs", &|text| {
        assert_eq!(text.matches("BIN_EXE_advisory\"").count(), 1, "one place names the program");
        text.replace("BIN_EXE_advisory", "BIN_EXE_advisory-mutant")
    });
    std::fs::write(
        folder.join("tests/suite/main.rs"),
        "#![allow(missing_docs)]\nmod script;\nmod support;\nmod wall;\n",
    )
    .unwrap();
}

/// Builds the copy's tests, with the project's dependencies as they are. A copy that does not compile fails the test.
fn build(folder: &Path) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), Into::into);
    let built = Command::new(env!("CARGO"))
        .args(["test", "--offline", "--test", "suite", "--no-run", "--message-format=json"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        // Set for this test by cargo: the copy must not be able to run the project's own program.
        .env_remove("CARGO_BIN_EXE_advisory")
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let messages = String::from_utf8(built.stdout).unwrap();
    let mut messages = messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let suite = messages.find(|m| m["target"]["name"] == "suite" && m["executable"].is_string()).unwrap();
    PathBuf::from(suite["executable"].as_str().unwrap())
}

/// Whether one property holds while this mutant is on, and what the test said. `cases` says how many cases it tries.
fn run(suite: &Path, mutant: &str, property: &str, cases: &str) -> (bool, String) {
    let mut suite = Command::new(suite);
    suite.args(["--exact", property]).env("ADVISORY_MUTANT", mutant).env("PROPTEST_MAX_SHRINK_ITERS", "0");
    suite.env("PROPERTY_CASES", cases);
    let run = suite.output().unwrap();
    let out = String::from_utf8_lossy(&run.stdout);
    assert!(out.contains("running 1 test\n"), "{property} ran: {out}");
    (run.status.success(), out.into_owned())
}

fn put(from: &Path, to: &Path) {
    if from.is_dir() {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            put(&entry.path(), &to.join(entry.file_name()));
        }
    } else if from.is_file() {
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(from, to).unwrap();
    }
}
