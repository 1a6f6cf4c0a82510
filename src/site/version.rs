//! The answers to "is my version affected?": a table for the pages that have the box, and a page
//! for each release, which needs no script.

use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::Serialize;

use crate::advisory::Advisory;
use crate::names::LineId;
use crate::portfolio::{Line, Package};
use crate::version::Version;

use super::file_name::file_name;
use super::layout::Page;
use super::releases::{Answer, Answers, Product, Releases, Run, Told, Upgrade};
use super::{SiteInput, href, rating, rows};

/// The folder of the pages of releases.
const FOLDER: &str = "version";

/// The largest number of advisories that a table names for a release. Its page names more.
const NAMED: usize = 10;

/// The largest number of advisories on the page of a release.
const ROWS: usize = 100;

/// The answers for one product, line by line.
#[derive(Serialize)]
struct ProductTable<'a> {
    name: String,
    unknown: Vec<Named<'a>>,
    lines: Vec<LineTable<'a>>,
}

/// The answers for the releases of one line, newest first.
#[derive(Serialize)]
struct LineTable<'a> {
    id: &'a str,
    support: &'static str,
    end_of_life: Option<String>,
    runs: Vec<AnswerRow<'a>>,
}

/// Neighbouring releases with the same answer.
#[derive(Serialize)]
struct AnswerRow<'a> {
    releases: Vec<Named<'a>>,
    /// The numbers that the package has for them, separated by spaces, if it has its own.
    numbers: String,
    #[serde(flatten)]
    answer: Spoken<'a>,
}

/// An answer for templates.
#[derive(Serialize)]
struct Spoken<'a> {
    affected: Vec<Named<'a>>,
    more: usize,
    unknown: Vec<Named<'a>>,
    upgrade: Option<Advice>,
    line: &'a str,
    support: &'static str,
}

/// What to do: `line`, `unlisted`, `later`, or `never`.
#[derive(Serialize)]
struct Advice {
    kind: &'static str,
    version: Option<String>,
}

/// What one advisory says: `affected`, `fixed`, `before`, `not-affected` or `unknown`.
#[derive(Serialize)]
struct ToldRow {
    /// The releases, separated by commas.
    releases: String,
    numbers: String,
    standing: &'static str,
    version: Option<String>,
}

/// What one advisory says about the releases of a product.
#[derive(Serialize)]
struct ToldTable {
    name: String,
    runs: Vec<ToldRow>,
}

/// A link.
#[derive(Serialize)]
struct Named<'a> {
    text: &'a str,
    href: String,
    rating: &'static str,
}

impl<'a> Named<'a> {
    fn advisory(advisory: &'a Advisory, root: &str) -> Self {
        Self { text: advisory.id.as_str(), href: format!("{root}{}", href(advisory)), rating: rating(advisory) }
    }

    fn release(release: &'a Version, href: String) -> Self {
        Self { text: release.without_v(), href, rating: "" }
    }
}

/// Returns the table of all answers, or of those for one line.
pub(super) fn table(
    input: &SiteInput<'_>,
    releases: &Releases<'_>,
    advisories: &[&Advisory],
    only: Option<&LineId>,
) -> Value {
    let site = Answered { input, releases, advisories };
    let table = |(at, own): (usize, &Answers<'_>)| {
        let own_lines = site.lines(at, own, only);
        let unknown = site.named(&own.unknown, "");
        (!own_lines.is_empty()).then(|| {
            Value::from(Serde(ProductTable { name: described(input, own.product), unknown, lines: own_lines }))
        })
    };
    let products: Vec<Value> = releases.products.iter().enumerate().filter_map(table).collect();
    context! { products => products, left_out => releases.left_out }
}

/// Returns what the advisory at a place says about each release. `None` if that would be nothing,
/// or too much.
pub(super) fn told(input: &SiteInput<'_>, releases: &Releases<'_>, advisory: usize) -> Option<Value> {
    let told = releases.told(advisory)?;
    let table = |(product, runs): (&Product<'_>, &Vec<Run>)| {
        let package = releases.products.iter().find(|own| own.product == *product).and_then(|own| own.package);
        let row = |run: &Run| {
            let own: Vec<_> = run.places.clone().rev().filter_map(|place| releases.all.get(place).copied()).collect();
            let (standing, version) = match &run.told {
                Told::Affected(next) => ("affected", next.as_ref()),
                Told::Fixed(fix) => ("fixed", Some(fix)),
                Told::Before(introduced) => ("before", Some(introduced)),
                Told::NotAffected => ("not-affected", None),
                Told::Unknown => ("unknown", None),
            };
            let names: Vec<_> = own.iter().map(|release| release.without_v()).collect();
            ToldRow {
                releases: names.join(", "),
                numbers: numbers(package, &own),
                standing,
                version: version.map(|version| version.without_v().to_owned()),
            }
        };
        ToldTable { name: described(input, *product), runs: runs.iter().rev().map(row).collect() }
    };
    Some(Value::from(Serde(told.iter().map(table).collect::<Vec<_>>())))
}

/// Returns a page for each release that has an answer.
pub(super) fn pages(input: &SiteInput<'_>, releases: &Releases<'_>, advisories: &[&Advisory]) -> Vec<Page> {
    let site = Answered { input, releases, advisories };
    let of_product = |(at, own): (usize, &Answers<'_>)| {
        let all: Vec<_> = own.releases().collect();
        let neighbour = |place: Option<usize>| {
            let (place, _) = all.get(place?)?;
            Some(Named::release(releases.all.get(*place)?, format!("{}.html", stem(releases.all.get(*place)?))))
        };
        let page = |(n, (place, answer)): (usize, &(usize, &Answer<'_>))| {
            site.page(at, own, *place, answer, [neighbour(n.checked_sub(1)), neighbour(n.checked_add(1))])
        };
        all.iter().enumerate().filter_map(page).collect::<Vec<_>>()
    };
    releases.products.iter().enumerate().flat_map(of_product).collect()
}

/// What the answers are made of.
struct Answered<'i, 'a> {
    input: &'i SiteInput<'a>,
    releases: &'i Releases<'a>,
    advisories: &'i [&'a Advisory],
}

impl<'a> Answered<'_, 'a> {
    fn named(&self, places: &[usize], root: &str) -> Vec<Named<'a>> {
        places.iter().filter_map(|it| self.advisories.get(*it)).map(|it| Named::advisory(it, root)).collect()
    }

    /// Returns the lines with their answers, in the project's order, each with its newest releases
    /// first.
    fn lines(&self, at: usize, own: &Answers<'a>, only: Option<&LineId>) -> Vec<LineTable<'a>> {
        let wanted = self.input.project.lines.iter().filter(|line| only.is_none_or(|only| line.id.value == *only));
        let table = |line: &'a Line| LineTable {
            id: line.id.as_str(),
            support: line.kind(self.input.now).word(),
            end_of_life: line.end_of_life.as_ref().map(|day| day.to_string()),
            runs: self.runs(at, own, line),
        };
        wanted.map(table).filter(|table| !table.runs.is_empty()).collect()
    }

    fn runs(&self, at: usize, own: &Answers<'a>, line: &'a Line) -> Vec<AnswerRow<'a>> {
        let mut runs: Vec<(&Answer<'a>, Vec<&'a Version>)> = Vec::new();
        for (place, answer) in own.releases().rev() {
            let is_here = self.releases.line(place).is_some_and(|its| std::ptr::eq(its, line));
            let Some(release) = self.releases.all.get(place).copied().filter(|_| is_here) else { continue };
            match runs.last_mut().filter(|(before, _)| *before == answer) {
                Some((_, same)) => same.push(release),
                None => runs.push((answer, vec![release])),
            }
        }
        let row = |(answer, releases): (&Answer<'a>, Vec<&'a Version>)| AnswerRow {
            numbers: numbers(own.package, &releases),
            answer: self.spoken(answer, line, "", NAMED),
            releases: releases.into_iter().map(|it| Named::release(it, path(at, own.product, it))).collect(),
        };
        runs.into_iter().map(row).collect()
    }

    fn spoken(&self, answer: &Answer<'a>, line: &'a Line, root: &str, most: usize) -> Spoken<'a> {
        let advice = |upgrade: &Upgrade<'_>| {
            let (kind, version) = match upgrade {
                Upgrade::OnLine(release) => ("line", Some(*release)),
                Upgrade::Unlisted(fix) => ("unlisted", Some(fix)),
                Upgrade::Later(release) => ("later", Some(*release)),
                Upgrade::Never => ("never", None),
            };
            Advice { kind, version: version.map(|version| version.without_v().to_owned()) }
        };
        let shown = answer.affected.get(..most.min(answer.affected.len())).unwrap_or_default();
        Spoken {
            affected: self.named(shown, root),
            more: answer.affected.len() - shown.len(),
            unknown: self.named(&answer.unknown, root),
            upgrade: answer.upgrade.as_ref().map(advice),
            line: line.id.as_str(),
            support: line.kind(self.input.now).word(),
        }
    }

    fn page(
        &self,
        at: usize,
        own: &Answers<'a>,
        place: usize,
        answer: &Answer<'a>,
        [older, newer]: [Option<Named<'a>>; 2],
    ) -> Option<Page> {
        let (release, line) = (*self.releases.all.get(place)?, self.releases.line(place)?);
        let path = path(at, own.product, release);
        let root = "../".repeat(path.matches('/').count());
        let affecting: Vec<_> = answer.affected.iter().filter_map(|it| self.advisories.get(*it).copied()).collect();
        let shown = affecting.get(..ROWS.min(affecting.len())).unwrap_or_default();
        let others = self.advisories.iter().filter(|it| it.withdrawn.is_none()).count();
        let number = own.package.and_then(|package| package.number(release));
        let number = number.filter(|number| **number != *release).map(|number| number.without_v().to_owned());
        let name = described(self.input, own.product);
        let title = format!("{name} {}", release.without_v());
        let context = context! {
            name => name,
            version => release.without_v(),
            number => number,
            answer => Serde(self.spoken(answer, line, &root, 0)),
            rows => rows::rows(self.input.project, shown, &root),
            affected => affecting.len(),
            unknown => Serde(self.named(&own.unknown, &root)),
            others => others.saturating_sub(affecting.len() + answer.unknown.len() + own.unknown.len()),
            end_of_life => line.end_of_life.as_ref().map(|day| day.to_string()),
            older => Serde(older),
            newer => Serde(newer),
        };
        let description = match affecting.len() {
            0 if !answer.unknown.is_empty() => format!("It is not known whether {title} is affected."),
            0 => format!("No published advisory calls {title} affected."),
            1 => format!("One published advisory affects {title}."),
            count => format!("{count} published advisories affect {title}."),
        };
        Some(Page::new(path, "pages/version.html", title, context).describe(description))
    }
}

/// Returns the product's name for people. The project's name stands for its only package.
fn described(input: &SiteInput<'_>, product: Product<'_>) -> String {
    let project = input.project;
    let is_only = |package: &Package| package.name.value == product.name && package.ecosystem() == product.ecosystem;
    match (project.packages.as_slice(), product.ecosystem) {
        ([only], _) if is_only(only) => project.name.value.clone(),
        (_, Some(ecosystem)) => format!("{ecosystem}: {}", product.name),
        (_, None) => product.name.to_owned(),
    }
}

/// Returns the path of a release's page. The first product has no folder of its own, so that no
/// address changes when a second one comes.
fn path(product: usize, named: Product<'_>, release: &Version) -> String {
    let stem = stem(release);
    if product == 0 {
        return format!("{FOLDER}/{stem}.html");
    }
    let ecosystem = named.ecosystem.map_or_else(|| "_".to_owned(), |it| file_name(&it.name().to_ascii_lowercase()));
    format!("{FOLDER}/{ecosystem}/{}/{stem}.html", file_name(named.name))
}

fn stem(release: &Version) -> String {
    file_name(release.without_v())
}

/// Returns the numbers that a package has for releases, if they differ from the project's.
fn numbers(package: Option<&Package>, releases: &[&Version]) -> String {
    let number = |release: &&Version| Some(package?.number(release)?.without_v().to_owned());
    let own = package.is_some_and(|package| package.versions.is_some());
    if own { releases.iter().filter_map(number).collect::<Vec<_>>().join(" ") } else { String::new() }
}
