//! Advisories as large as a file may hold: every page and export of them, under a limit of processor time.

use rayon::prelude::*;

use super::sizes::run;
use super::{PUBLIC_ADVISORY, PUBLIC_INCIDENT, PrivateRepository};

/// A published import, which may have whatever another database let it have.
const INCIDENT: &str = "[report]\ndisclosure = \"public\"\n[imported]\nfrom = \"osv\"\nid = \"GO-2026-4567\"\n[[event]]\nat = 2026-01-20T15:00:00Z\nevent = \"approved\"\nby = \"amira\"\n";

fn built(front: &str, text: &str) -> PrivateRepository {
    let desk = PrivateRepository::new();
    desk.write(PUBLIC_INCIDENT, INCIDENT);
    let head =
        "+++\nid = \"LODE-2026-001\"\ntitle = \"Objects of other users are shown\"\ncve = [\"CVE-2026-10001\"]\n";
    desk.write(
        PUBLIC_ADVISORY,
        format!("{head}{front}\n+++\n\n## Summary\n\nOne user sees what is another's.\n\n{text}"),
    );
    let said = run(&desk, &["build", "--out", "../out"]);
    assert_eq!(said.code, 0, "{:.2000}", said.all());
    desk
}

fn page(desk: &PrivateRepository, name: &str) -> String {
    std::fs::read_to_string(desk.out().join("site").join(name)).unwrap()
}

#[test]
fn no_count_of_sections_ranges_or_packages_takes_its_square() {
    let n = 10_000;
    let entries = |entry: &dyn Fn(usize) -> String| (1..=n).map(|i| format!("[[affected]]\n{}\n", entry(i))).collect();
    let ranges: String = entries(&|i| format!("introduced = \"{i}.0.0\"\nfixed = \"{i}.5.0\""));
    let packages: String = entries(&|i| format!("package = \"p{i}\"\nfixed = \"1.5.0\""));
    let texts = [("", "# a\n".repeat(n)), (&ranges, String::new()), (&packages, String::new())];
    texts.par_iter().enumerate().for_each(|(which, (front, text))| {
        let desk = built(front, text);
        let (html, cve) = (page(&desk, "LODE-2026-001.html"), page(&desk, "LODE-2026-001.cve.json"));
        let said = match which {
            0 => html.matches("id=\"a-").count() + 1,
            1 => cve.matches("\"lessThan\"").count(),
            _ => cve.matches("\"packageName\"").count().max(cve.matches("\"product\"").count()),
        };
        assert_eq!(said, n, "{which}");
    });
}
