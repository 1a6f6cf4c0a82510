//! `advisory.toml`.

use crate::key;
use crate::parse::value::{Item, Table};
use crate::portfolio::{Line, Package, Project, Site};
use crate::source::{FilePath, Spanned};
use crate::version::Version;

/// Returns the project; `None` without name, prefix or site address.
pub(in crate::parse) fn read(file: &FilePath, root: &Table) -> Option<Project> {
    let project = root.table(key::PROJECT)?;
    let mut read = Project {
        file: file.clone(),
        name: project.one(key::NAME)?,
        id_prefix: project.one(key::ID_PREFIX)?,
        id_number: project.one(key::ID_NUMBER),
        home: project.one(key::HOME),
        repository: project.one(key::REPOSITORY),
        tags: project.many(key::TAGS),
        order: root.table(key::VERSIONS).and_then(|versions| versions.one(key::ORDER)),
        packages: root.tables(key::PACKAGE, package),
        lines: root.tables(key::LINE, line),
        site: site(root.table(key::SITE)?)?,
        holidays: root.table(key::TIME).map(|t| t.many(key::HOLIDAYS)).unwrap_or_default(),
    };
    let order = read.order();
    for line in &mut read.lines {
        for release in std::mem::take(&mut line.unordered) {
            match Version::parse(&release.value, order) {
                Ok(version) => line.releases.push(Spanned::new(version, release.span)),
                Err(_) => line.unordered.push(release),
            }
        }
    }
    Some(read)
}

fn package(table: &Table) -> Option<Package> {
    Some(Package {
        ecosystem: table.one(key::ECOSYSTEM),
        name: table.one(key::NAME)?,
        versions: table.one(key::VERSIONS),
        order: table.one(key::ORDER),
        purl: table.one(key::PURL),
        vendor: table.one(key::VENDOR),
        is_foreign: table.flag(key::FOREIGN),
        says_foreign: table.one::<bool>(key::FOREIGN).is_some(),
    })
}

fn line(table: &Table) -> Option<Line> {
    Some(Line {
        id: table.one(key::ID)?,
        development: table.flag(key::DEVELOPMENT),
        released: table.one(key::RELEASED),
        end_of_life: table.one(key::END_OF_LIFE),
        latest: table.one(key::LATEST),
        // They are read once the order is known.
        releases: Vec::new(),
        unordered: table.many(key::RELEASES),
        listed: table.map(key::LISTED, Item::read),
        branch: table.one(key::BRANCH),
    })
}

fn site(table: &Table) -> Option<Site> {
    let mut url: Spanned<String> = table.one(key::URL)?;
    if !url.value.ends_with('/') {
        url.value.push('/');
    }
    Some(Site {
        url,
        title: table.one(key::TITLE),
        contact: table.many(key::CONTACT),
        languages: table.many(key::LANGUAGES),
        encryption: table.one(key::ENCRYPTION),
        policy: table.one(key::POLICY),
        formats: table.get(key::FORMATS).map(|_| table.many(key::FORMATS)),
    })
}
