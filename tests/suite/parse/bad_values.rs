//! Values of the wrong form: each gives its finding at its line and column, and loses no other.

use super::{DOCUMENT, FILES, INCIDENT, places, read_with};

/// A slip in a complete file: which file, what is replaced by what, and the finding.
type Slip = (&'static str, &'static str, &'static str, &'static str);

pub(super) const SLIPS: &[Slip] = &[
    // Keys.
    ("advisory.toml", "end-of-life =", "end-of-lief =", "18:1 unknown-key"),
    ("policy.toml", "early-with =", "early_with =", "118:1 unknown-key"),
    ("policy.toml", "min = \"1d\"", "mini = \"1d\"", "71:32 unknown-key"),
    ("team.toml", "name = \"Ben\"\n", "", "10:1 missing-key"),
    ("advisory.toml", "[site]\nurl", "[site]\nhome", "20:1 missing-key, 21:1 unknown-key"),
    ("advisory.toml", "schema = 1\n", "", "1:1 missing-key"),
    (INCIDENT, "disclosure = \"public\"\n", "", "2:1 missing-key"),
    (INCIDENT, "line = \"main\", ", "", "23:12 missing-key"),
    (INCIDENT, "summary =", "url =", "3:8 bad-url, 6:1 duplicate-key"),
    (
        INCIDENT,
        "[scope]",
        "[report]",
        "10:2 duplicate-key, 11:1 unknown-key, 12:1 unknown-key, 13:1 unknown-key, 14:1 unknown-key, 15:1 unknown-key",
    ),
    // Types.
    ("advisory.toml", "development = true", "development = \"yes\"", "14:16 wrong-type"),
    ("advisory.toml", "schema = 1", "schema = 2", "1:10 schema-version"),
    ("advisory.toml", "schema = 1", "schema = \"1\"", "1:11 wrong-type"),
    ("advisory.toml", "released = 2025-12-01", "released = 2025-12-01T00:00:00Z", "17:12 wrong-type"),
    ("advisory.toml", "contact = [", "contact = [[], ", "23:12 wrong-type"),
    ("team.toml", "roles = [\"pst\", \"maintainer\"]", "roles = { pst = true }", "6:9 wrong-type"),
    ("policy.toml", "count = 1", "count = 0", "27:9 bad-value"),
    ("policy.toml", "count = 1", "count = 5000000000", "27:9 bad-value"),
    ("policy.toml", "effect = \"asap\"", "effect = \"later\"", "100:11 wrong-type"),
    ("policy.toml", "[[gap]]", "[gap]", "157:1 wrong-type"),
    (INCIDENT, "take = false", "take = 0", "53:8 wrong-type"),
    (INCIDENT, "answers = {", "answers = 1 # {", "9:11 wrong-type"),
    // Instants and dates.
    (INCIDENT, "until = 2026-03-12T15:00:00Z", "until = 2026-03-12T15:00:00", "36:9 instant-without-offset"),
    (INCIDENT, "until = 2026-03-12T15:00:00Z", "until = 2026-03-12", "36:9 instant-without-offset"),
    (INCIDENT, "until = 2026-03-12T15:00:00Z", "until = 15:00:00", "36:9 instant-without-offset"),
    (INCIDENT, "until = 2026-03-12T15:00:00Z", "until = 2026-03-12T15:00Z", "36:9 bad-value"),
    (INCIDENT, "until = 2026-03-12T15:00:00Z", "until = 2026-02-30T15:00:00Z", "36:9 syntax"),
    (INCIDENT, "until = 2026-03-12T15:00:00Z", "until = \"2026-03-12T15:00:00Z\"", "36:10 wrong-type"),
    ("team.toml", "from = 2026-07-01", "from = 2026-08-01", "8:38 bad-value"),
    ("team.toml", "from = 2026-07-01", "from = \"2026-07-01\"", "8:19 wrong-type"),
    // Texts.
    ("advisory.toml", "\"Lodestore\"", "\"\"", "3:8 bad-value"),
    ("advisory.toml", "\"Lodestore\"", "\"Lode\\nstore\"", "3:8 bad-value"),
    ("advisory.toml", "\"Lodestore\"", "\"Lode\u{9b}store\"", "3:13 bad-value"),
    ("advisory.toml", "\"LODE\"", "\"Lode\"", "4:14 bad-public-id"),
    ("advisory.toml", "\"https://lodestore.example\"", "\"javascript:alert(1)\"", "6:9 bad-url"),
    ("advisory.toml", "\"https://lodestore.example\"", "\"lodestore.example\"", "6:9 bad-url"),
    ("advisory.toml", "\"https://lodestore.example\"", "\"https://\"", "6:9 bad-url"),
    ("advisory.toml", "\"mailto:security@", "\"security@", "23:13 bad-url"),
    ("advisory.toml", "\"pt-BR\"", "\"pt_BR\"", "24:21 bad-value"),
    ("advisory.toml", "id = \"main\"", "id = \"../main\"", "13:7 bad-name"),
    ("team.toml", "\"amira@lodestore.example\"", "\"amira at lodestore\"", "5:10 bad-value"),
    ("team.toml", "ssh-ed25519 AAAA", "ssh-dss AAAA", "16:20 bad-value"),
    ("team.toml", "ssh-ed25519 AAAA", "cert-authority ssh-ed25519 AAAA", "16:20 bad-value"),
    ("team.toml", "ssh-ed25519 AAAA", "ssh-ed25519 BBBB", "16:20 bad-value"),
    ("team.toml", " ben\"", " ben\\n* ssh-rsa AAAAB\"", "16:19 bad-value"),
    ("team.toml", "ssh-ed25519 AAAA", "-----BEGIN OPENSSH PRIVATE KEY-----", "16:20 bad-value"),
    ("policy.toml", "id = \"issue\"", "id = \"Issue_1\"", "43:7 bad-name"),
    ("policy.toml", "kind = \"issue\"", "kind = \"isue\"", "44:9 bad-value"),
    ("policy.toml", "\"release-estimate\"]", "\"realese-estimate\"]", "47:25 bad-value"),
    ("policy.toml", "\"mitigations?\"", "\"mitigations??\"", "76:31 bad-value"),
    ("policy.toml", "weekdays = [\"tue\"", "weekdays = [\"tuesday\"", "71:128 bad-value"),
    ("policy.toml", "at = \"15:00\"", "at = \"25:00\"", "71:148 bad-value"),
    ("policy.toml", "older-than = \"7d\"", "older-than = \"7 days\"", "70:158 bad-value"),
    ("policy.toml", "cvss-lt = 9.1", "cvss-lt = 10.5", "70:105 bad-score"),
    ("policy.toml", "cvss-lt = 9.1", "cvss-lt = 9.15", "70:105 bad-score"),
    ("policy.toml", "cvss-lt = 9.1", "cvss-lt = \"high\"", "70:106 wrong-type"),
    (INCIDENT, "id = \"0a1b2c3\"", "id = \"0A1B2C3\"", "23:20 bad-value"),
    (INCIDENT, "\"git@code.example:", "\"git@code example:", "21:15 bad-url"),
    (INCIDENT, "fix-lead = \"amira\"", "fix_lead = \"amira\"", "17:1 bad-name"),
    (INCIDENT, "releases = { \"1.16\"", "releases = { \"1/16\"", "24:14 bad-name"),
    (INCIDENT, "event = \"reported\"", "event = \"Reported\"", "59:10 bad-name"),
    ("advisory.toml", "\"v{version}\"", "\"v1.16.0\"", "8:10 bad-value"),
    ("advisory.toml", "\"v{version}\"", "\"v{version};rm\"", "8:10 bad-value"),
    ("advisory.toml", "\"release-1.15\"", "\"--upload-pack\"", "32:11 bad-value"),
    ("advisory.toml", "\"release-1.15\"", "\"a..b\"", "32:11 bad-value"),
    ("advisory.toml", "\"release-1.15\"", "\"$(id)\"", "32:11 bad-value"),
    ("advisory.toml", "\"1.15.0-rc.1\"", "\"1.15.0 (beta)\"", "33:14 bad-value"),
    ("policy.toml", "\"Reviewed-by\"", "\"Reviewed-by:\"", "77:96 bad-value"),
    (INCIDENT, "\"9d8c7b6\"", "\"main\"", "25:9 bad-value"),
    (INCIDENT, "\"5e4d3c2\"", "\"main\"", "26:16 bad-value"),
    // Windows.
    ("policy.toml", "window = { at = \"release-date\", ", "window = { ", "88:10 bad-window"),
    ("policy.toml", "{ at = \"release-date\",", "{ at = \"release-date\", after = \"reported\",", "88:33 bad-window"),
    ("policy.toml", "tolerance = \"1h\"", "max = \"1h\"", "88:33 bad-window"),
    ("policy.toml", "min = \"1d\"", "min = \"200h\"", "71:39 bad-window"),
    ("policy.toml", "min = \"24h\", max = \"asap\"", "min = \"3bd\", max = \"2bd\"", "92:38 bad-window"),
    // Advisories.
    (DOCUMENT, "\"LODE-2026-001\"", "\"LODE-26-001\"", "2:7 bad-public-id"),
    (DOCUMENT, "\"CVE-2026-12345\"", "\"CVE-2026-1\"", "4:9 bad-cve-id"),
    (DOCUMENT, "\"CWE-22\"", "\"22\"", "7:9 bad-cwe-id"),
    (DOCUMENT, "CVSS:3.1/AV:N/", "CVSS:3.1/AV:X/", "12:20 bad-cvss-vector"),
    (DOCUMENT, "score = 9.8", "score = 98", "13:9 bad-score"),
    (DOCUMENT, "score = 9.8", "score = nan", "13:9 bad-score"),
    (DOCUMENT, "url = \"https://rae.example\"", "url = \"data:text/html,x\"", "42:8 bad-url"),
];

/// The file with the slip in it.
pub(super) fn slipped((path, from, to, _): &Slip) -> String {
    let text = FILES.iter().find(|(p, _)| p == path).unwrap().1;
    assert!(text.contains(from), "{path} has no {from:?}");
    text.replacen(from, to, 1)
}

#[test]
fn each_slip_has_its_finding() {
    let mut wrong = Vec::new();
    for slip in SLIPS {
        let text = slipped(slip);
        let found = places(&read_with(slip.0, &text), slip.0, &text).join(", ");
        if found != slip.3 {
            wrong.push(format!("{:?} -> {:?} in {}: {found}, expected {}", slip.1, slip.2, slip.0, slip.3));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn one_slip_hides_no_other() {
    // Every slip of the incident that changes a line of its own, at once.
    let changes = [
        ("policy = \"2026-01-01\"", "polcy = \"2026-01-01\""),
        ("url = \"https://forum.example/1\"", "url = "),
        ("lines = [\"main\", \"1.16\"]", "lines"),
        ("since = 2025-01-01T00:00:00Z", "since = 2025-01-01"),
        ("thread = \"https://list.example/7\"", "thread = \"list.example\""),
        ("take = false", "take = no"),
        ("distributor = \"northcap\"", "distributor = \"North Cap\""),
    ];
    let text = changes.iter().fold(super::complete::INCIDENT.to_owned(), |t, (a, b)| t.replacen(a, b, 1));
    let reading = read_with(INCIDENT, &text);
    assert_eq!(
        places(&reading, INCIDENT, &text),
        [
            "1:1 unknown-key",
            "6:7 syntax",
            "11:6 syntax",
            "14:9 instant-without-offset",
            "20:11 bad-url",
            "53:8 syntax",
            "76:16 bad-name"
        ]
    );
    let incident = &reading.portfolio.unwrap().incidents[0];
    assert!(!incident.whole);
    assert_eq!(incident.events.len(), 2, "what can be read is there");
    assert_eq!(incident.fix.pull_requests.len(), 1);
}

#[test]
fn near_keys_and_words_are_suggested() {
    for (from, to, help) in [
        ("summary =", "sumary =", "did you mean `summary`?"),
        ("disclosure = \"public\"", "disclosure = \"pubic\"", "did you mean `public`?"),
        ("event = \"reported\"", "event = \"Reported\"", "write `reported`"),
        ("summary =", "qqq =", "its keys are summary, disclosure, source, url, id, reporter, answers"),
    ] {
        let text = super::complete::INCIDENT.replacen(from, to, 1);
        let findings = read_with(INCIDENT, &text).findings;
        assert_eq!(findings[0].help.as_deref(), Some(help));
    }
}

#[test]
fn an_incident_that_says_nothing_is_private() {
    for text in ["", "[report]\ndisclosure = \"pubic\"\n", "[report]\ndisclosure =\n"] {
        let portfolio = read_with(INCIDENT, text).portfolio.unwrap();
        let incident = &portfolio.incidents[0];
        assert_eq!(incident.report.disclosure.value, advisory::policy::Disclosure::Private);
        assert!(!incident.whole);
    }
}

#[test]
fn a_channel_whose_fields_cannot_be_read_carries_nothing() {
    let text =
        super::complete::POLICY.replacen("fields = [\"existence\", \"release-estimate\"]", "feilds = [\"id\"]", 1);
    let policy = read_with("policy.toml", &text).portfolio.unwrap().policy;
    assert!(!policy.channel("issue").unwrap().fields.allow(advisory::fact::Fact::Id));
}

#[test]
fn a_site_address_ends_in_a_slash() {
    let text = super::complete::ADVISORY.replacen(".example/\"\ntitle", ".example/advisories\"\ntitle", 1);
    let reading = read_with("advisory.toml", &text);
    assert_eq!(reading.findings, []);
    assert_eq!(reading.portfolio.unwrap().project.site.url.value, "https://security.lodestore.example/advisories/");
}

#[test]
fn a_duplicate_points_at_the_first() {
    for (from, to, first) in [
        ("summary =", "url = \"https://forum.example/0\"\nurl =", "url = \"https://forum.example/0\""),
        ("[scope]", "[report]", "report]\nsummary"),
        ("name = \"Rae\", email", "email = \"a@b.example\", email", ""),
    ] {
        let text = super::complete::INCIDENT.replacen(from, to, 1);
        let findings = read_with(INCIDENT, &text).findings;
        let labels: Vec<_> = findings.iter().filter(|f| f.rule.0 == "duplicate-key").flat_map(|f| &f.others).collect();
        assert!(labels.iter().all(|l| text[l.location.span.start..].starts_with(first)), "{labels:?}");
        assert_eq!(labels.is_empty(), first.is_empty());
    }
}
