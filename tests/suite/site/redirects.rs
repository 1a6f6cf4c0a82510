//! Pages at the other ids of advisories.

use std::collections::BTreeSet;

use super::fixture::{Site, files, text};
use super::{many, require_links};

#[test]
fn a_cve_id_and_an_alias_lead_to_the_advisory() {
    let plan = Site::new(&files()).build().unwrap();
    for id in ["CVE-2026-12345", "GHSA-2f9p-8c8q-x7vv"] {
        let page = text(&plan, &format!("id/{id}.html"));
        assert!(page.contains("http-equiv=\"refresh\" content=\"0; url=../LODE-2026-002.html\""), "{page}");
        assert!(page.contains("LODE-2026-002: Snapshot restore") && page.contains("noindex"));
    }
    assert!(!text(&plan, "sitemap.xml").contains("CVE-2026-12345"));
}

#[test]
fn an_id_of_several_advisories_lists_them() {
    let mut site = Site::new(&files());
    for advisory in &mut site.advisories {
        advisory.cve = vec!["CVE-2026-12345".parse().unwrap()];
    }
    let plan = site.build().unwrap();
    let page = text(&plan, "id/CVE-2026-12345.html");
    assert!(page.contains("3 of our advisories are about CVE-2026-12345") && !page.contains("refresh"));
    require_links(&plan);
}

#[test]
fn no_page_takes_the_place_of_another_on_any_file_system() {
    let mut site = Site::new(&files());
    let alias = |id: &str| id.to_owned();
    site.advisories[0].aliases =
        ["INDEX", "LINE-main", "LODE-2026-002", "lode-2026-001", "CVE-2026-1/../x", "A-b", "A-B"].map(alias).to_vec();
    site.advisories[0].aliases.extend((0..50).map(|n| format!("GO-2026-{n}")));
    let plan = site.build().unwrap();
    let paths: Vec<_> = plan.iter().map(|(path, _)| path.to_ascii_lowercase()).collect();
    assert_eq!(paths.iter().collect::<BTreeSet<_>>().len(), paths.len());
    let page = |id: &str| plan.get(&format!("id/{id}.html")).is_some();
    assert!(page("A-b") && !page("A-B") && page("LINE-main") && !page("line-main"));
    assert!(!page("GO-2026-49"), "an advisory with many ids has few pages");
    assert!(text(&plan, "LODE-2026-002.html").contains("<article"));
}

#[test]
fn the_pages_grow_with_the_ids_alone() {
    let mut site = Site::new(&files());
    site.advisories = many(&site, 40);
    let plan = site.build().unwrap();
    assert_eq!(plan.iter().filter(|(path, _)| path.starts_with("id/")).count(), 2);
    assert!(text(&plan, "id/CVE-2026-12345.html").contains("40 of our advisories"));
}
