//! Finds embargoed text in a file, a folder or a repository before it is published.

use std::path::{Path, PathBuf};

use super::error::{Error, ScanError};
use super::workspace::Workspace;
use super::{init, place, templates};
use crate::build;
use crate::finding::has_errors;
use crate::git::objects;
use crate::policy::presets;
use crate::scan::{self, Scan, Scope, Watch};
use crate::{announce, site};

/// The target of a scan for embargoed text.
#[derive(Clone, Debug)]
pub struct ScanTarget {
    /// A file, a folder, or a git repository.
    pub path: PathBuf,
    /// The part of the repository around the path to scan; `None`: the path itself, and its whole
    /// history if it is a repository.
    pub scope: Option<Scope>,
}

/// The result of a scan.
#[derive(Debug)]
pub struct ScanReport {
    /// The texts that were searched for.
    pub watch: Watch,
    /// The places where they were found.
    pub scan: Scan,
}

impl ScanReport {
    /// Returns whether everything that may hold text was read, in the target and in the portfolio.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.scan.unread() == 0 && self.watch.unread.is_empty()
    }
}

impl ScanTarget {
    /// Requires that the target does not contain the portfolio in this folder.
    ///
    /// # Errors
    /// [`ScanError::Private`] when it does, and when there is no such target.
    pub fn require_outside(&self, portfolio: &Path) -> Result<(), ScanError> {
        let there = self.path.canonicalize().map_err(|error| ScanError::Missing(self.path.clone(), error))?;
        let Ok(portfolio) = portfolio.canonicalize() else { return Ok(()) };
        let is_repository = self.scope.is_some() || objects::is_repository(&there);
        let top = if is_repository { objects::top(&there).ok().and_then(|t| t.canonicalize().ok()) } else { None };
        let holds = |folder: &Path| portfolio.starts_with(folder);
        if holds(&there) || top.as_deref().is_some_and(holds) || place::is_inside(&portfolio, &there) {
            return Err(ScanError::Private(self.path.clone()));
        }
        Ok(())
    }

    fn scan(&self, watch: &Watch) -> Result<Scan, ScanError> {
        if let Some(scope) = &self.scope {
            return Ok(scan::repository(watch, &self.path, scope)?);
        }
        if !objects::is_repository(&self.path) {
            return Ok(scan::folder(watch, &self.path)?);
        }
        let history = scan::repository(watch, &self.path, &Scope::Everything)?;
        // A bare repository has no work tree.
        let files = if self.path.join(".git").exists() { scan::folder(watch, &self.path)? } else { Scan::default() };
        Ok(files.and(history))
    }
}

impl Workspace {
    /// Searches for embargoed text of this portfolio. Text that is in a public advisory or notice,
    /// in one of the `public` texts, or in the program itself is ignored.
    ///
    /// ```
    /// use advisory::Workspace;
    /// use advisory::app::ScanTarget;
    ///
    /// let workspace = Workspace::open(".", "2026-03-04T09:00:00Z".parse()?)?;
    /// let target = ScanTarget { path: "docs/scan.md".into(), scope: None };
    /// let report = workspace.scan(&target, &[])?;
    /// println!("{} in {} files", report.scan.total, report.scan.files);
    /// # assert_eq!(report.scan.total, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the target contains the portfolio, when the portfolio has errors, or when something
    /// can't be read.
    pub fn scan(&self, target: &ScanTarget, public: &[String]) -> Result<ScanReport, Error> {
        target.require_outside(self.folder())?;
        if has_errors(self.findings()) {
            return Err(ScanError::Unknown.into());
        }
        let mut watch = Watch::new(self.portfolio(), &self.cases(), known_to_all(public).iter().map(String::as_str));
        let mut scan = target.scan(&watch)?;
        // What the site says without the incidents is no secret of theirs.
        if scan.total > 0 {
            let (portfolio, findings) = (self.portfolio().clone(), self.findings().to_vec());
            let said = build::public_phrases(portfolio, findings, self.now(), &watch, &self.known(public));
            if !said.is_empty() {
                watch.drop_needles(&said);
                scan = target.scan(&watch)?;
            }
        }
        Ok(ScanReport { watch, scan })
    }
}

/// Returns these texts, and those that are built into the program.
pub(super) fn known_to_all(public: &[String]) -> Vec<String> {
    let mut texts = built_in();
    texts.extend_from_slice(public);
    texts
}

/// Returns the texts that are built into the program.
fn built_in() -> Vec<String> {
    let presets = presets::names().into_iter().filter_map(|name| presets::files(&name)).flatten();
    let mut texts: Vec<String> = presets.map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned()).collect();
    texts.extend(site::built_in_texts());
    texts.extend(announce::built_in_texts());
    texts.extend(
        [templates::ADVISORY, templates::PRIVATE]
            .into_iter()
            .chain(init::ci_files().map(|file| file.text))
            .map(str::to_owned),
    );
    texts
}
