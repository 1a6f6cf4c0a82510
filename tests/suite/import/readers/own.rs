//! What this program exports is read back with the facts that it was made of.

use std::collections::BTreeSet;

use advisory::advisory::{Advisory, by_package};
use advisory::export::{self, Exported};
use advisory::import::{Fate, Format, Record};
use advisory::portfolio::Project;
use advisory::version::{Bound, End, Range, Version};

use super::one;
use crate::osv::samples;

/// The record in the export of an advisory, and the advisory; for each that the format covers.
fn each(export: &export::Format, format: Format, check: impl Fn(&Project, &Advisory, &Record)) {
    let mut count = 0;
    for (portfolio, advisories) in samples() {
        for advisory in
            advisories.iter().filter(|advisory| (export.covers)(&Exported::new(&portfolio.project, advisory)))
        {
            let path = (export.path)(advisory);
            let text = (export.write)(&Exported::new(&portfolio.project, advisory)).unwrap();
            let record = one(format, path.rsplit('/').next().unwrap(), text).unwrap();
            let wrong: Vec<_> = record.notes.iter().filter(|note| note.fate == Fate::Wrong).collect();
            assert!(wrong.is_empty(), "{path}: {wrong:?}");
            assert_eq!(record.id, advisory.id.as_str(), "{path}");
            // A rejected CVE ID has a reason and no title.
            if format != Format::Cve || advisory.withdrawn.is_none() {
                assert_eq!(record.title, advisory.title, "{path}");
            }
            check(&portfolio.project, advisory, &record);
            count += 1;
        }
    }
    assert!(count > 8, "{count}");
}

/// What both formats with a full account of an advisory say.
fn account(advisory: &Advisory, record: &Record) {
    assert_eq!((record.published, record.modified), (advisory.published, Some(advisory.modified)), "{}", advisory.id);
    let own: Vec<_> = advisory.cwe.iter().map(|cwe| cwe.as_str()).collect();
    assert_eq!(record.cwe, own, "{}", advisory.id);
    let withdrawn = record.withdrawn.as_ref().map(|w| (w.at, w.reason.as_deref().unwrap_or_default()));
    assert_eq!(withdrawn, advisory.withdrawn.as_ref().map(|w| (Some(w.at), w.text.as_str())), "{}", advisory.id);
    let dated = |list: &[advisory::import::Dated]| list.iter().map(|d| (d.at, d.text.clone())).collect::<Vec<_>>();
    let timeline: Vec<_> = advisory.timeline.iter().map(|d| (d.at, d.text.clone())).collect();
    assert_eq!(dated(&record.timeline), timeline, "{}", advisory.id);
    let credits: Vec<_> = record.credits.iter().map(|c| (&c.name, &c.role, &c.url)).collect();
    let own: Vec<_> = advisory.credits.iter().map(|c| (&c.name, &c.role, &c.url)).collect();
    assert_eq!(credits, own, "{}", advisory.id);
    let ids: BTreeSet<&str> = record.aliases.iter().map(String::as_str).collect();
    let own = advisory.cve.iter().map(|cve| cve.as_str()).chain(advisory.aliases.iter().map(String::as_str));
    assert_eq!(ids, own.collect(), "{}", advisory.id);
    let vectors: BTreeSet<&str> = record.vectors.iter().map(String::as_str).collect();
    let own = advisory.severity.iter().chain(&advisory.other_severities).map(|severity| severity.vector().as_str());
    assert_eq!(vectors, own.collect(), "{}", advisory.id);
    let links: BTreeSet<&str> = record.references.iter().map(|reference| reference.url.as_str()).collect();
    assert!(advisory.references.iter().all(|reference| links.contains(reference.url.as_str())), "{}", advisory.id);
}

/// Packages and the ranges of their own numbers, as the page has them.
fn packages(project: &Project, advisory: &Advisory) -> BTreeSet<(String, Vec<String>)> {
    let bound = |version: &Version| version.semver();
    let text = |range: &Range| {
        let from = range.introduced.as_ref().map_or_else(|| "-".to_owned(), bound);
        let to = match &range.end {
            End::Fixed(version) => format!("< {}", bound(version)),
            End::LastAffected(version) => format!("<= {}", bound(version)),
            End::Open => "-".to_owned(),
        };
        format!("{from} {to}")
    };
    let packages = by_package(project, advisory);
    let named = packages.iter().filter_map(|p| Some((p.package?.to_owned(), p.package_ranges())));
    named.filter(|(_, r)| !r.is_empty()).map(|(name, ranges)| (name, ranges.iter().map(text).collect())).collect()
}

/// The same of a record.
fn of_record(record: &Record) -> BTreeSet<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    let bound = |text: &String| text.parse::<Version>().unwrap().semver();
    for affected in &record.affected {
        let name = affected.package.clone().unwrap();
        let from = affected.introduced.as_ref().map_or_else(|| "-".to_owned(), bound);
        let to = match (&affected.fixed, &affected.last_affected) {
            (Some(version), _) => format!("< {}", bound(version)),
            (None, Some(version)) => format!("<= {}", bound(version)),
            (None, None) => "-".to_owned(),
        };
        match found.last_mut().filter(|(known, _)| *known == name) {
            Some((_, ranges)) => ranges.push(format!("{from} {to}")),
            None => found.push((name, vec![format!("{from} {to}")])),
        }
    }
    found.into_iter().collect()
}

#[test]
fn osv_has_all_but_the_names_of_links() {
    each(&export::osv::FORMAT, Format::Osv, |project, advisory, record| {
        account(advisory, record);
        assert_eq!(record.details.trim(), advisory.text.trim(), "{}", advisory.id);
        let revisions: Vec<_> = record.revisions.iter().map(|d| (d.at, &d.text)).collect();
        assert_eq!(revisions, advisory.revisions.iter().map(|d| (d.at, &d.text)).collect::<Vec<_>>());
        assert_eq!(record.related, advisory.related);
        assert_eq!(of_record(record), packages(project, advisory), "{}", advisory.id);
        let has_lines = advisory.affected.iter().any(|a| a.line.is_some());
        assert_eq!(record.lines.is_empty(), !has_lines || record.affected.is_empty(), "{}", advisory.id);
        let own = |a: &&advisory::advisory::Affected| a.ecosystem.is_some() && a.package.is_some();
        let ranges = advisory.affected.iter().filter(own).map(|a| {
            (
                a.line.as_ref().map(|l| l.as_str()),
                a.range.introduced.as_ref().map(Bound::as_str),
                a.range.fixed().map(Bound::as_str),
                a.range.last_affected().map(Bound::as_str),
            )
        });
        let read = record
            .lines
            .iter()
            .map(|a| (a.line.as_deref(), a.introduced.as_deref(), a.fixed.as_deref(), a.last_affected.as_deref()));
        // Lines are of packages that have some, and a package none of whose versions is affected is in no file.
        if !record.lines.is_empty() {
            assert_eq!(read.collect::<Vec<_>>(), ranges.collect::<Vec<_>>(), "{}", advisory.id);
        }
        assert!(record.notes.is_empty(), "{}: {:?}", advisory.id, record.notes);
    });
}

#[test]
fn csaf_has_all_but_release_lines() {
    each(&export::csaf::FORMAT, Format::Csaf, |project, advisory, record| {
        account(advisory, record);
        // Its texts are plain: words stay, markup goes.
        let words = |text: &str| {
            let plain = advisory::markdown::unwrapped(text);
            plain.split_whitespace().filter(|word| !word.starts_with("---")).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(words(&record.details), words(&advisory.text), "{}", advisory.id);
        let expected = if advisory.withdrawn.is_some() { BTreeSet::new() } else { packages(project, advisory) };
        assert_eq!(of_record(record), expected, "{}", advisory.id);
    });
}

#[test]
fn cve_and_github_have_the_ranges_of_packages() {
    each(&export::cve::FORMAT, Format::Cve, |project, advisory, record| {
        if advisory.withdrawn.is_some() {
            assert!(record.withdrawn.is_some() && record.affected.is_empty());
            return;
        }
        assert_eq!(of_record(record), packages(project, advisory), "{}", advisory.id);
        assert_eq!(record.published, advisory.published);
        assert_eq!((record.timeline.len(), record.credits.len()), (advisory.timeline.len(), advisory.credits.len()));
    });
    each(&export::ghsa::FORMAT, Format::Ghsa, |project, advisory, record| {
        assert_eq!(of_record(record), packages(project, advisory), "{}", advisory.id);
        assert_eq!(record.details.trim(), advisory.text.trim());
        assert_eq!(record.aliases.first().map(String::as_str), advisory.cve.first().map(|cve| cve.as_str()));
    });
}
