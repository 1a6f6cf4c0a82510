//! Reads refs in git's reftable format, which gix does not read.
//!
//! `reftable/tables.list` names the tables, oldest first. A table begins with blocks of refs,
//! sorted by name. What a later table says of a ref counts, and a ref without a value is deleted.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use super::error::Cause;
use super::format::Format;
use super::id::Id;

/// What a ref says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Target {
    /// It points to this object.
    Object(Id),
    /// It is another name of this ref.
    Name(String),
}

/// The refs of a repository, by name.
pub(super) type Table = BTreeMap<String, Target>;

/// How often a list is read again whose tables were replaced meanwhile.
const TRIES: usize = 5;

/// The names of other names that are followed.
const LONGEST_CHAIN: usize = 5;

/// Returns the refs of a git directory; `None` if it has none in this format.
pub(super) fn read(git_dir: &Path, format: Format) -> Result<Option<Table>, Cause> {
    let folder = git_dir.join("reftable");
    for tries in 1.. {
        let list = match std::fs::read_to_string(folder.join("tables.list")) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            list => list?,
        };
        let mut all = Table::new();
        let mut is_whole = true;
        for name in list.lines().filter(|name| !name.is_empty()) {
            match std::fs::read(folder.join(name)) {
                Err(error) if error.kind() == ErrorKind::NotFound && tries < TRIES => is_whole = false,
                bytes => add(&bytes?, format, &mut all).ok_or_else(|| format!("reftable/{name} is damaged"))?,
            }
        }
        if is_whole {
            return Ok(Some(all));
        }
    }
    Ok(None)
}

/// Returns the object that a ref leads to; `None` if it leads to nothing.
pub(super) fn resolve(all: &Table, name: &str) -> Option<Id> {
    let mut name = name;
    for _ in 0..=LONGEST_CHAIN {
        match all.get(name)? {
            Target::Object(id) => return Some(*id),
            Target::Name(other) => name = other,
        }
    }
    None
}

/// Adds the refs of a table; `None` if it is damaged.
fn add(table: &[u8], format: Format, all: &mut Table) -> Option<()> {
    let (header, footer) = match *table.get(4)? {
        1 => (24, 68),
        2 => (28, 72),
        _ => return None,
    };
    let end = table.len().checked_sub(footer)?;
    if !table.starts_with(b"REFT") || table.get(..header)? != table.get(end..end + header)? {
        return None;
    }
    let size = number(table.get(5..8)?);
    let mut start = 0;
    while start < end {
        let begin = if start == 0 { header } else { start };
        if table.get(begin) != Some(&b'r') {
            break;
        }
        let length = number(table.get(begin + 1..begin + 4)?);
        let block = table.get(..start.checked_add(length)?.min(end))?;
        let restarts = number(block.get(block.len().checked_sub(2)?..)?);
        let records = block.get(begin + 4..block.len().checked_sub(2 + 3 * restarts)?)?;
        block_of_refs(records, format, all)?;
        // Blocks are padded to one size, or follow each other.
        let is_padded = size > length && table.get(start + length) == Some(&0);
        start += if is_padded { size } else { length };
    }
    Some(())
}

/// Adds the refs of a block.
fn block_of_refs(mut rest: &[u8], format: Format, all: &mut Table) -> Option<()> {
    let mut name: Vec<u8> = Vec::new();
    while !rest.is_empty() {
        let prefix = varint(&mut rest)?;
        let suffix = varint(&mut rest)?;
        name.truncate(usize::try_from(prefix).ok().filter(|prefix| *prefix <= name.len())?);
        name.extend_from_slice(take(&mut rest, usize::try_from(suffix >> 3).ok()?)?);
        let text = String::from_utf8_lossy(&name).into_owned();
        varint(&mut rest)?;
        match suffix & 7 {
            0 => drop(all.remove(&text)),
            kind @ (1 | 2) => {
                let id = Id::from_bytes(take(&mut rest, format.bytes())?)?;
                if kind == 2 {
                    // The object that an annotated tag leads to.
                    take(&mut rest, format.bytes())?;
                }
                all.insert(text, Target::Object(id));
            }
            3 => {
                let length = usize::try_from(varint(&mut rest)?).ok()?;
                let other = String::from_utf8_lossy(take(&mut rest, length)?).into_owned();
                all.insert(text, Target::Name(other));
            }
            _ => return None,
        }
    }
    Some(())
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(length)?;
    *rest = left;
    Some(taken)
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for n in 0..10 {
        let byte = *take(rest, 1)?.first()?;
        value = if n == 0 { 0 } else { value.checked_add(1)? };
        value = value.checked_mul(128)? | u64::from(byte & 127);
        if byte & 128 == 0 {
            return Some(value);
        }
    }
    None
}
