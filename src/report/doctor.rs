//! What `doctor` found.

use serde::Serialize;

use super::{Screen, plain};
use crate::app::{Diagnosis, Health};
use crate::json::JsonError;

/// Returns what was found, one line for each part, for people.
#[must_use]
pub fn doctor(found: &[Diagnosis], screen: Screen) -> String {
    let width = found.iter().map(|it| it.part.len()).max().unwrap_or(0);
    let mut text = String::new();
    for Diagnosis { part, health, message, help } in found {
        let (mark, colour) = match health {
            Health::Ok => ("ok     ", "32"),
            Health::Warning => ("warning", "33"),
            Health::Error => ("error  ", "31"),
        };
        let mark = if screen.color { format!("\u{1b}[{colour}m{mark}\u{1b}[0m") } else { mark.to_owned() };
        text.push_str(&format!("{mark}  {part:width$}  {}\n", plain::line(message)));
        if let Some(help) = help {
            text.push_str(&format!("{:9}{:width$}  {}\n", "", "", plain::line(help)));
        }
    }
    text
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    checks: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    part: &'a str,
    health: Health,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

impl<'a> Entry<'a> {
    fn of(found: &'a Diagnosis) -> Self {
        Self { part: found.part, health: found.health, message: &found.message, help: found.help.as_deref() }
    }
}

/// Returns what was found as a JSON document.
///
/// # Errors
/// When the JSON can't be written.
pub fn doctor_json(found: &[Diagnosis]) -> Result<String, JsonError> {
    super::pretty(&Document { schema: 1, checks: found.iter().map(Entry::of).collect() })
}
