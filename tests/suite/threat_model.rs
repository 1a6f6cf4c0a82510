//! docs/threat-model.md holds: every attack of the catalogue has its row, and every row a test that exists.

use crate::support;
use crate::tables;

const NOTHING: Vec<String> = Vec::new();

const SECTIONS: &[&str] = &[
    "The wall",
    "Scanning",
    "Verifying",
    "Publishing out",
    "Pull requests",
    "Hostile input",
    "Crash safety",
    "Fuzzing",
];

/// What the catalogue of hostile input has to answer: each stands in the first cell of a row.
const ATTACKS: &[&str] = &[
    "Script, event handlers, forms, frames, SVG, `base`, meta refresh, styles, markup that a parser reads twice",
    "`javascript:` and `data:` URLs in links, images, references and addresses, in any spelling",
    "Remote images",
    "Headings and footnotes named as the page's own parts",
    "Any of these in any field of any file, in comments, or in a file name",
    "A page that loads or runs something from elsewhere",
    "Template syntax in text",
    "A template that never ends, nests too deeply or is too long",
    "CR and LF in titles and addresses",
    "CI command strings in any printed field",
    "Terminal control bytes in any printed field, file name or argument",
    "Ids such as `../../x`, `/x`, `CON`, `nul.txt`, with NUL, trailing dots or spaces, too long",
    "Case-fold and Unicode-normalisation twins",
    "Homoglyphs in ids",
    "Bidirectional and zero-width characters in ids, versions, names, titles and addresses",
    "The same in texts, comments and templates",
    "Symlinks and `..` out of the incident",
    "A link, file, pipe or submodule instead of `incidents` or another folder",
    "Hard links",
    "Pipes, sockets and devices",
    "Submodules",
    "LFS pointers",
    "Conflict markers",
    "BOM, UTF-16, invalid UTF-8, binary, NUL",
    "10 MB files",
    "100,000 files",
    "TOML nested 20,000 deep, a million keys, texts and numbers of megabytes",
    "Markdown that is quadratic to parse",
    "Duplicate ids and aliases after a merge",
    "An embargo moved after a notice",
    "Re-embargo after publication",
    "A waiver by somebody without the right",
    "Events in the future, before the report, out of order",
    "A clock before the newest event",
    "Years 1970 and 9999, and those beyond; leap seconds",
    "Offsets +14:00 and -12:00, and none",
    "One error to hide another",
    "A broken embargoed incident to stop the public build",
];

fn page() -> String {
    std::fs::read_to_string(support::root().join("docs/threat-model.md")).unwrap()
}

/// The attacks that no row of the catalogue is about.
fn unanswered(page: &str) -> Vec<&'static str> {
    let rows = tables::table(page, "Hostile input");
    ATTACKS.iter().copied().filter(|attack| !rows.iter().any(|row| row[0] == *attack)).collect()
}

#[test]
fn every_row_names_tests_that_exist() {
    let page = page();
    for section in SECTIONS {
        assert_eq!(tables::without_tests(&page, section), NOTHING, "{section}");
        for row in tables::table(&page, section) {
            assert!(row.len() == 3 && row.iter().all(|cell| !cell.is_empty()), "{section}: {row:?}");
        }
    }
    let wrong = page.replace("`output::a_killed_build_", "`output::a_build_that_nobody_killed_");
    assert_eq!(
        tables::without_tests(&wrong, "Crash safety"),
        ["output::a_build_that_nobody_killed_leaves_one_whole_state"]
    );
}

#[test]
fn every_attack_of_the_catalogue_has_its_row() {
    let page = page();
    assert_eq!(unanswered(&page), Vec::<&str>::new());
    assert_eq!(unanswered(&page.replace(&format!("| {} |", ATTACKS[0]), "| Nothing |")), [ATTACKS[0]]);
}
