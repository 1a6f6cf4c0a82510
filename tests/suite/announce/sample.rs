//! Two small portfolios, one under each preset, that tell somebody at every step.

use std::sync::Arc;

use advisory::fact::Fact;
use advisory::incident::{Event, EventKind, Incident, Upstream};
use advisory::parse;
use advisory::policy::{Element, Level};
use advisory::portfolio::Portfolio;
use advisory::source::{Span, Spanned};
use advisory::version::End;

use crate::support::{self, Team, preset};

/// Files by their path.
pub(super) type Files = Vec<(String, String)>;

const PROJECT: &str = r#"
schema = 1
[project]
name = "Lodestore"
id-prefix = "LODE"
home = "https://lodestore.example/"
repository = "https://git.example.org/lodestore/lodestore"
[[package]]
ecosystem = "Go"
name = "lodestore.example/lodestore"
[[line]]
id = "main"
development = true
[[line]]
id = "1.16"
released = 2025-12-01
latest = "1.16.3"
[[line]]
id = "1.15"
released = 2025-06-01
latest = "1.15.8"
[[line]]
id = "1.12"
released = 2024-01-10
end-of-life = 2025-06-30
latest = "1.12.9"
[site]
url = "https://security.lodestore.example/"
contact = ["mailto:security@lodestore.example"]
policy = "https://git.example.org/lodestore/lodestore/blob/main/SECURITY.md"
"#;

const DISTRIBUTORS: &str = r#"
schema = 1
[[member]]
id = "northcap"
name = "Northcap Linux"
contacts = ["security@northcap.example"]
joined = 2025-03-01
vouched-by = "founding"
embargo-accepted = 2025-02-20
[[member]]
id = "gullwing"
name = "Gullwing"
contacts = ["psirt@gullwing.example", "oncall@gullwing.example"]
joined = 2025-04-01
vouched-by = "northcap"
embargo-accepted = 2025-03-20
[[member]]
id = "oldtown"
name = "Oldtown Systems"
contacts = ["security@oldtown.example"]
joined = 2025-04-01
vouched-by = "northcap"
embargo-accepted = 2025-03-20
removed = { on = 2026-01-05, reason = "leaked twice" }
[[member]]
id = "harbour"
name = "Harbour OS"
contacts = ["security@harbour.example"]
joined = 2026-02-04
vouched-by = "northcap"
embargo-accepted = 2026-02-04
[[request]]
id = "tidewater-2026"
name = "Tidewater Cloud"
contact = "psirt@tidewater.example"
received = 2026-03-01T10:00:00Z
vouched-by = "oldtown"
[request.answers]
active = "https://tidewater.example/lodestore"
users = "Some 400 companies"
[[request]]
id = "harbour-2026"
name = "Harbour OS"
contact = "security@harbour.example"
received = 2026-02-01T10:00:00Z
vouched-by = "northcap"
decision = { accepted = true, at = 2026-02-04T09:00:00Z, by = ["amira"] }
[request.answers]
active = "https://harbour.example/packages"
users = "Anybody who downloads it"
track-record = "https://harbour.example/security"
not-rebuild = "We build from your sources"
contributor = "https://git.example.org/lodestore/lodestore/pulls?author=harbour"
accepts = "We accept the embargo terms"
[[request]]
id = "lonestar-2026"
name = "Lone Star"
contact = "ops@lonestar.example"
received = 2026-02-02T10:00:00Z
decision = { accepted = false, at = 2026-02-06T09:00:00Z, by = ["ben"], reason = "Your users are your own staff." }
[request.answers]
active = "https://lonestar.example"
[[request]]
id = "later-2026"
name = "Not Here Yet"
contact = "ops@later.example"
received = 2026-12-01T10:00:00Z
"#;

const INCIDENT: &str = r#"
[report]
summary = "A volume name with .. reads files of the node"
disclosure = "private"
reporter = { name = "Mara Quill", email = "mara@quill.example", consent = true }
[report.answers]
location = """
pkg/mount/path.go, `resolve`
the name is joined without a check"""
reproduction = "Create a volume called ../../etc and mount it."
[scope]
lines = ["main", "1.16", "1.15"]
impact = ["remote"]
components = ["block"]
upgrade-to = "1.16.4"
[roles]
fix-lead = "amira"
fix-team = ["amira", "ben"]
[fix]
thread = "https://lists.example.org/private/lode/42"
repository = "https://git.example.org/lodestore/private-42"
pull-requests = ["https://git.example.org/lodestore/lodestore/pull/901", "https://git.example.org/lodestore/lodestore/pull/902"]
commits = [
  { id = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567", line = "main", author = "ben", approved-by = ["amira"] },
  { id = "1a1b2c3d4e5f60718293a4b5c6d7e8f901234567", line = "1.16", author = "ben", approved-by = ["amira"] },
  { id = "2a1b2c3d4e5f60718293a4b5c6d7e8f901234567", line = "1.15", author = "ben", approved-by = ["amira"] },
]
[notice]
release-estimate = 2026-03-17T15:00:00Z
release-date = 2026-03-17T15:00:00Z
mitigations = """
Allow volume names with letters and digits only, for instance with an admission policy:

```sh
lodectl policy set volume-name '^[a-z0-9-]+$'
```"""
mitigations-approved-by = ["ben"]
mitigations-covers = "sha256:8cbdbd88940013d66bbc6d0fe34b858fd1820ec9b36f337c49b6065416dceb15"
[embargo]
until = 2026-03-17T15:00:00Z
agreed-by = ["distributors"]
[[decision]]
step = "distributors"
take = true
at = 2026-03-05T10:00:00Z
by = ["amira"]
reason = "Remote, and easy to find from the fix"
[[event]]
at = 2026-03-01T10:00:00Z
event = "reported"
[[event]]
at = 2026-03-01T12:00:00Z
event = "acknowledged"
by = "amira"
[[event]]
at = 2026-03-05T10:00:00Z
event = "fix-ready"
"#;

const BROKEN: &str = r#"
[[event]]
at = 2026-03-09T07:30:00Z
event = "embargo-broken"
leaked = "The patch for 1.16"
leaked-to = "A public build service's log"
distributor = "gullwing"
assessment = "The log was public for forty minutes and fetched twice, once by a search engine."
[[event]]
at = 2026-03-09T09:00:00Z
event = "break-decided"
choice = "release-early"
assessment = "The log was public for forty minutes and fetched twice, once by a search engine."
by = ["ben"]
"#;

const PUBLISHED: &str = r#"
[[event]]
at = 2026-03-16T09:00:00Z
event = "approved"
by = ["ben"]
[[event]]
at = 2026-03-17T15:00:00Z
event = "released"
"#;

const DOCUMENT: &str = r#"+++
id = "LODE-2026-001"
title = "Volume names reach outside the volume's folder"
cve = ["CVE-2026-12345"]
cwe = ["CWE-22"]
[[cvss]]
vector = "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:N/A:N"
[[affected]]
line = "1.16"
introduced = "1.16.0"
fixed = "1.16.4"
[[affected]]
line = "1.15"
introduced = "1.15.0"
fixed = "1.15.9"
[[affected]]
line = "1.12"
last-affected = "1.12.9"
[[credit]]
name = "Mara Quill"
role = "finder"
url = "https://quill.example/"
[[credit]]
name = "Ben Østergård"
role = "remediation-developer"
[[reference]]
kind = "article"
url = "https://northcap.example/upgrading-lodestore"
title = "How to upgrade on Northcap"
+++

## Summary

Whoever may create volumes can name one `../../etc` and read files of the node it is mounted on, because names are
joined to the volume folder **without a check**.

## Am I affected?

You are when users whom you do not trust may create volumes:

```sh
lodectl auth can-i create volumes --as=guest
```

## Mitigation

Take the permission `volumes/create` from users whom you do not trust.

## How to upgrade

1. Read [the upgrade guide](https://lodestore.example/upgrade).
2. Upgrade the operator, then wait for the nodes:

   ```sh
   lodectl upgrade --to 1.16.4
   ```
"#;

const PATCH: &str = "From 0a1b2c3d Mon Sep 17 00:00:00 2001\nSubject: [PATCH] Tidy path handling\n\n--- a/path.go\n+++ b/path.go\n@@ -1 +1 @@\n-\tjoin(a, b)\n+\tjoin(a, checked(b)) // caf\u{e9}\n";

fn files(policy: &str, extra: &str) -> Files {
    let both = &["pst", "maintainer"];
    let team = Team::new().member("amira", "Amira Haddad", both).email().with("represents = [\"block\"]");
    let team = team.member("ben", "Ben Østergård", both).email().component("block", "storage-provider", "stable");
    let folder = "incidents/2026/amber-fox";
    [
        ("advisory.toml".to_owned(), PROJECT.to_owned()),
        ("policy.toml".to_owned(), preset(policy)),
        ("team.toml".to_owned(), team.text()),
        ("distributors.toml".to_owned(), DISTRIBUTORS.to_owned()),
        (format!("{folder}/incident.toml"), format!("{INCIDENT}{extra}")),
        (format!("{folder}/advisory.md"), DOCUMENT.to_owned()),
        (format!("{folder}/patches/0001-tidy-path-handling.patch"), PATCH.to_owned()),
    ]
    .to_vec()
}

/// A Rook incident under embargo.
pub(super) fn rook() -> Files {
    files("rook", "")
}

/// The same with its embargo broken.
pub(super) fn rook_broken() -> Files {
    files("rook", BROKEN)
}

/// The same, approved and released: public from 2026-03-17 15:00 on.
pub(super) fn rook_published() -> Files {
    files("rook", PUBLISHED)
}

/// A Vitess incident under embargo.
pub(super) fn vitess() -> Files {
    files("vitess", "").into_iter().filter(|(path, _)| path != "distributors.toml").collect()
}

/// The same, approved and released: public from 2026-03-17 15:00 on.
pub(super) fn vitess_published() -> Files {
    files("vitess", PUBLISHED).into_iter().filter(|(path, _)| path != "distributors.toml").collect()
}

/// The affected ranges as `advisory.md` writes them.
pub(super) fn ranges() -> Vec<String> {
    let front = DOCUMENT.split("[[credit]]").next().unwrap();
    front.split("[[affected]]").skip(1).map(|range| format!("[[affected]]{range}")).collect()
}

/// The patch that goes with the distributors' mail.
pub(super) fn patch() -> &'static [u8] {
    PATCH.as_bytes()
}

/// The same files with `from` replaced by `to` in the one whose path ends with `path`.
pub(super) fn with(mut files: Files, path: &str, from: &str, to: &str) -> Files {
    let file = files.iter_mut().find(|(p, _)| p.ends_with(path)).unwrap();
    assert!(file.1.contains(from), "{path} has no {from}");
    file.1 = file.1.replace(from, to);
    files
}

/// The portfolio of these files, which have no error in them.
pub(super) fn portfolio(files: Files) -> Portfolio {
    let reading = parse::portfolio(support::tree(files));
    let errors: Vec<_> =
        reading.findings.iter().map(|f| format!("{}: {}", f.primary.location.file, f.message)).collect();
    assert_eq!(errors, [""; 0]);
    reading.portfolio.unwrap()
}

/// For each fact but `existence`, which has no content, a text that stands in it and nowhere else.
pub(super) const CANARIES: &[(Fact, &str)] = &[
    (Fact::Id, "LODE-2031-777"),
    (Fact::Title, "canary-title-end"),
    (Fact::Summary, "canary-summary-end"),
    (Fact::Description, "canary-description-end"),
    (Fact::Severity, "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"),
    (Fact::Level, "canary-level-end"),
    (Fact::Cve, "CVE-2031-77777"),
    (Fact::Cwe, "CWE-7777"),
    (Fact::Affected, "canary-affected-end"),
    (Fact::FixedVersions, "canary-fixed-versions-end"),
    (Fact::AmIAffected, "canary-am-i-affected-end"),
    (Fact::Mitigations, "canary-mitigations-end"),
    (Fact::Upgrade, "canary-upgrade-end"),
    (Fact::UpgradeTo, "1.16.4-canary-upgrade-to-end"),
    (Fact::ReleaseEstimate, "2031-01-01"),
    (Fact::ReleaseDate, "2031-01-02"),
    (Fact::PullRequests, "canary-pull-requests-end"),
    (Fact::FixCommits, "canary-fix-commits-end"),
    (Fact::Backports, "canary-fix-commits-end"),
    (Fact::Patches, "canary-patches-end.patch"),
    (Fact::PrivateRepo, "canary-private-repo-end"),
    (Fact::Thread, "canary-thread-end"),
    (Fact::FixLead, "canary-fix-lead-end"),
    (Fact::FixTeam, "canary-fix-team-end"),
    (Fact::EmbargoUntil, "2031-01-03"),
    (Fact::Decision, "canary-decision-end"),
    (Fact::Credits, "canary-credits-end"),
    (Fact::Reporter, "canary-reporter-end"),
    (Fact::Report, "canary-report-end"),
    (Fact::References, "canary-references-end"),
    (Fact::Upstream, "canary-upstream-end"),
    (Fact::Leak, "canary-leak-end"),
    (Fact::Assessment, "canary-assessment-end"),
];

fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(value, 0..0)
}

/// A portfolio whose incident has every fact, each with its canary.
pub(super) fn canaries() -> Portfolio {
    let mut portfolio = portfolio(rook_broken());
    let incident = Arc::make_mut(&mut portfolio.incidents[0]);
    let text = |fact: Fact| CANARIES.iter().find(|(f, _)| *f == fact).unwrap().1;
    let words = |fact: Fact| spanned(text(fact).to_owned());
    let instant = |fact: Fact| spanned(support::at(&format!("{}T12:00:00Z", text(fact))));
    let holder = |fact: Fact| vec![spanned(text(fact).parse().unwrap())];

    let document = incident.document.as_mut().unwrap();
    document.id = Some(spanned(text(Fact::Id).parse().unwrap()));
    document.title = Some(words(Fact::Title));
    document.body = words(Fact::Description);
    let kinds = [
        ("summary", Fact::Summary),
        ("am-i-affected", Fact::AmIAffected),
        ("mitigation", Fact::Mitigations),
        ("upgrade", Fact::Upgrade),
    ];
    for (kind, fact) in kinds {
        document.sections.iter_mut().find(|s| s.kind == kind).unwrap().body = words(fact);
    }
    document.cvss[0].vector = spanned(text(Fact::Severity).parse().unwrap());
    document.level = Some(spanned(text(Fact::Level).parse().unwrap()));
    portfolio.policy.severity.levels = vec![Level {
        element: Element {
            id: spanned(text(Fact::Level).parse().unwrap()),
            clauses: Vec::new(),
            title: Some(words(Fact::Level)),
            inferred: false,
        },
        cvss_ge: None,
        rating: None,
    }];
    document.cve = vec![spanned(text(Fact::Cve).parse().unwrap())];
    document.cwe = vec![spanned(text(Fact::Cwe).parse().unwrap())];
    document.affected.truncate(1);
    let bound = |fact: Fact| spanned(text(fact).parse().unwrap());
    let affected = &mut document.affected[0];
    (affected.range.introduced, affected.range.end) =
        (Some(bound(Fact::Affected)), End::Fixed(bound(Fact::FixedVersions)));
    document.credits.truncate(1);
    document.credits[0].name = words(Fact::Credits);
    document.references[0].title = Some(words(Fact::References));

    incident.notice.mitigations = None;
    incident.notice.release_estimate = Some(instant(Fact::ReleaseEstimate));
    incident.notice.release_date = Some(instant(Fact::ReleaseDate));
    incident.scope.upgrade_to = Some(words(Fact::UpgradeTo));
    incident.fix.pull_requests = vec![words(Fact::PullRequests)];
    incident.fix.commits.truncate(1);
    incident.fix.commits[0].id = words(Fact::FixCommits);
    incident.fix.repository = Some(words(Fact::PrivateRepo));
    incident.fix.thread = Some(words(Fact::Thread));
    incident.patches = vec![incident.folder.join("patches").join(text(Fact::Patches))];
    // Whoever decided leads as well, or the decision does not count.
    let leads = [holder(Fact::FixLead), incident.decisions[0].by.clone()].concat();
    incident.roles.insert("fix-lead".parse().unwrap(), leads);
    incident.roles.insert("fix-team".parse().unwrap(), holder(Fact::FixTeam));
    incident.embargo.as_mut().unwrap().until = Some(instant(Fact::EmbargoUntil));
    incident.decisions[0].reason = Some(words(Fact::Decision));
    incident.report.reporter.as_mut().unwrap().name = Some(words(Fact::Reporter));
    incident.report.summary = Some(words(Fact::Report));
    incident.upstream = Some(Upstream {
        project: Some(words(Fact::Upstream)),
        public: Some(spanned(support::at("2026-03-01T00:00:00Z"))),
        since: None,
        url: None,
        span: Span::default(),
    });
    for event in &mut incident.events {
        edit(
            event,
            |leaked| leaked.as_ref().map(|_| words(Fact::Leak)),
            |damage| damage.as_ref().map(|_| words(Fact::Assessment)),
        );
    }
    portfolio
}

type Words = Option<Spanned<String>>;

/// Changes what an event says of what leaked, and of the damage.
fn edit(event: &mut Event, leak: impl Fn(&Words) -> Words, damage: impl Fn(&Words) -> Words) {
    if let EventKind::Leaked { leaked, .. } | EventKind::EmbargoBroken { leaked, .. } = &mut event.kind.value {
        *leaked = leak(leaked);
    }
    if let EventKind::Leaked { assessment, .. }
    | EventKind::EmbargoBroken { assessment, .. }
    | EventKind::BreakDecided { assessment, .. } = &mut event.kind.value
    {
        *assessment = damage(assessment);
    }
}

/// Takes a fact away from an incident.
pub(super) fn remove(incident: &mut Incident, fact: Fact) {
    let mut document = incident.document.as_mut();
    let mut cut = |kind: &str| document.iter_mut().for_each(|d| d.sections.retain(|s| s.kind != kind));
    match fact {
        Fact::Summary => cut("summary"),
        Fact::Mitigations => {
            cut("mitigation");
            incident.notice.mitigations = None;
        }
        Fact::Title => document.unwrap().title = None,
        Fact::Severity => document.unwrap().cvss.clear(),
        Fact::Cve => document.unwrap().cve.clear(),
        Fact::FixedVersions => {
            let fixed = document.unwrap().affected.iter_mut().filter(|affected| affected.range.fixed().is_some());
            fixed.for_each(|affected| affected.range.end = End::Open);
            incident.fix.releases.clear();
        }
        Fact::UpgradeTo => incident.scope.upgrade_to = None,
        Fact::ReleaseEstimate | Fact::ReleaseDate => {
            incident.notice.release_estimate = None;
            incident.notice.release_date = None;
        }
        Fact::PullRequests => incident.fix.pull_requests.clear(),
        Fact::FixCommits => incident.fix.commits.clear(),
        Fact::Patches => incident.patches.clear(),
        Fact::Thread => incident.fix.thread = None,
        Fact::PrivateRepo => incident.fix.repository = None,
        Fact::FixTeam => drop(incident.roles.remove("fix-team")),
        Fact::EmbargoUntil => incident.embargo = None,
        Fact::Decision => incident.decisions.clear(),
        Fact::Reporter => incident.report.reporter = None,
        Fact::Leak => incident.events.iter_mut().for_each(|e| edit(e, |_| None, Clone::clone)),
        Fact::Assessment => incident.events.iter_mut().for_each(|e| edit(e, Clone::clone, |_| None)),
        other => panic!("no step that tells somebody needs {other}"),
    }
}
