//! Markdown with TOML in a fence at its top, as RustSec and Haskell write advisories.

use serde::de::DeserializeSeed;

use super::error::{NoRecord, Place, RecordError};
use super::fields::Notes;
use super::limits::Budget;
use super::node::{Builder, Node};
use super::text::{line_and_column, one_line};

const FENCE: &str = "```";

/// Returns whether a text begins with TOML in a fence.
pub(super) fn is_fenced(text: &str) -> bool {
    opened(text).is_some()
}

/// Returns what follows the opening fence.
fn opened(text: &str) -> Option<&str> {
    let rest = text.trim_start().strip_prefix(FENCE)?.strip_prefix("toml")?;
    rest.starts_with(['\n', '\r']).then_some(rest)
}

/// Returns the TOML at the top of a text, and what follows, with `\n` as line ends.
pub(super) fn read(text: &str, budget: &Budget, notes: &Notes) -> Result<(Node, String), NoRecord> {
    let (front, body) = split(text)?;
    let start = text.len() - text.trim_start().len() + FENCE.len() + "toml".len();
    let invalid = |message: String, at: Option<usize>| RecordError {
        place: at.map_or(Place::File, |at| line_and_column(text, start + at)),
        message,
        help: "fix the TOML between the two fences at the top",
    };
    let front = toml(front, budget).map_err(|e| invalid(one_line(e.message()), e.span().map(|span| span.start)))?;
    if !body.contains('\r') {
        return Ok((front, body.to_owned()));
    }
    notes.guessed("text", "its line endings were changed from CR LF to LF");
    Ok((front, body.replace("\r\n", "\n")))
}

/// The number of dots in a line from which a dotted key may nest too deep for the stack of a
/// thread.
const MOST_DOTS: usize = 12;

/// A stack that is large enough for the deepest nesting that the parser accepts.
const STACK: usize = 64 << 20;

fn toml(text: &str, budget: &Budget) -> Result<Node, toml::de::Error> {
    let read = || toml::Deserializer::parse(text).and_then(|toml| Builder::new(budget).deserialize(toml));
    budget.next_record();
    if text.lines().all(|line| line.matches('.').count() <= MOST_DOTS) {
        return read();
    }
    let read = std::thread::scope(|scope| {
        let roomy = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, read);
        roomy.ok().and_then(|thread| thread.join().ok())
    });
    read.unwrap_or_else(|| Err(serde::de::Error::custom("it can't be read: it is nested too deeply")))
}

/// Splits a text into the TOML between the fences at the top, and what follows.
fn split(text: &str) -> Result<(&str, &str), NoRecord> {
    let rest = opened(text).ok_or(NoRecord::OtherFormat("it has no TOML at its top"))?;
    let mut end = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == FENCE {
            let (front, body) = rest.split_at_checked(end).unwrap_or((rest, ""));
            return Ok((front, body.get(line.len()..).unwrap_or_default()));
        }
        end += line.len();
    }
    Err(NoRecord::Invalid(RecordError {
        place: line_and_column(text, text.len()),
        message: "the TOML at the top does not end".to_owned(),
        help: "close it with a line of three backticks",
    }))
}

/// Splits a text into its first heading and what follows.
pub(super) fn heading(body: &str) -> (Option<String>, &str) {
    let trimmed = body.trim_start();
    match trimmed.strip_prefix("# ") {
        Some(rest) => {
            let (title, details) = rest.split_once('\n').unwrap_or((rest, ""));
            (Some(title.trim().to_owned()), details)
        }
        None => (None, body),
    }
}
