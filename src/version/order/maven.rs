//! Versions of Maven's artifacts, as its `ComparableVersion` orders them: `1.0-rc1` comes before
//! `1.0`, which is the same as `1` and `1.0.0-ga`.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::number::Number;

/// A version.
#[derive(Clone, Debug)]
pub(in crate::version) struct Maven(Vec<Item>);

/// A part of a version.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Item {
    Word(Qualifier),
    List(Vec<Item>),
    Number(Number),
}

/// A word, with the place of those that Maven knows.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
struct Qualifier(usize, String);

const KNOWN: [&str; 7] = ["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"];

/// The place of a release among the words.
const RELEASE: usize = 5;

/// More parts than any version has: a bound for what a hostile text may nest.
const MAX_PARTS: usize = 64;

impl Qualifier {
    fn of(word: &str, before_digit: bool) -> Self {
        let word = match word {
            "a" if before_digit => "alpha",
            "b" if before_digit => "beta",
            "m" if before_digit => "milestone",
            "ga" | "final" | "release" => "",
            "cr" => "rc",
            word => word,
        };
        match KNOWN.iter().position(|known| *known == word) {
            Some(place) => Self(place, String::new()),
            None => Self(KNOWN.len(), word.to_owned()),
        }
    }
}

impl Maven {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let is_version = text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text.contains(|c: char| c.is_ascii_digit())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-+".contains(&b));
        is_version.then(|| read(&text.to_ascii_lowercase())).flatten().map(Self)
    }
}

/// Reads the parts, each list within the one before.
fn read(text: &str) -> Option<Vec<Item>> {
    let mut lists: Vec<Vec<Item>> = vec![Vec::new()];
    let mut token = String::new();
    let mut is_digit = false;
    let add = |lists: &mut Vec<Vec<Item>>, item: Item| lists.last_mut().map(|list| list.push(item));
    let item = |token: &str, is_digit: bool, before_digit: bool| match Number::parse(token) {
        Some(number) if is_digit => Item::Number(number),
        _ => Item::Word(Qualifier::of(token, before_digit)),
    };
    for c in text.chars() {
        match c {
            '.' | '-' => {
                let part =
                    if token.is_empty() { Item::Number(Number::default()) } else { item(&token, is_digit, false) };
                add(&mut lists, part)?;
                token.clear();
                if c == '-' {
                    lists.push(Vec::new());
                }
            }
            c => {
                if c.is_ascii_digit() != is_digit && !token.is_empty() {
                    begin(&mut lists, !is_digit);
                    add(&mut lists, item(&token, is_digit, !is_digit))?;
                    token.clear();
                    lists.push(Vec::new());
                }
                is_digit = c.is_ascii_digit();
                token.push(c);
            }
        }
    }
    if !token.is_empty() {
        begin(&mut lists, !is_digit);
        add(&mut lists, item(&token, is_digit, false))?;
    }
    if lists.iter().map(|list| list.len() + 1).sum::<usize>() > MAX_PARTS {
        return None;
    }
    let mut inner: Option<Vec<Item>> = None;
    while let Some(mut list) = lists.pop() {
        list.extend(inner.take().map(Item::List));
        normalize(&mut list);
        inner = Some(list);
    }
    inner
}

/// Begins a list for a word before a digit or at the end: `.X` is the same as `-X` there.
fn begin(lists: &mut Vec<Vec<Item>>, is_word: bool) {
    if is_word && lists.last().is_some_and(|list| !list.is_empty()) {
        lists.push(Vec::new());
    }
}

/// Removes what is the same as nothing from the end, also before the list at the end.
fn normalize(list: &mut Vec<Item>) {
    for n in (0..list.len()).rev() {
        match list.get(n) {
            Some(item) if item.is_nothing() => drop(list.remove(n)),
            Some(Item::List(_)) => {}
            _ => break,
        }
    }
}

impl Item {
    fn is_nothing(&self) -> bool {
        match self {
            Self::Number(number) => number.is_zero(),
            Self::Word(word) => word.0 == RELEASE,
            Self::List(items) => items.is_empty(),
        }
    }

    /// Compares it with nothing: a release candidate comes before its release.
    fn cmp_nothing(&self) -> Ordering {
        match self {
            Self::Number(number) if number.is_zero() => Ordering::Equal,
            Self::Number(_) => Ordering::Greater,
            Self::Word(word) => word.0.cmp(&RELEASE),
            Self::List(items) => cmp_nothing(items),
        }
    }

    fn cmp_item(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.cmp(b),
            (Self::Word(a), Self::Word(b)) => a.cmp(b),
            (Self::List(a), Self::List(b)) => cmp_lists(a, b),
            (Self::Number(_), _) | (Self::List(_), Self::Word(_)) => Ordering::Greater,
            (_, Self::Number(_)) | (Self::Word(_), Self::List(_)) => Ordering::Less,
        }
    }
}

fn cmp_nothing(items: &[Item]) -> Ordering {
    items.iter().map(Item::cmp_nothing).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// Compares the parts one by one. What comes before its release (`1.0.0.alpha`) comes before what
/// comes after it (`1-1`), whatever the parts are: Maven's own answer for such a pair contradicts
/// its answers about the release.
fn cmp_lists(a: &[Item], b: &[Item]) -> Ordering {
    let pair = |n: usize| {
        let rest = |items: &'_ [Item]| cmp_nothing(items.get(n..).unwrap_or_default());
        let by_sides = rest(a).cmp(&rest(b));
        by_sides.then_with(|| match (a.get(n), b.get(n)) {
            (Some(a), Some(b)) => a.cmp_item(b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        })
    };
    (0..a.len().max(b.len())).map(pair).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

impl PartialEq for Maven {
    fn eq(&self, other: &Self) -> bool {
        cmp_lists(&self.0, &other.0).is_eq()
    }
}

impl Eq for Maven {}

impl PartialOrd for Maven {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Maven {
    fn cmp(&self, other: &Self) -> Ordering {
        cmp_lists(&self.0, &other.0)
    }
}

impl Hash for Maven {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
