//! Records whose facts were once lost or invented: the page and every format have the right answer for each version.

use std::path::{Path, PathBuf};

use advisory::advisory::{by_package, disclose};
use advisory::case::Case;
use advisory::parse;
use advisory::source::worktree;
use advisory::version::{Order, Version};
use serde_json::Value;

use super::agree::Documents;
use super::desk::{NOW, PrivateRepository};
use crate::support;

/// A record, and which versions of its package are affected and which are not.
struct Said {
    format: &'static str,
    file: &'static str,
    /// Its ID, if the file has several.
    id: Option<&'static str>,
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
    Said { format, file, id: None, package: EXAMPLE, affected, others }
}

/// An OSV record of an ecosystem whose order is not that of Semantic Versioning.
const fn ordered(
    file: &'static str,
    package: &'static str,
    affected: &'static [&'static str],
    others: &'static [&'static str],
) -> Said {
    Said { package, ..said("osv", file, affected, others) }
}

const CASES: [Said; 50] = [
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
    said(
        "cve",
        "08b-cve-own-product/CVE-2025-58050.json",
        &["10.45.0-RC1", "10.45.0"],
        &["10.44.9", "10.45.0-RC2", "10.45.1"],
    ),
    Said {
        package: "demo/action",
        ..said(
            "ghsa",
            "39-ghsa-and-or/GHSA-vqf5-0000-0000.json",
            &["2.26.11", "2.99.0", "3.26.11", "3.28.2"],
            &["2.26.10", "3.0.0", "3.26.10", "3.28.3"],
        )
    },
    Said {
        package: "Demo CLI",
        ..said("ghsa", "39-ghsa-and-or/GHSA-vqf5-0000-0000.json", &["2.9.2", "99.0.0"], &["2.9.1"])
    },
    // The folder is the collection of Rust itself, so the package is of no ecosystem.
    Said { package: "cargo", ..said("rustsec", "43-rust-collection", &["0.1.0", "1.25.9"], &["1.26.0", "2.0.0"]) },
    Said {
        package: "Linux",
        ..said(
            "cve",
            "cve-wildcard/CVE-2026-5104.json",
            &["6.0.0", "6.1.77", "6.2.0", "6.6.16", "6.7.0", "6.7.4"],
            &["5.19.0", "6.1.78", "6.1.999", "6.6.17", "6.6.999", "6.7.5", "6.7.999", "6.8.0", "7.0.0"],
        )
    },
    Said {
        package: "curl/curl",
        ..said("cve", "cve-github/CVE-2026-5002.json", &["8.0.0", "8.0.9"], &["7.9.9", "8.1.0"])
    },
    Said {
        id: Some("CVE-2026-5101"),
        package: "Gauge",
        ..said("csaf", "csaf-merge/two-cves.json", &["4.5.0", "5.0.0"], &["4.4.9", "5.1.0", "5.2.0"])
    },
    Said {
        id: Some("CVE-2026-5102"),
        package: "Gauge",
        ..said("csaf", "csaf-merge/two-cves.json", &["4.5.0", "5.0.0", "5.1.0"], &["4.4.9", "5.2.0"])
    },
    ordered("order/CVE-2026-1001.json", "c", &["0.1", "0.1-1", "0.1.1"], &["0.0-9", "0.1-2", "0.1.2", "0.2"]),
    ordered("order/CVE-2026-1002.json", "u", &["2.35", "2.35-0ubuntu3"], &["2.34-9", "2.35-0ubuntu3.1", "2.36"]),
    ordered("order/CVE-2026-1003.json", "g:m", &["1.0", "1.0-sp"], &["1.0-rc1", "1.0-1", "1.0.1"]),
    ordered("order/CVE-2026-1004.json", "g:sp", &["1.0"], &["1.0-rc1", "1.0-sp1", "1.0-1", "1.0.1"]),
    ordered("order/CVE-2026-1005.json", "pp", &["1.0", "1.0.post0"], &["1.0rc1", "1.0.post1", "1.0-1", "1.0.1"]),
    ordered("order/CVE-2026-1006.json", "a", &["1.2.3-r9"], &["1.2.3-r8", "1.2.3-r10", "1.2.4-r0"]),
    // In this order the fix precedes what it fixes, so that it ends nothing.
    ordered("order/CVE-2026-1007.json", "a2", &["1.2.3-r0", "1.2.4"], &["1.2.2-r9", "1.2.3"]),
    ordered(
        "order/CVE-2026-1008.json",
        "os",
        &["1.2.3-150500.3.3.1", "1.2.3-150500.3.9.1"],
        &["1.2.3-150500.3.2.9", "1.2.3-150500.3.10.1"],
    ),
    ordered("order/CVE-2026-1009.json", "g:b", &["2.0-beta-2", "2.0-beta-9"], &["2.0-beta-1", "2.0-beta-10", "2.0"]),
    ordered("order/CVE-2026-1010.json", "g:snap", &["30.0-jre", "31.0-android", "31.0"], &["31.1-jre", "31.2-android"]),
    ordered("order/CVE-2026-1011.json", "db", &["1.2-3", "1.2-3+deb11u9"], &["1.2-2", "1.2-3+deb12u1", "1.2-4"]),
    ordered("order/CVE-2026-1012.json", "J", &["1.0.0+0", "1.0.0+1"], &["1.0.0", "1.0.0+2", "1.0.1"]),
    ordered("order/CVE-2026-1013.json", "rg", &["6.0.0", "6.0.3.1", "6.0.3.2.rc1"], &["5.2.8", "6.0.3.2", "6.0.4"]),
    ordered("order/CVE-2026-1015.json", "hk", &["1.0"], &["0.9", "1.0.0", "1.0.0.1", "1.1"]),
    ordered("order/CVE-2026-1016.json", "hk2", &["1.2", "1.2.0"], &["1.1.9", "1.2.0.1", "1.2.1"]),
    ordered(
        "order/CVE-2026-1017.json",
        "py",
        &["0.9.dev3", "1.0rc1", "1.0", "1.0.post1", "1.1rc1"],
        &["1.1", "1.1.post1"],
    ),
];

/// Records that no order or no reading makes sense of.
const REFUSED: [(&str, &str); 4] = [
    ("osv", "order/CVE-2026-1014.json"),
    ("osv", "02-osv-comma-fixed/GHSA-cv4x-93xx-wgfj.json"),
    ("cve", "cve-changes/CVE-2026-0002.json"),
    ("cve", "cve-changes/CVE-2026-0003.json"),
];

fn path(file: &str) -> PathBuf {
    support::shared(&format!("cases/import/{file}"))
}

fn imported(format: &str, file: &str) -> (PrivateRepository, Value) {
    let desk = PrivateRepository::new(if file.starts_with("ids/") { "JLSEC" } else { "SAMPLE" });
    // Records of the project's own call it `Example`, as `init` does.
    let (record, own) = (path(file), desk.path(file));
    let text = std::fs::read_to_string(&record).unwrap_or_default();
    let is_own = text.contains("\"Example\"");
    if is_own {
        support::write(&desk.path(""), file, text.replace("\"Example\"", "\"Lodestore\""));
    }
    let report = desk.import(format, if is_own { &own } else { &record });
    (desk, report)
}

#[test]
#[ignore = "needs ../shared/cases/import"]
fn each_case_has_the_right_answer_on_the_page_and_in_every_format() {
    for Said { format, file, id, package, affected, others } in CASES {
        let (desk, report) = imported(format, file);
        assert_eq!(report["summary"]["refused"], 0, "{file} {report:#}");
        say(&desk.repo(), id, package, affected, others);
        desk.build();
    }
}

/// Requires the page and every document of an advisory to call these versions of a package affected, and those not.
pub(super) fn say(repository: &Path, id: Option<&str>, package: &str, affected: &[&str], others: &[&str]) {
    let portfolio = parse::portfolio(worktree::read(repository).unwrap()).portfolio.unwrap();
    let is_it = |incident: &advisory::incident::Incident| {
        id.is_none_or(|id| incident.imported.as_ref().is_some_and(|imported| imported.id.value.as_str() == id))
    };
    let incident = portfolio.incidents.iter().find(|incident| is_it(incident)).unwrap();
    let advisory = disclose(&Case::new(&portfolio, incident, support::at(NOW))).unwrap();
    let documents = Documents::of(&portfolio.project, &advisory);
    let told = by_package(&portfolio.project, &advisory);
    let told = told.iter().find(|told| told.package.unwrap_or(&portfolio.project.name) == package);
    let told = told.unwrap_or_else(|| panic!("{} says nothing of {package}", advisory.id));
    for (version, is) in affected.iter().map(|v| (v, true)).chain(others.iter().map(|v| (v, false))) {
        let read = Version::parse(version, told.order()).unwrap();
        let mut said = documents.say_in_order(package, &read);
        // Others are written as they are, which is often shorter than a semantic version.
        let is_semantic = told.ecosystem.is_some_and(|ecosystem| ecosystem.name() != "GitHub Actions");
        if told.order() == Order::SemVer && is_semantic {
            assert_eq!(documents.say(package, version), said, "{} {package} {version}", advisory.id);
        }
        if told.ecosystem.is_none() {
            assert!(!documents.osv_names(package), "OSV has no package without an ecosystem");
            said[0] = is;
        }
        assert_eq!((told.is_affected(&read), said), (is, [is; 4]), "{} {package} {version}", advisory.id);
    }
}

/// The text of a case's page is that of its record, as one document.
#[test]
#[ignore = "needs ../shared/cases/import"]
fn links_footnotes_and_code_of_a_text_reach_the_page() {
    let (desk, report) = imported("osv", "markdown/CVE-2026-2000.json");
    assert_eq!(report["fields"][0]["fate"], "lost", "its versions are not known: {report:#}");
    desk.build();
    let page = std::fs::read_to_string(desk.site().join("SAMPLE-2026-001.html")).unwrap();
    let link =
        |text: &str| format!("<a href=\"https://example.com/docs\" rel=\"noopener noreferrer nofollow\">{text}</a>");
    let shown = ["<code>indented code\nmore</code>".to_owned(), "<li>first</li>\n<li>second</li>".to_owned()];
    for shown in shown.into_iter().chain([link("ref link"), link("the docs")]) {
        assert!(page.contains(&shown), "{shown}: {page}");
    }
    assert!(!desk.site().join("CVE-2026-2000.openvex.json").exists());
}

/// That a product is not affected is no statement about others, and is kept in words.
#[test]
#[ignore = "needs ../shared/cases/import"]
fn a_document_about_unaffected_products_says_so_and_no_more() {
    let (desk, _) = imported("csaf", "csaf-merge/not-affected.json");
    desk.build();
    let files = support::files(&desk.site());
    let text = |end: &str| {
        let is_one = |(path, _): &&(String, Vec<u8>)| path.contains("2026-001") && path.ends_with(end);
        files.iter().find(is_one).map(|(_, bytes)| String::from_utf8(bytes.clone()).unwrap())
    };
    let page = text(".html").unwrap();
    for shown in [
        "# not a heading: __init__ and C:\\temp are plain text here",
        "The vulnerable function is never called.",
        "Invented Vendor Gauge vers:generic/&gt;=4.5|&lt;=5.0",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert_eq!(text(".openvex.json"), None);
    assert_eq!(text(".osv.json"), None, "OSV has no record without versions");
    let csaf: Value = serde_json::from_str(&text("white/2026/sample-2026-001.json").unwrap()).unwrap();
    assert!(csaf["vulnerabilities"][0].get("product_status").is_none(), "{csaf:#}");
    let cve: Value = serde_json::from_str(&text(".cve.json").unwrap()).unwrap();
    assert_eq!(cve["affected"][0]["defaultStatus"], "unknown");
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
