//! Edits of a maintainer's files that keep their formatting and comments. The only module that names toml_edit, and
//! the only one that changes files of the private repository.

use std::path::Path;

use anyhow::{Context as _, Result, anyhow, bail};
pub(super) use toml_edit::Value;
use toml_edit::{Array, DocumentMut, Item, Table, TableLike};

mod place;

pub(super) use place::record;

use super::load;
use crate::output;
use crate::time::Instant;

mod affected;

pub(super) use affected::set_affected;

/// A value as it stands in a file.
pub(super) fn text(value: &str) -> Value {
    Value::from(value)
}

/// An instant as it stands in a file.
pub(super) fn instant(at: Instant) -> Result<Value> {
    let at: toml_edit::Datetime = at.to_string().parse().context("an instant that TOML can't write")?;
    Ok(Value::from(at))
}

/// A list of names; one name stands alone.
pub(super) fn names(names: &[String]) -> Value {
    match names {
        [one] => Value::from(one.as_str()),
        many => many.iter().map(String::as_str).collect::<Array>().into(),
    }
}

/// A list of strings.
pub(super) fn list(items: &[&str]) -> Value {
    items.iter().copied().collect::<Array>().into()
}

/// What somebody typed: TOML where it is TOML, else a string.
pub(super) fn typed(value: &str) -> Value {
    value.parse().unwrap_or_else(|_| Value::from(value))
}

/// The text with `[[name]]` and these keys at its end.
pub(super) fn append(text: &str, name: &str, entries: &[(&str, Value)]) -> String {
    let eol = line_end(text);
    let mut out = text.trim_end().to_owned();
    if !out.is_empty() {
        out.push_str(eol);
        out.push_str(eol);
    }
    out + &block(eol, name, entries)
}

/// `[[name]]` and these keys.
pub(super) fn block(eol: &str, name: &str, entries: &[(&str, Value)]) -> String {
    let keys = entries.iter().map(|(key, value)| format!("{key} = {value}{eol}"));
    std::iter::once(format!("[[{name}]]{eol}")).chain(keys).collect()
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// The text with a dotted key set. A value that is replaced keeps the comment behind it.
///
/// # Errors
/// When the text is no TOML, or a part of the key is something other than a table.
pub(super) fn set(text: &str, key: &str, value: Value) -> Result<String> {
    let (mark, text) = without_mark(text);
    let mut document = parsed(text)?;
    let mut parts = toml_edit::Key::parse(key).with_context(|| format!("`{key}` is no key"))?;
    let last = parts.pop().ok_or_else(|| anyhow!("`{key}` is no key"))?;
    let last = last.get();
    let mut table: &mut dyn TableLike = document.as_table_mut();
    for part in &parts {
        let fresh = || Item::Table(Table::new());
        table = table
            .entry(part.get())
            .or_insert_with(fresh)
            .as_table_like_mut()
            .ok_or_else(|| anyhow!("`{}` in `{key}` is not a table", part.get()))?;
    }
    if table.get(last).is_some_and(|there| there.as_value().is_none()) {
        bail!("`{key}` is a table; set the keys in it");
    }
    put(table, last, value);
    Ok(format!("{mark}{document}"))
}

/// Sets a key; a value that is replaced keeps the comment behind it.
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

/// Refuses a text that nothing can be added to, because it can't be read up to its end.
pub(super) fn require_toml(text: &str) -> Result<()> {
    parsed(text).map(drop)
}

fn parsed(text: &str) -> Result<DocumentMut> {
    // What the reader says of it would show the line; the log may be public.
    text.parse().map_err(|_: toml_edit::TomlError| anyhow!("the file is not TOML; `advisory check` shows where"))
}

/// The byte order mark that some editors begin a file with, and the rest.
fn without_mark(text: &str) -> (&str, &str) {
    text.split_at(text.len() - text.trim_start_matches('\u{feff}').len())
}

/// [`set`] for the front matter of an advisory.md.
pub(super) fn set_front(text: &str, key: &str, value: Value) -> Result<String> {
    with_front(text, |front| set(front, key, value))
}

/// Appends a table to the front matter of an advisory.md.
pub(super) fn append_front(text: &str, name: &str, entries: &[(&str, Value)]) -> Result<String> {
    with_front(text, |front| Ok(append(front, name, entries)))
}

fn with_front(text: &str, edit: impl FnOnce(&str) -> Result<String>) -> Result<String> {
    let (mark, text) = without_mark(text);
    let rest = text
        .strip_prefix("+++\n")
        .or_else(|| text.strip_prefix("+++\r\n"))
        .ok_or_else(|| anyhow!("advisory.md does not begin with a line `+++`"))?;
    let end = if rest.starts_with("+++") { Some(0) } else { rest.find("\n+++").map(|at| at + 1) };
    let (front, body) =
        end.and_then(|at| rest.split_at_checked(at)).ok_or_else(|| anyhow!("the front matter has no closing `+++`"))?;
    let mut edited = edit(front)?;
    if !edited.is_empty() && !edited.ends_with('\n') {
        edited.push('\n');
    }
    Ok(format!("{mark}+++{}{edited}{body}", line_end(text)))
}

/// Reads a file of the private repository to edit it.
pub(super) fn read(path: &Path) -> Result<String> {
    let link = path.symlink_metadata().with_context(|| format!("there is no {}", path.display()))?;
    if !link.is_file() {
        bail!("{} is not a plain file", path.display());
    }
    std::fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))
}

/// Puts a text in a file's place at once: a reader sees the old text or the new one.
pub(super) fn write(path: &Path, text: &str) -> Result<()> {
    output::file(path, text.as_bytes()).map_err(load::output_error)
}

/// [`write()`] over the text that an edit was made of. One edit waits for another, and none undoes what it has not seen.
///
/// # Errors
/// When the file holds something else by now, or can't be read or written.
pub(super) fn replace(path: &Path, before: &str, after: &str) -> Result<()> {
    let file = std::fs::File::open(path).with_context(|| format!("could not read {}", path.display()))?;
    // Some file systems have no locks; what was changed long enough ago is seen there, too.
    let _unsupported = file.lock();
    if read(path)? != before {
        bail!(
            "{} was changed by somebody else meanwhile, and nothing was written to it; run the command again",
            path.display()
        );
    }
    write(path, after)
}

/// Lets a file be run as a program, by whoever may read it.
pub(super) fn make_executable(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let refused = || format!("could not make {} executable", path.display());
        let mode = std::fs::metadata(path).with_context(refused)?.permissions().mode();
        let runs = std::fs::Permissions::from_mode(mode | (mode & 0o444) >> 2);
        std::fs::set_permissions(path, runs).with_context(refused)?;
    }
    Ok(())
}
