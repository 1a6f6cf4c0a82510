//! Decodes bytes into text, whatever they are.
//!
//! Invalid parts are reported and blanked out byte for byte, so that the rest of the file is still
//! read and locations in it stay correct.

use std::sync::Arc;

use super::rule;
use super::sink::Sink;
use crate::source::{Span, Tree, TreeEntry};

/// Returns the text of an entry, and reports errors in it. Returns `None` if nothing can be read.
pub(super) fn read(entry: &TreeEntry, sink: &mut Sink<'_>) -> Option<String> {
    match entry {
        TreeEntry::File(bytes) => text(bytes, sink),
        _ => {
            unread(entry, sink);
            None
        }
    }
}

/// Reports an entry that is not a file.
pub(super) fn unread(entry: &TreeEntry, sink: &mut Sink<'_>) {
    let whole = Span::default();
    match entry {
        TreeEntry::File(_) => return,
        TreeEntry::Link => sink
            .raise(rule::LINK_IN_PORTFOLIO, whole, "this is a symbolic link, and links are never followed")
            .help("put the file itself here"),
        TreeEntry::TooLarge(size) => sink
            .raise(rule::TOO_LARGE, whole, format!("the file has {size} bytes, but at most {} are read", Tree::LARGEST))
            .help("make it smaller, or move it to `notes/`, which is not read"),
        TreeEntry::Special => sink
            .raise(rule::UNREADABLE_FILE, whole, "this is a submodule, a socket or a device, not a regular file")
            .help("put a regular file here"),
        TreeEntry::Unreadable(why) => sink
            .raise(rule::UNREADABLE_FILE, whole, format!("this can't be read: {why}"))
            .help("correct its permissions"),
    };
}

/// The endings of names of files that browsers read as text.
const TEXTS: &[&str] =
    &["css", "csv", "htm", "html", "js", "json", "map", "md", "mjs", "svg", "txt", "webmanifest", "xml"];

/// Returns the bytes of a file that is no text, such as a picture or a font. A damaged text, by its
/// name, is still a text.
pub(super) fn binary(entry: &TreeEntry, name: &str) -> Option<Arc<[u8]>> {
    let TreeEntry::File(bytes) = entry else { return None };
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let is_text = TEXTS.contains(&ending.as_str()) || !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok();
    (!is_text).then(|| bytes.clone())
}

/// The largest template, in bytes: nested expressions take stack when it is compiled.
const LONGEST_TEMPLATE: usize = 64 << 10;

/// Returns whether a template is short enough to compile, and reports it otherwise.
pub(super) fn is_readable_template(text: &str, sink: &mut Sink<'_>) -> bool {
    if text.len() > LONGEST_TEMPLATE {
        let message = format!("the template has {} bytes, but at most {LONGEST_TEMPLATE} are allowed", text.len());
        sink.raise(rule::TOO_LARGE, Span::default(), message).help("move parts of it to files in `partials/`");
    }
    text.len() <= LONGEST_TEMPLATE
}

/// Reports a Git LFS pointer in place of a file that is used as it is.
pub(super) fn unfetched(entry: &TreeEntry, sink: &mut Sink<'_>) {
    if matches!(entry, TreeEntry::File(bytes) if is_pointer(bytes)) {
        pointer(sink);
    }
}

/// The beginning of every Git LFS pointer, by its specification.
const POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

fn is_pointer(bytes: &[u8]) -> bool {
    bytes.starts_with(POINTER)
}

fn pointer(sink: &mut Sink<'_>) {
    sink.raise(rule::LFS_POINTER, Span::new(0, POINTER.len()), "this is a Git LFS pointer, not the file itself")
        .help("run `git lfs pull`, or better, remove the file from Git LFS with `git lfs untrack` and add it again");
}

const MARK: &[u8] = b"\xEF\xBB\xBF";

fn text(bytes: &[u8], sink: &mut Sink<'_>) -> Option<String> {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        sink.raise(rule::NOT_UTF8, Span::new(0, 2), "this is UTF-16, not UTF-8").help("save it as UTF-8");
        return None;
    }
    if is_pointer(bytes) {
        pointer(sink);
        return None;
    }
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        sink.raise(rule::NUL_BYTE, Span::new(at, at + 1), "this has a NUL byte, so it is not text")
            .help("save it as UTF-8 text");
        return None;
    }
    let mut text = utf8(bytes, sink);
    if bytes.starts_with(MARK) {
        sink.raise(rule::BYTE_ORDER_MARK, Span::new(0, MARK.len()), "this starts with a byte order mark")
            .help("save it as UTF-8 without one");
        text.replace_range(..MARK.len(), "   ");
    }
    Some(settle(text, sink))
}

/// Returns the text, with a `?` for each byte that is not UTF-8.
fn utf8(bytes: &[u8], sink: &mut Sink<'_>) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut first = None;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if let Some(byte) = chunk.invalid().first() {
            first = first.or(Some((text.len(), *byte)));
            chunk.invalid().iter().for_each(|_| text.push('?'));
        }
    }
    if let Some((at, byte)) = first {
        sink.raise(rule::NOT_UTF8, Span::new(at, at + 1), format!("the byte 0x{byte:02X} is not UTF-8"))
            .help("save the file as UTF-8");
    }
    text
}

/// The side of a merge conflict that a line is on.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    None,
    Ours,
    Theirs,
}

/// Returns the text with our side of each conflict. The markers and the other side are blanked out.
fn settle(text: String, sink: &mut Sink<'_>) -> String {
    if !text.contains("<<<<<<<") {
        return text;
    }
    let mut settled = String::with_capacity(text.len());
    let mut side = Side::None;
    for line in text.split_inclusive('\n') {
        let (next, keep) = match side {
            Side::None if marks(line, "<<<<<<<") => {
                let at = settled.len();
                sink.raise(rule::CONFLICT_MARKER, Span::new(at, at + 7), "these lines are an unresolved merge conflict")
                    .help(
                        "combine the two versions, delete the lines with <<<<<<<, ======= and >>>>>>>, and run `git add` on the file. If both sides added records, keep both, in chronological order. The merge driver in .gitattributes does this automatically: see `advisory merge-driver --help`",
                    );
                (Side::Ours, false)
            }
            Side::None => (Side::None, true),
            _ if marks(line, ">>>>>>>") => (Side::None, false),
            Side::Ours if marks(line, "=======") || marks(line, "|||||||") => (Side::Theirs, false),
            Side::Ours => (Side::Ours, true),
            Side::Theirs => (Side::Theirs, false),
        };
        side = next;
        if keep {
            settled.push_str(line);
        } else {
            settled.extend(line.bytes().map(|b| if b == b'\n' || b == b'\r' { char::from(b) } else { ' ' }));
        }
    }
    settled
}

fn marks(line: &str, marker: &str) -> bool {
    line.strip_prefix(marker).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\r', '\n']))
}
