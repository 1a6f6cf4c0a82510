//! The table of published formats and their validators. `.ci/conformance` runs them; a test needs none.

use std::collections::BTreeSet;
use std::process::Command;

use advisory::export::FORMATS;

use crate::support;

/// The rows of the table in docs/formats.md, cell by cell.
fn rows() -> Vec<Vec<String>> {
    let page = std::fs::read_to_string(support::root().join("docs/formats.md")).unwrap();
    let table = page.lines().skip_while(|line| !line.starts_with("| format |")).skip(2);
    let cells = |line: &str| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect();
    table.take_while(|line| line.starts_with('|')).map(cells).collect()
}

#[test]
fn the_table_names_each_published_format_and_no_other() {
    let named: BTreeSet<_> = rows().into_iter().map(|row| row[0].clone()).collect();
    // The project's own form, which nobody else has a validator for, and what is no file for each advisory.
    let files = FORMATS.iter().map(|format| format.label).filter(|label| *label != "JSON");
    let published: BTreeSet<_> = files.chain(["Atom", "JSON Feed", "CVSS"]).map(str::to_owned).collect();
    assert_eq!(named, published);
}

#[test]
fn the_table_counts_no_error_and_no_warning_by_the_validators_that_are_pinned() {
    let folder = support::root().join(".ci/conformance");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let pins = format!("{}{}{}", read("requirements.txt"), read("package.json"), read("schemas.txt"));
    for row in rows() {
        let [format, _, validator, samples, imported, errors, warnings, made_from] = row.as_slice() else {
            panic!("{row:?}")
        };
        let counts = [samples, imported].map(|count| count.parse::<usize>().unwrap());
        assert!(counts.iter().all(|count| *count > 0) && !made_from.is_empty(), "{format}");
        assert_eq!((errors.as_str(), warnings.as_str()), ("0", "0"), "{format}");
        let words: Vec<_> = validator.split(' ').collect();
        let pinned = words.windows(2).any(|pair| {
            pins.contains(&format!("{}=={}", pair[0], pair[1]))
                || pins.contains(&format!("\"{}\": \"{}\"", pair[0], pair[1]))
        });
        assert!(pinned, "{validator} is no version that .ci/conformance installs");
    }
}

#[test]
fn the_installed_validators_find_nothing_wrong_with_the_sample() {
    let python = support::root().join("target/ci/conformance/bin/python");
    if !support::root().join("target/ci/conformance/installed").exists() {
        eprintln!("skipped: no validators of published formats are here; .ci/conformance/run installs them");
        return;
    }
    let out = tempfile::tempdir().unwrap();
    // Sites have CSAF 2.1 on request alone, which `.ci/conformance/run` makes; check.py leaves it out here.
    let mut build = support::program(&support::root());
    build.args(["--now", "2027-01-01T00:00:00Z", "build", "--out"]).arg(out.path());
    assert!(build.output().unwrap().status.success());
    let check = support::root().join(".ci/conformance/check.py");
    let run = Command::new(&python).arg("-B").arg(&check).arg(out.path().join("site")).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout) + String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}");
}
