//! The one function that makes an [`Advisory`].

use super::Advisory;
use crate::case::{Case, Withheld};

/// Makes the public advisory of a case whose gate is open.
///
/// # Errors
/// [`Withheld`] with the reason, when it is not.
pub fn disclose(case: &Case<'_>) -> Result<Advisory, Withheld> {
    let _published = case.publication?;
    Err(Withheld::NoDocument)
}
