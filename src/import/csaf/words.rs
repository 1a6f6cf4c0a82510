//! Version ranges that a document gives in words.

use super::super::constraint;
use super::super::record::Affected;
use crate::version::Order;

/// What stands for every version.
const ALL: [&str; 6] = ["*", "all", "all versions", "any", "any version", "vers:all/*"];

/// What stands for no version, by the specification of `vers`.
const NONE: &str = "vers:none/*";

/// Words before a version, and the operator that each of them means.
const BEFORE: [(&str, &str); 10] = [
    ("prior to ", "<"),
    ("earlier than ", "<"),
    ("before ", "<"),
    ("lower than ", "<"),
    ("less than or equal to ", "<="),
    ("less than ", "<"),
    ("up to and including ", "<="),
    ("through ", "<="),
    ("later than ", ">"),
    ("after ", ">"),
];

/// Words after a version, and the operator that each of them means.
const AFTER: [(&str, &str); 8] = [
    (" and earlier", "<="),
    (" and prior", "<="),
    (" and older", "<="),
    (" and below", "<="),
    (" and later", ">="),
    (" and newer", ">="),
    (" and above", ">="),
    (" or later", ">="),
];

/// The versions that a text names.
pub(super) enum Named {
    All,
    Ranges(Vec<Affected>),
}

/// Parses a range in `vers` notation, with comparisons, or in words; `None` if it is neither.
pub(super) fn parse(text: &str, order: Option<Order>) -> Option<Named> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let lower = text.to_lowercase();
    if ALL.contains(&lower.as_str()) {
        return Some(Named::All);
    }
    if lower == NONE {
        return Some(Named::Ranges(Vec::new()));
    }
    if lower.starts_with("vers:") {
        return constraint::parse_vers(&text).map(Named::Ranges);
    }
    let bare = without_prefix(&text, "all ").unwrap_or(&text);
    let bare = ["versions ", "version "].iter().find_map(|word| without_prefix(bare, word)).unwrap_or(bare);
    let said = operators(bare).unwrap_or_else(|| bare.to_owned());
    let said = [" and ", " And ", " AND "]
        .iter()
        .fold(said, |said, and| said.replace(&format!("{and}<"), ",<").replace(&format!("{and}>"), ",>"));
    let spaced = said.replace(" <", ",<").replace(" >", ",>");
    let spaced = spaced.replace("< ", "<").replace("> ", ">").replace("= ", "=").replace(",,", ",");
    let numbered = spaced.split(',').map(|part| without_v(part.trim())).collect::<Vec<_>>().join(",");
    constraint::parse(&numbered, order).map(Named::Ranges)
}

/// Returns what follows a word, however that is capitalised. Versions are kept as they are written.
fn without_prefix<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(word.len())?;
    start.eq_ignore_ascii_case(word).then_some(rest)
}

/// Returns what precedes a word, however that is capitalised.
fn without_suffix<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (rest, end) = text.split_at_checked(text.len().checked_sub(word.len())?)?;
    end.eq_ignore_ascii_case(word).then_some(rest)
}

/// Returns the comparison that words stand for.
fn operators(text: &str) -> Option<String> {
    if let Some((operator, version)) = BEFORE.iter().find_map(|(word, sign)| Some((sign, without_prefix(text, word)?)))
    {
        return Some(format!("{operator}{version}"));
    }
    let (operator, version) = AFTER.iter().find_map(|(word, sign)| Some((sign, without_suffix(text, word)?)))?;
    Some(format!("{operator}{version}"))
}

/// Returns a comparison without the `v` that a version begins with.
fn without_v(text: &str) -> String {
    let version = text.trim_start_matches(['<', '>', '=']);
    let operator = text.get(..text.len() - version.len()).unwrap_or_default();
    let bare =
        version.trim_start().strip_prefix(['v', 'V']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    format!("{operator}{}", bare.unwrap_or(version))
}
