//! `advisory.toml`.

use crate::parse::value::Table;
use crate::portfolio::{Line, Package, Project, Site};
use crate::source::{FilePath, Spanned};

/// The project; `None` without name, prefix or site address.
pub(in crate::parse) fn read(file: &FilePath, root: &Table) -> Option<Project> {
    let project = root.table("project")?;
    Some(Project {
        file: file.clone(),
        name: project.one("name")?,
        id_prefix: project.one("id-prefix")?,
        home: project.one("home"),
        repository: project.one("repository"),
        tags: project.one("tags"),
        packages: root.tables("package", package),
        lines: root.tables("line", line),
        site: site(root.table("site")?)?,
        holidays: root.table("time").map(|t| t.many("holidays")).unwrap_or_default(),
    })
}

fn package(table: &Table) -> Option<Package> {
    Some(Package { ecosystem: table.one("ecosystem")?, name: table.one("name")?, versions: table.one("versions") })
}

fn line(table: &Table) -> Option<Line> {
    Some(Line {
        id: table.one("id")?,
        development: table.flag("development"),
        released: table.one("released"),
        end_of_life: table.one("end-of-life"),
        latest: table.one("latest"),
        releases: table.many("releases"),
        branch: table.one("branch"),
    })
}

fn site(table: &Table) -> Option<Site> {
    let mut url: Spanned<String> = table.one("url")?;
    if !url.value.ends_with('/') {
        url.value.push('/');
    }
    Some(Site {
        url,
        title: table.one("title"),
        contact: table.many("contact"),
        languages: table.many("languages"),
        encryption: table.one("encryption"),
        policy: table.one("policy"),
    })
}
