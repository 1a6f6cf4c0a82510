//! The ways in which people spell a mail address so that programs do not recognise it.
//!
//! The search in outgoing files, the comparison of credits and the search for private text in an
//! advisory share them, so none of them knows a way that another one does not.

use super::{located, spelled};
use crate::source::Span;

/// Returns the words of a mail address in each way that puts words in the place of its signs:
/// `kim at reports dot example`, `kim (at) reports.example`, `kim@reports dot example`.
pub(crate) fn address_in_words(address: &str) -> Vec<Vec<String>> {
    let at = address.replace('@', " at ");
    let spellings = [at.replace('.', " dot "), at, address.replace('.', " dot ")];
    let mut spellings: Vec<Vec<String>> = spellings.iter().map(|text| spelled(text.as_bytes()).words).collect();
    spellings.retain(|words| words.len() > 2);
    spellings.dedup();
    spellings
}

/// Returns every place where a text has a mail address, as it is written or in words.
pub(crate) fn address_places(address: &str, text: &str) -> Vec<Span> {
    let plain = spelled(address.as_bytes()).words;
    let in_words = address_in_words(address);
    let mut places = Vec::new();
    for words in located(text.as_bytes()) {
        for spelling in in_words.iter().chain([&plain]).filter(|spelling| !spelling.is_empty()) {
            for window in words.windows(spelling.len()) {
                let (Some((_, first)), Some((_, last))) = (window.first(), window.last()) else { continue };
                let place = Span::new(first.start, last.end);
                // Its words alone, without any sign, may be those of a sentence.
                let has_sign = || text.get(place.start..place.end).is_some_and(|text| text.contains(['@', '\u{ff20}']));
                let is_same = window.iter().map(|(word, _)| word).eq(spelling);
                if is_same && (spelling != &plain || has_sign()) {
                    places.push(place);
                }
            }
        }
    }
    places.sort_by_key(|place| place.start);
    places
}

#[cfg(test)]
mod tests {
    use super::address_places;

    #[test]
    fn an_address_is_found_however_people_spell_it_and_its_words_alone_are_not() {
        let is_in = |text: &str| !address_places("noor@tidepool.example", text).is_empty();
        for text in [
            "noor@tidepool.example",
            "Noor@Tidepool.Example",
            "noor (at) tidepool.example",
            "noor [at] tidepool [dot] example",
            "noor at tidepool dot example",
            "noor @ tidepool . example",
            "noor@tidepool(dot)example",
            "mail noor at tidepool.example, please",
        ] {
            assert!(is_in(text), "{text}");
        }
        for text in [
            "Noor at Tidepool",
            "noor, tidepool, example",
            "noora@tidepool.example",
            "elinor@tidepool.example",
            "noor@tidepools.example",
            "security@tidepool.example",
            "",
        ] {
            assert!(!is_in(text), "{text}");
        }
    }
}
