//! Machine-readable output, one file for each format.
//!
//! Exporters take public types only. A format with a file for each advisory is one line in
//! [`FORMATS`], and the page of the advisory offers it as a download. A format with files for the
//! whole site is one line in [`COLLECTIONS`].

use std::collections::HashMap;
use std::io;

use crate::advisory::{Advisory, Notice};
use crate::error::Help;
use crate::json::JsonError;
use crate::names::{CweId, Digest, PublicId};
use crate::plan::{Sink, Stopped};
use crate::portfolio::{Project, SiteFormat};
use crate::time::Instant;

mod atom;
pub mod bulk;
mod calendar;
pub mod csaf;
pub mod cve;
mod cvss;
mod exported;
pub mod feed;
pub mod ghsa;
pub mod json;
mod json_feed;
pub mod openvex;
pub mod osv;
pub mod security_txt;
mod sitemap;
mod uri;
mod weakness;

pub use exported::Exported;

/// The number of entries in a feed. Readers poll, so a feed with a long history would only cost
/// them and the server.
pub const FEED_ENTRIES: usize = 50;

/// Why files could not be created.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A value can't be serialised as JSON.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// XML or an archive could not be written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Nobody takes more files; whoever took them knows why.
    #[error("no more files are taken")]
    Stopped,
}

impl From<Stopped> for ExportError {
    fn from(Stopped: Stopped) -> Self {
        Self::Stopped
    }
}

impl Help for ExportError {
    fn help(&self) -> Option<String> {
        None
    }
}

/// A format with a file for each advisory.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Its name in advisory.toml.
    pub kind: SiteFormat,
    /// Its name for readers.
    pub label: &'static str,
    /// Its use, in a few words.
    pub purpose: &'static str,
    /// The path of its file below the site.
    pub path: fn(&Advisory) -> String,
    /// Its media type.
    pub media_type: &'static str,
    /// Whether the format can express an advisory. If not, the advisory has no such file.
    pub covers: fn(&Exported<'_>) -> bool,
    /// Returns its text for one advisory.
    pub write: fn(&Exported<'_>) -> Result<String, ExportError>,
    /// Whether files with its hashes are beside it.
    pub hashed: bool,
    /// Whether the bulk files repeat it.
    pub bulk: bool,
}

impl Format {
    /// Returns whether a site has this file of an advisory.
    #[must_use]
    pub fn has(&self, exported: &Exported<'_>) -> bool {
        exported.project.site.has(self.kind) && (self.covers)(exported)
    }
}

/// The input of the files for the whole site.
#[derive(Clone, Copy, Debug)]
pub struct Published<'a> {
    /// The project.
    pub project: &'a Project,
    /// The instant of the build.
    pub now: Instant,
    /// The paths below the site of the pages other than those of advisories.
    pub pages: &'a [&'a str],
    /// The advisories, newest first.
    pub advisories: &'a [&'a Advisory],
    /// The notices of coming releases, in any order.
    pub notices: &'a [Notice],
    /// What the site has of each advisory, by their ids.
    pub files: &'a HashMap<&'a str, AdvisoryFiles>,
    /// The archive of an earlier build, which has some of the records.
    pub earlier: Option<&'a bulk::Earlier>,
}

/// Files that exist once on a site, whatever the number of its advisories: feeds, indexes, the
/// files of a CSAF provider.
#[derive(Clone, Copy, Debug)]
pub struct Collection {
    /// Its name.
    pub label: &'static str,
    /// The formats that a site has these files for, any of them; `None`: every site has them.
    pub of: Option<&'static [SiteFormat]>,
    /// A folder below the site that can be browsed: the site has pages that list its files.
    pub browsable: Option<&'static str>,
    /// Makes its files.
    pub add: fn(&dyn Sink, &Published<'_>) -> Result<(), ExportError>,
}

impl Collection {
    /// Returns whether the site has these files.
    #[must_use]
    pub fn is_on(&self, project: &Project) -> bool {
        self.of.is_none_or(|formats| formats.iter().any(|format| project.site.has(*format)))
    }
}

/// Every format with files for the whole site.
pub const COLLECTIONS: &[Collection] = &[
    csaf::provider::COLLECTION,
    security_txt::COLLECTION,
    atom::COLLECTION,
    json_feed::COLLECTION,
    calendar::COLLECTION,
    sitemap::COLLECTION,
    bulk::COLLECTION,
];

/// What a site has of an advisory beside its page.
#[derive(Clone, Debug, Default)]
pub struct AdvisoryFiles {
    /// The formats of its files.
    pub formats: Vec<SiteFormat>,
    /// The record that bulk files repeat.
    pub record: Option<bulk::Record>,
}

/// Makes the files that these formats have for an advisory.
///
/// # Errors
/// The first of them that can't be written, with its path.
pub fn files(
    formats: &[Format],
    exported: &Exported<'_>,
    sink: &dyn Sink,
) -> Result<AdvisoryFiles, (String, ExportError)> {
    let advisory = exported.advisory;
    let mut files = AdvisoryFiles::default();
    for format in formats.iter().filter(|format| format.has(exported)) {
        let path = (format.path)(advisory);
        let put = |path: &str, text: &str| -> Result<(), ExportError> {
            Ok(sink.take_facts(advisory.id.as_str(), path, text.as_bytes())?)
        };
        let made = (format.write)(exported).and_then(|text| {
            put(&path, &text)?;
            if format.hashed {
                csaf::provider::hashes(&path, &text).iter().try_for_each(|(path, text)| put(path, text))?;
            }
            if format.bulk {
                files.record = Some(bulk::Record::new(&path, &text, advisory.documented())?);
            }
            Ok(())
        });
        made.map_err(|error| (path, error))?;
        files.formats.push(format.kind);
    }
    Ok(files)
}

/// Returns the digest of all documents of an advisory, without what they say of their own version.
/// A format that a site has on request alone counts where it was requested.
///
/// # Errors
/// The first format that can't be written.
pub fn digest(project: &Project, advisory: &Advisory) -> Result<Digest, ExportError> {
    let advisory = Advisory { changed: Vec::new(), ..advisory.clone() };
    let exported = Exported::new(project, &advisory);
    let mut all = String::new();
    let counts = |format: &&Format| format.kind.is_default() || project.site.has(format.kind);
    for format in FORMATS.iter().filter(counts).filter(|format| (format.covers)(&exported)) {
        all.push_str(&(format.path)(&advisory));
        all.push('\n');
        all.push_str(&(format.write)(&exported)?);
        all.push('\n');
    }
    Ok(Digest::of(&all))
}

/// Returns the paths of the files that [`files`] makes.
pub fn paths(formats: &[Format], exported: &Exported<'_>) -> Vec<String> {
    let of = |format: &Format| {
        let path = (format.path)(exported.advisory);
        let hashes = if format.hashed { csaf::provider::hash_paths(&path).to_vec() } else { Vec::new() };
        std::iter::once(path).chain(hashes)
    };
    formats.iter().filter(|format| format.has(exported)).flat_map(of).collect()
}

/// Returns the same of an advisory whose files are kept. The record that bulk files repeat is made
/// only if the earlier archive does not have it.
///
/// # Errors
/// As [`files`].
pub fn kept_files(
    formats: &[Format],
    exported: &Exported<'_>,
    earlier: Option<&bulk::Earlier>,
) -> Result<AdvisoryFiles, (String, ExportError)> {
    let formats: Vec<&Format> = formats.iter().filter(|format| format.has(exported)).collect();
    let record = |format: &&Format| {
        let path = (format.path)(exported.advisory);
        if earlier.is_some_and(|earlier| earlier.has(&path)) {
            return Ok(bulk::Record::Kept(path));
        }
        let made = (format.write)(exported)
            .and_then(|text| Ok(bulk::Record::new(&path, &text, exported.advisory.documented())?));
        made.map_err(|error| (path, error))
    };
    let record = formats.iter().find(|format| format.bulk).map(record).transpose()?;
    Ok(AdvisoryFiles { formats: formats.iter().map(|format| format.kind).collect(), record })
}

/// Passes a file to a sink.
fn put(sink: &dyn Sink, path: impl AsRef<str>, bytes: impl AsRef<[u8]>) -> Result<(), ExportError> {
    Ok(sink.take(path.as_ref(), bytes.as_ref())?)
}

/// Every format with a file for each advisory.
pub const FORMATS: &[Format] =
    &[json::FORMAT, osv::FORMAT, csaf::FORMAT, csaf::FORMAT_2_1, cve::FORMAT, openvex::FORMAT, ghsa::FORMAT];

/// The path of an advisory's page below the site.
#[must_use]
pub fn page(id: &PublicId) -> String {
    format!("{id}.html")
}

/// The absolute address of a path below the site.
#[must_use]
pub fn address(project: &Project, path: &str) -> String {
    let base = project.site.url.trim_end_matches('/');
    format!("{base}/{path}")
}

/// Returns the name of a weakness in the Common Weakness Enumeration; `None` if this version does
/// not have it.
#[must_use]
pub fn weakness_name(id: &CweId) -> Option<&'static str> {
    weakness::of(id).map(|weakness| weakness.name)
}

/// What the site is called.
#[must_use]
pub fn title(project: &Project) -> String {
    match &project.site.title {
        Some(title) => title.value.clone(),
        None => format!("{} security advisories", project.name.value),
    }
}

/// Returns each item once, in order.
fn distinct<T: Ord + Clone>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = std::collections::BTreeSet::new();
    items.into_iter().filter(|item| seen.insert(item.clone())).collect()
}
