//! Text that looks like prose: invented words, few of them often and most of them seldom, in sentences and lines.

/// A source of words, the same ones each time for a seed.
pub(crate) struct Prose {
    state: u64,
    words: Vec<String>,
}

const WORDS: usize = 8_000;

impl Prose {
    pub(crate) fn new(seed: u64) -> Self {
        // The vocabulary is everybody's; only the order is the seed's.
        let mut prose = Self { state: 0x9E37_79B9, words: Vec::new() };
        for number in 0..WORDS {
            let length = 2 + prose.next() % 4 + prose.next() % 5;
            let letters = (0..length).map(|_| char::from(b'a' + u8::try_from(prose.next() % 26).unwrap()));
            let word = letters.collect::<String>();
            prose.words.push(if number % 200 == 150 { word + "\u{e9}" } else { word });
        }
        prose.state = seed;
        prose
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A word; the first ones of the vocabulary come most often.
    fn word(&mut self) -> usize {
        let reach = 1 << (4 + self.next() % 10);
        usize::try_from(self.next() % reach).unwrap() % WORDS
    }

    pub(crate) fn words(&mut self, count: usize) -> String {
        let mut text = String::new();
        for _ in 0..count {
            let at = self.word();
            text.push_str(&self.words[at]);
            text.push(' ');
        }
        text
    }

    pub(crate) fn text(&mut self, bytes: usize) -> String {
        let mut text = String::with_capacity(bytes + 64);
        let mut number = 0;
        while text.len() < bytes {
            let at = self.word();
            let mut letters = self.words[at].chars();
            let first = letters.next().map(|c| if number % 12 == 0 { c.to_ascii_uppercase() } else { c });
            text.extend(first.into_iter().chain(letters));
            text.push_str(match number % 12 {
                11 => ". ",
                5 => ", ",
                _ if number % 19 == 0 => "\n",
                _ => " ",
            });
            number += 1;
        }
        text
    }
}
