//! Records whose facts were once lost or invented: the page and every format have the right answer for each version.

use std::path::PathBuf;

use advisory::advisory::{by_package, disclose};
use advisory::case::Case;
use advisory::parse;
use advisory::source::worktree;
use advisory::version::Version;
use serde_json::Value;

use super::agree::Documents;
use super::desk::{NOW, PrivateRepository};
use crate::support;

/// A record, and which versions of its package are affected and which are not.
struct Said {
    format: &'static str,
    file: &'static str,
    package: &'static str,
    affected: &'static [&'static str],
    others: &'static [&'static str],
}

const EXAMPLE: &str = "example.org/example";

const fn said(
    format: &'static str,
    file: &'static str,
    affected: &'static [&'static str],
    others: &'static [&'static str],
) -> Said {
    Said { format, file, package: EXAMPLE, affected, others }
}

const CASES: [Said; 26] = [
    said("cve", "09c-cve-odd-ends/a-CVE-2017-9097.json", &["5.1.0", "9.0.0"], &["5.0.9"]),
    said("cve", "09c-cve-odd-ends/b-CVE-2017-9098.json", &["0.1.0", "5.0.9"], &["5.1.0", "6.0.0"]),
    said("cve", "09c-cve-odd-ends/d-CVE-2017-9100.json", &["1.2.0", "1.2.9", "2.0.5"], &["1.1.9", "1.3.0", "2.1.0"]),
    said("cve", "09c-cve-odd-ends/e-CVE-2017-9101.json", &["0.1.0", "3.1.9"], &["3.2.0"]),
    said("cve", "09c-cve-odd-ends/f-CVE-2017-9102.json", &["2.0.0", "2.0.9"], &["1.9.9", "2.1.0"]),
    said("cve", "09c-cve-odd-ends/g-CVE-2017-9103.json", &["3.0.0"], &["2.9.9", "3.0.1"]),
    said("cve", "09c-cve-odd-ends/h-CVE-2017-9104.json", &["1.0.0", "1.2.99"], &["0.9.9", "1.3.0"]),
    said("cve", "09c-cve-odd-ends/i-CVE-2017-9105.json", &["1.0.4", "2.0.1", "2.0.3"], &["1.0.5", "2.0.0", "2.0.4"]),
    said("cve", "09c-cve-odd-ends/j-CVE-2017-9106.json", &["1.0.0", "1.0.9", "2.0.3"], &["1.0.10", "2.0.4"]),
    said("cve", "45-cve-star/CVE-2017-9200.json", &["1.0.0", "1.9.9"], &["0.9.0", "2.0.0"]),
    said("cve", "cve-plain/CVE-2026-5001.json", &["1.0.0", "1.1.9"], &["0.9.0", "1.2.0"]),
    said("cve", "cve-changes/CVE-2026-0001.json", &["1.0.0", "1.9.9"], &["2.0.0", "2.5.0", "3.0.0"]),
    said("cve", "cve-changes/CVE-2026-0004.json", &["1.0.0", "1.9.9"], &["0.9.0", "2.0.0"]),
    said("cve", "cve-changes/CVE-2026-0005.json", &["1.2.0", "1.2.99", "1.4.6"], &["1.1.9", "1.3.0", "1.4.7"]),
    said("cve", "cve-changes/CVE-2026-0006.json", &["2.0.0", "2.4.9", "3.3.9"], &["2.5.0", "3.4.0", "4.0.0"]),
    said("cve", "cve-changes/CVE-2026-0007.json", &["2.0.0", "2.6.11", "2.7.0"], &["2.6.12", "2.6.99", "3.0.0"]),
    said("cve", "cve-changes/CVE-2026-0008.json", &["0.0.1", "99.0.0"], &[]),
    said("cve", "cve-changes/CVE-2026-0009.json", &["1.0.0", "1.9.9"], &["0.9.0", "2.0.0"]),
    said("cve", "cve-changes/CVE-2026-0010.json", &["0.0.1", "99.0.0"], &[]),
    said("cve", "cve-changes/CVE-2026-0011.json", &["0.0.1", "1.2.2"], &["1.2.3"]),
    said("cve", "cve-changes/CVE-2026-0012.json", &["2.0.0", "2.0.9"], &["1.5.0", "2.1.0"]),
    said("osv", "12-severity-word/GHSA-aaaa-bbbb-cccc.json", &["1.0.0"], &["0.9.0", "1.0.1"]),
    said("osv", "ghsa-template/GHSA-aaaa-bbbb-cccc.json", &["0.0.1", "99.0.0"], &[]),
    Said { package: "HTTP", ..said("osv", "ids/JLSEC-2025-1.json", &["0.1.0", "1.10.16"], &["1.10.17"]) },
    Said { package: "grpc-tools", ..said("osv", "twoeco/CVE-2026-3001.json", &["0.1.0", "1.2.2"], &["1.2.3"]) },
    Said { package: "grpc-tools", ..said("osv", "twoeco/CVE-2026-3002.json", &["0.1.0", "1.2.2"], &["1.2.3"]) },
];

/// Records that no order or no reading makes sense of.
const REFUSED: [(&str, &str); 3] = [
    ("osv", "02-osv-comma-fixed/GHSA-cv4x-93xx-wgfj.json"),
    ("cve", "cve-changes/CVE-2026-0002.json"),
    ("cve", "cve-changes/CVE-2026-0003.json"),
];

fn path(file: &str) -> PathBuf {
    support::shared(&format!("cases/import/{file}"))
}

fn imported(format: &str, file: &str) -> (PrivateRepository, Value) {
    let desk = PrivateRepository::new(if file.starts_with("ids/") { "JLSEC" } else { "EXAMPLE" });
    let report = desk.import(format, &path(file));
    (desk, report)
}

#[test]
#[ignore = "needs ../shared/cases/import"]
fn each_case_has_the_right_answer_on_the_page_and_in_every_format() {
    for Said { format, file, package, affected, others } in CASES {
        let (desk, report) = imported(format, file);
        assert_eq!(report["summary"]["new"], 1, "{file} {report:#}");
        let portfolio = parse::portfolio(worktree::read(&desk.repo()).unwrap()).portfolio.unwrap();
        let advisory = disclose(&Case::new(&portfolio, &portfolio.incidents[0], support::at(NOW))).unwrap();
        let documents = Documents::of(&portfolio.project, &advisory);
        let told = by_package(&portfolio.project, &advisory);
        let told = told.iter().find(|told| told.package == Some(package)).unwrap_or_else(|| panic!("{file}"));
        for (version, is) in affected.iter().map(|v| (v, true)).chain(others.iter().map(|v| (v, false))) {
            let page = told.is_affected(&Version::parse(version, told.order()).unwrap());
            assert_eq!((page, documents.say(package, version)), (is, [is; 4]), "{file} {version}");
        }
        desk.build();
    }
}

#[test]
#[ignore = "needs ../shared/cases/import"]
fn what_can_not_be_read_is_refused_and_what_says_nothing_says_nothing() {
    for (format, file) in REFUSED {
        let (_, report) = imported(format, file);
        assert_eq!(
            (&report["summary"]["new"], &report["summary"]["refused"]),
            (&0.into(), &1.into()),
            "{file} {report:#}"
        );
    }
    let (desk, report) = imported("cve", "09c-cve-odd-ends/c-CVE-2017-9099.json");
    assert_eq!(report["summary"]["new"], 1, "{report:#}");
    assert!(!desk.read("incidents/2017/cve-2017-9099/advisory.md").contains("[[affected]]"));
}
