//! The public site: what it says, and what it never does.

mod fixture;
mod formats;
mod machine;
mod markdown;
mod order;
mod overrides;
mod page;
mod policy;
mod redirects;
mod releases;

use advisory::advisory::Advisory;
use advisory::plan::Plan;
use advisory::version::Range;
use fixture::{NOW, Site, files, plan, text};
use page::{pages, tags};

use crate::support::at;

/// `count` advisories like the fixture's full one, each an hour older than the one before.
fn many(site: &Site, count: u32) -> Vec<Advisory> {
    let full = site.advisories.iter().find(|a| a.id == "LODE-2026-002").unwrap();
    let one = |n: u32| {
        let mut one = full.clone();
        one.id = format!("LODE-2026-{:03}", count - n).parse().unwrap();
        one.modified = advisory::time::Instant::from_unix(at(NOW).unix() - i64::from(n) * 3600).unwrap();
        one.published = Some(one.modified);
        one
    };
    (0..count).map(one).collect()
}

#[test]
fn everything_public_is_there_and_nothing_else() {
    let plan = plan();
    let paths: Vec<_> = plan.iter().map(|(path, _)| path).collect();
    insta::assert_snapshot!(paths.join("\n"), @r"
    .well-known/csaf/category.json
    .well-known/csaf/index.html
    .well-known/csaf/provider-metadata.json
    .well-known/csaf/service.json
    .well-known/csaf/white/2025/index.html
    .well-known/csaf/white/2025/lode-2025-007.json
    .well-known/csaf/white/2025/lode-2025-007.json.sha256
    .well-known/csaf/white/2025/lode-2025-007.json.sha512
    .well-known/csaf/white/2026/index.html
    .well-known/csaf/white/2026/lode-2026-001.json
    .well-known/csaf/white/2026/lode-2026-001.json.sha256
    .well-known/csaf/white/2026/lode-2026-001.json.sha512
    .well-known/csaf/white/2026/lode-2026-002.json
    .well-known/csaf/white/2026/lode-2026-002.json.sha256
    .well-known/csaf/white/2026/lode-2026-002.json.sha512
    .well-known/csaf/white/changes.csv
    .well-known/csaf/white/csaf-feed-tlp-white.json
    .well-known/csaf/white/index.html
    .well-known/csaf/white/index.txt
    .well-known/security.txt
    2025.html
    2026.html
    404.html
    LODE-2025-007.cve.json
    LODE-2025-007.ghsa.json
    LODE-2025-007.html
    LODE-2025-007.json
    LODE-2025-007.openvex.json
    LODE-2025-007.osv.json
    LODE-2026-001.cve.json
    LODE-2026-001.html
    LODE-2026-001.json
    LODE-2026-001.openvex.json
    LODE-2026-002.cve.json
    LODE-2026-002.ghsa.json
    LODE-2026-002.html
    LODE-2026-002.json
    LODE-2026-002.openvex.json
    LODE-2026-002.osv.json
    assets/check.js
    assets/favicon.svg
    assets/filter.js
    assets/page.js
    assets/style.css
    assets/theme.css
    feed.atom
    feed.json
    forthcoming.html
    forthcoming.ics
    id/CVE-2025-40404.html
    id/CVE-2026-12345.html
    id/GHSA-2f9p-8c8q-x7vv.html
    index.html
    index.json
    line-1.14.html
    line-1.15.html
    line-1.16.html
    line-main.html
    osv/all.zip
    policy.html
    robots.txt
    security.txt
    severity-high.html
    severity-low.html
    severity-unrated.html
    sitemap.xml
    ");
}

#[test]
fn the_index_and_an_advisory_look_like_this() {
    let plan = plan();
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("site-index", text(&plan, "index.html"));
        insta::assert_snapshot!("site-advisory", text(&plan, "LODE-2026-002.html"));
    });
}

#[test]
fn every_link_within_the_site_leads_somewhere() {
    require_links(&plan());
}

/// Requires that everything that a page links within the site is there.
fn require_links(plan: &Plan) {
    for (path, html) in pages(plan) {
        let ids =
            |html: &str| -> Vec<String> { tags(html).iter().filter_map(|t| t.get("id").map(str::to_owned)).collect() };
        let own = ids(html);
        for (index, id) in own.iter().enumerate() {
            assert!(!own[..index].contains(id), "{path} has two #{id}");
        }
        for target in tags(html).iter().filter_map(|t| t.get("href").or(t.get("src"))) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let target = if path == "404.html" { target.trim_start_matches('/') } else { target };
            assert!(!target.starts_with('/'), "{path}: {target} would leave the folder that the site lies in");
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let file = if file.is_empty() { String::new() } else { beside(path, file) };
            let file = file.as_str();
            assert!(file.is_empty() || plan.get(file).is_some(), "{path}: {target} is not there");
            if !anchor.is_empty() {
                let there = if file.is_empty() { own.clone() } else { ids(text(plan, file)) };
                assert!(there.iter().any(|id| id == anchor), "{path}: {target} is not there");
            }
        }
    }
}

/// The path that a link of a page leads to.
fn beside(page: &str, link: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => assert!(parts.pop().is_some(), "{page}: {link} leaves the site"),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn a_page_loads_nothing_from_elsewhere_and_runs_nothing_inline() {
    let plan = plan();
    for (path, html) in pages(&plan) {
        for tag in tags(html) {
            assert!(tag.names().all(|n| n != "style" && !n.starts_with("on")), "{path}: <{}>", tag.name);
            assert!(
                !["img", "iframe", "object", "embed", "style", "form", "base"].contains(&&*tag.name),
                "{path}: <{}>",
                tag.name
            );
            if tag.name == "script" {
                let source = tag.get("src").unwrap_or_else(|| panic!("{path} has a script of its own"));
                let source = if path == "404.html" { source.trim_start_matches('/') } else { source };
                assert!(plan.get(beside(path, source).as_str()).is_some() && source.contains("assets/"), "{path}");
            }
            let rel = tag.get("rel").unwrap_or_default();
            if tag.name == "link" && !["canonical", "alternate", "prev", "next"].contains(&rel) {
                assert!(!tag.get("href").unwrap().contains("//"), "{path}: {rel} from elsewhere");
            }
        }
    }
    let style = text(&plan, "assets/style.css");
    assert!(!style.contains("url(") && !style.contains("@import"));
}

#[test]
fn every_page_carries_the_content_security_policy() {
    let policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; base-uri 'none'; form-action 'none'";
    for (path, html) in pages(&plan()) {
        let tags = tags(html);
        let csp = tags.iter().find(|t| t.get("http-equiv") == Some("Content-Security-Policy"));
        assert_eq!(csp.and_then(|t| t.get("content")), Some(policy), "{path}");
        let before: Vec<_> =
            tags.iter().take_while(|t| t.get("http-equiv").is_none()).map(|t| t.name.as_str()).collect();
        assert_eq!(before, ["html", "head", "meta"], "{path}: the policy comes before anything it could forbid");
        assert!(html.contains("<html lang=\"en\">") && html.contains("class=\"skip\""), "{path}");
    }
}

#[test]
fn hostile_text_stays_text_in_every_file() {
    const HOSTILE: &str = "\"><script>alert(1)</script>{{ 7*7 }}{% if %}]]>&amp;\u{202e}\u{7}\u{0}";
    let mut site = Site::new(&files());
    let hostile = site.advisories.iter_mut().find(|a| a.id == "LODE-2026-002").unwrap();
    hostile.title = HOSTILE.to_owned();
    hostile.aliases = vec![format!("GHSA-{HOSTILE}")];
    for section in &mut hostile.sections {
        section.heading = HOSTILE.to_owned();
        section.kind = HOSTILE.to_owned();
        section.markdown = format!(
            "{HOSTILE}\n\n[{HOSTILE}](javascript:alert(1)) <img src=x onerror=alert(1)>\n\n```{HOSTILE}\nx\n```\n"
        );
    }
    hostile.credits[0].name = HOSTILE.to_owned();
    hostile.references[0].title = HOSTILE.to_owned();
    hostile.references[0].kind = HOSTILE.to_owned();
    hostile.timeline[0].text = HOSTILE.to_owned();
    let bound = || HOSTILE.parse().unwrap();
    hostile.affected[1].range = Range::new(Some(bound()), Some(bound()), None);
    hostile.affected[1].package = Some(HOSTILE.to_owned());
    site.notices[0].mitigations = Some(HOSTILE.to_owned());

    let plan = site.build().unwrap();
    for (path, html) in pages(&plan) {
        for script in tags(html).iter().filter(|t| t.name == "script") {
            assert!(
                script.get("src").is_some_and(|src| src.contains("assets/")),
                "{path}: no script but the site's own"
            );
        }
    }
    // What is in an archive stands beside it, too.
    let is_text = |path: &str| !path.starts_with("assets/") && !path.ends_with(".zip");
    for (path, bytes) in plan.iter().filter(|(path, _)| is_text(path)) {
        let text = std::str::from_utf8(bytes).unwrap();
        let data = path.starts_with("LODE-") && path.ends_with(".json");
        assert!(data || !text.contains(['\u{202e}', '\u{7}', '\u{0}']), "{path} hides a character");
        assert!(!text.contains("49{% if"), "{path} evaluated a text");
        if !path.ends_with(".json") {
            assert!(!text.contains("<script>alert"), "{path}");
        }
    }
    let page = text(&plan, "LODE-2026-002.html");
    assert!(page.contains("{{ 7*7 }}") && page.contains("⟨U+202E⟩"), "shown as it is written");
    let feed = feed_rs::parser::parse(plan.get("feed.atom").unwrap()).unwrap();
    assert!(feed.entries.iter().any(|e| e.title.as_ref().unwrap().content.contains("{{ 7*7 }}{% if %}]]>")));
}

#[test]
fn lists_show_the_newest_first_with_what_a_reader_needs() {
    let plan = plan();
    let index = text(&plan, "index.html");
    let place = |needle: &str| index.find(needle).unwrap_or_else(|| panic!("{needle} is not on the index"));
    assert!(place("LODE-2026-002.html") < place("LODE-2026-001.html"));
    assert!(place("LODE-2026-001.html") < place("LODE-2025-007.html"));
    for fact in [
        "<b>8.1</b><span>High</span>",
        "Affects main, 1.16, 1.15, 1.14",
        "Fixed in 1.17.0, 1.16.4, 1.15.9",
        "10 March 2026",
    ] {
        place(fact);
    }
    place("2026-04-14 15:00 UTC (Tuesday)");
    let line = text(&plan, "line-1.14.html");
    assert!(line.contains("LODE-2026-002.html") && !line.contains("LODE-2025-007"));
    assert!(!text(&plan, "severity-low.html").contains("LODE-2026-002"));
    assert!(!text(&plan, "2025.html").contains("LODE-2026-002"));
}

#[test]
fn an_advisory_page_says_it_all() {
    let plan = plan();
    let page = text(&plan, "LODE-2026-002.html");
    for fact in [
        "Snapshot restore writes outside the target volume",
        "<th scope=\"row\">Attack Vector</th><td>Network</td>",
        "CVSS:4.0/AV:N",
        "https://www.cve.org/CVERecord?id=CVE-2026-12345",
        "https://github.com/advisories/GHSA-2f9p-8c8q-x7vv",
        "https://cwe.mitre.org/data/definitions/22.html",
        "Am I affected?",
        "How to upgrade",
        "3 d 7 h later",
        "Noor Lindqvist",
        "remediation developer",
        "Reject archive entries outside the volume",
        "Named the affected 1.14 releases",
        "href=\"LODE-2026-002.json\"",
        "unsupported, ended",
    ] {
        assert!(page.contains(fact), "{fact}");
    }
    let withdrawn = text(&plan, "LODE-2026-001.html");
    assert!(withdrawn.contains("Withdrawn on") && withdrawn.contains("only on the loopback interface"));
    assert!(
        withdrawn.contains("href=\"LODE-2026-002.html\"") && withdrawn.contains("href=\"LODE-2025-007.html\""),
        "its neighbours"
    );
}

#[test]
fn a_forthcoming_release_says_when_and_what_is_not_known() {
    let site = plan();
    let page = text(&site, "forthcoming.html");
    assert!(page.contains("2026-04-14 15:00 UTC (Tuesday)") && page.contains("<code>lodectl share</code>"));
    assert!(page.contains("What is not known yet"));
    let mut quiet = Site::new(&files());
    quiet.notices[0].release = None;
    assert!(text(&quiet.build().unwrap(), "forthcoming.html").contains("The date is not set yet"));
    quiet.notices.clear();
    assert!(text(&quiet.build().unwrap(), "forthcoming.html").contains("No security release is announced"));
}

#[test]
fn the_not_found_page_works_at_any_depth_below_any_prefix() {
    let mut files = files();
    let moved =
        files["advisory.toml"].replace("https://security.lodestore.example/", "https://lodestore.example/security/");
    files.insert("advisory.toml".to_owned(), moved);
    let plan = Site::new(&files).build().unwrap();
    let page = text(&plan, "404.html");
    assert!(page.contains("href=\"/security/assets/style.css\"") && page.contains("href=\"/security/index.html\""));
    assert!(!page.contains("rel=\"canonical\"") && page.contains("noindex"));
    assert!(text(&plan, "index.html").contains("rel=\"canonical\" href=\"https://lodestore.example/security/\""));
}

#[test]
fn the_same_input_in_any_order_gives_the_same_bytes() {
    let mut site = Site::new(&files());
    let first = site.build().unwrap();
    site.advisories.reverse();
    assert_eq!(first, site.build().unwrap());
}

#[test]
fn a_long_history_fills_many_pages_and_loses_nothing() {
    let mut site = Site::new(&files());
    site.advisories = many(&site, 250);
    let plan = site.build().unwrap();
    let rows = |path: &str| text(&plan, path).matches("<li class=\"row").count();
    assert_eq!((rows("index.html"), rows("2026.html"), rows("2026~2.html"), rows("2026~3.html")), (100, 100, 100, 50));
    assert!(text(&plan, "2026~2.html").contains("href=\"2026.html\" rel=\"prev\""));
    assert!(text(&plan, "2026~2.html").contains("href=\"2026~3.html\" rel=\"next\""));
    let years: String = ["2026.html", "2026~2.html", "2026~3.html"].iter().map(|p| text(&plan, p)).collect();
    for advisory in &site.advisories {
        assert!(years.contains(&format!("href=\"{}.html\"", advisory.id)), "{}", advisory.id);
    }
}
