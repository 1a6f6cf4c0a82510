//! Limits on the text that a template can make.
//!
//! Fuel counts steps, and one step can make gigabytes: a format width, a replacement of nothing, an
//! indentation. Each is calculated before it is made, so what is too large is an error of the
//! template and never an allocation.

use std::io;

use minijinja::value::{Rest, ValueKind, ValueOrKwargs};
use minijinja::{Environment, Error, ErrorKind, State, Template, Value, filters};

/// The longest text that a filter makes, in bytes. It is longer than any file that is read.
const LONGEST: usize = 16 << 20;

/// The most that a template prints in total, in bytes, and the most that its filters make.
const OUTPUT: usize = 64 << 20;

/// The length from which a text counts towards [`OUTPUT`]. Fuel limits how many shorter ones there
/// are.
const COUNTED: usize = 256;

/// The deepest value that is printed: lists in lists.
const DEEPEST: usize = 32;

/// Where a run keeps how much it has printed.
const PRINTED: &str = "advisory:printed";

/// Where a run keeps how much its filters have made.
const MADE: &str = "advisory:made";

/// Calculates the length of what a filter would make of these values; `None` if it is too large to
/// be calculated.
type Measure = fn(&[Value]) -> Option<usize>;

/// Limits the filters that make a text or a list.
pub(crate) fn add(env: &mut Environment<'_>) {
    limit(env, "format", Value::from_function(filters::format), formatted);
    limit(env, "replace", Value::from_function(filters::replace), replaced);
    limit(env, "indent", Value::from_function(filters::indent), indented);
    limit(env, "join", Value::from_function(filters::join), joined);
    limit(env, "string", Value::from_function(filters::string), |values| size(values.first()?, 0));
    limit(env, "tojson", Value::from_function(filters::tojson), |values| size(values.first()?, 0));
    limit(env, "pprint", Value::from_function(filters::pprint), |values| size(values.first()?, 0));
    limit(env, "batch", Value::from_function(filters::batch), filled);
    limit(env, "slice", Value::from_function(filters::slice), filled);
    limit(env, "lower", Value::from_function(filters::lower), copied);
    limit(env, "upper", Value::from_function(filters::upper), copied);
    limit(env, "title", Value::from_function(filters::title), copied);
    limit(env, "capitalize", Value::from_function(filters::capitalize), copied);
    limit(env, "trim", Value::from_function(filters::trim), copied);
    limit(env, "split", Value::from_function(filters::split), copied);
    limit(env, "lines", Value::from_function(filters::lines), copied);
    limit(env, "sum", Value::from_function(filters::sum), |values| size(values.first()?, 0));
    limit(env, "list", Value::from_function(filters::list), listed);
    limit(env, "reverse", Value::from_function(filters::reverse), listed);
    limit(env, "sort", Value::from_function(filters::sort), listed);
    limit(env, "unique", Value::from_function(filters::unique), listed);
    limit(env, "items", Value::from_function(filters::items), listed);
    limit(env, "dictsort", Value::from_function(filters::dictsort), listed);
}

fn limit(env: &mut Environment<'_>, name: &'static str, filter: Value, measure: Measure) {
    env.add_filter(name, move |state: &mut State<'_, '_>, values: Rest<ValueOrKwargs>| {
        let values = values.into_values();
        fits(state, name, measure(&values))?;
        filter.call(state, &values)
    });
}

/// Counts what a filter would make. Returns an error if that is more than is permitted.
fn fits(state: &mut State<'_, '_>, name: &str, length: Option<usize>) -> Result<(), Error> {
    let Some(length) = length.filter(|length| *length <= LONGEST) else {
        return Err(too_large(&format!("`{name}` would make more than {LONGEST} bytes")));
    };
    add_up(state, MADE, length, "its filters would make")
}

/// Returns an error if `join` would make a longer text than is permitted.
pub(crate) fn join(state: &mut State<'_, '_>, items: &Value, separator: Option<&str>) -> Result<(), Error> {
    fits(state, "join", joined(&[items.clone(), Value::from(separator.unwrap_or_default())]))
}

/// Counts a value that is about to be printed.
pub(crate) fn count(state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let length = match value.as_str() {
        Some(text) => Some(text.len()),
        None => size(value, 0),
    };
    let Some(length) = length else { return Err(too_large("a value is too large to be printed")) };
    add_up(state, PRINTED, length, "it would print")
}

/// Adds a length to what a run keeps under a name, up to [`OUTPUT`].
fn add_up(state: &mut State<'_, '_>, name: &str, length: usize, what: &str) -> Result<(), Error> {
    if length < COUNTED {
        return Ok(());
    }
    let before = state.get_temp(name).and_then(|sum| sum.as_usize()).unwrap_or(0);
    let sum = before.saturating_add(length);
    if sum > OUTPUT {
        return Err(too_large(&format!("{what} more than {OUTPUT} bytes")));
    }
    state.set_temp(name, Value::from(sum));
    Ok(())
}

/// Renders a template, up to a length.
pub(crate) fn render(template: &Template<'_, '_>, context: Value) -> Result<String, Error> {
    let mut page = Page(Vec::new());
    let rendered = template.render_captured_to(context, &mut page).map(|_| ());
    match rendered {
        Err(error) if error.kind() == ErrorKind::WriteFailure => {
            Err(too_large(&format!("it would print more than {OUTPUT} bytes")))
        }
        rendered => rendered.and_then(|()| {
            String::from_utf8(page.0).map_err(|error| Error::new(ErrorKind::WriteFailure, error.to_string()))
        }),
    }
}

struct Page(Vec<u8>);

impl io::Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len().saturating_add(bytes.len()) > OUTPUT {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn too_large(what: &str) -> Error {
    Error::new(ErrorKind::InvalidOperation, what.to_owned())
}

/// Returns about how long a value is as text; `None` if it is too large or too deep.
fn size(value: &Value, depth: usize) -> Option<usize> {
    let mut left = LONGEST;
    take(value, depth, &mut left)?;
    Some(LONGEST - left)
}

fn take(value: &Value, depth: usize, left: &mut usize) -> Option<()> {
    if let Some(text) = value.as_str() {
        *left = left.checked_sub(text.len())?;
        return Some(());
    }
    *left = left.checked_sub(1)?;
    if !matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable | ValueKind::Map) {
        return Some(());
    }
    if depth == DEEPEST {
        return None;
    }
    for item in value.try_iter().ok()? {
        take(&item, depth + 1, left)?;
        if value.kind() == ValueKind::Map {
            take(&value.get_item(&item).ok()?, depth + 1, left)?;
        }
    }
    Some(())
}

/// Every placeholder may print every value at the width and precision that it names.
fn formatted(values: &[Value]) -> Option<usize> {
    let text = values.first()?.as_str().unwrap_or_default();
    let given = values.get(1..).unwrap_or_default();
    let mut printed = 0_usize;
    for value in given {
        printed = printed.checked_add(size(value, 0)?)?;
    }
    // A width of `*` is one of the values.
    let named = given.iter().filter_map(|value| value.as_i64()).filter_map(|number| usize::try_from(number.abs()).ok());
    let widest = named.max().unwrap_or(0);
    let mut length = text.len();
    for placeholder in text.split('%').skip(1) {
        let named = match placeholder.strip_prefix('(') {
            Some(rest) => rest.split_once(')').map_or(rest, |(_, rest)| rest),
            None => placeholder,
        };
        let head: String = named.chars().take_while(|c| c.is_ascii_digit() || "#- +.*".contains(*c)).collect();
        if head.contains('*') {
            length = length.checked_add(widest)?;
        }
        for number in head.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty()) {
            length = length.checked_add(number.parse().ok()?)?;
        }
        length = length.checked_add(printed)?;
    }
    Some(length)
}

fn replaced(values: &[Value]) -> Option<usize> {
    let [text, from, to] = [0, 1, 2].map(|nth| values.get(nth).map_or(Some(0), |value| size(value, 0)));
    let (text, from, to) = (text?, from?, to?);
    let times = text.checked_div(from).unwrap_or(text + 1);
    times.checked_mul(to)?.checked_add(text)
}

fn indented(values: &[Value]) -> Option<usize> {
    let text = values.first()?;
    let lines = text.as_str().map_or(1, |text| text.lines().count() + 1);
    lines.checked_mul(largest_number(values.get(1..)?)?)?.checked_add(size(text, 0)?)
}

fn joined(values: &[Value]) -> Option<usize> {
    let items = values.first()?;
    if items.is_undefined() {
        return Some(0);
    }
    let count = items.as_str().map(str::len).or_else(|| items.len()).unwrap_or(LONGEST);
    let separator = values.get(1).map_or(Some(0), |value| size(value, 0))?;
    count.checked_mul(separator)?.checked_add(size(items, 0)?)
}

fn copied(values: &[Value]) -> Option<usize> {
    Some(values.first()?.as_str().map_or(0, str::len))
}

fn listed(values: &[Value]) -> Option<usize> {
    values.first()?.len().unwrap_or(0).checked_mul(size_of::<Value>())
}

fn filled(values: &[Value]) -> Option<usize> {
    largest_number(values.get(1..)?)?.checked_mul(size_of::<Value>())
}

/// Returns the largest whole number among arguments, named or not; 0 if there is none.
fn largest_number(values: &[Value]) -> Option<usize> {
    let mut largest = 0;
    for value in values {
        let inner: Vec<Value> = if value.kind() == ValueKind::Map {
            value.try_iter().ok()?.filter_map(|key| value.get_item(&key).ok()).collect()
        } else {
            vec![value.clone()]
        };
        for number in inner.iter().filter(|value| value.kind() == ValueKind::Number) {
            largest = largest.max(number.as_usize().unwrap_or(if number.is_integer() { usize::MAX } else { 0 }));
        }
    }
    Some(largest)
}
