//! Portfolios in any state, with a canary in every private field.

use advisory::source::{FilePath, Tree};
use advisory::time::Instant;
use proptest::prelude::*;

use crate::support::{project, tree};

/// Days are counted from here.
const EPOCH: i64 = 1_767_225_600; // 2026-01-01T00:00:00Z

/// The last day of 1.15.
const END_OF_LIFE: &str = "2026-02-15";

const TEAM: &str = r#"
schema = 1
[[member]]
id = "ada"
name = "Ada CANARY-team"
email = "CANARY-team@lodestore.example"
roles = ["lead"]
[[member]]
id = "eve"
name = "Eve"
roles = ["guest"]
"#;

const POLICY: &str = r#"
schema = 1
id = "generated"
revision = "1"
effective = 2020-01-01T00:00:00Z
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
fields = ["existence", "release-estimate", "mitigations"]
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
id = "release"
role = "lead"
event = "released"
window = { after = "reported", max = "21d" }
[embargo]
allowed = true
[publication]
approvals = { role = "lead", count = 1 }
"#;

/// One generated incident. Days are days after the epoch.
#[derive(Clone, Debug)]
pub(super) struct Spec {
    pub(super) number: usize,
    pub(super) reported: i64,
    pub(super) public_report: bool,
    pub(super) until: Option<i64>,
    pub(super) moved: Option<(i64, i64)>,
    pub(super) approved: Option<(i64, bool)>,
    pub(super) has_id: bool,
    pub(super) upstream: Option<Option<i64>>,
    pub(super) notice: Option<i64>,
    pub(super) mitigations_approved: bool,
    pub(super) rejected: Option<i64>,
    pub(super) withdrawn: bool,
    pub(super) consent: bool,
    pub(super) extras: bool,
    pub(super) broken: bool,
}

fn day(day: i64) -> String {
    Instant::from_unix(EPOCH + day * 86_400).unwrap().to_string()
}

impl Spec {
    fn handle(&self) -> String {
        format!("hidden-otter-{}", self.number)
    }

    /// When the gate opens, from the rule: the latest of approval, embargo's end and upstream's date.
    fn opens(&self) -> Option<i64> {
        let (approved, valid) = self.approved?;
        if !valid || !self.has_id {
            return None;
        }
        let end = |until: Option<i64>| match until {
            None if !self.public_report => None,
            until => Some(approved.max(until.unwrap_or(approved)).max(match self.upstream {
                None => approved,
                Some(date) => date?,
            })),
        };
        match self.moved {
            Some((at, to)) if end(self.until).is_none_or(|public| at < public) => end(Some(to.max(at))),
            _ => end(self.until),
        }
    }

    /// Whether its advisory is public.
    pub(super) fn is_public(&self, now: i64) -> bool {
        // A move or an approval of tomorrow has not happened.
        let today = Self {
            moved: self.moved.filter(|(at, _)| *at <= now),
            approved: self.approved.filter(|(at, _)| *at <= now),
            ..self.clone()
        };
        today.opens().is_some_and(|opens| opens <= now && self.rejected.is_none_or(|at| at > now || at >= opens))
    }

    /// Whether a notice of it is public, and it is not.
    pub(super) fn is_noticed(&self, now: i64) -> bool {
        self.notice.is_some_and(|at| at <= now) && !self.is_public(now) && self.rejected.is_none_or(|at| at > now)
    }

    /// Whether nothing of it may be public. A rejected report with a notice is a contradiction that shows nothing.
    pub(super) fn is_embargoed(&self, now: i64) -> bool {
        let announced = self.notice.is_some_and(|at| at <= now);
        !(self.is_public(now) || self.is_noticed(now) || self.broken && announced)
    }

    fn incident(&self) -> String {
        let n = self.number;
        let mut t = format!(
            "# CANARY-{n}-comment\n[report]\nsummary = \"CANARY-{n}-summary\"\ndisclosure = \"{}\"\nreporter = {{ name = \"CANARY-{n}-reporter\", email = \"CANARY-{n}@example.org\", consent = {} }}\nanswers = {{ impact = \"CANARY-{n}-impact\" }}\n[scope]\nlines = [\"1.16\", \"1.15\"]\nimpact = [\"remote\"]\n[roles]\nlead = \"ada\"\n",
            if self.public_report { "public" } else { "private" },
            self.consent,
        );
        t += &format!(
            "[fix]\nthread = \"https://example.org/CANARY-{n}-thread\"\nrepository = \"https://example.org/CANARY-{n}-repo\"\npull-requests = [\"https://example.org/CANARY-{n}-pull\"]\ncommits = [{{ id = \"{n:07x}\", line = \"1.16\" }}]\n"
        );
        t += &format!(
            "[notice]\nrelease-estimate = {}\nmitigations = \"{}-mitigation\"\n",
            day(self.reported + 21),
            self.notice_word()
        );
        if self.mitigations_approved {
            t += "mitigations-approved-by = \"ada\"\n";
        }
        if let Some(until) = self.until {
            t += &format!("[embargo]\nuntil = {}\nagreed-by = [\"CANARY-{n}-agreed\"]\n", day(until));
        }
        if let Some(date) = self.upstream {
            t += &format!("[upstream]\nproject = \"CANARY-{n}-upstream\"\n");
            if let Some(date) = date {
                t += &format!("public = {}\n", day(date));
            }
        }
        if self.extras {
            t += &format!("[[decision]]\nstep = \"notice\"\ntake = true\nreason = \"CANARY-{n}-decision\"\n");
        }
        let mut event = |at: i64, name: &str, more: &str| {
            t += &format!("[[event]]\nat = {}\nevent = \"{name}\"\nnote = \"CANARY-{n}-note\"\n{more}\n", day(at));
        };
        event(self.reported, "reported", "");
        if let Some(at) = self.notice {
            event(at, "notice-published", "");
        }
        if let Some((at, to)) = self.moved {
            event(at, "embargo-moved", &format!("by = \"ada\"\nuntil = {}", day(to)));
        }
        if let Some((at, valid)) = self.approved {
            event(at, "approved", if valid { "by = \"ada\"" } else { "by = \"eve\"" });
        }
        if let Some(at) = self.rejected {
            event(at, "rejected", "");
        }
        if self.withdrawn {
            event(self.reported + 60, "withdrawn", "");
        }
        if self.broken {
            t += &format!("oops = = \"CANARY-{n}-broken\"\n");
        }
        t
    }

    /// A notice's mitigations are public only when somebody approved telling them.
    fn notice_word(&self) -> String {
        if self.mitigations_approved { format!("OPEN-{}", self.number) } else { format!("CANARY-{}", self.number) }
    }

    fn advisory(&self) -> String {
        let n = self.number;
        let id = if self.has_id { format!("id = \"LODE-2026-{:03}\"\n", n + 1) } else { String::new() };
        let credit = format!(
            "[[credit]]\nname = \"{}\"\n",
            if self.consent { "Finder" } else { "CANARY-REPORTER" }
                .replace("CANARY-REPORTER", &format!("CANARY-{n}-reporter"))
        );
        format!(
            "+++\n{id}title = \"SECRET-{n}-title\"\ncve = [\"CVE-2026-{}\"]\ncwe = [\"CWE-22\"]\naliases = [\"GHSA-SECRET-{n}\"]\n{}[[cvss]]\nvector = \"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\"\nscore = 9.8\n[[affected]]\nline = \"1.16\"\nintroduced = \"1.16.0\"\nfixed = \"1.16.{}\"\n[[affected]]\nline = \"1.15\"\nintroduced = \"1.15.0\"\nfixed = \"1.15.{}\"\n{credit}[[reference]]\nurl = \"https://example.org/SECRET-{n}-reference\"\n[[timeline]]\nat = {}\ntext = \"SECRET-{n}-timeline\"\n[[revision]]\nat = {}\ntext = \"SECRET-{n}-revision\"\n+++\n\n## Summary\n\nSECRET-{n}-text of the flaw.\n\n## Am I affected?\n\nYes.\n\n## Mitigation\n\nNone.\n\n## How to upgrade\n\nUpgrade.\n",
            10_000 + n,
            if self.withdrawn { format!("withdrawn = \"SECRET-{n}-withdrawn\"\n") } else { String::new() },
            n + 1,
            n + 1,
            day(self.reported),
            day(self.opens().unwrap_or(self.reported)),
        )
    }

    fn files(&self) -> Vec<(String, String)> {
        let folder = format!("incidents/2026/{}", self.handle());
        let mut files = vec![
            (format!("{folder}/incident.toml"), self.incident()),
            (format!("{folder}/advisory.md"), self.advisory()),
        ];
        if self.extras {
            files.push((format!("{folder}/notes/log.md"), format!("CANARY-{}-notes", self.number)));
            files.push((format!("{folder}/patches/0001-fix.patch"), format!("CANARY-{}-patch", self.number)));
        }
        files
    }
}

/// A generated portfolio and its clock.
#[derive(Clone, Debug)]
pub(super) struct Portfolio {
    pub(super) specs: Vec<Spec>,
    pub(super) now: i64,
    backwards: bool,
}

impl Portfolio {
    pub(super) fn now(&self) -> Instant {
        Instant::from_unix(EPOCH + self.now * 86_400).unwrap()
    }

    pub(super) fn files(&self) -> Vec<(String, String)> {
        let mut files: Vec<(String, String)> =
            [("advisory.toml", project(END_OF_LIFE).as_str()), ("team.toml", TEAM), ("policy.toml", POLICY)]
                .map(|(p, t)| (p.to_owned(), t.to_owned()))
                .into();
        files.extend(self.specs.iter().flat_map(Spec::files));
        if self.backwards {
            files.reverse();
        }
        files
    }

    pub(super) fn tree(&self) -> Tree {
        let files = self.files();
        let tree = tree(files.iter().map(|(p, t)| (p.as_str(), t.as_str())));
        assert!(files.iter().all(|(p, _)| tree.get(FilePath::new(p).as_str()).is_some()));
        tree
    }

    pub(super) fn without_embargoed(&self) -> Self {
        let mut portfolio = self.clone();
        portfolio.specs.retain(|s| !s.is_embargoed(self.now));
        portfolio
    }

    pub(super) fn reversed(&self) -> Self {
        Self { backwards: true, ..self.clone() }
    }

    pub(super) fn spec(&self, handle: &str) -> &Spec {
        self.specs.iter().find(|s| s.handle() == handle).unwrap()
    }

    /// What may stand nowhere in public.
    pub(super) fn canaries(&self) -> Vec<String> {
        let secrets = self.specs.iter().filter(|s| !s.is_public(self.now)).flat_map(|s| {
            [
                format!("SECRET-{}-", s.number),
                format!("CVE-2026-{}", 10_000 + s.number),
                format!("LODE-2026-{:03}", s.number + 1),
            ]
        });
        let unannounced = self.specs.iter().filter(|s| !s.is_noticed(self.now)).map(|s| format!("OPEN-{}-", s.number));
        secrets.chain(unannounced).chain(["CANARY".to_owned(), "hidden-otter".to_owned()]).collect()
    }
}

fn spec(number: usize) -> impl Strategy<Value = Spec> {
    let often = |s: std::ops::Range<i64>| prop::option::weighted(0.8, s);
    let seldom = |s: std::ops::Range<i64>| prop::option::weighted(0.15, s);
    let gate = (
        0_i64..40,
        prop::bool::weighted(0.3),
        often(1..90),
        seldom(1..90).prop_flat_map(move |at| (1_i64..100).prop_map(move |to| at.map(|at| (at, to)))),
    );
    let approval = (
        prop::option::weighted(0.75, (1_i64..80, prop::bool::weighted(0.85))),
        prop::bool::weighted(0.9),
        prop::option::weighted(0.15, prop::option::weighted(0.7, 1_i64..100)),
    );
    let events = (prop::option::weighted(0.4, 1_i64..60), any::<bool>(), seldom(1..90), prop::bool::weighted(0.15));
    let form = (prop::bool::weighted(0.9), any::<bool>(), prop::bool::weighted(0.05));
    (gate, approval, events, form).prop_map(move |(gate, approval, events, form)| Spec {
        number,
        reported: gate.0,
        public_report: gate.1,
        until: gate.2,
        moved: gate.3,
        approved: approval.0,
        has_id: approval.1,
        upstream: approval.2,
        notice: events.0,
        mitigations_approved: events.1,
        rejected: events.2,
        withdrawn: events.3,
        consent: form.0,
        extras: form.1,
        broken: form.2,
    })
}

/// Up to six incidents in any state, on any day of a hundred.
pub(super) fn portfolio() -> impl Strategy<Value = Portfolio> {
    let specs = (0_usize..=6).prop_flat_map(|count| (0..count).map(spec).collect::<Vec<_>>());
    (specs, 0_i64..110).prop_map(|(specs, now)| Portfolio { specs, now, backwards: false })
}
