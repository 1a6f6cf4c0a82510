//! "Is my version affected?": the site's answer for each listed release is the evaluator's, with a script and without.

use std::collections::{BTreeMap, BTreeSet};

use advisory::advisory::{Advisory, Standing, by_package};
use advisory::plan::Plan;
use advisory::portfolio::Portfolio;
use advisory::site::{SiteInput, build};
use advisory::version::{Bound, Version};
use proptest::prelude::*;

use super::fixture::{PROJECT, Site, files, text};
use super::require_links;
use crate::osv::layout::{Entry, PACKAGES, layout};
use crate::osv::{meant, samples};
use crate::support::at;

/// An answer of a table: its state, and its words with their markup.
type Answer = (String, String);

/// The answers of a page's tables, by product and release.
fn tables(html: &str) -> BTreeMap<(String, String), Answer> {
    let mut answers = BTreeMap::new();
    for product in html.split("<div data-product=\"").skip(1) {
        let (name, rest) = product.split_once('"').unwrap();
        let table = rest.split("</table>").next().unwrap();
        for row in table.split("<tr><td data-releases=\"").skip(1) {
            let (_, cells) = row.split_once("\">").unwrap();
            let (releases, answer) = cells.split_once("</td><td data-answer=\"").unwrap();
            let (state, words) = answer.split_once("\">").unwrap();
            let words = words.split("</td>").next().unwrap();
            for release in plain(releases).split(", ") {
                let again = answers.insert((name.to_owned(), release.to_owned()), (state.to_owned(), words.to_owned()));
                assert_eq!(again, None, "{name} {release} has two answers");
            }
        }
    }
    answers
}

/// A text without its tags.
fn plain(html: &str) -> String {
    html.split('<').map(|part| part.rsplit('>').next().unwrap()).collect()
}

/// The ids of the advisories that a part of a page links.
fn linked(html: &str) -> BTreeSet<String> {
    let targets = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let ids = targets.filter_map(|target| target.trim_start_matches("../").strip_suffix(".html"));
    ids.filter(|id| id.contains("-20")).map(str::to_owned).collect()
}

fn site(portfolio: &Portfolio, advisories: &[Advisory], now: &str) -> Plan {
    build(&SiteInput {
        project: &portfolio.project,
        policy: &portfolio.policy,
        advisories,
        notices: &[],
        now: at(now),
        templates: &BTreeMap::new(),
        binary_assets: &BTreeMap::new(),
    })
    .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_listed_release_of_every_package_has_the_project_s_answer(layout in layout()) {
        let (portfolio, advisory) = layout.disclosed();
        let plan = site(&portfolio, std::slice::from_ref(&advisory), "2026-04-01T00:00:00Z");
        let (all, own) = (tables(text(&plan, "index.html")), tables(text(&plan, "LODE-2026-001.html")));
        let listed = layout.listed();
        prop_assert_eq!(all.len(), listed.len() * PACKAGES.len());
        for (number, (package, ecosystem)) in PACKAGES.iter().enumerate() {
            let entries: Vec<&Entry> = layout.entries.iter().filter(|entry| entry.package == number).collect();
            let folder = if number == 0 { String::new() } else { format!("{}/{package}/", ecosystem.to_lowercase()) };
            for (line, version) in &listed {
                let is_affected = meant(entries.iter().copied(), line, version);
                let key = (format!("{ecosystem}: {package}"), version.clone());
                let state = if is_affected { "affected" } else { "safe" };
                prop_assert_eq!(&all[&key].0, state, "{} {}", package, version);
                prop_assert_eq!(own.get(&key).map(|(state, _)| state.as_str()), (!entries.is_empty()).then_some(state));
                let page = text(&plan, &format!("version/{folder}{version}.html"));
                prop_assert_eq!(page.contains("Affected by 1 published advisory."), is_affected, "{}", page);
                // Without any versions, it is named as unknown.
                let is_linked = is_affected || layout.entries.is_empty();
                prop_assert_eq!(linked(page).contains("LODE-2026-001"), is_linked);
            }
        }
    }
}

/// The name that a page has for a product.
fn name(portfolio: &Portfolio) -> String {
    portfolio.project.name.value.clone()
}

#[test]
fn every_release_and_every_bound_of_the_samples_has_the_evaluator_s_answer() {
    for (portfolio, advisories) in samples() {
        let plan = site(&portfolio, &advisories, "2026-11-26T00:00:00Z");
        require_links(&plan);
        let index = tables(text(&plan, "index.html"));
        let releases = portfolio.project.releases();
        assert_eq!(index.len(), releases.len());
        let mut unlisted = 0;
        let public: Vec<_> = advisories.iter().filter(|advisory| advisory.withdrawn.is_none()).collect();
        for release in &releases {
            let is_affected =
                |advisory: &Advisory| by_package(&portfolio.project, advisory).iter().any(|it| it.is_affected(release));
            let affecting = public.iter().filter(|advisory| is_affected(advisory)).map(|it| it.id.to_string());
            let affecting: BTreeSet<String> = affecting.collect();
            let (state, words) = &index[&(name(&portfolio), release.to_string())];
            assert_eq!(linked(words), affecting, "{release}");
            assert_eq!(state == "affected", !affecting.is_empty());
            let page = text(&plan, &format!("version/{release}.html"));
            let rows = page.split("<section aria-labelledby=\"list\"").nth(1).unwrap_or_default();
            assert_eq!(linked(rows.split("</section>").next().unwrap()), affecting, "{release}");
            require_upgrade(&portfolio, &public, release, &plain(words));
        }
        for advisory in &public {
            let own = tables(text(&plan, &format!("{}.html", advisory.id)));
            for versions in by_package(&portfolio.project, advisory) {
                let bounds = advisory.affected.iter().flat_map(|affected| {
                    [affected.range.introduced.as_ref(), affected.range.fixed(), affected.range.last_affected()]
                });
                let bounds = bounds.flatten().filter_map(Bound::version);
                for version in bounds.chain(releases.iter().copied()) {
                    let told = own.get(&(name(&portfolio), version.to_string().trim_start_matches('v').to_owned()));
                    if !releases.contains(&version) {
                        unlisted += 1;
                        assert_eq!(told, None, "{version} is no listed release");
                        continue;
                    }
                    require_told(versions.standing(version), told.unwrap());
                }
            }
        }
        assert!(name(&portfolio) != "Lodestore" || unlisted > 0, "the sample names versions that are not listed");
    }
}

/// Requires the words of an advisory's page about a release.
fn require_told(standing: Standing<'_>, (state, words): &Answer) {
    let said = plain(words);
    let expected = match standing {
        Standing::Affected(Some(next)) => format!("Affected. Upgrade to {next}."),
        Standing::Affected(None) => "Affected. This advisory names no fixed version of its release line.".to_owned(),
        Standing::Fixed(fix) => format!("Not affected: {fix} has the fix."),
        Standing::Before(introduced) => format!("Not affected: the vulnerability came with {introduced}."),
        Standing::NotAffected => "Not affected.".to_owned(),
        Standing::Unknown => "It is not known whether it is affected.".to_owned(),
    };
    assert_eq!(said, expected);
    assert_eq!(state == "affected", said.starts_with("Affected"));
}

/// Requires that no advisory calls the release affected that users are told to upgrade to.
fn require_upgrade(portfolio: &Portfolio, advisories: &[&Advisory], release: &Version, words: &str) {
    let Some((_, rest)) = words.split_once("Upgrade to ") else { return };
    let named = rest.split(". ").next().unwrap().trim_end_matches('.');
    let target: Version = named.parse().unwrap();
    assert!(target > *release, "{words}");
    let is_safe = |it: &&Advisory| by_package(&portfolio.project, it).iter().all(|it| !it.is_affected(&target));
    assert!(advisories.iter().all(is_safe), "{release}: {words}");
}

/// The fixture with listed releases.
fn listed() -> BTreeMap<String, String> {
    let mut files = files();
    let list = |project: String, line: &str, releases: &str| {
        project.replace(&format!("id = \"{line}\"\n"), &format!("id = \"{line}\"\nreleases = {releases}\n"))
    };
    let project = list(PROJECT.to_owned(), "1.16", "[\"1.16.0\", \"1.16.4\"]");
    let project = list(project, "1.15", "[\"1.15.0\", \"1.15.3\", \"1.15.8\", \"1.15.9\"]");
    files.insert("advisory.toml".to_owned(), list(project, "1.14", "[\"1.14.12\"]"));
    files
}

fn answer(plan: &Plan, release: &str) -> String {
    let answers = tables(text(plan, "index.html"));
    plain(&answers[&("Lodestore".to_owned(), release.to_owned())].1)
}

#[test]
fn an_answer_says_what_affects_a_release_and_what_to_do() {
    let plan = Site::new(&listed()).build().unwrap();
    require_links(&plan);
    assert_eq!(answer(&plan, "1.15.0"), "Affected by LODE-2026-002 (high) and LODE-2025-007 (low). Upgrade to 1.15.9.");
    assert_eq!(answer(&plan, "1.15.9"), "Not affected by any published advisory.");
    assert_eq!(
        answer(&plan, "1.14.12"),
        "Affected by LODE-2026-002 (high). No release of 1.14 is known to have every fix. Upgrade to 1.15.9. 1.14 is no longer supported."
    );
    let mut without = listed();
    let project = without["advisory.toml"].replace(", \"1.15.9\"", "");
    without.insert("advisory.toml".to_owned(), project);
    let plan = Site::new(&without).build().unwrap();
    assert!(answer(&plan, "1.15.8").ends_with("The fix is in 1.15.9, which is not a listed release yet."));
}

#[test]
fn an_advisory_without_versions_is_unknown_and_named() {
    let mut site = Site::new(&listed());
    site.advisories.iter_mut().find(|it| it.id == "LODE-2025-007").unwrap().affected.clear();
    let plan = site.build().unwrap();
    let unknown = "LODE-2025-007 (low) does not say which versions it affects.";
    assert_eq!(answer(&plan, "1.15.0"), "Affected by LODE-2026-002 (high). Upgrade to 1.15.9.");
    assert!(plain(text(&plan, "index.html")).contains(unknown));
    let page = plain(text(&plan, "version/1.15.9.html"));
    assert!(page.contains(&format!("Unknown: {unknown}")) && page.contains("One other published advisory does not"));
    site.advisories.iter_mut().for_each(|it| it.affected.clear());
    assert!(plain(text(&site.build().unwrap(), "index.html")).contains("do not say which versions they affect."));
}

#[test]
fn a_withdrawn_advisory_affects_no_release_and_has_no_box() {
    let plan = Site::new(&listed()).build().unwrap();
    assert!(text(&plan, "LODE-2026-002.html").contains("data-check"));
    assert!(!text(&plan, "LODE-2026-001.html").contains("data-check"));
    assert!(!text(&plan, "version/1.15.3.html").contains("LODE-2026-001"));
}

#[test]
fn a_page_of_a_line_answers_for_its_releases() {
    let plan = Site::new(&listed()).build().unwrap();
    let releases = |page: &str| -> Vec<String> { tables(text(&plan, page)).into_keys().map(|(_, it)| it).collect() };
    assert_eq!(releases("line-1.16.html"), ["1.16.0", "1.16.4"]);
    assert!(releases("line-main.html").is_empty() && releases("2026.html").is_empty());
}

#[test]
fn a_release_that_is_listed_later_has_no_page_before() {
    let mut files = listed();
    let project = files["advisory.toml"]
        .replace("id = \"1.16\"\n", "id = \"1.16\"\nlisted = { \"1.16.4\" = 2026-05-01T00:00:00Z }\n");
    files.insert("advisory.toml".to_owned(), project);
    let site = Site::new(&files);
    let listed = |now: &str| {
        let project = site.portfolio.project.as_of(at(now)).into_owned();
        let portfolio = Portfolio { project, ..site.portfolio.clone() };
        self::site(&portfolio, &site.advisories, now).get("version/1.16.4.html").is_some()
    };
    assert!(!listed("2026-04-05T12:00:00Z") && listed("2026-05-01T00:00:00Z"));
}

/// The site without listed releases, and that of more packages than anybody has.
#[test]
fn the_answers_do_not_grow_beyond_a_thousand_releases() {
    let versions = |plan: &Plan| plan.iter().filter(|(path, _)| path.starts_with("version/")).count();
    let none = Site::new(&files()).build().unwrap();
    assert_eq!(versions(&none), 0);
    assert!(!text(&none, "index.html").contains("id=\"check\""));
    let with = |packages: usize, releases: usize| {
        let mut files = listed();
        let more: String =
            (1..packages).map(|n| format!("[[package]]\necosystem = \"npm\"\nname = \"part-{n}\"\n")).collect();
        let list: Vec<String> = (0..releases).map(|n| format!("1.13.{n}")).collect();
        let line = format!("{more}[[line]]\nid = \"1.13\"\nreleases = {list:?}\n[site]");
        let project = files["advisory.toml"].replace("[site]", &line);
        files.insert("advisory.toml".to_owned(), project);
        Site::new(&files)
    };
    let long = with(1, 1200).build().unwrap();
    assert_eq!(versions(&long), 1000);
    assert!(long.get("version/1.13.1199.html").is_some() && long.get("version/1.13.0.html").is_none());
    assert!(text(&long, "index.html").contains("The 207 oldest releases have no answer here."));
    assert_eq!(versions(&with(200, 1).build().unwrap()), 200 * 5);
    // Packages of others have no answers.
    let mut others = with(1000, 1);
    others.advisories[0].affected[0].package = Some("another".to_owned());
    assert_eq!(versions(&others.build().unwrap()), 1000);
}

#[test]
fn a_fix_that_is_not_listed_is_not_shown_as_released() {
    let mut without = listed();
    let project = without["advisory.toml"].replace(", \"1.15.9\"", "").replace(", \"1.16.4\"", "");
    without.insert("advisory.toml".to_owned(), project);
    let plan = Site::new(&without).build().unwrap();
    let page = text(&plan, "LODE-2026-002.html");
    assert!(page.contains("<td><code>1.16.4</code>, not a listed release yet</td>"), "{page}");
    assert!(
        page.contains("<strong class=\"fixed\"><code>1.17.0</code>"),
        "the development line's next release is on another line"
    );
    let old = text(&plan, "LODE-2025-007.html");
    assert!(plain(old).contains("The fix is in 1.15.4, which is not a listed release yet."));
    assert!(plain(text(&plan, "index.html")).contains("Fix in 1.15.4, not listed as released yet"));
}
