//! Something private that is in a public place.

/// Something private that can be looked for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Needle {
    /// The phrase with this number.
    Phrase(u32),
    /// The file of the site at this path, which is a copy of a private one.
    Copy(String),
}
