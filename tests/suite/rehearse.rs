//! A rehearsal is right: what it foretells is what a build makes once the incident is published.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use advisory::time::Instant;
use proptest::prelude::*;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::support::{self, Files, Incident, Policy, Run, Team};

const EPOCH: i64 = 1_767_225_600; // 2026-01-01T00:00:00Z

fn day(day: i64) -> Instant {
    Instant::from_unix(EPOCH + day * 86_400).unwrap()
}

const POLICY: &str = r#"
[[role]]
id = "lead"
title = "Leads"
[[channel]]
id = "team"
kind = "email"
to = ["security@lodestore.example"]
exposure = "team"
[[channel]]
id = "public"
kind = "issue"
to = ["lodestore/lodestore"]
exposure = "public"
fields = ["existence", "release-estimate"]
fields-after-public = ["*"]
[intake]
private = "team"
[[step]]
id = "notice"
role = "lead"
event = "notice-published"
window = { after = "reported", max = "7d" }
to = ["public"]
template = "notice"
needs = ["release-estimate"]
[[step]]
id = "announce"
role = "lead"
event = "announced"
window = { after = "reported", max = "90d" }
to = ["public"]
[embargo]
allowed = true
"#;

/// An incident that is complete but for what publishes it.
#[derive(Clone, Debug)]
struct Spec {
    number: usize,
    until: Option<i64>,
    public_report: bool,
    approvals: usize,
    has_id: bool,
    upstream: Option<Option<i64>>,
    notice: bool,
    rejected: bool,
    titled: bool,
}

const APPROVERS: [&str; 3] = ["ada", "bea", "cyd"];

impl Spec {
    fn handle(&self) -> String {
        format!("calm-otter-{}", self.number)
    }

    fn incident(&self) -> Incident {
        let incident = if self.public_report { Incident::public() } else { Incident::private() };
        let mut incident = incident
            .with("summary = \"A flaw\"\n[scope]\nlines = [\"1.16\", \"1.15\"]\nimpact = [\"remote\"]")
            .with(&format!("[notice]\nrelease-estimate = {}", day(60)));
        if let Some(until) = self.until {
            incident = incident.with(&format!("[embargo]\nuntil = {}", day(until)));
        }
        if let Some(public) = self.upstream {
            let public = public.map_or_else(String::new, |public| format!("public = {}", day(public)));
            incident = incident.with(&format!("[upstream]\nproject = \"Stream\"\n{public}"));
        }
        incident = incident.event_by("reported", day(0), "ada");
        if self.notice {
            incident = incident.event_by("notice-published", day(1), "ada");
        }
        for by in APPROVERS.iter().take(self.approvals) {
            incident = incident.event_by("approved", day(2), by);
        }
        if self.rejected {
            incident = incident.event_by("rejected", day(3), "ada");
        }
        incident
    }

    fn advisory(&self) -> String {
        let n = self.number;
        let id = if self.has_id || self.approvals > 0 {
            format!("id = \"LODE-2026-{:03}\"\n", n + 10)
        } else {
            String::new()
        };
        let title = if self.titled { format!("title = \"Flaw number {n}\"\n") } else { String::new() };
        format!(
            "+++\n{id}{title}cve = [\"CVE-2026-{}\"]\n[[cvss]]\nvector = \"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\"\nscore = 9.8\n[[affected]]\nline = \"1.16\"\nintroduced = \"1.16.0\"\nfixed = \"1.16.{}\"\n[[affected]]\nline = \"1.15\"\nintroduced = \"1.15.0\"\nfixed = \"1.15.{}\"\n+++\n\n## Summary\n\nFlaw {n} lets anybody in.\n\n## Am I affected?\n\nYes.\n\n## Mitigation\n\nNone.\n\n## How to upgrade\n\nUpgrade.\n",
            10_000 + n,
            n + 1,
            n + 1
        )
    }
}

#[derive(Clone, Debug)]
struct Scenario {
    specs: Vec<Spec>,
    now: i64,
    /// Another end of the first incident's embargo.
    at: Option<i64>,
    needed: usize,
}

impl Scenario {
    fn write(&self, folder: &Path) {
        let leads = |team: Team, id: &&str| team.member(id, id, &["lead"]);
        let team = APPROVERS.iter().fold(Team::new(), leads);
        let policy = Policy::new("generated").with(POLICY).approvals("lead", self.needed);
        let mut files = Files::new(&support::project("2026-02-15"), &policy, &team);
        for spec in &self.specs {
            files = files.advisory(&spec.handle(), &spec.incident(), &spec.advisory());
        }
        files.write(folder);
    }
}

fn spec(number: usize) -> impl Strategy<Value = Spec> {
    let gate = (prop::option::weighted(0.8, 5_i64..90), prop::bool::weighted(0.2), 0_usize..=2, any::<bool>());
    let rare = (
        prop::option::weighted(0.2, prop::option::weighted(0.7, 5_i64..90)),
        prop::bool::weighted(0.3),
        prop::bool::weighted(0.05),
        prop::bool::weighted(0.95),
    );
    (gate, rare).prop_map(move |(gate, rare)| Spec {
        number,
        until: gate.0,
        public_report: gate.1,
        approvals: gate.2,
        has_id: gate.3,
        upstream: rare.0,
        notice: rare.1,
        rejected: rare.2,
        titled: rare.3,
    })
}

fn scenarios() -> impl Strategy<Value = Scenario> {
    let specs = (1_usize..=4).prop_flat_map(|count| (0..count).map(spec).collect::<Vec<_>>());
    (specs, 4_i64..60, prop::option::weighted(0.3, 4_i64..90), 1_usize..=2)
        .prop_map(|(specs, now, at, needed)| Scenario { specs, now, at: at.filter(|at| *at >= now), needed })
}

fn run(folder: &Path, now: Instant, arguments: &[&str]) -> Run {
    support::run(support::program(folder).args(["-C", "repo", "--now", &now.to_string()]).args(arguments))
}

/// The public files by path, with their digests; `None` when the site can't be built.
fn build(folder: &Path, now: Instant, out: &str) -> Option<BTreeMap<String, String>> {
    let Run { code, .. } = run(folder, now, &["build", "--out", out]);
    (code == 0)
        .then(|| support::files(&folder.join(out).join("site")).into_iter().map(|(p, b)| (p, digest(&b))).collect())
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a rehearsal says of each file.
fn foretold(json: &Value) -> BTreeMap<String, (String, String, Option<String>)> {
    let word = |file: &Value, key: &str| file[key].as_str().unwrap().to_owned();
    let files = json["files"].as_array().unwrap().iter();
    files
        .map(|f| (word(f, "path"), (word(f, "change"), word(f, "because"), f["sha256"].as_str().map(str::to_owned))))
        .collect()
}

/// What happens to each file, and why, from the trees themselves.
fn happened(
    now: &BTreeMap<String, String>,
    held: &BTreeMap<String, String>,
    then: &BTreeMap<String, String>,
) -> BTreeMap<String, (String, String, Option<String>)> {
    let mut all = BTreeMap::new();
    for path in now.keys().chain(then.keys()) {
        let (before, held, after) = (now.get(path), held.get(path), then.get(path));
        if before == after {
            continue;
        }
        let change = if before.is_none() {
            "added"
        } else if after.is_none() {
            "removed"
        } else {
            "changed"
        };
        let because = if held == before {
            "incident"
        } else if held == after {
            "time"
        } else {
            "both"
        };
        all.insert(path.clone(), (change.to_owned(), because.to_owned(), after.cloned()));
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Rehearse, then publish, then build at the end: the same files with the same bytes, for the reasons given. What a
    /// rehearsal calls impossible does not become public.
    #[test]
    fn what_is_foretold_is_what_a_build_makes_once_it_is_published(scene in scenarios()) {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        scene.write(&folder.join("repo"));
        let (now, target) = (day(scene.now), scene.specs[0].handle());
        let at = scene.at.map(|at| day(at).to_string());
        let mut arguments = vec!["rehearse", &target, "--format", "json"];
        arguments.extend(at.iter().flat_map(|at| ["--at", at]));
        let before = support::files(&folder.join("repo"));
        let Run { code, out, err } = run(folder, now, &arguments);
        prop_assert_eq!(&before, &support::files(&folder.join("repo")), "a rehearsal changes nothing");
        if code == 2 {
            prop_assert!(err.contains("is already public"), "{}", err);
            return Ok(());
        }
        let json: Value = serde_json::from_str(&out).unwrap();
        let today = build(folder, now, "today");
        let Some(release) = json["release"].as_str() else {
            prop_assert!(today.is_none() && !json["findings"].as_array().unwrap().is_empty(), "{}", out);
            return Ok(());
        };
        let release = Instant::parse(release).unwrap();
        let held = {
            let mut held = scene.clone();
            held.specs[0].approvals = 0;
            held.specs[0].has_id |= scene.specs[0].approvals > 0;
            held.write(&folder.join("repo"));
            let built = build(folder, release, "held");
            scene.write(&folder.join("repo"));
            built
        };
        let mut until: Vec<&str> = at.iter().flat_map(|at| ["--until", at]).collect();
        let end = release.to_string();
        if until.is_empty() && scene.specs[0].until.is_none() && !scene.specs[0].public_report {
            until = vec!["--until", &end];
        }
        let mut refused = String::new();
        for by in APPROVERS.iter().skip(scene.specs[0].approvals).take(scene.needed.saturating_sub(scene.specs[0].approvals)) {
            let Run { code, out, err } = run(folder, now, &[&["publish", &target, "--by", by], until.as_slice()].concat());
            if code != 0 {
 refused += &format!("{out}{err}");
 }
            until.clear();
        }
        if let [_, until] = until.as_slice() {
            // Enough approvals were there: the end alone moves.
            let event = if scene.specs[0].until.is_some() { "embargo-moved" } else { "embargo-agreed" };
            if scene.specs[0].until.map(day) != Some(Instant::parse(until).unwrap()) {
                let Run { code, out, err } = run(folder, now, &["record", &target, event, "--by", "ada", "--until", until]);
                if code != 0 {
 refused += &format!("{out}{err}");
 }
            }
        }
        let then = build(folder, release, "then");
        if code == 0 {
            prop_assert_eq!(refused, "", "{:?}", scene);
            let (today, held, then) = (today.unwrap(), held.unwrap(), then.unwrap());
            prop_assert_eq!(foretold(&json), happened(&today, &held, &then));
            let page = format!("{}.html", json["id"].as_str().unwrap());
            prop_assert!(then.contains_key(&page));
            prop_assert!(!today.contains_key(&page));
        } else {
            prop_assert!(json["obstacle"].is_string() || !json["findings"].as_array().unwrap().is_empty(), "{}", out);
            let page = then.as_ref().and_then(|then| then.keys().find(|p| *p == &format!("LODE-2026-{:03}.html", scene.specs[0].number + 10)));
            prop_assert!(!refused.is_empty() || page.is_none(), "{}", out);
        }
    }
}

/// The generator makes scenes of all kinds; otherwise the property would hold of little.
#[test]
fn rehearsed_scenes_succeed_fail_and_mix_with_what_else_happens() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut fine, mut stopped, mut of_time) = (0, 0, 0);
    for _ in 0..32 {
        let scene = scenarios().new_tree(&mut runner).unwrap().current();
        let folder = tempfile::tempdir().unwrap();
        scene.write(&folder.path().join("repo"));
        let target = scene.specs[0].handle();
        let Run { code, out, .. } = run(folder.path(), day(scene.now), &["rehearse", &target, "--format", "json"]);
        fine += i32::from(code == 0);
        stopped += i32::from(code == 1);
        of_time +=
            i32::from(code == 0 && out.contains("\"because\": \"time\"") || out.contains("\"because\": \"both\""));
    }
    assert!(fine > 8 && stopped > 2 && of_time > 3, "{fine} {stopped} {of_time}");
}

/// The sample portfolio, with a change in one of its files.
fn sample(path: &str, edit: impl Fn(&str) -> String) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in support::sample() {
        let text = String::from_utf8(bytes).unwrap();
        let text = if name == path { edit(&text) } else { text };
        support::write(&folder.path().join("repo"), &name, text);
    }
    folder
}

const ADVISORY: &str = "incidents/2026/quiet-otter/advisory.md";
const INCIDENT: &str = "incidents/2026/quiet-otter/incident.toml";

#[test]
fn every_message_has_step_recipients_time_words_and_what_it_waits_for() {
    let folder = sample("", str::to_owned);
    let Run { code, out, .. } =
        run(folder.path(), support::at("2026-03-12T12:00:00Z"), &["rehearse", "quiet-otter", "--format", "json"]);
    assert_eq!(code, 0, "{out}");
    let json: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["schema"], 1);
    let mails = json["mails"].as_array().unwrap();
    let mail = mails.iter().find(|m| m["step"] == "announce").unwrap();
    assert_eq!(mail["channel"], "announce");
    assert_eq!(mail["to"][0], "announce@lists.lodestore.example");
    assert_eq!(mail["due"], "2026-03-23T09:00:00Z");
    assert_eq!(mail["waits_for"][0], "release");
    assert_eq!(mail["already"], false);
    assert!(mail["subject"].as_str().unwrap().starts_with("[Lodestore] [security] "), "{mail}");
    assert!(mail["body"].as_str().unwrap().contains("LODE-2026-002"), "it says what is public by then: {mail}");
    assert!(mail["path"].as_str().unwrap().ends_with(".eml"));
    assert!(mails.iter().all(|m| m["step"] != "distributors"), "once it is public, nobody is told early: {mails:?}");
}

#[test]
fn what_stops_the_release_is_shown_with_the_way_out() {
    let now = support::at("2026-03-12T12:00:00Z");
    let rehearse = |folder: &tempfile::TempDir| run(folder.path(), now, &["rehearse", "quiet-otter"]);
    let untitled =
        sample(ADVISORY, |text| text.lines().filter(|l| !l.starts_with("title")).map(|l| format!("{l}\n")).collect());
    let Run { code, out, .. } = rehearse(&untitled);
    assert_eq!(code, 1, "{out}");
    assert!(
        out.contains("would not be public") && out.replace('\n', " ").contains("it has no advisory.md with a title"),
        "{out}"
    );
    let rejected = sample(INCIDENT, |text| {
        format!("{text}\n[[event]]\nat = 2026-03-03T09:00:00Z\nevent = \"rejected\"\nby = \"ben\"\n")
    });
    let Run { code, out, .. } = rehearse(&rejected);
    assert_eq!(code, 1, "{out}");
    // The first lines are wrapped at the width of the terminal.
    assert!(out.replace('\n', " ").contains("the report was rejected"), "{out}");
    let broken = sample(ADVISORY, |text| text.replacen("title =", "titel =", 1));
    let Run { code, out, .. } = rehearse(&broken);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("unknown-key"), "the finding is shown: {out}");
    let upstream = sample(INCIDENT, |text| format!("{text}\n[upstream]\nproject = \"Stream\"\n"));
    let Run { code, out, .. } = rehearse(&upstream);
    assert_eq!(code, 1, "{out}");
    assert!(out.replace('\n', " ").contains("the upstream project has not published yet"), "{out}");
}

#[test]
fn a_public_log_gets_nothing_and_a_closed_question_is_refused() {
    let folder = sample("", str::to_owned);
    let mut log = support::program(folder.path());
    log.env("CI", "true").args(["-C", "repo", "--now", "2026-03-12T12:00:00Z", "rehearse", "quiet-otter"]);
    let Run { code, out, .. } = support::run(&mut log);
    assert_eq!((code, out.as_str()), (2, ""));
    let now = support::at("2026-03-12T12:00:00Z");
    let Run { code, err, .. } = run(folder.path(), now, &["rehearse", "amber-heron"]);
    assert!(code == 2 && err.contains("is already public"), "{err}");
    let Run { code, err, .. } = run(folder.path(), now, &["rehearse", "quiet-otter", "--at", "2026-03-11T00:00:00Z"]);
    assert!(code == 2 && err.contains("is in the past"), "{err}");
    let Run { code, err, .. } = run(folder.path(), now, &["rehearse", "quiet-otter", "--only", "nowhere.html"]);
    assert!(code == 2 && err.contains("no such file changes"), "{err}");
}

/// A site of thousands of pages floods nobody: what is left out is counted.
#[test]
fn a_long_list_is_cut_and_counted_unless_all_of_it_is_asked_for() {
    let folder = sample("advisory.toml", |text| {
        let lines: String =
            (0..60).map(|n| format!("[[line]]\nid = \"1.{}\"\nend-of-life = 2026-12-01\n", n + 20)).collect();
        format!("{text}\n{lines}")
    });
    let affected: String = (0..60)
        .map(|n| format!("[[affected]]\nline = \"1.{0}\"\nintroduced = \"1.{0}.0\"\nfixed = \"1.{0}.4\"\n", n + 20))
        .collect();
    let path = folder.path().join("repo").join(ADVISORY);
    let text = std::fs::read_to_string(&path).unwrap().replacen("[[affected]]", &format!("{affected}[[affected]]"), 1);
    std::fs::write(&path, text).unwrap();
    let path = folder.path().join("repo").join(INCIDENT);
    let scope: String = (0..60).map(|n| format!("\"1.{}\", ", n + 20)).collect();
    let text = std::fs::read_to_string(&path).unwrap().replacen("lines = [", &format!("lines = [{scope}"), 1);
    std::fs::write(&path, text).unwrap();
    let now = support::at("2026-03-12T12:00:00Z");
    let Run { out: short, .. } = run(folder.path(), now, &["rehearse", "quiet-otter"]);
    assert!(
        short.contains("more files; --full lists them") && short.contains("more pages; --full shows them"),
        "{short}"
    );
    let Run { out: full, .. } = run(folder.path(), now, &["rehearse", "quiet-otter", "--full"]);
    assert!(!full.contains("--full") && full.lines().count() > short.lines().count());
    assert!(full.contains("line-1.79.html") && full.contains("feed.json"));
}

/// What somebody wrote drives no terminal.
#[test]
fn a_rehearsal_shows_hostile_text_as_text() {
    let folder = sample(ADVISORY, |text| {
        text.replacen(
            "## Summary\n",
            "## Summary\n\nEsc \u{1b}[31m and ::error:: and \u{202e}, \u{200b}, \u{2066}, \u{ad}, \u{e0041} here.\n",
            1,
        )
    });
    for arguments in [&["rehearse", "quiet-otter"][..], &["rehearse", "quiet-otter", "--diff"]] {
        let Run { out, .. } = run(folder.path(), support::at("2026-03-12T12:00:00Z"), arguments);
        assert!(
            out.contains("Esc") && !out.contains(['\u{1b}', '\u{202e}', '\u{200b}', '\u{2066}', '\u{ad}', '\u{e0041}']),
            "{out}"
        );
        assert!(out.contains("⟨U+200B⟩"), "{out}");
    }
}

/// The diffs are patches: applied to the site of today they make the one of the embargo's end.
#[test]
fn the_diffs_of_the_files_apply() {
    if !Command::new("git").arg("--version").output().is_ok_and(|o| o.status.success()) {
        eprintln!("skipped: git is not here");
        return;
    }
    let folder = sample("", str::to_owned);
    let now = support::at("2026-03-12T12:00:00Z");
    build(folder.path(), now, "today").unwrap();
    let Run { out, .. } = run(folder.path(), now, &["rehearse", "quiet-otter", "--diff", "--format", "json"]);
    let json: Value = serde_json::from_str(&out).unwrap();
    let files = json["files"].as_array().unwrap();
    let patch: String = files.iter().map(|f| f["diff"].as_str().unwrap()).collect();
    std::fs::write(folder.path().join("patch"), patch).unwrap();
    let site = folder.path().join("today/site");
    let applied = Command::new("git").current_dir(&site).args(["apply", "../../patch"]).output().unwrap();
    assert!(applied.status.success(), "{}", String::from_utf8_lossy(&applied.stderr));
    for file in files {
        let bytes = std::fs::read(site.join(file["path"].as_str().unwrap())).unwrap();
        assert_eq!(file["sha256"], digest(&bytes), "{}", file["path"]);
    }
}

/// Two that come, one without a date, and one that is public: in this order, with the last left out. Each is rehearsed
/// as if those before it were approved.
#[test]
fn every_coming_publication_is_rehearsed_in_order() {
    let spec = |number, until: Option<i64>| Spec {
        number,
        until,
        public_report: false,
        approvals: usize::from(number == 3),
        has_id: false,
        upstream: None,
        notice: false,
        rejected: number == 5,
        titled: true,
    };
    let specs = [spec(1, Some(40)), spec(2, None), spec(3, Some(30)), spec(4, Some(20)), spec(5, Some(25))];
    let scenario = Scenario { specs: specs.into(), now: 10, at: None, needed: 1 };
    let folder = tempfile::tempdir().unwrap();
    scenario.write(&folder.path().join("repo"));
    let rehearse = |which: &str| run(folder.path(), day(10), &["rehearse", which, "--format", "json"]).json();
    let all = rehearse("--all");
    let order: Vec<_> = all["publications"].as_array().unwrap().iter().map(|it| it["incident"].clone()).collect();
    assert_eq!(order, ["calm-otter-4", "calm-otter-3", "calm-otter-1", "calm-otter-2"]);
    let ids: Vec<_> = all["publications"].as_array().unwrap().iter().map(|it| it["id"].clone()).collect();
    let distinct: std::collections::BTreeSet<String> = ids.iter().map(ToString::to_string).collect();
    assert_eq!(distinct.len(), ids.len(), "{ids:?}");
    let first = rehearse("calm-otter-4");
    assert!(all["publications"][0] == first, "{first}");
    run(folder.path(), day(10), &["publish", "calm-otter-4", "--by", "ada"]).ok();
    let second = rehearse("calm-otter-3");
    for key in ["id", "release", "obstacle", "approved", "approvals", "mails", "findings"] {
        assert_eq!(all["publications"][1][key], second[key], "{key}");
    }
    // Its files are those that the release of the first one leaves to it.
    let after = run(folder.path(), day(20), &["rehearse", "calm-otter-3", "--format", "json"]).json();
    let files = |rehearsal: &serde_json::Value| -> Vec<(String, String)> {
        let files = rehearsal["files"].as_array().unwrap().iter();
        files.map(|file| (file["path"].to_string(), file["change"].to_string())).collect()
    };
    assert_eq!(files(&all["publications"][1]), files(&after));
}

/// A file is new with one publication only, also where a later one changes it.
#[test]
fn a_new_file_is_listed_with_one_publication_alone() {
    let spec = |number, until: i64| Spec {
        number,
        until: Some(until),
        public_report: false,
        approvals: 0,
        has_id: false,
        upstream: None,
        notice: false,
        rejected: false,
        titled: true,
    };
    let scenario = Scenario { specs: vec![spec(1, 40), spec(2, 30), spec(3, 30)], now: 10, at: None, needed: 1 };
    let folder = tempfile::tempdir().unwrap();
    scenario.write(&folder.path().join("repo"));
    let all = run(folder.path(), day(10), &["rehearse", "--all", "--format", "json"]).json();
    let mut new = std::collections::BTreeMap::new();
    for publication in all["publications"].as_array().unwrap() {
        let (id, files) = (publication["id"].as_str().unwrap(), publication["files"].as_array().unwrap());
        for file in files.iter().filter(|file| file["change"] == "added") {
            let path = file["path"].as_str().unwrap().to_owned();
            let before = new.insert(path, id.to_owned());
            assert_eq!(before, None, "{} is new with {id} too", file["path"]);
        }
        assert!(files.iter().any(|file| file["path"] == format!("{id}.html")), "{id}");
    }
}
