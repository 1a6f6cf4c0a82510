//! What else lies in an incident's folder: notes, patches, drafts, folders in folders, bytes, links, huge files.

use proptest::prelude::*;

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Bytes(Vec<u8>),
    /// Larger than any file that is read.
    Huge,
    /// A link to this path.
    Link(String),
    /// A repository of its own.
    Submodule,
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::Bytes(text.into_bytes())
    }
}

/// A file beside incident.toml and advisory.md.
#[derive(Clone, Debug)]
pub(super) struct Attachment {
    place: &'static str,
    kind: usize,
}

/// Names with canaries, in every place that means something and in some that do not.
const PLACES: &[&str] = &[
    "notes/CANARY log.md",
    "notes/deep/er/canary",
    "notes/CANARY-\u{202e}gnp.exe",
    "patches/0001-CANARY-fix.patch",
    "patches/backports/0001-CANARY.patch",
    "drafts/CANARY.eml",
    "CANARY.txt",
    "advisory.md.orig",
    "Advisory.md",
    "README.md",
    ".gitkeep",
    "site-templates/pages/index.html",
];

impl Attachment {
    pub(super) fn path(&self) -> &'static str {
        self.place
    }

    pub(super) fn content(&self, number: usize, secret: &str) -> Content {
        match self.kind {
            0..=3 => format!("CANARY-{number}-attachment {secret}\n").into(),
            4 => Content::Bytes([&b"CANARY\xff\xfe\x00"[..], secret.as_bytes()].concat()),
            5 => Content::Huge,
            6 => Content::Link(format!("/CANARY-{number}-target/{secret}")),
            7 => Content::Link("../../../advisory.toml".to_owned()),
            _ => Content::Submodule,
        }
    }

    /// Whether it is an error where it lies: links, submodules and huge files are, except among the notes, where anything
    /// may lie.
    pub(super) fn is_an_error(&self) -> bool {
        self.kind > 4 && !self.place.starts_with("notes/")
    }
}

pub(super) fn attachments() -> impl Strategy<Value = Vec<Attachment>> {
    let kind = prop_oneof![24 => 0_usize..4, 3 => Just(4_usize), 1 => 5_usize..9];
    let one = (0..PLACES.len(), kind).prop_map(|(place, kind)| Attachment { place: PLACES[place], kind });
    prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(one, 1..4)].prop_map(|mut all| {
        all.sort_by_key(|a: &Attachment| a.place);
        all.dedup_by_key(|a| a.place);
        all
    })
}
