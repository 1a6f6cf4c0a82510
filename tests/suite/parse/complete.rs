//! One complete example of each file: every key stands here once at least.

/// The paths of the incident's files.
pub(super) const INCIDENT_PATH: &str = "incidents/2026/amber-fox/incident.toml";
pub(super) const DOCUMENT_PATH: &str = "incidents/2026/amber-fox/advisory.md";

/// All of them, with their paths.
pub(super) const FILES: [(&str, &str); 6] = [
    ("advisory.toml", ADVISORY),
    ("policy.toml", POLICY),
    ("team.toml", TEAM),
    ("distributors.toml", DISTRIBUTORS),
    (INCIDENT_PATH, INCIDENT),
    (DOCUMENT_PATH, DOCUMENT),
];

pub(super) const ADVISORY: &str = r#"schema = 1
[project]
name = "Lodestore"
id-prefix = "LODE"
id-number = "001"
home = "https://lodestore.example"
repository = "https://code.example/lodestore/lodestore"
tags = ["v{version}"]
[[package]]
ecosystem = "Go"
name = "code.example/lodestore"
[[line]]
id = "main"
development = true
[[line]]
id = "1.16"
released = 2025-12-01
end-of-life = 2026-12-01
latest = "1.16.3"
[site]
url = "https://security.lodestore.example/"
title = "Lodestore security"
contact = ["mailto:security@lodestore.example", "https://lodestore.example/report"]
languages = ["en", "pt-BR"]
encryption = "https://lodestore.example/key.asc"
policy = "https://lodestore.example/SECURITY.md"
formats = ["osv", "csaf", "atom"]
[time]
holidays = [2026-12-25]
[[line]]
id = "1.15"
branch = "release-1.15"
releases = ["1.15.0-rc.1", "1.15.0"]
listed = { "1.15.0" = 2026-03-02T09:00:00Z }
[[package]]
ecosystem = "npm"
name = "lodestore-client"
versions = "0.{major}.{patch}"
order = "semver"
purl = "pkg:npm/lodestore-client"
vendor = "Example Corp"
foreign = true
[versions]
order = "semver"
"#;

pub(super) const TEAM: &str = r#"schema = 1
[[member]]
id = "amira"
name = "Amira Haddad"
email = "amira@lodestore.example"
roles = ["pst", "maintainer"]
represents = ["block"]
away = [{ from = 2026-07-01, until = 2026-07-15 }]
former-role = [{ role = "fix-lead", until = 2026-06-30 }]
[[member]]
id = "ben"
name = "Ben"
roles = "pst"
left = 2027-01-31
emails = ["ben@home.example"]
key = [{ public = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFKlmyZ5RJNHGEewPbQ1R6ENhHm5dfYQkfl6GfS2brvV ben", since = 2026-01-01, until = 2026-12-31 }]
[[component]]
id = "block"
kind = "storage-provider"
maturity = "stable"
"#;

pub(super) const DISTRIBUTORS: &str = r#"schema = 1
[[member]]
id = "northcap"
name = "Northcap Linux"
list = "distributors"
contacts = ["security@northcap.example"]
joined = 2025-03-01
vouched-by = "founding"
embargo-accepted = 2025-02-20
review = 2027-03-01
by = ["amira"]
criteria = { active = "https://northcap.example/advisories", users = "a lot" }
contributions = [{ duty = "review-or-test-patches", on = 2026-02-01, note = "tested" }]
removed = { on = 2026-05-01, reason = "gone", by = ["amira"] }
note = "told by phone"
[[request]]
id = "tidewater-2026"
name = "Tidewater Cloud"
list = "distributors"
contact = "psirt@tidewater.example"
received = 2026-03-01T10:00:00Z
vouched-by = "northcap"
answers = { active = "yes" }
decision = { accepted = true, at = 2026-03-04T09:00:00Z, by = ["amira"], reason = "fine", sent = 2026-03-04T10:00:00Z }
note = "asked twice"
[[amendment]]
at = 2026-03-05T09:00:00Z
amends = { kind = "request", name = "tidewater-2026" }
by = ["amira"]
reason = "not yet"
instead = { accepted = false }
"#;

pub(super) const POLICY: &str = r#"schema = 1
id = "lodestore"
revision = "2026-01-01"
effective = 2026-01-01T00:00:00Z
source = "SECURITY.md"
summary = "How we work."
clauses = ["C0"]
force = "must"
[time]
holidays = [2026-12-24]
release-precision = "day"
clauses = ["C0a"]
[severity]
cvss = ["3.0", "3.1"]
clauses = ["C1"]
by = "pst"
[[role]]
id = "pst"
cover = { each = "storage-provider", maturity = ["beta", "stable"], min = 2 }
[[role]]
id = "fix-lead"
title = "Fix lead"
clauses = ["C2"]
inferred = true
from = "pst"
pick = "round-robin"
count = 1
lead = true
force = "target"
[[role]]
id = "fix-team"
from = "anyone"
develops = true
[[channel]]
id = "security"
title = "The list"
clauses = ["C3"]
inferred = true
kind = "email"
to = ["security@lodestore.example"]
exposure = "team"
[[channel]]
id = "issue"
kind = "issue"
to = ["lodestore/lodestore"]
exposure = "public"
fields = ["existence", "release-estimate"]
fields-after-public = ["*"]
[intake]
private = "security"
public = "issue"
ask = ["location", "impact"]
thanks = true
clauses = ["C4"]
[[path]]
id = "supported"
title = "Supported lines"
clauses = ["C5"]
inferred = true
when = { affects = ["supported"], not-affects = ["unsupported"] }
steps = ["notice", "release"]
fix = false
[[step]]
id = "notice"
title = "Tell users"
clauses = ["C6"]
inferred = true
role = "fix-lead"
group = "communication"
when = { disclosure = "private", upstream = false, embargo-broken = false, exploited = false, cvss-lt = 9.1, cvss-ge = 4, impact = ["remote"], older-than = "7d", any = [{ exploited = true }], all = [{ upstream = false }], not = { exploited = true }, source = ["own"], fact = { class = ["full"] }, level = ["high"], level-ge = "high" }
window = { after = "reported", min = "1d", max = "7d", force = "cap", extend = "14d", inferred = true, prefer = { weekdays = ["tue", "wed"], at = "15:00", force = "must" } }
event = "notice-published"
requires = ["lead-named"]
after-any = ["fix-ready", "mitigation-ready"]
before = ["release"]
needs = ["release-estimate", "mitigations?"]
approvals = { role = "maintainer", count = 2, per-commit = true, inferred = true, trailers = ["Reviewed-by"] }
to = ["issue"]
template = "notice"
optional = "when nobody needs it"
expected = { impact = ["remote"] }
lines = "latest"
choices = ["sent", "withheld"]
private-on = "withheld"
[[step]]
id = "release"
role = "fix-team"
window = { at = "release-date", tolerance = "1h" }
[[step]]
id = "advance"
role = "fix-lead"
window = { before = "public", min = "24h", max = "asap" }
[[mode]]
id = "public"
title = "Public disclosure"
clauses = ["C7"]
inferred = true
when = { disclosure = "public" }
unscored = "meets"
effect = "asap"
[[mode]]
id = "upstream"
when = { upstream = true }
effect = { floor = "upstream-public", replan = ["notice", "release"] }
[[waiver]]
id = "slowdown"
title = "Slow down"
clauses = ["C8"]
inferred = true
when = { cvss-lt = 4.0 }
steps = ["notice"]
by = "fix-team"
needs = ["link", "reason"]
grants = "fix"
[embargo]
allowed = true
agreed-by = "distributors"
early-with = "the list's approval"
on-break = { by = "pst", choices = ["release-early", "continue"], default = "release-early", clauses = ["C9"] }
leak-report = { to = "security", force = "cap", clauses = ["C10"] }
clauses = ["C11"]
[[list]]
id = "distributors"
title = "Distributors"
clauses = ["C12"]
inferred = true
channel = "security"
by = "pst"
request-to = "issue"
reply = "membership-reply"
remove-after-leaks = 2
criteria = [{ id = "active", title = "Active", clauses = ["C13"], inferred = true, proof = "vouch" }]
duties = [{ id = "review-or-test-patches", title = "Work along", clauses = ["C14"], inferred = true, proof = "embargo" }]
[[attestation]]
id = "communication-plan"
title = "Plan"
clauses = ["C15"]
inferred = true
text = "There is a plan."
step = "notice"
list = "distributors"
mode = "upstream"
role = "fix-lead"
required = true
[[event]]
id = "private-request-answered"
title = "the reporter answered"
clauses = ["C16"]
inferred = true
[publication]
approvals = { role = "pst", count = 3 }
revisions = { role = "pst", count = 2 }
sections = ["summary", "upgrade"]
longest-embargo = "90d"
longest-embargo-from = "reported"
clauses = ["C17"]
[[gap]]
id = "announce-address"
title = "No address"
clauses = ["C18"]
inferred = true
text = "Nobody says where."
leaves-open = ["on-break"]
[evidence]
recorded-within = "24h"
signed = ["approvals", "waivers", "decisions"]
force = "cap"
clauses = ["R7"]
[[fact]]
id = "class"
title = "Class"
clauses = ["C19"]
inferred = true
values = ["full", "public-fix"]
by = "pst"
public = true
[[severity.level]]
id = "high"
title = "High"
clauses = ["C20"]
inferred = true
cvss-ge = 7.0
rating = "critical"
[[role]]
id = "triage"
triages = true
"#;

pub(super) const INCIDENT: &str = r#"policy = "2026-01-01"
[report]
summary = "Path traversal"
disclosure = "public"
source = "reporter"
url = "https://forum.example/1"
id = "GHSA-2c5w-9x6r-7jpm"
reporter = { name = "Rae", email = "rae@reporter.example", consent = true }
answers = { location = "gateway", impact = "reads files" }
[scope]
lines = ["main", "1.16"]
components = ["block"]
impact = ["remote"]
since = 2025-01-01T00:00:00Z
upgrade-to = "1.16.4"
[roles]
fix-lead = "amira"
fix-team = ["amira", "ben"]
[fix]
thread = "https://list.example/7"
repository = "git@code.example:lodestore/private"
pull-requests = ["https://code.example/pr/1"]
commits = [{ id = "0a1b2c3", line = "main", author = "ben", approved-by = ["amira"] }]
releases = { "1.16" = "1.16.4" }
base = "9d8c7b6"
introduced = ["5e4d3c2"]
[notice]
release-estimate = 2026-03-10T15:00:00Z
release-date = 2026-03-11T15:00:00+01:00
mitigations = """
Turn it off."""
mitigations-approved-by = ["ben"]
mitigations-approved-at = 2026-03-04T15:00:00Z
mitigations-covers = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
[embargo]
until = 2026-03-12T15:00:00Z
agreed-by = ["distributors"]
[upstream]
project = "Ironwood"
public = 2026-03-09T15:00:00Z
since = 2026-03-01T09:00:00Z
url = "https://ironwood.example"
[[waiver]]
waiver = "slowdown"
steps = ["release"]
at = 2026-03-01T10:00:00Z
by = ["ben"]
reason = "low"
link = "https://list.example/8"
until = 2026-04-10T15:00:00Z
[[decision]]
step = "distributors"
take = false
at = 2026-03-02T10:00:00Z
by = ["amira"]
reason = "local only"
[[event]]
at = 2026-03-01T10:00:00Z
event = "reported"
by = ["amira"]
former-holders = { fix-lead = "ben", fix-team = ["ben"] }
note = "by mail"
link = "https://list.example/1"
until = 2026-03-13T15:00:00Z
choice = "release-early"
attestation = "embargo-terms"
outcome = "duplicate"
duplicate-of = "amber-heron"
belongs-to = "libexample"
level = "high"
fact = "class"
value = "full"
leaked = "the patch"
leaked-to = "a reporter"
assessment = "small"
distributor = "northcap"
covers = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
draft = "notice"
channel = "users"
message-id = "<0a1b2c3d4e5f@lodestore.example>"
[[event]]
at = 2026-03-02T10:00:00Z
event = "acknowledged"
by = "ben"
[[amendment]]
at = 2026-03-03T10:00:00Z
amends = { kind = "event", name = "acknowledged", at = 2026-03-02T10:00:00Z, by = "ben", after = 2026-03-03T10:00:00Z, where = { note = "by phone" } }
by = ["amira"]
reason = "a slip"
[amendment.instead]
at = 2026-03-02T10:00:00Z
by = ["amira"]
note = "by phone"
link = "https://list.example/2"
until = 2026-03-13T15:00:00Z
choice = "continue"
attestation = "embargo-terms"
outcome = "duplicate"
duplicate-of = "amber-heron"
belongs-to = "libexample"
level = "high"
fact = "class"
value = "public-fix"
leaked = "a name"
leaked-to = "a friend"
assessment = "none"
draft = "notice"
channel = "users"
message-id = "<1a2b3c4d5e6f@lodestore.example>"
distributor = "northcap"
covers = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
[[amendment]]
at = 2026-03-03T11:00:00Z
amends = { kind = "waiver", name = "slowdown", by = ["ben"] }
by = "ben"
reason = "another step"
instead = { steps = ["release"] }
[[amendment]]
at = 2026-03-03T12:00:00Z
amends = { kind = "decision", name = "distributors" }
by = "amira"
reason = "it is remote"
instead = { take = true, reason = "remote" }
[imported]
from = "osv"
id = "GO-2026-0001"
published = 2026-01-02T00:00:00Z
severity = "critical"
"#;

pub(super) const DOCUMENT: &str = r#"+++
id = "LODE-2026-001"
title = "Path traversal in the gateway"
cve = ["CVE-2026-12345"]
aliases = ["GHSA-aaaa-bbbb-cccc"]
related = ["CVE-2025-54321"]
cwe = ["CWE-22"]
withdrawn = "not ours"
level = "high"
facts = { class = "full" }
[[cvss]]
vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
score = 9.8
[[affected]]
package = "lodestore"
ecosystem = "Go"
line = "1.16"
introduced = "1.16.0"
fixed = "1.16.4"
last-affected = "1.16.3"
[[affected]]
line = "1.15"
before = "1.15.9"
[[unknown]]
package = "lodestore"
ecosystem = "Go"
from = "1.16.7"
before = "1.16.9"
up-to = "1.16.8"
[[commits]]
package = "lodestore"
ecosystem = "Go"
repository = "https://code.example/lodestore/lodestore"
introduced = ["0a1b2c3"]
fixed = ["1b2c3d4"]
last-affected = ["2c3d4e5"]
limit = ["3d4e5f6"]
versions = ["v1.16.0"]
[[credit]]
name = "Rae"
role = "finder"
url = "https://rae.example"
[[reference]]
kind = "fix"
url = "https://code.example/pr/1"
title = "The fix"
[[timeline]]
at = 2026-03-01T10:00:00Z
text = "Reported"
[[revision]]
at = 2026-03-12T15:00:00Z
text = "First publication"
[[relation]]
kind = "incomplete-fix-of"
id = "LODE-2025-001"
[[rejected-cve]]
id = "CVE-2025-54322"
reason = "A duplicate."
replaced-by = "CVE-2025-54321"
+++

## Summary
Files can be read.

## Am I affected?
Look.

## Workarounds
None.

## How to upgrade
Install 1.16.4.
"#;
