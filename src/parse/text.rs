//! Bytes into text, whatever they are.
//!
//! What is wrong is reported and blanked out byte for byte, so that the rest of the file is still
//! read and every place in it stays where it was.

use super::rule;
use super::sink::Sink;
use crate::source::{Span, Tree, TreeEntry};

/// The text at an entry; `None` when there is nothing to read. What is wrong with it is reported.
pub(super) fn read(entry: &TreeEntry, sink: &mut Sink<'_>) -> Option<String> {
    match entry {
        TreeEntry::File(bytes) => text(bytes, sink),
        _ => {
            unread(entry, sink);
            None
        }
    }
}

/// Reports an entry that is no file.
pub(super) fn unread(entry: &TreeEntry, sink: &mut Sink<'_>) {
    let whole = Span::default();
    match entry {
        TreeEntry::File(_) => return,
        TreeEntry::Link => sink
            .error(rule::LINK_IN_PORTFOLIO, whole, "this is a symbolic link, and links are never followed")
            .help("put the file itself here"),
        TreeEntry::TooLarge(size) => sink
            .error(
                rule::TOO_LARGE,
                whole,
                format!("{size} bytes are too many: {} is the most that is read", Tree::LARGEST),
            )
            .help("make it smaller, or keep it in `notes/`, which is not read"),
        TreeEntry::Special => sink
            .error(rule::UNREADABLE_FILE, whole, "this is no regular file (a submodule, a socket or a device)")
            .help("put a regular file here"),
        TreeEntry::Unreadable(why) => sink
            .error(rule::UNREADABLE_FILE, whole, format!("this can't be read: {why}"))
            .help("correct its permissions"),
    };
}

/// The longest template, in bytes: what an expression nests takes stack while it is compiled.
const LONGEST_TEMPLATE: usize = 64 << 10;

/// Whether a template is short enough to be compiled; else that is reported.
pub(super) fn is_readable_template(text: &str, sink: &mut Sink<'_>) -> bool {
    if text.len() > LONGEST_TEMPLATE {
        let message = format!("{} bytes are too many for a template: {LONGEST_TEMPLATE} is the most", text.len());
        sink.error(rule::TOO_LARGE, Span::default(), message).help("move parts of it to files in `partials/`");
    }
    text.len() <= LONGEST_TEMPLATE
}

/// Reports a file of which only the pointer is here, where its bytes are taken as they are.
pub(super) fn unfetched(entry: &TreeEntry, sink: &mut Sink<'_>) {
    if matches!(entry, TreeEntry::File(bytes) if is_pointer(bytes)) {
        pointer(sink);
    }
}

/// What every pointer of Git LFS begins with, by its specification.
const POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

fn is_pointer(bytes: &[u8]) -> bool {
    bytes.starts_with(POINTER)
}

fn pointer(sink: &mut Sink<'_>) {
    sink.error(
        rule::LFS_POINTER,
        Span::new(0, POINTER.len()),
        "this is a pointer of Git LFS; the file itself is not here",
    )
    .help("run `git lfs pull`; better, take the file out of Git LFS: `git lfs untrack`, then add it again");
}

const MARK: &[u8] = b"\xEF\xBB\xBF";

fn text(bytes: &[u8], sink: &mut Sink<'_>) -> Option<String> {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        sink.error(rule::NOT_UTF8, Span::new(0, 2), "this is UTF-16, not UTF-8").help("save it as UTF-8");
        return None;
    }
    if is_pointer(bytes) {
        pointer(sink);
        return None;
    }
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        sink.error(rule::NUL_BYTE, Span::new(at, at + 1), "this has a NUL byte, so it is no text")
            .help("save it as UTF-8 text");
        return None;
    }
    let mut text = utf8(bytes, sink);
    if bytes.starts_with(MARK) {
        sink.warning(rule::BYTE_ORDER_MARK, Span::new(0, MARK.len()), "this starts with a byte order mark")
            .help("save it as UTF-8 without one");
        text.replace_range(..MARK.len(), "   ");
    }
    Some(settle(text, sink))
}

/// The text, with a `?` for each byte that is not UTF-8.
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
        sink.error(rule::NOT_UTF8, Span::new(at, at + 1), format!("the byte 0x{byte:02X} is not UTF-8"))
            .help("save the file as UTF-8");
    }
    text
}

/// Which side of a conflict a line is on.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    None,
    Ours,
    Theirs,
}

/// The text with our side of each conflict; markers and their side are blank.
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
                sink.error(rule::CONFLICT_MARKER, Span::new(at, at + 7), "a merge conflict was committed here")
                    .help("keep one side and delete the lines with <<<<<<<, ======= and >>>>>>>");
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
