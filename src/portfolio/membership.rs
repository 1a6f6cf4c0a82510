//! What a member of an early-disclosure list has done, and the end of its membership.

use crate::names::Name;
use crate::source::Spanned;
use crate::time::Date;

/// A duty that a member of a list has done.
#[derive(Clone, Debug)]
pub struct Contribution {
    /// The duty, as the policy's list names it.
    pub duty: Spanned<Name>,
    /// When.
    pub on: Spanned<Date>,
    /// A description.
    pub note: Option<Spanned<String>>,
}

/// The end of a membership.
#[derive(Clone, Debug)]
pub struct Removal {
    /// When.
    pub on: Spanned<Date>,
    /// Why.
    pub reason: Spanned<String>,
    /// The members of the team who ended it.
    pub by: Vec<Spanned<Name>>,
}
