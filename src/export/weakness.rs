//! Names of weaknesses from the Common Weakness Enumeration, which CSAF documents and CVE records
//! give beside the ID.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Serialize;

use crate::names::CweId;

/// A number and a name on each line, sorted by number.
const LIST: &str = include_str!("weaknesses.txt");

/// The names by their numbers.
static NAMES: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| LIST.lines().filter_map(|line| line.split_once(' ')).collect());

/// The version of the enumeration that has these names.
const VERSION: &str = "4.20";

/// A weakness with its name.
#[derive(Serialize)]
pub(super) struct Weakness<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<&'static str>,
}

impl Weakness<'_> {
    /// Adds the version of the enumeration that has the name.
    pub(super) fn with_version(self) -> Self {
        Self { version: Some(VERSION), ..self }
    }
}

/// Returns the weakness of an ID; `None` for a category, a deprecated weakness, or one that is
/// newer than this catalogue.
pub(super) fn of(id: &CweId) -> Option<Weakness<'_>> {
    let number = id.as_str().strip_prefix("CWE-")?;
    let name = NAMES.get(number)?;
    Some(Weakness { id: id.as_str(), name, version: None })
}
