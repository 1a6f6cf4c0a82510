//! What lies beside the documents: whoever follows any of the ways finds every document, and each hash is right.

use std::collections::BTreeSet;

use advisory::build;
use advisory::parse;
use advisory::plan::Plan;
use advisory::source::worktree;
use serde_json::Value;
use sha2::{Digest as _, Sha256, Sha512};

use super::consumer::{list, text};
use crate::support::{self, at};

const WHITE: &str = ".well-known/csaf/white/";

/// The address of a sample's site, and the site once all that is approved is public.
pub(super) fn sites() -> Vec<(String, Plan)> {
    ["", "tests/portfolios/vitess", "tests/base"].map(|folder| site(folder, "2027-01-01T00:00:00Z")).into()
}

fn site(folder: &str, now: &str) -> (String, Plan) {
    let reading = parse::portfolio(worktree::read(&support::root().join(folder)).unwrap());
    let portfolio = reading.portfolio.unwrap();
    let address = portfolio.project.site.url.value.clone();
    let built = build::public(portfolio, reading.findings, at(now));
    (address, built.site.unwrap_or_else(|| panic!("{:#?}", built.findings)))
}

fn read(plan: &Plan, path: &str) -> Value {
    serde_json::from_slice(plan.get(path).unwrap_or_else(|| panic!("no {path}"))).unwrap()
}

fn lines<'p>(plan: &'p Plan, path: &str) -> Vec<&'p str> {
    std::str::from_utf8(plan.get(path).unwrap()).unwrap().lines().collect()
}

/// The documents that are there, below the folder.
fn documents(plan: &Plan) -> BTreeSet<&str> {
    let in_year =
        |path: &&str| path.split_once('/').is_some_and(|(year, name)| year.len() == 4 && name.ends_with(".json"));
    plan.iter().filter_map(|(path, _)| path.strip_prefix(WHITE)).filter(in_year).collect()
}

#[test]
fn every_way_to_the_documents_names_each_and_nothing_else() {
    for (address, plan) in sites() {
        let there = documents(&plan);
        assert!(!there.is_empty());
        let index = lines(&plan, &format!("{WHITE}index.txt"));
        assert_eq!(index.iter().copied().collect::<BTreeSet<_>>(), there);
        assert_eq!(index.len(), there.len());

        let changes = std::str::from_utf8(plan.get(&format!("{WHITE}changes.csv")).unwrap()).unwrap();
        let changes: Vec<(&str, &str)> = changes
            .split_terminator("\r\n")
            .map(|row| row.strip_prefix('"').unwrap().strip_suffix('"').unwrap().split_once("\",\"").unwrap())
            .collect();
        assert_eq!(changes.iter().map(|(path, _)| *path).collect::<BTreeSet<_>>(), there);
        assert_eq!(changes.len(), there.len());
        assert!(changes.is_sorted_by(|a, b| a.1 >= b.1), "newest first: {changes:?}");

        let feed = read(&plan, &format!("{WHITE}csaf-feed-tlp-white.json"));
        let entries = list(&feed["feed"]["entry"]);
        assert_eq!(entries.len(), there.len());
        for ((path, changed), entry) in changes.iter().zip(entries) {
            let document = read(&plan, &format!("{WHITE}{path}"));
            let tracking = &document["document"]["tracking"];
            assert_eq!(tracking["current_release_date"], **changed);
            let url = format!("{address}{WHITE}{path}");
            let links: Vec<_> =
                list(&entry["link"]).iter().map(|l| (text(&l["rel"]), text(&l["href"]).to_owned())).collect();
            let hash = |kind: &str| ("hash", format!("{url}.{kind}"));
            assert_eq!(links, [("self", url.clone()), hash("sha256"), hash("sha512")]);
            assert_eq!(entry["content"]["src"], *url);
            assert_eq!(
                (&entry["id"], &entry["title"], &entry["published"], &entry["updated"]),
                (
                    &tracking["id"],
                    &document["document"]["title"],
                    &tracking["initial_release_date"],
                    &tracking["current_release_date"]
                )
            );
            // The folder is that of the first year, the name that of the id.
            let name = format!(
                "{}/{}.json",
                &text(&tracking["initial_release_date"])[..4],
                text(&tracking["id"]).to_lowercase()
            );
            assert_eq!(name, *path);
            let own = list(&document["document"]["references"])[0];
            assert_eq!((text(&own["category"]), text(&own["url"])), ("self", &*url));
        }
        assert_eq!(feed["feed"]["updated"], *changes[0].1);
    }
}

#[test]
fn every_document_has_its_hashes_beside_it() {
    for (_, plan) in sites() {
        let hashed: BTreeSet<String> = documents(&plan).iter().map(|path| format!("{WHITE}{path}")).collect();
        for path in &hashed {
            let (bytes, name) = (plan.get(path).unwrap(), path.rsplit('/').next().unwrap());
            let [sha256, sha512] = [Sha256::digest(bytes).to_vec(), Sha512::digest(bytes).to_vec()]
                .map(|hash| hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
            assert_eq!(lines(&plan, &format!("{path}.sha256")), [format!("{sha256}  {name}")]);
            assert_eq!(lines(&plan, &format!("{path}.sha512")), [format!("{sha512}  {name}")]);
        }
        let hashes = plan.iter().filter(|(path, _)| path.ends_with(".sha256") || path.ends_with(".sha512"));
        assert_eq!(hashes.count(), 2 * hashed.len());
    }
}

#[test]
fn a_program_that_has_the_site_s_address_alone_finds_everything() {
    for (address, plan) in sites() {
        let below = |url: &Value| text(url).strip_prefix(&address).unwrap().to_owned();
        let contact = lines(&plan, ".well-known/security.txt");
        let metadata =
            contact.iter().find_map(|line| line.strip_prefix("CSAF: ")).unwrap().strip_prefix(&address).unwrap();
        assert_eq!(metadata, ".well-known/csaf/provider-metadata.json");
        let metadata = read(&plan, metadata);
        assert_eq!(below(&metadata["canonical_url"]), ".well-known/csaf/provider-metadata.json");
        assert_eq!(metadata["role"], "csaf_provider");
        let [folder, rolie] = list(&metadata["distributions"])[..] else { panic!("{metadata}") };
        assert_eq!(below(&folder["directory_url"]), WHITE);
        let feed = read(&plan, &below(&list(&rolie["rolie"]["feeds"])[0]["url"]));
        let [own, service] = list(&feed["feed"]["link"])[..] else { panic!("{feed}") };
        assert_eq!(own["href"], list(&rolie["rolie"]["feeds"])[0]["url"]);
        assert_eq!(service["href"], *list(&rolie["rolie"]["services"])[0]);
        let service = read(&plan, &below(&service["href"]));
        assert_eq!(service["service"]["workspace"][0]["collection"][0]["href"], own["href"]);
        let categories = read(&plan, &below(list(&rolie["rolie"]["categories"])[0]));
        let terms =
            |of: &Value| list(&of["category"]).iter().map(|c| text(&c["term"]).to_owned()).collect::<BTreeSet<_>>();
        let used = list(&feed["feed"]["entry"]).into_iter().flat_map(terms).collect();
        assert_eq!(terms(&categories["categories"]), used);
        assert_eq!(metadata["last_updated"], feed["feed"]["updated"]);
    }
}

/// Whoever begins at the folder and follows links alone comes to every file.
#[test]
fn the_folders_can_be_browsed() {
    for (_, plan) in sites() {
        let (mut seen, mut next) = (BTreeSet::new(), vec![".well-known/csaf/index.html".to_owned()]);
        while let Some(path) = next.pop() {
            let page = std::str::from_utf8(plan.get(&path).unwrap_or_else(|| panic!("no {path}"))).unwrap();
            let folder = path.strip_suffix("index.html").unwrap();
            for link in page.split("<li><a href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
                if link.contains("..") {
                    continue;
                }
                let file = format!("{folder}{link}");
                if file.ends_with("/index.html") {
                    next.push(file.clone());
                }
                seen.insert(file);
            }
        }
        let all = plan.iter().map(|(path, _)| path).filter(|path| path.starts_with(".well-known/csaf/"));
        let all: BTreeSet<String> =
            all.filter(|path| *path != ".well-known/csaf/index.html").map(str::to_owned).collect();
        assert_eq!(seen, all);
    }
}

#[test]
fn nothing_of_it_changes_with_the_clock() {
    let csaf = |now| {
        let (_, plan) = site("", now);
        let own = plan.iter().filter(|(path, _)| path.starts_with(".well-known/csaf/"));
        own.map(|(path, bytes)| (path.to_owned(), bytes.to_vec())).collect::<Vec<_>>()
    };
    assert_eq!(csaf("2027-01-01T00:00:00Z"), csaf("2027-03-05T06:07:08Z"));
}

#[test]
fn a_site_without_advisories_is_no_provider() {
    let (_, plan) = site("", "2025-01-01T00:00:00Z");
    assert!(plan.get("index.html").is_some());
    assert!(plan.iter().all(|(path, _)| !path.starts_with(".well-known/csaf/")));
    assert!(lines(&plan, "security.txt").iter().all(|line| !line.starts_with("CSAF")));
}
