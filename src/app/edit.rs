//! Edits of a maintainer's files that keep their formatting and comments. The only module that
//! names toml_edit, and the only one that changes files of the private repository.

use std::path::{Path, PathBuf};

pub(crate) use toml_edit::Value;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike};

use crate::output;
use crate::source::FilePath;
use crate::time::{Date, Instant};

mod affected;
mod commits;
pub(crate) mod correction;
mod error;
mod names;
mod noted;
mod place;
pub(crate) mod sections;
pub(crate) mod settled;
mod tables;

pub(crate) use affected::set_affected;
pub(crate) use commits::set_commits;
pub use error::EditError;
pub(crate) use names::{names_below, with_names};
pub(crate) use noted::with_note;
pub(crate) use place::record;
pub(crate) use tables::{inline, set_in, unset};

type Result<T> = std::result::Result<T, EditError>;

/// Converts a string to a TOML value.
pub(crate) fn text(value: &str) -> Value {
    Value::from(value)
}

/// Converts an instant to a TOML value.
pub(crate) fn instant(at: Instant) -> Result<Value> {
    let at: toml_edit::Datetime = at.to_string().parse().map_err(EditError::BadInstant)?;
    Ok(Value::from(at))
}

/// Converts a day to a TOML value.
pub(crate) fn date(day: Date) -> Result<Value> {
    let day: toml_edit::Datetime = day.to_string().parse().map_err(EditError::BadInstant)?;
    Ok(Value::from(day))
}

/// Converts names to a TOML value: a string for a single name, else an array.
pub(crate) fn names(names: &[String]) -> Value {
    match names {
        [one] => Value::from(one.as_str()),
        many => many.iter().map(String::as_str).collect::<Array>().into(),
    }
}

/// Converts strings to a TOML array.
pub(crate) fn list(items: &[&str]) -> Value {
    items.iter().copied().collect::<Array>().into()
}

/// Converts keys and values to a TOML inline table.
pub(crate) fn table(entries: &[(&str, Value)]) -> Value {
    entries.iter().cloned().collect::<InlineTable>().into()
}

/// Parses a value from the command line: as TOML if possible, else as a string.
pub(crate) fn typed(value: &str) -> Value {
    value.parse().unwrap_or_else(|_| Value::from(value))
}

/// Returns the text with `[[name]]` and these keys appended.
pub(crate) fn append(text: &str, name: &str, entries: &[(&str, Value)]) -> String {
    appended(text, &block(line_end(text), name, entries))
}

fn appended(text: &str, block: &str) -> String {
    let eol = line_end(text);
    let mut out = text.trim_end().to_owned();
    if !out.is_empty() {
        out.push_str(eol);
        out.push_str(eol);
    }
    out + block
}

/// Returns `[[name]]` and these keys.
pub(crate) fn block(eol: &str, name: &str, entries: &[(&str, Value)]) -> String {
    let keys = entries.iter().map(|(key, value)| format!("{key} = {value}{eol}"));
    std::iter::once(format!("[[{name}]]{eol}")).chain(keys).collect()
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// Returns the text with a dotted key set. A replaced value keeps its trailing comment.
///
/// # Errors
/// When the text is not TOML, or a part of the key is not a table.
pub(crate) fn set(text: &str, key: &str, value: Value) -> Result<String> {
    let bad_key = |source| EditError::BadKey { key: key.to_owned(), source };
    let mut parts = toml_edit::Key::parse(key).map_err(|error| bad_key(Some(error)))?;
    let last = parts.pop().ok_or_else(|| bad_key(None))?;
    let last = last.get();
    let with_table = match parts.as_slice() {
        [table] => place::with_table(text, table.get())?,
        _ => text.to_owned(),
    };
    let (mark, text) = without_mark(&with_table);
    let mut document = parsed(text)?;
    let mut table: &mut dyn TableLike = document.as_table_mut();
    for part in &parts {
        let fresh = || Item::Table(Table::new());
        table = table
            .entry(part.get())
            .or_insert_with(fresh)
            .as_table_like_mut()
            .ok_or_else(|| EditError::NotATable { part: part.get().to_owned(), key: key.to_owned() })?;
    }
    if table.get(last).is_some_and(|there| there.as_value().is_none()) {
        return Err(EditError::IsATable(key.to_owned()));
    }
    put(table, last, value);
    Ok(format!("{mark}{document}"))
}

/// Returns the text with keys set to values from the command line.
///
/// # Errors
/// Those of [`set`].
pub(crate) fn set_all(text: &str, keys: &[(String, String)]) -> Result<String> {
    keys.iter().try_fold(text.to_owned(), |text, (key, value)| set(&text, key, typed(value)))
}

/// Sets a key. A replaced value keeps its trailing comment.
fn put(table: &mut dyn TableLike, key: &str, value: Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            let decor = old.decor().clone();
            *old = value;
            *old.decor_mut() = decor;
        }
        None => {
            table.insert(key, Item::Value(value));
        }
    }
}

/// Rejects a text that is not valid TOML, since nothing can be appended to it.
pub(crate) fn require_toml(text: &str) -> Result<()> {
    parsed(text).map(drop)
}

fn parsed(text: &str) -> Result<DocumentMut> {
    // The parser's message quotes the line, and the log may be public.
    text.parse().map_err(|_: toml_edit::TomlError| EditError::NotToml)
}

/// Splits off the byte order mark that some editors write at the start of a file.
fn without_mark(text: &str) -> (&str, &str) {
    text.split_at(text.len() - text.trim_start_matches('\u{feff}').len())
}

/// [`set`] for the front matter of an advisory.md.
pub(crate) fn set_front(text: &str, key: &str, value: Value) -> Result<String> {
    with_front(text, |front| set(front, key, value))
}

/// Takes a key out of the front matter of an advisory.md.
pub(crate) fn unset_front(text: &str, key: &str) -> Result<String> {
    with_front(text, |front| {
        let mut document = parsed(front)?;
        document.remove(key);
        Ok(document.to_string())
    })
}

/// [`record`] for the front matter of an advisory.md.
pub(crate) fn record_front(text: &str, name: &str, entries: &[(&str, Value)]) -> Result<String> {
    with_front(text, |front| {
        require_toml(front)?;
        Ok(record(front, name, entries))
    })
}

fn with_front(text: &str, edit: impl FnOnce(&str) -> Result<String>) -> Result<String> {
    let (mark, text) = without_mark(text);
    let rest = text.strip_prefix("+++\n").or_else(|| text.strip_prefix("+++\r\n")).ok_or(EditError::NoFrontMatter)?;
    let end = if rest.starts_with("+++") { Some(0) } else { rest.find("\n+++").map(|at| at + 1) };
    let (front, body) = end.and_then(|at| rest.split_at_checked(at)).ok_or(EditError::OpenFrontMatter)?;
    let mut edited = edit(front)?;
    if !edited.is_empty() && !edited.ends_with('\n') {
        edited.push('\n');
    }
    Ok(format!("{mark}+++{}{edited}{body}", line_end(text)))
}

/// Reads a file of the private repository to edit it.
pub(crate) fn read(path: &Path) -> Result<String> {
    let link = path.symlink_metadata().map_err(|error| EditError::Missing(path.to_owned(), error))?;
    if !link.is_file() {
        return Err(EditError::NotAFile(path.to_owned()));
    }
    std::fs::read_to_string(path).map_err(|error| EditError::Unreadable(path.to_owned(), error))
}

/// Replaces a file by atomic rename: a reader sees either the old text or the new text.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    Ok(output::file(path, text.as_bytes())?)
}

/// Writes new files below a folder, or replaces them.
pub(crate) fn write_all(root: &Path, files: &[(PathBuf, &str)]) -> Result<()> {
    let files: Vec<_> = files.iter().map(|(path, text)| (path.clone(), text.as_bytes())).collect();
    Ok(output::files(root, &files)?)
}

/// Writes new files of any content, or replaces them, one after another.
///
/// # Errors
/// Before the first file, when one of them or a folder that it is in is a link: it would be written
/// elsewhere.
pub(crate) fn write_bytes<B: AsRef<[u8]>>(root: &Path, files: &[(FilePath, B)]) -> Result<()> {
    for (path, _) in files {
        let mut there = root.to_owned();
        for part in path.as_str().split('/') {
            there.push(part);
            if there.symlink_metadata().is_ok_and(|meta| meta.is_symlink()) {
                return Err(EditError::NotAFile(there));
            }
        }
    }
    for (path, bytes) in files {
        output::file(&root.join(path.as_str()), bytes.as_ref())?;
    }
    Ok(())
}

/// Writes an edited file if it still holds the text that the edit started from. Concurrent edits
/// wait for each other, so no edit overwrites a change that it has not seen.
///
/// # Errors
/// When the file has changed meanwhile, or can't be read or written.
pub(crate) fn replace(path: &Path, before: &str, after: &str) -> Result<()> {
    let file = std::fs::File::open(path).map_err(|error| EditError::Unreadable(path.to_owned(), error))?;
    // Some file systems have no locks. The comparison below still catches earlier changes there.
    let _unsupported = file.lock();
    if read(path)? != before {
        return Err(EditError::Changed(path.to_owned()));
    }
    write(path, after)
}

/// Moves a folder to a name that is free, and then writes files. If that fails, the folder is where
/// it was.
///
/// # Errors
/// When the folder can't be moved, and those of `write`.
pub(crate) fn moved<E: From<EditError>>(
    from: &Path,
    to: &Path,
    write: impl FnOnce() -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let refused = |error| EditError::NotMoved(from.to_owned(), error);
    std::fs::rename(from, to).map_err(refused)?;
    let written = write();
    if written.is_err() {
        std::fs::rename(to, from).map_err(refused)?;
    }
    written
}

/// Makes a file executable for everyone who may read it.
pub(crate) fn make_executable(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let refused = |error| EditError::NotExecutable(path.to_owned(), error);
        let mode = std::fs::metadata(path).map_err(refused)?.permissions().mode();
        let runs = std::fs::Permissions::from_mode(mode | (mode & 0o444) >> 2);
        std::fs::set_permissions(path, runs).map_err(refused)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{EditError, moved, replace};

    #[test]
    fn a_move_whose_edits_fail_is_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("old")).unwrap();
        fs::write(path("old/one"), "changed meanwhile").unwrap();
        let refused: Result<(), EditError> =
            moved(&path("old"), &path("new"), || replace(&path("new/one"), "one", "1"));
        assert!(refused.is_err() && !path("new").exists());
        assert_eq!(fs::read_to_string(path("old/one")).unwrap(), "changed meanwhile");
        moved(&path("old"), &path("new"), || replace(&path("new/one"), "changed meanwhile", "1")).unwrap();
        assert_eq!(fs::read_to_string(path("new/one")).unwrap(), "1");
    }
}
