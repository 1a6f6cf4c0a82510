//! The order of an advisory's page: severity, what to do and versions first, downloads last.

use super::fixture::{Site, files, plan, text};
use super::page::{pages, tags};

/// Requires that the texts are on the page in this order.
fn require_order(page: &str, texts: &[&str]) {
    let place = |text: &&str| page.find(*text).unwrap_or_else(|| panic!("{text} is not on the page"));
    let places: Vec<_> = texts.iter().map(place).collect();
    assert!(places.is_sorted(), "{texts:?} are at {places:?}");
}

#[test]
fn severity_what_to_do_and_versions_come_first_and_downloads_last() {
    let plan = plan();
    require_order(
        text(&plan, "LODE-2026-002.html"),
        &[
            "<h1",
            "class=\"badge high\"",
            "Upgrade to <code>1.17.0</code>, <code>1.16.4</code> or <code>1.15.9</code>.",
            "<a href=\"#am-i-affected\">Am I affected?</a>",
            "<a href=\"#upgrade\">How to upgrade</a>",
            "from <code>1.14.0</code> to <code>1.14.12</code>",
            "id=\"summary\"",
            "id=\"revisions\"",
            "id=\"glance\"",
            "id=\"downloads\"",
            "<nav class=\"neighbours\"",
        ],
    );
}

#[test]
fn what_to_do_is_said_for_what_is_known() {
    let todo = |change: fn(&mut advisory::advisory::Advisory)| {
        let mut site = Site::new(&files());
        let advisory = site.advisories.iter_mut().find(|a| a.id == "LODE-2026-002").unwrap();
        change(advisory);
        let plan = site.build().unwrap();
        let page = text(&plan, "LODE-2026-002.html");
        let (_, rest) = page.split_once("<p class=\"todo\">").unwrap();
        rest.split_once("</p>").unwrap().0.to_owned()
    };
    assert_eq!(todo(|a| a.affected.truncate(1)), "Upgrade to <code>1.17.0</code>.");
    assert_eq!(todo(|a| a.affected.truncate(2)), "Upgrade to <code>1.17.0</code> or <code>1.16.4</code>.");
    assert_eq!(todo(|a| drop(a.affected.drain(..3))), "No release has the fix.");
    assert_eq!(todo(|a| a.affected.clear()), "This advisory does not say which versions are affected.");
    let two = |a: &mut advisory::advisory::Advisory| a.affected[1].package = Some("other".to_owned());
    assert_eq!(todo(two), "Upgrade each package to its fixed version.");
    let imported = |a: &mut advisory::advisory::Advisory| {
        a.origin = Some("GHSA-2f9p-8c8q-x7vv".to_owned());
        a.affected.drain(..3);
    };
    assert_eq!(todo(imported), "See <a href=\"#upgrade\">How to upgrade</a> for releases with the fix.");
}

#[test]
fn a_withdrawn_advisory_is_grey_and_asks_for_nothing() {
    let plan = plan();
    let (page, other) = (text(&plan, "LODE-2026-001.html"), text(&plan, "LODE-2026-002.html"));
    assert!(page.contains("class=\"advisory withdrawn\"") && !other.contains("class=\"advisory withdrawn\""));
    assert!(!page.contains("Upgrade to") && !page.contains("class=\"guides\""));
    require_order(page, &["Withdrawn on", "<code>1.15.8</code>", "id=\"summary\""]);
    // Its colours are the grey of quiet text.
    let style = text(&plan, "assets/style.css");
    for colour in ["--good", "--high", "--low", "--accent"] {
        let rule = style.split("\n").find(|line| line.starts_with(".advisory.withdrawn { ")).unwrap();
        assert!(rule.contains(&format!("{colour}: var(--quiet);")), "{colour}");
    }
}

#[test]
fn each_section_of_an_advisory_and_of_the_policy_links_itself() {
    let plan = plan();
    for (path, html) in pages(&plan).into_iter().filter(|(path, _)| path.starts_with("LODE-") || *path == "policy.html")
    {
        let tags = tags(html);
        let headings = tags.windows(2).filter(|pair| pair[0].name == "h2" && pair[0].get("id").is_some());
        let headings = headings.filter(|pair| !["label", "hidden"].contains(&pair[0].get("class").unwrap_or_default()));
        let mut count = 0;
        for pair in headings {
            let id = pair[0].get("id").unwrap();
            if id != "withdrawn" {
                assert_eq!((&*pair[1].name, pair[1].get("href")), ("a", Some(&*format!("#{id}"))), "{path}");
                count += 1;
            }
        }
        assert!(count > 2, "{path}");
    }
}

#[test]
fn long_lines_of_code_wrap() {
    let plan = plan();
    let style = text(&plan, "assets/style.css");
    let rule = style.lines().find(|line| line.starts_with("pre {")).unwrap();
    assert!(rule.contains("white-space: pre-wrap") && rule.contains("overflow-wrap: anywhere"));
    assert!(!style.contains("white-space: pre;"));
}
