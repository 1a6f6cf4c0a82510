//! Characters that a reviewer can't see, or takes for others.

use super::{ADVISORY, INCIDENT, PUBLIC_ADVISORY, PrivateRepository};

/// The findings of a check about one file, as rule, severity, line and column.
fn findings(desk: &PrivateRepository, path: &str) -> Vec<(String, String, u64, u64)> {
    let said = desk.run(&["check", "--format", "json"]);
    super::harmless::log(path, &said.all());
    let report: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let of = report["findings"].as_array().unwrap().iter().filter(|f| f["file"] == path);
    of.map(|f| (text(&f["rule"]), text(&f["severity"]), f["line"].as_u64().unwrap(), f["column"].as_u64().unwrap()))
        .collect()
}

/// What turns the direction, has no width, joins nothing, separates lines, or is a letter without a shape.
const UNSEEN: &[char] = &[
    '\u{202a}',
    '\u{202b}',
    '\u{202c}',
    '\u{202d}',
    '\u{202e}',
    '\u{2066}',
    '\u{2067}',
    '\u{2068}',
    '\u{2069}',
    '\u{200e}',
    '\u{200f}',
    '\u{61c}',
    '\u{200b}',
    '\u{200c}',
    '\u{200d}',
    '\u{2060}',
    '\u{feff}',
    '\u{ad}',
    '\u{34f}',
    '\u{115f}',
    '\u{3164}',
    '\u{ffa0}',
    '\u{180e}',
    '\u{2028}',
    '\u{2029}',
    '\u{e0041}',
    '\u{fffe}',
    '\u{ffff}',
    '\u{fdd0}',
];

#[test]
fn in_names_titles_versions_and_addresses_they_are_errors_at_their_place() {
    // A file, what stands in it, and behind which part of that the character is put.
    const PLACES: &[(&str, &str)] = &[
        (PUBLIC_ADVISORY, "title = \"The dash"),
        (PUBLIC_ADVISORY, "aliases = [\"GHSA-"),
        (PUBLIC_ADVISORY, "fixed = \"1.16"),
        (PUBLIC_ADVISORY, "cve = [\"CVE-2026"),
        (PUBLIC_ADVISORY, "line = \"1.1"),
        (PUBLIC_ADVISORY, "name = \"Eli"),
        (PUBLIC_ADVISORY, "url = \"https://git"),
        (PUBLIC_ADVISORY, "id = \"LODE-2"),
        (INCIDENT, "summary = \"A crafted"),
        (INCIDENT, "name = \"Dana"),
        (INCIDENT, "email = \"dana"),
        (INCIDENT, "thread = \"https://lists"),
        (INCIDENT, "repository = \"https://git"),
        (INCIDENT, "releases = { \"1.16\" = \"1.16"),
        (INCIDENT, "fix-lead = \"be"),
        (INCIDENT, "event = \"lead"),
        ("team.toml", "id = \"ami"),
        ("team.toml", "name = \"Amira"),
        ("team.toml", "email = \"amira"),
        ("advisory.toml", "name = \"Lode"),
        ("advisory.toml", "url = \"https://secu"),
        ("advisory.toml", "contact = [\"mailto:secu"),
        ("advisory.toml", "latest = \"1.16"),
        ("policy.toml", "id = \"pst"),
        ("policy.toml", "to = [\"security"),
        ("distributors.toml", "name = \"Harbour"),
        ("distributors.toml", "contacts = [\"security"),
    ];
    for (n, &(path, before)) in PLACES.iter().enumerate() {
        for &c in [UNSEEN[n % UNSEEN.len()], '\u{202e}', '\u{200b}'].iter() {
            let desk = PrivateRepository::new();
            desk.change(path, before, &format!("{before}{c}"));
            let text = desk.read(path);
            let at = text.find(c).unwrap();
            let line = text[..at].matches('\n').count() as u64 + 1;
            let found = findings(&desk, path);
            let error = found.iter().find(|(_, severity, on, _)| severity == "error" && *on == line);
            assert!(error.is_some(), "{path} {before}{c:?}: {found:?}");
            assert!(!found.iter().any(|(rule, ..)| rule == "hidden-in-text"), "it is said once: {found:?}");
            if error.unwrap().0 == "hidden-character" {
                let column = text[..at].rsplit('\n').next().unwrap().chars().count() as u64 + 1;
                assert_eq!(error.unwrap().3, column, "{path} {before}{c:?}");
            }
        }
    }
    // Written as an escape, it is the same character.
    for escaped in ["\\u202E", "\\u200B", "\\U000E0041", "\\uFFFE", "\\u2028"] {
        let desk = PrivateRepository::new();
        desk.change(PUBLIC_ADVISORY, "title = \"The", &format!("title = \"The{escaped}"));
        assert!(findings(&desk, PUBLIC_ADVISORY).iter().any(|(rule, ..)| rule == "hidden-character"), "{escaped}");
    }
}

#[test]
fn in_texts_comments_and_templates_they_are_warnings_and_pages_show_their_number() {
    for (path, before) in [
        (PUBLIC_ADVISORY, "Let only"),
        (PUBLIC_ADVISORY, "text = \"First"),
        (PUBLIC_ADVISORY, "+++\n"),
        (INCIDENT, "# why"),
        ("team.toml", "# why"),
        ("site-templates/pages/404.html", "<p>"),
        ("site-templates/announce/notice.email.txt", "Text"),
    ] {
        for &c in UNSEEN {
            let desk = PrivateRepository::new();
            if path.starts_with("site-templates") {
                desk.write(path, "Subject: x\n\n<p>Text\n");
            } else {
                desk.write(path, desk.read(path) + if path.ends_with(".toml") { "\n# why\n" } else { "" });
            }
            let put = if before == "+++\n" { format!("+++\n# x{c}\n") } else { format!("{before}{c}") };
            desk.change(path, before, &put);
            let found = findings(&desk, path);
            let warned = found.iter().any(|(rule, severity, ..)| rule == "hidden-in-text" && severity == "warning");
            assert!(warned, "{path} {before}{c:?}: {found:?}");
        }
    }
    let desk = PrivateRepository::new();
    desk.change(PUBLIC_ADVISORY, "Let only", "Let\u{202e} only");
    assert_eq!(desk.build().code, 0);
    let site = desk.site();
    let (_, page) = site.iter().find(|(path, _)| path == "LODE-2026-001.html").unwrap();
    assert!(String::from_utf8_lossy(page).contains("Let⟨U+202E⟩ only"));
    super::harmless::site(site.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
}

#[test]
fn joiners_of_scripts_that_need_them_and_variants_of_symbols_are_fine() {
    let desk = PrivateRepository::new();
    for (path, before) in
        [(PUBLIC_ADVISORY, "name = \"Eli"), (ADVISORY, "Somebody who"), ("team.toml", "name = \"Amira")]
    {
        desk.change(path, before, &format!("{before} می\u{200c}خواهم क्\u{200d}ष 👩\u{200d}💻 ❤\u{fe0f} ünïcode"));
    }
    for path in [PUBLIC_ADVISORY, ADVISORY, "team.toml"] {
        let found = findings(&desk, path);
        assert!(found.iter().all(|(rule, ..)| !rule.starts_with("hidden")), "{path}: {found:?}");
    }
}

/// Letters of other scripts that look like those an id is made of.
#[test]
fn an_id_has_ascii_letters_only() {
    for (path, from, to, rule) in [
        ("team.toml", "id = \"amira\"", "id = \"\u{430}mira\"", "bad-name"),
        ("policy.toml", "id = \"pst\"", "id = \"\u{440}st\"", "bad-name"),
        ("advisory.toml", "id = \"1.16\"", "id = \"1.\u{661}6\"", "bad-name"),
        (PUBLIC_ADVISORY, "CVE-2026-10001", "\u{421}VE-2026-10001", "bad-cve-id"),
        (PUBLIC_ADVISORY, "id = \"LODE", "id = \"L\u{41e}DE", "bad-public-id"),
        (PUBLIC_ADVISORY, "CWE-639", "CWE-\u{ff16}39", "bad-cwe-id"),
        (PUBLIC_ADVISORY, "fixed = \"1.16.2\"", "fixed = \"1.16.\u{ff12}\"", "version-form"),
        (PUBLIC_ADVISORY, "CVSS:3.1", "CVSS:3\u{2024}1", "bad-cvss-vector"),
        (INCIDENT, "\"0a1b2c3d\"", "\"0\u{430}1b2c3d\"", "bad-value"),
        (INCIDENT, "event = \"reported\"", "event = \"r\u{435}ported\"", "bad-name"),
    ] {
        let desk = PrivateRepository::new();
        desk.change(path, from, to);
        let found = findings(&desk, path);
        assert!(found.iter().any(|(found, severity, ..)| found == rule && severity == "error"), "{to}: {found:?}");
    }
}
