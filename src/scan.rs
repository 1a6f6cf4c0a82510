//! Finds embargoed text in what is about to leave: files, folders, a git repository's whole
//! history.
//!
//! [`Watch`] knows what is private of a portfolio at one instant, and looks for all of it in one
//! pass over a text. What is private is judged by the case, so what became public is looked for no
//! more. A copied sentence is found with its white space, line ends, case, punctuation and markup
//! changed; see `docs/scan.md` for what is found and what can't be.

mod archive;
mod assets;
mod distinctive;
mod folder;
mod found;
mod index;
mod inputs;
mod media;
mod needle;
mod origin;
mod owner;
mod packed;
mod planned;
mod project;
mod public;
mod repository;
mod secrets;
mod text;
mod watch;

pub use assets::check;
pub use folder::{FolderError, folder};
pub use found::{Note, Occurrence, Place, Scan, What};
pub use index::WINDOW;
pub(crate) use inputs::needles_in_inputs;
pub use needle::Needle;
pub use origin::{History, Searched, Sought};
pub use owner::Owner;
pub use packed::Packed;
pub use planned::{Embargoed, Guard, Leak, Sources};
pub use repository::{Scope, repository};
pub use watch::{Hit, Watch, folded};

/// What kind of secret a phrase is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The title of an advisory that is not public.
    Title,
    /// The handle of an incident that is not public.
    Handle,
    /// A public ID, CVE ID or alias that is not public yet.
    Id,
    /// The text of an advisory that is not public.
    Text,
    /// Words of incident.toml or of a file below `notes/`.
    Note,
    /// What a patch adds, or its message.
    Patch,
    /// The reporter's name or mail address.
    Reporter,
    /// The id of a commit of the fix.
    Commit,
    /// A private link: the disclosure thread, the private repository, a pull request.
    Link,
    /// A mail address of a list, of its members or of the team.
    Address,
    /// A whole private file.
    File,
}

impl Kind {
    /// What it is, as it ends "this is …".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Title => "the advisory's title",
            Self::Handle => "the incident's handle",
            Self::Id => "an ID that is not public",
            Self::Text => "text of the advisory",
            Self::Note => "words of the private files",
            Self::Patch => "part of a patch",
            Self::Reporter => "the reporter's name or address",
            Self::Commit => "a commit of the fix",
            Self::Link => "a private link",
            Self::Address => "a private address",
            Self::File => "a copy of a private file",
        }
    }

    /// Its word in machine-readable output.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Handle => "handle",
            Self::Id => "id",
            Self::Text => "text",
            Self::Note => "note",
            Self::Patch => "patch",
            Self::Reporter => "reporter",
            Self::Commit => "commit",
            Self::Link => "link",
            Self::Address => "address",
            Self::File => "file",
        }
    }

    /// Every kind, for lists of them.
    pub const ALL: [Self; 11] = [
        Self::Title,
        Self::Handle,
        Self::Id,
        Self::Text,
        Self::Note,
        Self::Patch,
        Self::Reporter,
        Self::Commit,
        Self::Link,
        Self::Address,
        Self::File,
    ];
}
