//! The parts of the project's files on which the public output depends.

use crate::portfolio::{Line, Package, Portfolio, Project, Site};
use crate::source::{FilePath, Spanned, TreeEntry};
use crate::time::Instant;

/// A part of the project's files.
pub(super) struct Part {
    /// Whether it differs.
    pub(super) differs: fn(&Portfolio, &Portfolio) -> bool,
    /// Takes it from another portfolio.
    pub(super) take: fn(&mut Portfolio, &Portfolio),
    /// Returns the file that it is in.
    pub(super) file: fn(&Portfolio) -> FilePath,
    /// Describes the difference.
    pub(super) words: fn(&Portfolio, &Portfolio) -> String,
    /// Whether the difference explains itself.
    pub(super) is_explained: fn(&Portfolio, &Portfolio) -> bool,
}

/// The parts, in the order in which they are exchanged. Together they are everything but incidents.
pub(super) const PARTS: &[Part] = &[
    Part {
        differs: |was, is| packages(&was.project) != packages(&is.project),
        take: |to, from| to.project.packages.clone_from(&from.project.packages),
        file: |head| head.project.file.clone(),
        words: |was, is| values("packages", packages(&was.project), packages(&is.project)),
        is_explained: |_, _| false,
    },
    Part {
        differs: |was, is| lines(&was.project) != lines(&is.project),
        take: |to, from| to.project.lines.clone_from(&from.project.lines),
        file: |head| head.project.file.clone(),
        words: |was, is| values("release lines", releases(&was.project), releases(&is.project)),
        is_explained: |was, is| only_adds(&was.project.lines, &is.project.lines),
    },
    Part {
        differs: |was, is| whole_site(&was.project.site) != whole_site(&is.project.site),
        take: |to, from| to.project.site.clone_from(&from.project.site),
        file: |head| head.project.file.clone(),
        words: |was, is| values("site", site(&was.project.site), site(&is.project.site)),
        is_explained: |_, _| false,
    },
    Part {
        differs: |was, is| rest(&was.project) != rest(&is.project),
        take: |to, from| {
            let Project { packages, lines, site, .. } = std::mem::replace(&mut to.project, from.project.clone());
            to.project = Project { packages, lines, site, ..to.project.clone() };
        },
        file: |head| head.project.file.clone(),
        words: |was, is| values("project", project(&was.project), project(&is.project)),
        is_explained: |_, _| false,
    },
    Part {
        differs: |was, is| files(was, "polic") != files(is, "polic"),
        take: |to, from| {
            to.policy.clone_from(&from.policy);
            to.earlier.clone_from(&from.earlier);
        },
        file: |head| head.policy.file.clone(),
        words: |_, _| "the policy".to_owned(),
        is_explained: |_, _| false,
    },
    Part {
        differs: |was, is| was.templates != is.templates || was.binary_assets != is.binary_assets,
        take: |to, from| {
            to.templates.clone_from(&from.templates);
            to.binary_assets.clone_from(&from.binary_assets);
        },
        file: |_| FilePath::new("site-templates"),
        words: |_, _| "the templates".to_owned(),
        is_explained: |_, _| false,
    },
    Part {
        differs: |was, is| files(was, "team.toml") != files(is, "team.toml"),
        take: |to, from| to.team.clone_from(&from.team),
        file: |head| head.team.file.clone(),
        words: |_, _| "the team".to_owned(),
        is_explained: |_, _| false,
    },
];

fn packages(project: &Project) -> Vec<String> {
    project.packages.iter().map(package).collect()
}

/// Everything that is said of a package, in words.
fn package(package: &Package) -> String {
    let Package { ecosystem, name, versions, order, purl, vendor, is_foreign, says_foreign: _ } = package;
    let said = [
        value(ecosystem).map(|ecosystem| format!(" of {ecosystem}")),
        value(versions).map(|numbering| format!(", numbered {numbering}")),
        value(order).map(|order| format!(", with the order {}", order.name())),
        value(purl).map(|purl| format!(", with the URL {purl}")),
        value(vendor).map(|vendor| format!(", made by {vendor}")),
        is_foreign.then(|| ", which somebody else publishes".to_owned()),
    ];
    let said: String = said.into_iter().flatten().collect();
    format!("{}{said}", name.value)
}

/// The values of an optional key and of a list, without their places.
fn value<T>(value: &Option<Spanned<T>>) -> Option<&T> {
    value.as_ref().map(|value| &value.value)
}

fn all<T>(values: &[Spanned<T>]) -> Vec<&T> {
    values.iter().map(|value| &value.value).collect()
}

fn lines(project: &Project) -> Vec<String> {
    project.lines.iter().map(line).collect()
}

/// Everything that is said of a release line.
fn line(line: &Line) -> String {
    let Line { id, development, released, end_of_life, latest, releases, unordered, listed, branch } = line;
    let dates = (value(released), value(end_of_life));
    let listed: Vec<_> = listed.iter().map(|(release, at)| (release, at.value)).collect();
    let releases = (value(latest), all(releases), all(unordered), listed);
    format!("{:?}", (&id.value, development, dates, releases, value(branch)))
}

fn releases(project: &Project) -> Vec<String> {
    let of = |line: &Line| {
        let all = line.releases.iter().map(|release| format!("{} of {}", release.value, line.id.value));
        let latest =
            line.latest.iter().map(|latest| format!("{} as the latest release of {}", latest.value, line.id.value));
        let end = line.end_of_life.iter().map(|day| format!("end of life of {} on {}", line.id.value, day.value));
        all.chain(latest).chain(end).chain([format!("line {}", line.id.value)]).collect::<Vec<_>>()
    };
    project.lines.iter().flat_map(of).collect()
}

fn site(site: &Site) -> Vec<String> {
    let Site { url, title, contact, languages, encryption, policy, formats: _ } = site;
    let all = [Some(url), title.as_ref(), encryption.as_ref(), policy.as_ref()].into_iter().flatten();
    all.chain(contact).chain(languages).map(|value| value.value.clone()).collect()
}

fn project(project: &Project) -> Vec<String> {
    let Project {
        file: _,
        name,
        id_prefix,
        id_number: _,
        home,
        repository,
        tags,
        order: _,
        packages: _,
        lines: _,
        site: _,
        holidays: _,
    } = project;
    let all = [Some(name), Some(id_prefix), home.as_ref(), repository.as_ref()];
    all.into_iter().flatten().chain(tags).map(|value| value.value.clone()).collect()
}

/// Everything that is said of the site.
fn whole_site(site: &Site) -> String {
    let Site { url, title, contact, languages, encryption, policy, formats } = site;
    let links = (value(encryption), value(policy));
    let formats: Option<Vec<_>> = formats.as_ref().map(|formats| formats.iter().map(|format| format.value).collect());
    format!("{:?}", (&url.value, value(title), all(contact), all(languages), links, formats))
}

fn rest(project: &Project) -> String {
    let Project {
        file: _,
        name,
        id_prefix,
        id_number,
        home,
        repository,
        tags,
        order,
        packages: _,
        lines: _,
        site: _,
        holidays,
    } = project;
    let names = (&name.value, &id_prefix.value, value(id_number));
    format!("{:?}", (names, value(home), value(repository), all(tags), value(order), all(holidays)))
}

/// Whether one list has everything that the other has, and more: releases of the same lines, or
/// whole lines.
fn only_adds(was: &[Line], is: &[Line]) -> bool {
    was.iter().all(|old| {
        let Some(new) = is.iter().find(|new| new.id.value == old.id.value) else { return false };
        let kept = |release: &Spanned<_>| new.releases.iter().any(|there| there.value == release.value);
        let with_old = Line {
            releases: old.releases.clone(),
            latest: old.latest.clone(),
            listed: old.listed.clone(),
            ..new.clone()
        };
        let has_date = |(release, at): (&String, &Spanned<Instant>)| {
            new.listed.get(release).is_some_and(|there| there.value == at.value)
        };
        old.releases.iter().all(kept)
            && old.listed.iter().all(has_date)
            && (old.releases.is_empty() || !new.releases.is_empty())
            && old.latest.is_some() <= new.latest.is_some()
            && line(old) == line(&with_old)
    })
}

/// Describes a difference between two lists: the first values that are only in one.
fn values(name: &str, was: Vec<String>, is: Vec<String>) -> String {
    let only = |one: &[String], other: &[String]| -> Vec<String> {
        one.iter().filter(|value| !other.contains(value)).cloned().collect()
    };
    let (gone, new) = (only(&was, &is), only(&is, &was));
    let list = |values: &[String]| match values {
        [one] => format!("`{one}`"),
        [one, two] => format!("`{one}` and `{two}`"),
        [one, rest @ ..] => format!("`{one}` and {} more", rest.len()),
        [] => String::new(),
    };
    match (gone.as_slice(), new.as_slice()) {
        ([], []) => format!("the {name}"),
        ([], new) => format!("{name}, with {} added", list(new)),
        (gone, []) => format!("{name}, without {}", list(gone)),
        (gone, new) => format!("{name}, with {} instead of {}", list(new), list(gone)),
    }
}

fn files<'p>(portfolio: &'p Portfolio, prefix: &str) -> Vec<(&'p FilePath, &'p TreeEntry)> {
    portfolio.tree.iter().filter(|(path, _)| path.as_str().starts_with(prefix)).collect()
}
