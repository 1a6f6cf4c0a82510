//! Handles: names of incidents that say nothing of them.

use std::hash::{BuildHasher as _, Hasher as _};

use crate::app::Error;
use crate::names::Handle;
use crate::portfolio::Portfolio;

/// Returns three random words that no incident has: not in sequence, nothing to do with the report,
/// and of so many that those of branches that know nothing of each other are not the same. None is
/// in the summary.
pub(super) fn fresh(portfolio: &Portfolio, summary: &str) -> Result<Handle, Error> {
    for _ in 0..1000 {
        let mut random = std::collections::hash_map::RandomState::new().build_hasher();
        random.write_u8(0);
        let random = random.finish();
        let pick = |words: &[&'static str], bits: u64| {
            usize::try_from(bits).ok().and_then(|b| words.get(b % words.len())).copied().unwrap_or("quiet")
        };
        let words =
            [pick(MOODS, random & 0xffff), pick(COLOURS, random >> 40), pick(BIRDS, (random >> 16) & 0xff_ffff)];
        let handle = words.join("-");
        if !portfolio.incidents.iter().any(|i| i.handle == *handle.as_str()) {
            let handle: Handle =
                handle.parse().map_err(|_| Error::invalid("a word list holds a word that is no name"))?;
            if handle.repeats(summary).is_none() {
                return Ok(handle);
            }
        }
    }
    Err(Error::invalid("every random handle is taken; choose one with --handle"))
}

const MOODS: &[&str] = &[
    "able", "agile", "alert", "brave", "brisk", "calm", "candid", "clever", "cosy", "crisp", "curious", "eager",
    "early", "fair", "fond", "gentle", "glad", "grand", "handy", "happy", "hardy", "humble", "idle", "jolly", "keen",
    "kind", "lively", "loyal", "lucky", "mellow", "merry", "mild", "modest", "neat", "nimble", "noble", "patient",
    "plain", "polite", "proud", "quick", "quiet", "ready", "shy", "sleepy", "snug", "sober", "steady", "sunny",
    "swift", "tidy", "tiny", "vivid", "warm", "wise", "witty", "young", "zesty",
];

const COLOURS: &[&str] = &[
    "amber", "ashen", "auburn", "azure", "beige", "bronze", "brown", "cobalt", "copper", "coral", "cream", "crimson",
    "cyan", "dusky", "ebony", "emerald", "fawn", "golden", "green", "grey", "hazel", "indigo", "ivory", "jade",
    "khaki", "lilac", "lime", "maroon", "mauve", "mint", "ochre", "olive", "opal", "orange", "pearl", "plum", "purple",
    "rosy", "ruby", "russet", "rusty", "sable", "saffron", "scarlet", "sepia", "silver", "slate", "tan", "tawny",
    "teal", "umber", "velvet", "violet", "white", "yellow",
];

const BIRDS: &[&str] = &[
    "avocet",
    "bittern",
    "bluetit",
    "bunting",
    "bustard",
    "buzzard",
    "chough",
    "coot",
    "cormorant",
    "crake",
    "crane",
    "crow",
    "cuckoo",
    "curlew",
    "dipper",
    "dove",
    "duck",
    "dunlin",
    "eagle",
    "egret",
    "eider",
    "falcon",
    "finch",
    "gannet",
    "godwit",
    "goose",
    "grebe",
    "gull",
    "harrier",
    "heron",
    "hoopoe",
    "ibis",
    "jackdaw",
    "jay",
    "kestrel",
    "kite",
    "knot",
    "lapwing",
    "lark",
    "linnet",
    "magpie",
    "martin",
    "merlin",
    "moorhen",
    "nuthatch",
    "oriole",
    "osprey",
    "ouzel",
    "owl",
    "petrel",
    "pipit",
    "plover",
    "puffin",
    "quail",
    "rail",
    "raven",
    "redstart",
    "robin",
    "ruff",
    "shrike",
    "siskin",
    "skua",
    "skylark",
    "snipe",
    "sparrow",
    "starling",
    "stork",
    "swallow",
    "swan",
    "swift",
    "teal",
    "tern",
    "thrush",
    "turnstone",
    "twite",
    "wagtail",
    "warbler",
    "wheatear",
    "whimbrel",
    "wigeon",
    "wren",
    "wryneck",
];
