//! Creates a private repository. It checks clean and builds once it has the project's addresses.

use std::path::{Path, PathBuf};

use super::error::Error;
use super::{edit, preset, schema};

mod ci;

use ci::CiFile;

pub use ci::Ci;

/// The hook that prevents pushing embargoed text.
const HOOK: &str = include_str!("init/pre-push");
/// The folder of hooks. It is outside of `.git`, so that it is committed and shared by all clones
/// that enable it.
pub const HOOKS: &str = ".githooks";

/// The file that tells git how to merge incidents and the lists of distributors.
const ATTRIBUTES: (&str, &str) = (
    ".gitattributes",
    "# Two people can record at once: git merges these files record by record, in each clone where this is set:\n\
     #   git config merge.advisory.driver \"advisory merge-driver %O %A %B\"\n\
     incidents/**/incident.toml merge=advisory\n\
     distributors.toml merge=advisory\n",
);
/// The setting that makes git merge incidents record by record, and its value. Git reads it from
/// each clone alone, because it names a program.
pub const MERGE_DRIVER: (&str, &str) = ("merge.advisory.driver", "advisory merge-driver %O %A %B");

/// Creates a private repository with a preset's policy and the files of a CI system, and returns
/// its files, sorted.
///
/// ```
/// let folder = std::env::temp_dir().join(format!("advisory-init-{}", std::process::id()));
/// # let preset = advisory::policy::presets::default_name();
/// let files = advisory::app::init(&folder, &preset, advisory::app::Ci::Github)?;
/// assert!(files.contains(&folder.join("policy.toml")));
/// # std::fs::remove_dir_all(folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// When there is no such preset, when one of the files is there already, or when one can't be
/// written.
pub fn init(folder: impl AsRef<Path>, preset: &str, ci: Ci) -> Result<Vec<PathBuf>, Error> {
    let folder = folder.as_ref();
    let mut files = preset::files(preset)?;
    files.extend(ci.files().iter().map(|file| (file.path.to_owned(), file.text.as_bytes().to_vec())));
    files.extend(shared_files().into_iter().map(|(path, text)| (path, text.into_bytes())));
    files.extend(schema::files().into_iter().map(|(path, text)| (path, text.into_bytes())));
    refuse_existing(folder, &files)?;
    for (path, bytes) in &files {
        let text = std::str::from_utf8(bytes).map_err(|_| Error::invalid("a preset holds only text"))?;
        edit::write(&folder.join(path), text)?;
    }
    edit::make_executable(&folder.join(HOOKS).join("pre-push"))?;
    for program in ci.files().iter().filter(|file| file.is_program) {
        edit::make_executable(&folder.join(program.path))?;
    }
    files.sort();
    Ok(files.into_iter().map(|(path, _)| folder.join(path)).collect())
}

/// Returns the files that `init` writes for git, whatever the CI system.
pub(super) fn shared_files() -> [(String, String); 2] {
    [(format!("{HOOKS}/pre-push"), HOOK.to_owned()), (ATTRIBUTES.0.to_owned(), ATTRIBUTES.1.to_owned())]
}

/// Returns the files that `init` writes for CI systems.
pub(super) fn ci_files() -> impl Iterator<Item = &'static CiFile> {
    Ci::ALL.into_iter().flat_map(Ci::files)
}

/// Never overwrites existing files.
fn refuse_existing(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Error> {
    let is_there = |path: &&str| folder.join(path).symlink_metadata().is_ok();
    let taken: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).filter(is_there).collect();
    if taken.is_empty() {
        return Ok(());
    }
    let is_set_up = taken.len() == files.len();
    let help = match is_set_up {
        true => "this repository is set up: `advisory doctor` says what is left to do",
        false => "choose an empty folder, or move these files away first",
    };
    let taken = if is_set_up { "all files that `init` writes".to_owned() } else { taken.join(", ") };
    Err(Error::Invalid {
        message: format!("nothing was written: {} already has {taken}", folder.display()),
        help: Some(help.to_owned()),
    })
}
