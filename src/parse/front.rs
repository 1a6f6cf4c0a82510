//! Splits `advisory.md` into its front matter and the text below it.

use super::rule;
use super::sink::Sink;
use crate::source::Span;

const FENCE: &str = "+++";

/// The locations of front matter and text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    /// Between the fences.
    pub(super) front: Span,
    /// Below the second one.
    pub(super) body: Span,
}

/// Splits the text. Without front matter, all of it is the body. If the front matter does not end,
/// there is no body.
pub(super) fn split(text: &str, sink: &mut Sink<'_>) -> Parts {
    let mut at = 0;
    let mut lines = text.split_inclusive('\n').map(|line| {
        at += line.len();
        (Span::new(at - line.len(), at), line.trim())
    });
    let Some((open, FENCE)) = lines.find(|(_, line)| !line.is_empty()) else {
        let start = text.len() - text.trim_start().len();
        let yaml = text.trim_start().starts_with("---");
        let message =
            if yaml { "the front matter is TOML between `+++` lines, not YAML" } else { "there is no front matter" };
        sink.raise(rule::FRONT_MATTER, Span::new(start, (start + 3).min(text.len())), message)
            .help("start the file with a `+++` line, the TOML keys, and another `+++` line");
        return Parts { front: Span::default(), body: Span::new(0, text.len()) };
    };
    match lines.find(|(_, line)| *line == FENCE) {
        Some((close, _)) => Parts { front: Span::new(open.end, close.start), body: Span::new(close.end, text.len()) },
        None => {
            let fence = Span::new(open.start, open.start + FENCE.len());
            sink.raise(rule::FRONT_MATTER, fence, "the front matter never ends")
                .help("add a `+++` line below its last key");
            Parts { front: Span::default(), body: Span::new(text.len(), text.len()) }
        }
    }
}
