//! What the wall lets through of one incident, in cases that chance seldom makes.

use advisory::advisory::{Advisory, Withheld, disclose};
use advisory::case::Case;
use advisory::ecosystem::Ecosystem;
use advisory::finding::{Finding, Severity};
use advisory::rules::{self, Review};
use advisory::{build, parse};

use crate::support::{Team, at, project, tree};

const INCIDENT: &str = r#"
[report]
disclosure = "public"
reporter = { name = "Rae  Whitlock", email = "rae@tidepool.example" }
[[event]]
at = 2026-03-01T10:00:00Z
event = "reported"
[[event]]
at = 2026-03-02T10:00:00Z
event = "approved"
by = "ada"
"#;

fn disclosed(front: &str) -> Advisory {
    gate(INCIDENT, front, "2026-04-01T00:00:00Z").unwrap()
}

/// What becomes of an incident at an instant.
fn gate(incident: &str, front: &str, now: &str) -> Result<Advisory, Withheld> {
    let portfolio = parse::portfolio(tree(files(incident, front))).portfolio.unwrap();
    disclose(&Case::new(&portfolio, &portfolio.incidents[0], at(now)))
}

fn files(incident: &str, front: &str) -> Vec<(&'static str, String)> {
    let packages = "[[package]]\necosystem = \"npm\"\nname = \"lodestore-client\"\n[[line]]\nid = \"main\"";
    vec![
        ("advisory.toml", project("2026-02-15").replacen("[[line]]\nid = \"main\"", packages, 1)),
        ("team.toml", Team::new().member("ada", "Ada", &["lead"]).text()),
        ("policy.toml", super::world::POLICY.replace("WIRE", "").replace("COUNT", "1")),
        ("incidents/2026/amber-heron/incident.toml", incident.to_owned()),
        (
            "incidents/2026/amber-heron/advisory.md",
            format!("+++\nid = \"LODE-2026-001\"\ntitle = \"A flaw\"\n{front}+++\n## Summary\nWords.\n"),
        ),
    ]
}

#[test]
fn who_was_not_asked_is_left_out_however_the_name_is_written_and_nobody_else_is() {
    let credits = [
        "Rae Whitlock",
        "rae\u{a0}WHITLOCK ",
        "Whitlock, Rae",
        "R. Whitlock",
        "Rae\u{2011}Whitlock",
        "Rae Whitlock (Tidepool)",
        "R. Whitlock of Tidepool",
        "R\u{430}\u{435} Whitl\u{43e}ck",
        "R.W.",
        "rae@tidepool.example",
        "rae (at) tidepool.example",
        "rae [at] tidepool [dot] example",
        "Rae Whitlow",
        "Whitlock",
        "Ray Whitlock",
        "R.X.",
        "Rae at Tidepool",
    ];
    let front: String = credits.iter().map(|name| format!("[[credit]]\nname = \"{name}\"\n")).collect();
    let names: Vec<String> = disclosed(&front).credits.into_iter().map(|c| c.name).collect();
    assert_eq!(names, ["Rae Whitlow", "Whitlock", "Ray Whitlock", "R.X.", "Rae at Tidepool"]);
}

/// The rules that a text of the advisory raises about the reporter.
fn found_in(text: &str) -> Vec<&'static str> {
    let incident = INCIDENT.replace("Rae  Whitlock", "Noor van Dijk").replace("rae@", "noor@");
    let mut files = files(&incident, "");
    let advisory = files.last_mut().unwrap();
    advisory.1 = advisory.1.replace("Words.", text);
    let portfolio = parse::portfolio(tree(files)).portfolio.unwrap();
    let now = at("2026-04-01T00:00:00Z");
    let cases: Vec<Case<'_>> = portfolio.incidents.iter().map(|i| Case::new(&portfolio, i, now)).collect();
    let found = rules::check(&Review { portfolio: &portfolio, cases: &cases, now });
    found
        .into_iter()
        .map(|finding| finding.rule.0)
        .filter(|rule| ["reporter-named", "private-text"].contains(rule))
        .collect()
}

#[test]
fn a_text_that_names_a_reporter_who_was_not_asked_is_an_error_and_one_about_others_is_not() {
    for text in ["Noor van Dijk", "N. van Dijk", "N van Dijk", "Noor v. Dijk", "Noor Dijk", "N.v.D.", "van Dijk, N."] {
        assert_eq!(found_in(&format!("Found by {text}.")), ["reporter-named"], "{text}");
    }
    for text in
        ["N&#111;or van Dijk", "No&#x6f;r *van* **Dijk**", "Noor\u{ad}van\u{2003}Dijk", "@noor_vandijk", "noorvandijk"]
    {
        assert_eq!(found_in(&format!("Found by {text}.")), ["reporter-named"], "{text}");
    }
    for text in ["noor@tidepool.example", "noor (at) tidepool.example", "noor at tidepool dot example"] {
        assert_eq!(found_in(&format!("Found by {text}.")), ["private-text"], "{text}");
    }
    for text in ["Anna van Dijk", "A. van Dijk", "Noor Jansen", "Dirk van Dijk", "Noor at Tidepool", "Dijkstra and NVD"]
    {
        assert_eq!(found_in(&format!("Found by {text}.")), NOTHING, "{text}");
    }
}

const NOTHING: [&str; 0] = [];

#[test]
fn a_range_is_in_the_ecosystem_of_its_package() {
    let range = |package: &str| {
        let affected = disclosed(&format!("[[affected]]\nline = \"1.16\"\n{package}\n")).affected.remove(0);
        (affected.ecosystem, affected.package)
    };
    let some = |a: &str, b: &str| (Some(Ecosystem::from(a)), Some(b.to_owned()));
    assert_eq!(range(""), some("Go", "lodestore.example/lodestore"));
    assert_eq!(range("package = \"lodestore-client\""), some("npm", "lodestore-client"));
    assert_eq!(range("package = \"another\""), (None, Some("another".to_owned())));
}

#[test]
fn the_last_change_is_the_latest_that_has_happened() {
    let revision = |at: &str| format!("[[revision]]\nat = {at}\ntext = \"Changed\"\n");
    let modified = |front: &str| disclosed(front).modified;
    assert_eq!(modified(""), at("2026-03-02T10:00:00Z"), "publication");
    assert_eq!(modified(&revision("2026-03-01T00:00:00Z")), at("2026-03-02T10:00:00Z"), "one before it");
    assert_eq!(modified(&revision("2026-03-20T00:00:00Z")), at("2026-03-20T00:00:00Z"), "one after it");
    let both = revision("2026-03-20T00:00:00Z") + &revision("2026-05-01T00:00:00Z");
    assert_eq!(modified(&both), at("2026-03-20T00:00:00Z"), "and one that lies ahead");
}

#[test]
fn a_rejection_counts_until_the_advisory_is_public() {
    let rejected = |at: &str| {
        let incident = format!("{INCIDENT}[[event]]\nat = {at}\nevent = \"rejected\"\n");
        gate(&incident, "", "2026-04-01T00:00:00Z").map(|a| a.published)
    };
    assert_eq!(rejected("2026-03-02T09:59:59Z"), Err(Withheld::Rejected));
    assert_eq!(rejected("2026-03-02T10:00:00Z"), Ok(Some(at("2026-03-02T10:00:00Z"))), "at the instant it is public");
}

#[test]
fn the_reason_is_the_embargo_until_it_ends_and_then_the_upstream_project() {
    let incident = format!(
        "{INCIDENT}[embargo]\nuntil = 2026-04-01T00:00:00Z\n[upstream]\nproject = \"Ironwood\"\npublic = 2026-05-01T00:00:00Z\n"
    );
    let reason = |now: &str| gate(&incident, "", now).err();
    assert_eq!(reason("2026-03-31T23:59:59Z"), Some(Withheld::Embargoed));
    assert_eq!(reason("2026-04-01T00:00:00Z"), Some(Withheld::Upstream));
    assert_eq!(reason("2026-04-30T23:59:59Z"), Some(Withheld::Upstream));
    assert_eq!(reason("2026-05-01T00:00:00Z"), None);
}

#[test]
fn an_error_in_what_the_site_is_made_of_forbids_it_and_one_elsewhere_does_not() {
    let is_built = |path: &'static str, text: &str| {
        let mut files = files(INCIDENT, "");
        match files.iter_mut().find(|(known, _)| *known == path) {
            Some((_, whole)) => *whole = format!("oops = 1\n{whole}"),
            None => files.push((path, text.to_owned())),
        }
        let reading = parse::portfolio(tree(files));
        build::public(reading.portfolio.unwrap(), reading.findings, at("2026-04-01T00:00:00Z")).site.is_some()
    };
    assert!(is_built("README.md", ""));
    for path in ["advisory.toml", "policy.toml", "team.toml", "policies/old.toml"] {
        assert!(!is_built(path, "oops = 1"), "{path}");
    }
    assert!(!is_built("site-templates/pages/index.html", "{% if"));
    assert!(!is_built("site-templates/pages/unknown.html", ""));
    assert!(is_built("incidents/2026/amber-heron/incident.toml", "oops = 1"), "it is left out");
    assert!(is_built("distributors.toml", "oops = 1"));
    assert!(is_built("incidents/2026/quiet-otter/incident.toml", "oops = 1"));
}

/// What is wrong in the private file of a public advisory is the team's business, and no reason to take the site down.
#[test]
fn a_finding_in_the_private_file_of_a_public_advisory_forbids_nothing() {
    let incident = format!("{INCIDENT}[[decision]]\nstep = \"notice\"\ntake = false\n");
    let reading = parse::portfolio(tree(files(&incident, "")));
    let portfolio = reading.portfolio.unwrap();
    let now = at("2026-04-01T00:00:00Z");
    let cases = [Case::new(&portfolio, &portfolio.incidents[0], now)];
    let findings = rules::check(&Review { portfolio: &portfolio, cases: &cases, now });
    let in_the_private_file = |f: &Finding| f.primary.location.file.name() == "incident.toml";
    assert!(findings.iter().any(|f| f.severity == Severity::Error && in_the_private_file(f)), "{findings:?}");
    let built = build::public(portfolio.clone(), reading.findings, now);
    assert!(built.site.is_some() && built.advisories == 1, "{:?}", built.findings);
}
