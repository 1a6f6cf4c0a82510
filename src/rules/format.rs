//! Rules about the format of files: encoding, TOML, keys, values, and where files belong.
//!
//! `parse` lists and raises them.

pub(super) use crate::parse::rule::RAISED;
