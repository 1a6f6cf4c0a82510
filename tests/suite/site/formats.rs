//! Formats by choice: what a project leaves out is in no file and in no link.

use advisory::plan::Plan;

use super::fixture::{PROJECT, Site, files, plan};
use super::require_links;

const ADDRESS: &str = "https://security.lodestore.example/";

/// Each format that a site has by default, and what the paths of its files have in them.
const FORMATS: [(&str, &[&str]); 9] = [
    ("json", &["LODE-2025-007.json", "LODE-2026-001.json", "LODE-2026-002.json"]),
    ("osv", &[".osv.json", "osv/"]),
    ("csaf", &["csaf/"]),
    ("cve", &[".cve.json"]),
    ("openvex", &[".openvex.json"]),
    ("github", &[".ghsa.json"]),
    ("atom", &["feed.atom"]),
    ("json-feed", &["feed.json"]),
    ("redirects", &["id/"]),
];

fn with(formats: &[&str]) -> Plan {
    let mut files = files();
    let project = format!("{PROJECT}formats = {formats:?}\n");
    files.insert("advisory.toml".to_owned(), project);
    Site::new(&files).build().unwrap()
}

fn is_of(path: &str, format: &str) -> bool {
    FORMATS.iter().any(|(name, parts)| *name == format && parts.iter().any(|part| path.contains(part)))
}

/// Requires that the site has exactly the files of these formats, and links no other.
fn require(formats: &[&str]) {
    let (all, some) = (plan(), with(formats));
    let left_out: Vec<&str> = FORMATS.iter().map(|(name, _)| *name).filter(|name| !formats.contains(name)).collect();
    let expected = all.iter().map(|(path, _)| path).filter(|path| !left_out.iter().any(|format| is_of(path, format)));
    assert_eq!(some.iter().map(|(path, _)| path).collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "{formats:?}");
    require_links(&some);
    for (path, bytes) in some.iter().filter(|(path, _)| !path.ends_with(".zip")) {
        let text = String::from_utf8_lossy(bytes);
        for (at, _) in text.match_indices(ADDRESS) {
            let rest = &text[at + ADDRESS.len()..];
            let linked = rest
                .split(|c: char| c.is_whitespace() || "\"'<>#,)\\".contains(c))
                .next()
                .unwrap()
                .trim_end_matches('.');
            let linked = if linked.is_empty() || linked.ends_with('/') {
                format!("{linked}index.html")
            } else {
                linked.to_owned()
            };
            assert!(some.get(&linked).is_some(), "{formats:?}: {path} links {linked}");
        }
    }
}

#[test]
fn a_format_that_is_left_out_is_in_no_file_and_no_link() {
    for (format, _) in FORMATS {
        require(&[format]);
        require(&FORMATS.iter().map(|(name, _)| *name).filter(|name| *name != format).collect::<Vec<_>>());
    }
    require(&[]);
    let names = FORMATS.map(|(name, _)| name);
    assert_eq!(with(&names), plan(), "all of them are the default");
}
