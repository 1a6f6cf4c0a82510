//! Embargoed text in what the public site is made of stops the build; nothing else about an embargoed incident does.

use advisory::finding::Finding;
use advisory::{build, parse};

use crate::support::{at, sample, tree};

const BEFORE: &str = "2026-03-05T12:00:00Z";
const TITLE: &str = "Snapshot export can write outside its folder";

/// The site of the sample with one more file, as a build writes it and as it would be without the comparison.
fn built(path: &str, text: &str) -> (Option<advisory::plan::Plan>, Option<advisory::plan::Plan>, Vec<Finding>) {
    let files = sample().into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()));
    let portfolio = parse::portfolio(tree(files.chain([(path.to_owned(), text.to_owned())]))).portfolio.unwrap();
    let guarded = build::public_without_leaks(portfolio.clone(), Vec::new(), at(BEFORE), &[]);
    (guarded.site, build::public(portfolio, Vec::new(), at(BEFORE)).site, guarded.findings)
}

#[test]
fn a_site_with_text_of_an_embargoed_incident_is_not_built() {
    for (path, text) in [
        ("site-templates/assets/a.txt", TITLE.to_owned()),
        ("site-templates/assets/a.svg", format!("<svg><!-- {} --></svg>", TITLE.replace('o', "<i>o</i>"))),
        ("site-templates/assets/quiet-otter.txt", "Nothing.".to_owned()),
    ] {
        let (site, without, findings) = built(path, &text);
        assert!(site.is_none() && without.is_some(), "{path}");
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert_eq!(findings[0].rule.0, "embargoed-text");
        let told = format!("{} {:?}", findings[0].message, findings[0].help);
        assert!(!told.contains(TITLE) && !told.contains("quiet-otter.txt"), "{told}");
        assert_eq!(findings[0].primary.location.span.end, 0, "no line of the file is shown");
    }
    // What is public says the same, with the comparison and without.
    for text in ["Nothing of it.", "Otters are quiet, and snapshots are exported."] {
        let (site, without, findings) = built("site-templates/assets/a.txt", text);
        assert_eq!(findings, []);
        assert!(site.is_some() && site == without);
    }
}
