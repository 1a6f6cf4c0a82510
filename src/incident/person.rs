//! Recognises a person's name in other spellings.
//!
//! A reporter who did not agree to be named must not be credited, however a credit spells the name:
//! in another order, with initials, hyphens, ligatures, accents, look-alike letters or an employer.
//! A credit that could be the reporter's counts as theirs, and `check` reports it. Other people
//! keep their credit: one differing word of the name is enough.

use std::cmp::Reverse;

use unicode_normalization::UnicodeNormalization as _;

use crate::source::Span;
use crate::words;

/// Words that are part of many names and identify nobody.
const COMMON: &[&str] = &[
    "a", "al", "and", "at", "by", "company", "corp", "da", "das", "de", "del", "della", "den", "der", "di", "dos",
    "dr", "du", "el", "for", "from", "gmbh", "group", "inc", "jr", "la", "labs", "le", "llc", "ltd", "mr", "mrs", "ms",
    "mx", "of", "phd", "prof", "project", "research", "security", "sir", "sr", "team", "ten", "ter", "the", "van",
    "vom", "von", "with", "y", "zu", "zum",
];

/// Words and marks between a name and what else a credit says.
const SEPARATORS: &[&str] = &["and", "at", "by", "for", "from", "of", "with"];

/// More words than this are no name: they are compared as they are, without joining any.
const MOST_JOINED: usize = 6;

/// Folds a word, so that the same word in another spelling is the same text.
type Fold = fn(&str) -> String;

/// The spellings that are compared: with accents dropped, with those of German spelt out, and with
/// letters of other scripts that look like Latin ones.
const SPELLINGS: [Fold; 3] = [plain, german, latin];

/// A folded word.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    text: String,
    /// Whether it identifies nobody.
    is_common: bool,
}

/// A name, as it is compared with others.
#[derive(Clone, Debug)]
pub(crate) struct PersonName {
    /// Its words in each spelling.
    spellings: [Vec<Word>; 3],
    /// The first letters of its words, as they are written.
    initials: Vec<char>,
}

impl PersonName {
    /// Returns a name; `None` if the text has no letter or digit.
    #[must_use]
    pub(crate) fn new(text: &str) -> Option<Self> {
        let spellings = SPELLINGS.map(|fold| words(text, fold));
        let initials = spans(text).filter_map(|(_, word)| word.chars().next()).collect();
        (!spellings.iter().all(Vec::is_empty)).then_some(Self { spellings, initials })
    }

    /// Returns whether a credit could name this person.
    #[must_use]
    pub(crate) fn is_in(&self, credit: &str) -> bool {
        let parts: Vec<&str> = credit.split(['(', ')', '[', ']', '/', '|', ';', ',', '–', '—']).collect();
        // A comma stands in a name too: "Dijk, Noor".
        let begins = credit.split(['(', '[', '/', '|', ';', '–', '—']).next().unwrap_or_default();
        SPELLINGS.into_iter().any(|fold| {
            let whole = words(credit, fold);
            let segments = parts.iter().flat_map(|part| segments(words(part, fold))).collect::<Vec<_>>();
            let first = segments_of(words(begins, fold));
            self.spellings.iter().any(|name| is_same(name, &whole, &first, &segments))
        })
    }

    /// Returns every place where a text names this person: all words of the name beside each
    /// other, in any order and spelling, some of them shortened to their initials, or without the
    /// particles of the name; or joined in the order of the name, as in a login. A name of one word
    /// has no such places.
    pub(crate) fn places(&self, text: &str) -> Vec<Span> {
        let mut places: Vec<Span> = Vec::new();
        for (name, fold) in self.spellings.iter().zip(SPELLINGS) {
            let found: Vec<Found> = spans(text).map(|(span, word)| Found::new(text, span, word, fold)).collect();
            let whole: Vec<&Word> = name.iter().collect();
            let own: Vec<&Word> = name.iter().filter(|word| !word.is_common).collect();
            let has_particles = own.len() < whole.len();
            let names = [Some(whole), has_particles.then_some(own)];
            for name in names.into_iter().flatten().filter(|name| name.len() > 1) {
                places.extend(found.windows(name.len()).filter(|window| shortens(&name, window)).map(place));
                let joined: String = name.iter().map(|word| word.text.as_str()).collect();
                for count in 1..name.len() {
                    places.extend(found.windows(count).filter(|window| is_joined(&joined, window)).map(place));
                }
            }
            // Two initials are too often something else.
            if self.initials.len() > 2 {
                places.extend(found.windows(self.initials.len()).filter(|window| self.is_initials(window)).map(place));
            }
        }
        // A place in another one is the same.
        places.sort_by_key(|span| (span.start, Reverse(span.end)));
        let mut end = 0;
        places.retain(|span| {
            let is_new = span.end > end;
            end = end.max(span.end);
            is_new
        });
        places
    }

    /// Returns whether these words are the initials of the name, with a dot behind each: "N.v.D.".
    fn is_initials(&self, words: &[Found]) -> bool {
        let first = words.iter().map(|word| word.first);
        words.iter().all(|word| word.is_dotted && word.is_letter()) && first.eq(self.initials.iter().copied())
    }
}

/// A word of a text.
struct Found {
    span: Span,
    /// It, folded.
    text: String,
    /// Its first character, as it is written.
    first: char,
    /// Whether a dot follows.
    is_dotted: bool,
}

impl Found {
    fn new(text: &str, span: Span, word: &str, fold: Fold) -> Self {
        let is_dotted = text.get(span.end..).is_some_and(|rest| rest.starts_with('.'));
        Self { span, text: fold(word), first: word.chars().next().unwrap_or_default(), is_dotted }
    }

    fn is_letter(&self) -> bool {
        self.text.chars().count() == 1
    }
}

/// Returns whether some words of a text are those of a name, which are joined here.
fn is_joined(name: &str, words: &[Found]) -> bool {
    let mut rest = Some(name);
    for word in words {
        rest = rest.and_then(|rest| rest.strip_prefix(word.text.as_str()));
    }
    rest.is_some_and(str::is_empty)
}

fn place(words: &[Found]) -> Span {
    let end = words.last().map_or(0, |word| word.span.end);
    Span::new(words.first().map_or(0, |word| word.span.start), end)
}

/// Returns whether some words of a text are those of a name, in any order, or initials of them.
///
/// One whole word that identifies somebody has to be among them. If it is the only whole word, it
/// has to begin with a capital. Its initials have to be capitals or to have a dot, that of the last
/// word both: "a field" is not Anna Field, and "May I" is not May Ito.
fn shortens(name: &[&Word], words: &[Found]) -> bool {
    let mut left: Vec<&Found> = words.iter().collect();
    let (whole, short): (Vec<&&Word>, Vec<&&Word>) =
        name.iter().partition(|word| take(&mut left, |other| other.text == word.text));
    if short.is_empty() {
        return true;
    }
    let names_somebody = |word: &&&Word| !word.is_common && word.text.chars().count() > 1;
    if !whole.iter().any(names_somebody) {
        return false;
    }
    let is_clear = whole.len() > 1;
    let is_capital = |word: &Found| !word.first.is_lowercase();
    let only = words.iter().find(|word| whole.iter().any(|whole| whole.text == word.text));
    if !is_clear && !only.is_some_and(is_capital) {
        return false;
    }
    let last = name.last();
    short.iter().all(|word| {
        let is_last = last.is_some_and(|last| std::ptr::eq(*last, **word));
        take(&mut left, |other| {
            other.is_letter()
                && word.text.starts_with(&other.text)
                && (is_clear
                    || if is_last {
                        other.is_dotted && is_capital(other)
                    } else {
                        other.is_dotted || is_capital(other)
                    })
        })
    })
}

/// Returns whether a credit names a person: its words, those of its beginning, and its parts.
fn is_same(name: &[Word], whole: &[Word], first: &[Word], segments: &[Vec<Word>]) -> bool {
    let all_of = |words: &[Word]| words.iter().filter(|word| !word.is_common).cloned().collect::<Vec<_>>();
    let are_initials = |segment: &Vec<Word>| is_initials(segment, name) || is_initials(segment, &all_of(name));
    if name == whole || segments.iter().any(are_initials) {
        return true;
    }
    joined(name).iter().any(|name| {
        let own = all_of(name);
        match own.len() {
            0 => false,
            // One word is compared with whole parts, since it may be in other people's names.
            1 => segments.iter().flat_map(|segment| joined(segment)).any(|segment| all_of(&segment) == own),
            _ => {
                joined(whole).iter().any(|credit| covers(&own, credit))
                    // One word of a name is in other people's names too.
                    || joined(first).iter().map(|credit| all_of(credit)).any(|credit| credit.len() > 1 && covers(&credit, name))
            }
        }
    })
}

/// Returns whether some words are the initials of a name, and no more: "N.v.D.", "N. D.".
fn is_initials(words: &[Word], name: &[Word]) -> bool {
    let is_initial = |(word, of): (&Word, &Word)| word.text.chars().count() == 1 && of.text.starts_with(&word.text);
    words.len() > 1 && words.len() == name.len() && words.iter().zip(name).all(is_initial)
}

/// Returns whether each of some words is one of the others: the same, or the initial of it, or one
/// that it is the initial of. One of them has to be the same word.
fn covers(words: &[Word], others: &[Word]) -> bool {
    let mut left: Vec<&Word> = others.iter().collect();
    let (same, rest): (Vec<_>, Vec<_>) = words.iter().partition(|word| take(&mut left, |other| other == *word));
    let is_initial = |short: &Word, long: &Word| short.text.chars().count() == 1 && long.text.starts_with(&short.text);
    same.iter().any(|word| !word.is_common && word.text.chars().count() > 1)
        && rest.iter().all(|word| take(&mut left, |other| is_initial(word, other) || is_initial(other, word)))
}

/// Removes the first value that meets a condition, and returns whether there was one.
fn take<'w, T>(left: &mut Vec<&'w T>, mut is: impl FnMut(&'w T) -> bool) -> bool {
    match left.iter().position(|word| is(word)) {
        Some(at) => {
            left.remove(at);
            true
        }
        None => false,
    }
}

/// Returns the words with each choice of neighbours joined: people write "Van Dijk" and "Vandijk".
fn joined(words: &[Word]) -> Vec<Vec<Word>> {
    let Some((first, rest)) = words.split_first() else { return vec![Vec::new()] };
    let mut choices = vec![vec![first.clone()]];
    for word in rest {
        let mut more = if words.len() > MOST_JOINED { Vec::new() } else { choices.clone() };
        for choice in &mut more {
            choice.last_mut().into_iter().for_each(|last| {
                last.text.push_str(&word.text);
                last.is_common &= word.is_common;
            });
        }
        choices.iter_mut().for_each(|choice| choice.push(word.clone()));
        choices.append(&mut more);
    }
    choices
}

/// Returns the parts of a list of words between separators.
fn segments(words: Vec<Word>) -> Vec<Vec<Word>> {
    let parts = words.split(|word| SEPARATORS.contains(&word.text.as_str()));
    parts.filter(|part| !part.is_empty()).map(<[Word]>::to_vec).collect()
}

/// Returns the words before the first separator.
fn segments_of(words: Vec<Word>) -> Vec<Word> {
    segments(words).into_iter().next().unwrap_or_default()
}

/// Returns the words of a text, folded.
fn words(text: &str, fold: Fold) -> Vec<Word> {
    let texts = spans(text).map(|(_, word)| fold(word)).filter(|text| !text.is_empty());
    texts.map(|text| Word { is_common: COMMON.contains(&text.as_str()), text }).collect()
}

/// Returns the words of a text and where they are. A word is letters, digits and their marks; an
/// apostrophe and what nobody sees belong to it.
fn spans(text: &str) -> impl Iterator<Item = (Span, &str)> {
    let is_in_word =
        |c: char| c.is_alphanumeric() || is_mark(c) || is_invisible(c) || matches!(c, '\'' | '’' | 'ʼ' | '`' | '´');
    let mut at = 0;
    text.split(move |c: char| !is_in_word(c)).filter_map(move |word| {
        let start = at;
        let end = start + word.len();
        at = end + text.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        (!word.is_empty()).then_some((Span::new(start, end), word))
    })
}

/// Folds a word: compatible forms, case and the accents of European scripts are dropped.
fn plain(word: &str) -> String {
    fold(word, false)
}

/// Folds a word as [`plain`], with the letters of German spelt out ("Müller" as "Mueller").
fn german(word: &str) -> String {
    fold(word, true)
}

/// Folds a word as [`plain`], with Latin letters in the place of those that look like them.
fn latin(word: &str) -> String {
    plain(&word.chars().map(words::as_latin).collect::<String>())
}

fn fold(word: &str, german: bool) -> String {
    let composed: String = word.nfkc().collect();
    let upper = composed.to_lowercase().to_uppercase();
    let mut folded = String::new();
    for c in upper.to_lowercase().chars() {
        match c {
            'ä' if german => folded.push_str("ae"),
            'ö' if german => folded.push_str("oe"),
            'ü' if german => folded.push_str("ue"),
            'å' if german => folded.push_str("aa"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' if german => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'ł' => folded.push('l'),
            'þ' => folded.push_str("th"),
            c => folded.extend(std::iter::once(c).nfkd().filter(|c| c.is_alphanumeric())),
        }
    }
    folded
}

/// Returns whether it is a combining mark of the scripts that drop them in ASCII spellings.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Returns whether nobody sees it.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::PersonName;

    fn is(name: &str, credit: &str) -> bool {
        PersonName::new(name).is_some_and(|name| name.is_in(credit))
    }

    #[test]
    fn a_name_is_recognised_in_other_spellings() {
        for credit in [
            "Noor van Dijk",
            "noor  van dijk",
            "NOOR VAN DIJK",
            "Noor van Dijk (Tidepool)",
            "Noor van Dijk of Tidepool",
            "Noor van Dijk, Tidepool",
            "Tidepool (Noor van Dijk)",
            "Tidepool: Noor van Dijk",
            "Dr. Noor van Dijk",
            "van Dijk, Noor",
            "Dijk, Noor van",
            "van Dijk Noor",
            "N. van Dijk",
            "N van Dijk",
            "N. van Dijk of Tidepool",
            "N. van Dijk (Tidepool)",
            "van Dijk, N.",
            "Noor v. Dijk",
            "Noor D. van Dijk",
            "Noor Dijk",
            "Noor van D\u{133}k",
            "Noor Van\u{2011}Dijk",
            "Noor-van-Dijk",
            "Noor\u{a0}van\u{202f}Dijk",
            "Noor van Di\u{ad}jk",
            "No\u{200b}or van Dijk",
            "NoorVanDijk",
            "Noor Vandijk",
            "@noorvandijk",
            "noor.van.dijk",
            "noor_van_dijk",
            "Ｎｏｏｒ　ｖａｎ　Ｄｉｊｋ",
            "Nóor van Dijk",
            "N\u{43e}\u{43e}r van Dijk",
            "\u{39d}oor van Dijk",
            "Noor \u{201c}nvd\u{201d} van Dijk",
            "N.v.D.",
            "N. v. D.",
            "N.D. of Tidepool",
        ] {
            assert!(is("Noor van Dijk", credit), "{credit}");
        }
        for (name, credit) in [
            ("Jürgen Groß", "Juergen Gross"),
            ("Jürgen Groß", "Jurgen Gross"),
            ("Juergen Gross", "Jürgen Groß"),
            ("Søren Łukasz", "Soren Lukasz"),
            ("José Álvarez", "Jose\u{301} Alvarez"),
            ("Sean O'Brien", "Sean OBrien"),
            ("Sean O'Brien", "Sean O\u{2019}Brien"),
            ("Jean-Luc Martin", "Jean Luc Martin"),
            ("Jean-Luc Martin", "J.-L. Martin"),
            ("N. van Dijk", "Noor van Dijk"),
            ("Rae", "Rae"),
            ("Rae", "Rae (Tidepool)"),
            ("Rae", "Rae of Tidepool"),
            ("Corosphere security team", "Corosphere"),
            ("Corosphere security team", "Jo of Corosphere"),
            ("山田太郎", "山田 太郎"),
            ("Нина Иванова", "НИНА ИВАНОВА"),
        ] {
            assert!(is(name, credit), "{name}: {credit}");
        }
    }

    #[test]
    fn other_people_are_not_taken_for_them() {
        for (name, credit) in [
            ("Rae Whitlock", "Rae Whitlow"),
            ("Rae Whitlock", "Whitlow, Rae"),
            ("Rae Whitlock", "Whitlock"),
            ("Rae Whitlock", "Rae"),
            ("Noor van Dijk", "van Dijk"),
            ("Rae Whitlock", "Tom Whitlock"),
            ("Rae Whitlock", "T. Whitlock"),
            ("Rae Whitlock", "Ray Whitlock"),
            ("Rae Whitlock", "Jo Field of Whitlock"),
            ("Rae", "Rae Whitlow"),
            ("Noor van Dijk", "Anna van Dyck"),
            ("Noor van Dijk", "Jan van Eyck"),
            ("Noor van Dijk", "Noor de Vries"),
            ("Noor van Dijk", "Dijkstra"),
            ("Corosphere security team", "Lodestore security team"),
            ("Corosphere security team", "Security team"),
            ("山田太郎", "山田花子"),
            ("Нина Иванова", "Инна Иванова"),
            ("Noor van Dijk", "NVD"),
            ("Noor van Dijk", "N.v.E."),
            ("Noor van Dijk", "N."),
            ("Noor van Dijk", ""),
            ("Noor van Dijk", "…"),
        ] {
            assert!(!is(name, credit), "{name}: {credit}");
        }
        assert!(PersonName::new(" - ").is_none());
    }

    #[test]
    fn a_text_that_names_them_is_found() {
        let name = PersonName::new("Noor van Dijk").unwrap();
        let found = |text: &str| {
            name.places(text)
                .into_iter()
                .map(|span| text.get(span.start..span.end).unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(found("Thanks to VAN\u{a0}DIJK, Noor for the report."), ["VAN\u{a0}DIJK, Noor"]);
        assert_eq!(found("Noor van D\u{133}k."), ["Noor van D\u{133}k"]);
        assert_eq!(found("Found by N. van Dijk."), ["N. van Dijk"]);
        assert_eq!(found("Found by N van Dijk."), ["N van Dijk"]);
        assert_eq!(found("Found by Noor v. Dijk."), ["Noor v. Dijk"]);
        assert_eq!(found("Found by N. v. Dijk."), ["N. v. Dijk"]);
        assert_eq!(found("Found by N. Dijk."), ["N. Dijk"]);
        assert_eq!(found("Found by Noor Dijk."), ["Noor Dijk"]);
        assert_eq!(found("Found by van Dijk, N."), ["van Dijk, N"]);
        assert_eq!(found("Found by Noor D."), ["Noor D"]);
        assert_eq!(found("Found by N.v.D."), ["N.v.D"]);
        assert_eq!(found("Thanks to noorvandijk and @noor_vandijk."), ["noorvandijk", "noor_vandijk"]);
        assert_eq!(found("Found by Noor\u{ad}van\u{2003}Dijk."), ["Noor\u{ad}van\u{2003}Dijk"]);
        assert_eq!(found("Found by NoorDijk."), ["NoorDijk"]);
        assert_eq!(found("Noor and van Dijk"), Vec::<String>::new());
    }

    #[test]
    fn a_text_about_others_names_nobody() {
        for (name, text) in [
            ("Noor van Dijk", "Anna van Dijk and A. van Dijk"),
            ("Noor van Dijk", "the shortest path by Dijkstra; see NVD, e.g. n. v. d."),
            ("Noor van Dijk", "Noor Jansen, Dirk van Dijk and Van Dijk Security"),
            ("Anna Field", "A field of the request; a Field; option a field"),
            ("May Ito", "May I ask? May i.e. ask"),
            ("Eva Gross", "for example, e.g. a gross error; E.G."),
            ("Rae Whitlock", "Rae Whitlow and T. Whitlock; r whitlock"),
            ("Rae", "R. and Rae"),
        ] {
            let found = PersonName::new(name).unwrap().places(text);
            assert!(found.is_empty(), "{name}: {text}: {found:?}");
        }
    }
}
