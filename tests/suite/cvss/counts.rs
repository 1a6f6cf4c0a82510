//! Which vector of an advisory counts: deadlines, page, lists, feeds, exports and announcement give one answer.

use std::collections::BTreeMap;

use advisory::advisory::{Advisory, disclose};
use advisory::announce;
use advisory::case::Case;
use advisory::cvss::{Vector, Version};
use advisory::export::FORMATS;
use advisory::plan::Plan;
use advisory::portfolio::Portfolio;
use advisory::site::{self, SiteInput};
use proptest::prelude::*;
use serde_json::Value;

use super::vector;
use crate::support::{Files, Incident, Policy, Team, at, project};

const NOW: &str = "2026-03-20T08:00:00Z";
const VERSIONS: [&str; 4] = ["2.0", "3.0", "3.1", "4.0"];

/// Vectors of every version, with scores that are all different.
const VECTORS: [&str; 8] = [
    "AV:N/AC:L/Au:N/C:N/I:N/A:C",
    "AV:L/AC:H/Au:M/C:N/I:N/A:P",
    "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    "CVSS:3.0/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N",
    "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N",
    "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:H/A:N",
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
    "CVSS:4.0/AV:L/AC:L/AT:N/PR:L/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N/E:P",
];

const POLICY: &str = r#"
[[role]]
id = "pst"
title = "product security team"
[[channel]]
id = "announce"
kind = "email"
title = "Announcements"
to = ["announce@lists.lodestore.example"]
exposure = "public"
fields-after-public = ["*"]
[[step]]
id = "announce"
title = "Users are told"
role = "pst"
window = { after = "reported", max = "7d" }
needs = ["severity"]
to = ["announce"]
template = "announce"
[publication]
approvals = { role = "pst", count = 1 }
"#;

/// Every format, also those that a project has to ask for.
const ALL: [&str; 9] = ["json", "osv", "csaf", "csaf-2.1", "cve", "openvex", "github", "atom", "json-feed"];

/// A portfolio whose policy accepts these versions, and whose only incident is public and has these vectors.
fn portfolio(accepted: &[&str], vectors: &[&str]) -> Portfolio {
    let vectors: String = vectors.iter().map(|vector| format!("[[cvss]]\nvector = \"{vector}\"\n")).collect();
    let document = format!(
        "+++\nid = \"LODE-2026-001\"\ntitle = \"Restore writes outside the volume\"\ncve = [\"CVE-2026-12345\"]\n{vectors}\
         [[affected]]\nline = \"1.16\"\nintroduced = \"1.16.0\"\nfixed = \"1.16.4\"\n+++\n\n## Summary\n\nIt does.\n"
    );
    let policy = Policy::new("lodestore").with(&format!("[severity]\ncvss = {accepted:?}")).with(POLICY);
    let team = Team::new().member("amira", "Amira Haddad", &["pst"]).email();
    let incident = Incident::private()
        .with("[scope]\nlines = [\"1.16\"]\n[embargo]\nuntil = 2026-03-18T08:00:00Z")
        .event("reported", "2026-03-01T08:00:00Z")
        .event_by("approved", "2026-03-02T08:00:00Z", "amira");
    let project = format!(
        "{}\n[site]\nurl = \"https://security.lodestore.example/\"\nformats = {ALL:?}\n",
        project("2026-06-01")
    );
    Files::new(&project, &policy, &team).advisory("amber-fox", &incident, &document).read()
}

fn site(portfolio: &Portfolio, advisory: &Advisory) -> Plan {
    let advisories = std::slice::from_ref(advisory);
    let (project, policy) = (&portfolio.project, &portfolio.policy);
    let (templates, binary_assets) = (&BTreeMap::new(), &BTreeMap::new());
    let input = SiteInput { project, policy, advisories, notices: &[], now: at(NOW), templates, binary_assets };
    site::build(&input).unwrap()
}

fn json(plan: &Plan, path: &str) -> Value {
    serde_json::from_slice(plan.get(path).unwrap_or_else(|| panic!("no {path}"))).unwrap()
}

fn text<'p>(plan: &'p Plan, path: &str) -> &'p str {
    std::str::from_utf8(plan.get(path).unwrap_or_else(|| panic!("no {path}"))).unwrap()
}

/// What every reader has to be told, as the policy's list decides it.
fn expected<'v>(accepted: &[&str], vectors: &[&'v str]) -> (Option<&'v str>, &'v str) {
    let accepted = if accepted.is_empty() { &["3.0", "3.1"] } else { accepted };
    let first = vectors.iter().find(|text| accepted.contains(&vector(text).version().as_str()));
    (first.copied(), first.unwrap_or(&vectors[0]))
}

/// Every format's name for the vector that counts, by the vector or else by its rating.
fn exported(plan: &Plan, advisory: &Advisory, counts: &Vector) {
    let rating = counts.rating().as_str();
    for format in FORMATS {
        let file = json(plan, &(format.path)(advisory));
        let (said, expected) = match format.label {
            "JSON" => (&file["severity"]["vector"], counts.to_string()),
            "OSV" => {
                assert_eq!(file["database_specific"]["severity"], rating.to_uppercase());
                (&file["severity"][0]["score"], counts.to_string())
            }
            "CVE" => {
                let metric = file["metrics"][0].as_object().unwrap();
                (&metric.values().nth(1).unwrap()["vectorString"], counts.to_string())
            }
            "CSAF" | "CSAF 2.1" => {
                let said = file["document"]["aggregate_severity"]["text"].as_str().unwrap().to_lowercase();
                assert_eq!(said, rating, "CSAF");
                continue;
            }
            "GitHub" if counts.version() == Version::V2 => (&file["severity"], rating.to_owned()),
            "GitHub" => (&file["cvss_vector_string"], counts.to_string()),
            "OpenVEX" => continue,
            other => panic!("where does {other} say the severity?"),
        };
        assert_eq!(*said, expected, "{}", format.label);
    }
}

/// Holds everything that speaks of the severity against one expectation.
fn assert_agree(accepted: &[&str], vectors: &[&str]) {
    let portfolio = portfolio(accepted, vectors);
    let case = Case::new(&portfolio, &portfolio.incidents[0], at(NOW));
    let (read, shown) = expected(accepted, vectors);
    let counts = vector(shown);
    let (score, rating) = (counts.score(), counts.rating());
    assert_eq!(case.score, read.map(|text| vector(text).score()), "the deadlines");

    let advisory = disclose(&case).unwrap();
    assert_eq!(advisory.severity.as_ref().unwrap().vector().as_str(), shown, "the public data");
    let others: Vec<_> = advisory.other_severities.iter().map(|other| other.vector().as_str()).collect();
    let place = vectors.iter().position(|text| *text == shown).unwrap();
    assert_eq!(others, [&vectors[..place], &vectors[place + 1..]].concat(), "the order of the others");

    let plan = site(&portfolio, &advisory);
    exported(&plan, &advisory, &counts);
    let index = &json(&plan, "index.json")["advisories"][0]["severity"];
    assert_eq!(index["vector"], shown, "the index");
    let fed = format!("Severity: {score} ({rating}), <code>{shown}</code>");
    assert!(json(&plan, "feed.json")["items"][0]["content_html"].as_str().unwrap().contains(&fed), "the feed");
    assert!(text(&plan, "feed.atom").contains(&fed.replace('<', "&lt;").replace('>', "&gt;")), "the Atom feed");
    assert!(plan.get(&format!("severity-{rating}.html")).is_some(), "the lists");
    let page = text(&plan, "LODE-2026-001.html");
    let figure = page.split("<p class=\"figure\"><b>").nth(1).unwrap();
    assert!(figure.starts_with(&score.to_string()), "the page: {}", &figure[..40]);

    let drafts = announce::drafts(&case, case.step("announce").unwrap()).unwrap();
    let mail = String::from_utf8(drafts[0].bytes.clone()).unwrap();
    assert!(mail.contains(&format!("{score} of 10 (CVSS {})", counts.version())), "the announcement:\n{mail}");
}

#[test]
fn a_4_0_vector_before_a_low_3_1_one_counts_everywhere_if_the_policy_accepts_it() {
    let [high, low] = [VECTORS[6], VECTORS[4]];
    assert_eq!((vector(high).score().to_string(), vector(low).score().to_string()), ("9.3".into(), "1.6".into()));
    assert_agree(&["3.0", "3.1", "4.0"], &[high, low]);
    assert_agree(&["3.0", "3.1"], &[high, low]);
    assert_agree(&["4.0"], &[low, high]);
    assert_agree(&["2.0"], &[low, VECTORS[0], high]);
}

#[test]
fn without_a_vector_of_an_accepted_version_readers_see_the_first_and_thresholds_read_none() {
    assert_agree(&["3.1"], &[VECTORS[6], VECTORS[2]]);
    assert_agree(&[], &[VECTORS[6], VECTORS[0]]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn everything_that_names_a_score_names_the_same(
        accepted in proptest::sample::subsequence(VERSIONS.to_vec(), 0..=4).prop_shuffle(),
        vectors in proptest::sample::subsequence(VECTORS.to_vec(), 1..=4).prop_shuffle(),
    ) {
        assert_agree(&accepted, &vectors);
    }
}
