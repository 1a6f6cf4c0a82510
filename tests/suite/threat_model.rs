//! docs/threat-model.md holds: every attack of the catalogue has its row, and every row a test that exists.

use crate::support;
use crate::tables;

const NOTHING: Vec<String> = Vec::new();

const SECTIONS: &[&str] = &["The wall", "Scanning", "Publishing out", "Hostile input", "Crash safety", "Fuzzing"];

/// What the catalogue of hostile input has to answer: each stands in the first cell of a row.
const ATTACKS: &[&str] = &["CR and LF in titles and addresses"];

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
