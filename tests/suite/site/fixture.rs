//! A small portfolio whose site shows everything that a site can show.

use std::collections::BTreeMap;

use advisory::advisory::{Advisory, Notice, disclose, notify};
use advisory::case::Case;
use advisory::finding::Finding;
use advisory::plan::Plan;
use advisory::portfolio::Portfolio;
use advisory::site::{SiteInput, build};
use advisory::time::Instant;

use crate::support::{Team, at, tree};

pub(super) const PROJECT: &str = r#"
schema = 1
[project]
name = "Lodestore"
id-prefix = "LODE"
home = "https://lodestore.example"
repository = "https://code.example/lodestore"
[[package]]
ecosystem = "Go"
name = "lodestore.example/lodestore"
[[line]]
id = "main"
development = true
[[line]]
id = "1.16"
released = 2025-12-01
end-of-life = 2026-12-01
latest = "1.16.4"
[[line]]
id = "1.15"
released = 2025-06-01
end-of-life = 2026-06-01
latest = "1.15.9"
[[line]]
id = "1.14"
end-of-life = 2025-12-01
[site]
url = "https://security.lodestore.example/"
contact = ["mailto:security@lodestore.example"]
languages = ["en", "de"]
encryption = "https://lodestore.example/security-key.asc"
policy = "https://code.example/lodestore/SECURITY.md"
"#;

pub(super) const POLICY: &str = r#"
schema = 1
id = "lodestore"
revision = "2026-01"
effective = 2026-01-01T00:00:00Z
summary = "We shorten the time in which users are exposed to a **publicly known** vulnerability."
[severity]
cvss = ["3.1"]
[[role]]
id = "pst"
title = "product security team"
[[role]]
id = "fix-lead"
title = "fix lead"
from = "pst"
pick = "round-robin"
count = 1
lead = true
[[channel]]
id = "security"
kind = "email"
title = "Security mailing list"
to = ["security@lodestore.example"]
exposure = "team"
[[channel]]
id = "war-room"
kind = "chat"
title = "Fix team's room"
to = ["secret-room@chat.lodestore.example"]
exposure = "team"
[[channel]]
id = "distributors"
kind = "email"
title = "Distributors' list"
to = ["distributors-private@lists.lodestore.example"]
exposure = "embargoed"
[[channel]]
id = "announce"
kind = "email"
title = "Announcements"
to = ["announce@lists.lodestore.example"]
exposure = "public"
fields = ["existence", "release-date", "mitigations"]
fields-after-public = ["*"]
[intake]
private = "security"
public = "security"
ask = ["location", "impact", "reproduction", "suggested-fix"]
thanks = true
[[path]]
id = "supported"
title = "Supported lines"
when = { affects = ["supported"] }
steps = ["team-named", "notice", "distributors", "release", "announced"]
fix = true
[[path]]
id = "unsupported"
title = "Unsupported lines only"
when = { affects = ["unsupported"], not-affects = ["supported"] }
steps = ["announced"]
fix = false
[[step]]
id = "team-named"
title = "A fix lead is named"
role = "pst"
group = "organization"
window = { after = "reported", max = "24h", force = "must" }
to = ["war-room"]
[[step]]
id = "notice"
title = "Users are told that a fix is coming"
role = "fix-lead"
group = "communication"
event = "notice-published"
window = { after = "reported", max = "7d" }
needs = ["release-date", "mitigations?"]
to = ["announce"]
[[step]]
id = "distributors"
title = "Distributors get the patches"
role = "fix-lead"
group = "communication"
window = { after = "reported", min = "1d", max = "14d" }
optional = "the fix lead decides"
expected = { impact = ["remote", "privilege-escalation"] }
to = ["distributors"]
[[step]]
id = "release"
title = "Fixed releases are out"
role = "fix-lead"
group = "release"
event = "released"
window = { after = "reported", max = "21d", prefer = { weekdays = ["tue"], at = "15:00" } }
[[step]]
id = "announced"
title = "Users are told to upgrade"
role = "fix-lead"
group = "release"
window = { after = "released", max = "asap" }
needs = ["fixed-versions", "cve"]
to = ["announce"]
[[mode]]
id = "public"
title = "Public disclosure"
when = { disclosure = "public", cvss-ge = 4.0 }
unscored = "meets"
effect = "asap"
[[waiver]]
id = "slowdown"
title = "Low severity"
when = { cvss-lt = 4.0 }
steps = ["release"]
by = "pst"
needs = ["link"]
[embargo]
allowed = true
agreed-by = "distributors"
early-with = "the list's approval"
on-break = { by = "pst", choices = ["release-early", "continue"], default = "release-early" }
leak-report = { to = "security" }
[[list]]
id = "distributors"
title = "Private distributors list"
channel = "distributors"
request-to = "security"
remove-after-leaks = 2
criteria = [{ id = "active", title = "Be an active distributor" }, { id = "vouched", title = "Have a member vouch", proof = "vouch" }]
duties = [{ id = "test", title = "Test the proposed patches" }]
[[attestation]]
id = "plan"
text = "The fix lead has a communication plan."
step = "announced"
[publication]
approvals = { role = "pst", count = 1 }
sections = ["summary"]
longest-embargo = "90d"
"#;

/// A whole advisory: everything that a page can show.
const FULL: &str = r#"+++
id = "LODE-2026-002"
title = "Snapshot restore writes outside the target volume"
cve = ["CVE-2026-12345"]
aliases = ["GHSA-2f9p-8c8q-x7vv"]
cwe = ["CWE-22"]
[[cvss]]
vector = "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:N"
[[cvss]]
vector = "CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N/E:P/CR:H/AU:Y/U:Amber"
[[affected]]
line = "main"
introduced = "1.12.0"
fixed = "1.17.0"
[[affected]]
line = "1.16"
introduced = "1.16.0"
fixed = "1.16.4"
[[affected]]
line = "1.15"
introduced = "1.15.0"
fixed = "1.15.9"
[[affected]]
line = "1.14"
introduced = "1.14.0"
last-affected = "1.14.12"
[[credit]]
name = "Noor Lindqvist"
role = "finder"
url = "https://noor.example"
[[credit]]
name = "Ben Okafor"
role = "remediation-developer"
[[reference]]
kind = "fix"
url = "https://code.example/lodestore/commit/4f2a91c"
title = "Reject archive entries outside the volume"
[[reference]]
kind = "advisory"
url = "https://code.example/lodestore/releases/1.16.4"
[[timeline]]
at = 2026-02-16T09:12:00Z
text = "Reported in private by Noor Lindqvist"
[[timeline]]
at = 2026-02-19T16:40:00Z
text = "Fix ready and reviewed"
[[timeline]]
at = 2026-03-10T15:00:00Z
text = "Fixed releases and this advisory published"
[[revision]]
at = 2026-03-10T15:00:00Z
text = "First publication"
[[revision]]
at = 2026-03-12T08:30:00Z
text = "Named the affected 1.14 releases"
+++

## Summary

A crafted snapshot archive makes `lodectl restore` write files outside the volume that it restores into. Anybody who may
restore a snapshot can overwrite files of other tenants on the same node, and from there run code as the storage daemon.

> [!WARNING]
> Archives from a source that you don't control are the whole attack. Treat them as you would treat a program.

## Am I affected?

You are, if you run an affected release **and** let anybody but administrators restore snapshots. Find out with:

```sh
lodectl version --short
lodectl policy list --verb restore
```

| Setting | Affected |
|---|:-:|
| `restore.mode = "stream"` | yes |
| `restore.mode = "staged"` | no |

## Mitigation

Until you can upgrade:

1. Set `restore.mode = "staged"` and reload the daemon.
2. Take the right to restore from tenants.

## How to upgrade

Upgrade to the fixed release of your line; see the [upgrade guide](https://lodestore.example/docs/upgrade). The daemon can be
upgraded node by node, without downtime.
"#;

const WITHDRAWN: &str = r#"+++
id = "LODE-2026-001"
title = "Metrics endpoint answers without a token"
withdrawn = "The endpoint answers only on the loopback interface; nothing is exposed."
[[affected]]
line = "1.15"
introduced = "1.15.0"
fixed = "1.15.8"
+++

## Summary

The metrics endpoint answers requests that carry no token.
"#;

const OLD: &str = r#"+++
id = "LODE-2025-007"
title = "Replica checksums are compared in variable time"
cve = ["CVE-2025-40404"]
[[cvss]]
vector = "CVSS:3.1/AV:L/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N"
[[affected]]
line = "1.15"
introduced = "1.15.0"
fixed = "1.15.4"
+++

## Summary

Comparing checksums takes longer the more of them is right.
"#;

fn published(until: &str, more: &str) -> String {
    format!(
        r#"
[report]
disclosure = "private"
[scope]
lines = ["1.16", "1.15"]
[embargo]
until = {until}
[[event]]
at = 2025-09-01T09:00:00Z
event = "reported"
[[event]]
at = 2025-09-02T09:00:00Z
event = "approved"
by = ["amira"]
{more}"#
    )
}

const FORTHCOMING: &str = r#"
[report]
disclosure = "private"
[scope]
lines = ["1.16"]
[notice]
release-date = 2026-04-14T15:00:00Z
mitigations = "Turn off `lodectl share` on nodes that tenants can reach."
mitigations-approved-by = ["amira"]
[embargo]
until = 2026-04-14T15:00:00Z
[[event]]
at = 2026-04-01T09:00:00Z
event = "reported"
[[event]]
at = 2026-04-03T09:00:00Z
event = "notice-published"
"#;

/// When the site is looked at.
pub(super) const NOW: &str = "2026-04-05T12:00:00Z";

/// The files of the portfolio.
pub(super) fn files() -> BTreeMap<String, String> {
    let withdrawn = "[[event]]\nat = 2026-02-03T10:00:00Z\nevent = \"withdrawn\"\nby = [\"amira\"]\n";
    let files = [
        ("advisory.toml", PROJECT.to_owned()),
        ("policy.toml", POLICY.to_owned()),
        ("team.toml", Team::new().member("amira", "Amira Haddad", &["pst"]).email().text()),
        ("incidents/2026/amber-fox/incident.toml", published("2026-03-10T15:00:00Z", "")),
        ("incidents/2026/amber-fox/advisory.md", FULL.to_owned()),
        ("incidents/2026/blue-heron/incident.toml", published("2026-02-01T15:00:00Z", withdrawn)),
        ("incidents/2026/blue-heron/advisory.md", WITHDRAWN.to_owned()),
        ("incidents/2025/calm-otter/incident.toml", published("2025-10-01T15:00:00Z", "")),
        ("incidents/2025/calm-otter/advisory.md", OLD.to_owned()),
        ("incidents/2026/dusk-wren/incident.toml", FORTHCOMING.to_owned()),
    ];
    files.into_iter().map(|(path, text)| (path.to_owned(), text)).collect()
}

/// A portfolio and what of it is public.
pub(super) struct Site {
    pub(super) portfolio: Portfolio,
    pub(super) advisories: Vec<Advisory>,
    pub(super) notices: Vec<Notice>,
    pub(super) now: Instant,
}

impl Site {
    /// Reads the files and lets through the wall what is public.
    pub(super) fn new(files: &BTreeMap<String, String>) -> Self {
        let reading = advisory::parse::portfolio(tree(files));
        let errors: Vec<_> = reading.findings.iter().map(|f| (&f.message, &f.primary.location)).collect();
        let portfolio = reading.portfolio.unwrap_or_else(|| panic!("{errors:#?}"));
        let now = at(NOW);
        let cases: Vec<_> = portfolio.incidents.iter().map(|i| Case::new(&portfolio, i, now)).collect();
        let advisories = cases.iter().filter_map(|c| disclose(c).ok()).collect();
        let notices = cases.iter().filter_map(notify).collect();
        Self { portfolio, advisories, notices, now }
    }

    /// Builds the site.
    pub(super) fn build(&self) -> Result<Plan, Vec<Finding>> {
        build(&SiteInput {
            project: &self.portfolio.project,
            policy: &self.portfolio.policy,
            advisories: &self.advisories,
            notices: &self.notices,
            now: self.now,
            templates: &self.portfolio.templates,
            binary_assets: &self.portfolio.binary_assets,
        })
    }
}

/// The site of the fixture as it is.
pub(super) fn plan() -> Plan {
    Site::new(&files()).build().unwrap()
}

/// A file of a plan, as text.
pub(super) fn text<'p>(plan: &'p Plan, path: &str) -> &'p str {
    std::str::from_utf8(plan.get(path).unwrap_or_else(|| panic!("no {path}"))).unwrap()
}
