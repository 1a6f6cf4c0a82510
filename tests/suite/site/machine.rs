//! What machines read: feeds, sitemap, security.txt.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use advisory::export::{self, Exported, Format, security_txt};
use advisory::plan::Collected;
use advisory::portfolio::SiteFormat;
use advisory::time::Instant;

use super::fixture::{NOW, Site, files, plan, text};
use super::many;
use crate::support::{at, shared};

/// A format of something that JSON can't hold: a key that is not text.
const UNWRITABLE: Format = Format {
    kind: SiteFormat::Json,
    label: "unwritable",
    purpose: "to fail",
    path: |advisory| format!("{}.unwritable.json", advisory.id),
    media_type: "application/json",
    covers: |_| true,
    write: |_| Ok(advisory::json::pretty(&BTreeMap::from([([1], "value")]))?),
    hashed: false,
    bulk: false,
};

#[test]
fn a_format_that_can_not_be_written_is_an_error_with_its_path_and_no_empty_file() {
    let site = Site::new(&files());
    let advisory = &site.advisories[0];
    let files = Collected::default();
    let (path, error) =
        export::files(&[UNWRITABLE], &Exported::new(&site.portfolio.project, advisory), &files).unwrap_err();
    assert!(files.into_plan().is_empty());
    assert_eq!(path, format!("{}.unwritable.json", advisory.id));
    assert_eq!(error.to_string(), "this can't be written as JSON: key must be a string");
}

#[test]
fn both_feeds_parse_and_list_what_changed_last_first() {
    let plan = plan();
    for path in ["feed.atom", "feed.json"] {
        let feed = feed_rs::parser::parse(plan.get(path).unwrap()).unwrap();
        let ids: Vec<_> = feed.entries.iter().map(|e| e.id.rsplit('/').next().unwrap().to_owned()).collect();
        let notice = "forthcoming.html#notice-20260403T090000Z-for-20260414T150000Z";
        assert_eq!(ids, [notice, "LODE-2026-002.html", "LODE-2026-001.html", "LODE-2025-007.html"], "{path}");
        let entry = &feed.entries[1];
        assert_eq!(
            entry.title.as_ref().unwrap().content,
            "LODE-2026-002: Snapshot restore writes outside the target volume"
        );
        assert_eq!(entry.updated.unwrap().to_rfc3339(), "2026-03-12T08:30:00+00:00");
        assert_eq!(entry.published.unwrap().to_rfc3339(), "2026-03-10T15:00:00+00:00");
        let content = entry.content.as_ref().unwrap().body.as_ref().unwrap();
        assert!(
            content.contains("<code>lodectl restore</code>") && content.contains("8.1 (high)"),
            "{path}: {content}"
        );
        assert!(feed.entries[2].title.as_ref().unwrap().content.starts_with("Withdrawn: "));
    }
    let atom = feed_rs::parser::parse(plan.get("feed.atom").unwrap()).unwrap();
    assert_eq!(atom.updated.unwrap().to_rfc3339(), "2026-04-03T09:00:00+00:00", "the newest change, not the build");
}

#[test]
fn both_feeds_announce_a_coming_release_and_say_what_its_page_says() {
    let mut site = Site::new(&files());
    let feeds = |site: &Site| {
        let plan = site.build().unwrap();
        let page = text(&plan, "forthcoming.html").to_owned();
        ["feed.atom", "feed.json"].map(|path| {
            let feed = feed_rs::parser::parse(plan.get(path).unwrap()).unwrap();
            let entries = feed.entries.iter().filter(|e| e.id.contains("forthcoming"));
            let said = entries.map(|e| {
                let (title, content) = (&e.title.as_ref().unwrap().content, e.content.as_ref().unwrap());
                let anchor = e.id.split_once('#').unwrap().1;
                assert!(page.contains(&format!("id=\"{anchor}\"")), "{path}: {anchor} is not on the page");
                assert_eq!(e.links[0].href, e.id, "{path}");
                (e.id.clone(), title.clone(), content.body.clone().unwrap())
            });
            said.collect::<Vec<_>>()
        })
    };
    for feed in feeds(&site) {
        let [(_, title, content)] = &feed[..] else { panic!("{feed:?}") };
        assert_eq!(title, "Coming security release: 2026-04-14 15:00 UTC (Tuesday)");
        assert!(content.contains("<code>lodectl share</code>") && !content.contains("estimate"), "{content}");
    }
    // Readers get a new entry if the release moves, and of two notices with the same dates each has its own.
    let before = feeds(&site);
    site.notices.push(site.notices[0].clone());
    site.notices[0].estimated = true;
    site.notices[0].mitigations = None;
    site.notices.push(site.notices[1].clone());
    let [atom, json] = feeds(&site);
    assert_eq!(atom, json);
    let ids: BTreeSet<_> = atom.iter().map(|(id, ..)| id).collect();
    assert_eq!((ids.len(), atom.len()), (3, 3), "{atom:#?}");
    let moved = atom.iter().find(|(id, ..)| id.contains("-about-")).unwrap();
    assert!(before[0].iter().all(|(id, ..)| *id != moved.0));
    assert!(moved.1.ends_with("(Tuesday) (estimate)") && moved.2.contains("No mitigation has been announced"));
    for notice in &mut site.notices {
        notice.release = None;
    }
    assert!(feeds(&site)[0][0].1.ends_with("the date is not set yet"));
    // The page keeps its address when the releases are out, and links to their advisories.
    site.notices.clear();
    assert!(feeds(&site).iter().all(Vec::is_empty));
    let plan = site.build().unwrap();
    let page = text(&plan, "forthcoming.html");
    assert!(page.contains("No security release is announced") && page.contains("href=\"LODE-2026-002.html\""));
    assert!(!page.contains("LODE-2026-001"), "a withdrawn advisory is the page of no release");
}

#[test]
fn feeds_do_not_change_with_the_clock_and_stay_short() {
    let mut site = Site::new(&files());
    let first = site.build().unwrap();
    site.now = at("2026-04-06T00:00:00Z");
    let second = site.build().unwrap();
    for path in ["feed.atom", "feed.json", "sitemap.xml", "index.html"] {
        assert_eq!(first.get(path), second.get(path), "{path}");
    }
    site.advisories = many(&site, 120);
    let feed = feed_rs::parser::parse(site.build().unwrap().get("feed.atom").unwrap()).unwrap();
    assert_eq!(feed.entries.len(), 50);
}

#[test]
fn a_site_without_advisories_has_valid_feeds() {
    let mut site = Site::new(&files());
    site.advisories.clear();
    site.notices.clear();
    let plan = site.build().unwrap();
    for path in ["feed.atom", "feed.json"] {
        assert!(feed_rs::parser::parse(plan.get(path).unwrap()).unwrap().entries.is_empty());
    }
    assert!(text(&plan, "feed.atom").contains("<updated>1970-01-01T00:00:00Z</updated>"), "Atom needs one");
    assert!(text(&plan, "index.html").contains("No advisory has been published yet"));
}

#[test]
#[ignore = "needs ../shared/schemas/jsonfeed/feed-1.1.schema.json"]
fn the_json_feed_keeps_to_its_schema() {
    let schema = shared("schemas/jsonfeed/feed-1.1.schema.json");
    let schema: serde_json::Value = serde_json::from_slice(&std::fs::read(schema).unwrap()).unwrap();
    let feed: serde_json::Value = serde_json::from_slice(plan().get("feed.json").unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<_> = validator.iter_errors(&feed).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn the_sitemap_names_every_page_once_with_the_advisories_own_dates() {
    let plan = plan();
    let sitemap = text(&plan, "sitemap.xml");
    let locations: Vec<_> = sitemap.split("<loc>").skip(1).map(|l| l.split("</loc>").next().unwrap()).collect();
    assert_eq!(locations.iter().collect::<BTreeSet<_>>().len(), locations.len());
    for (path, _) in super::page::pages(&plan) {
        let path = if path == "index.html" { "" } else { path };
        let listed = locations.contains(&format!("https://security.lodestore.example/{path}").as_str());
        let is_for_people = path != "404.html" && !path.starts_with(".well-known/") && !path.starts_with("id/");
        assert_eq!(listed, is_for_people, "{path}");
    }
    for (page, changed) in [("LODE-2026-002", "2026-03-12T08:30:00Z"), ("LODE-2025-007", "2025-10-01T15:00:00Z")] {
        let entry = format!("{page}.html</loc>\n    <lastmod>{changed}</lastmod>");
        assert!(sitemap.contains(&entry), "{entry}");
    }
    assert!(text(&plan, "robots.txt").contains("Sitemap: https://security.lodestore.example/sitemap.xml"));
}

#[test]
#[ignore = "needs ../shared/schemas/sitemap and xmllint"]
fn the_sitemap_keeps_to_its_schema() {
    let schemas = shared("schemas/sitemap");
    let files = std::fs::read_dir(schemas).unwrap().map(|e| e.unwrap().path());
    let schema = files.into_iter().find(|p| p.extension().is_some_and(|e| e == "xsd"));
    let schema = schema.expect("a schema of sitemaps");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sitemap.xml");
    std::fs::write(&file, plan().get("sitemap.xml").unwrap()).unwrap();
    let mut xmllint = Command::new("xmllint");
    let out = xmllint.args(["--nonet", "--noout", "--schema"]).arg(schema).arg(&file).output();
    let out = out.expect("xmllint, of the package libxml2-utils");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn security_txt_has_every_field_and_expires_within_a_year() {
    let site = Site::new(&files());
    let plan = site.build().unwrap();
    assert_eq!(plan.get("security.txt"), plan.get(".well-known/security.txt"));
    insta::assert_snapshot!(text(&plan, "security.txt"), @r"
    Contact: mailto:security@lodestore.example
    Expires: 2027-03-01T00:00:00Z
    Encryption: https://lodestore.example/security-key.asc
    Canonical: https://security.lodestore.example/.well-known/security.txt
    Policy: https://code.example/lodestore/SECURITY.md
    CSAF: https://security.lodestore.example/.well-known/csaf/provider-metadata.json
    Preferred-Languages: en,de
    ");
    let day = 86_400;
    let mut texts = BTreeSet::new();
    for n in 0..365 {
        let now = Instant::from_unix(at(NOW).unix() + n * day).unwrap();
        let text = security_txt::write(&site.portfolio.project, now, true);
        let expires = text.lines().find_map(|l| l.strip_prefix("Expires: ")).map(at).unwrap();
        let left = expires.seconds_since(now);
        assert!((300 * day..365 * day).contains(&left), "{now}: {left}");
        texts.insert(text);
    }
    assert_eq!(texts.len(), 13, "its bytes change once a month");
}

#[test]
fn a_contact_can_not_add_a_field_to_security_txt() {
    let mut site = Site::new(&files());
    site.portfolio.project.site.contact[0].value =
        "mailto:a@example.org\r\nContact: mailto:evil@example.org".to_owned();
    let text = security_txt::write(&site.portfolio.project, site.now, true);
    assert_eq!(text.lines().filter(|l| l.starts_with("Contact:")).count(), 1, "{text}");
}
