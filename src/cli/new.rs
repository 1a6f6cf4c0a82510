//! `new`: a report becomes an incident.

use std::fmt::Write as _;
use std::hash::{BuildHasher as _, Hasher as _};

use anyhow::{Context as _, anyhow, bail};
use clap::Args;

use super::{Context, Outcome};
use crate::app::edit;
use crate::app::templates::{ADVISORY, PRIVATE};
use crate::case::Case;
use crate::names::{Handle, LineId};
use crate::portfolio::Portfolio;
use crate::report;
use crate::source::FilePath;
use crate::time::Instant;

/// Turn a report into an incident, and print its first deadlines
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory new --summary \"Path traversal in the restore job\" --line 1.16 --line main
  advisory new --summary \"…\" --public https://forum.example.org/t/1 --at 2026-03-01T10:00:00Z

Where CI is set and --reveal is not, the log may be public: it gets the handle, dates and the policy's words alone.")]
pub(super) struct New {
    /// One private line: what was reported
    #[arg(long, value_name = "TEXT")]
    summary: String,
    /// When the report reached the project [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = super::instant)]
    at: Option<Instant>,
    /// The vulnerability is already public, here
    #[arg(long, value_name = "URL")]
    public: Option<String>,
    /// The reporter's name
    #[arg(long, value_name = "NAME")]
    reporter: Option<String>,
    /// The reporter's mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// An affected release line (may be repeated)
    #[arg(long = "line", value_name = "LINE")]
    lines: Vec<LineId>,
    /// An affected component of team.toml (may be repeated)
    #[arg(long = "component", value_name = "COMPONENT")]
    components: Vec<String>,
    /// Name the folder yourself; it must say nothing of the incident [default: three random words]
    #[arg(long, value_name = "HANDLE")]
    handle: Option<Handle>,
}

impl New {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        context.require_work_tree()?;
        let loaded = context.open_sound()?;
        let at = self.at.unwrap_or(loaded.now());
        let handle = match &self.handle {
            Some(handle) => handle.clone(),
            None => fresh_handle(loaded.portfolio())?,
        };
        if loaded.portfolio().incidents.iter().any(|i| i.handle == handle) {
            return Err(anyhow!("there is an incident `{handle}` already; choose another --handle").into());
        }
        self.refuse_unknown(loaded.portfolio())?;
        let folder = format!("incidents/{}/{handle}", at.year());
        if loaded.portfolio().tree.get(&folder).is_some() {
            return Err(anyhow!("something else stands at {folder}; choose another --handle").into());
        }
        let [incident, advisory] = ["incident.toml", "advisory.md"].map(|name| FilePath::new(&folder).join(name));
        let text = self.incident(loaded.portfolio(), at)?;
        let again = loaded.with_edits(&[(&incident, &text), (&advisory, ADVISORY)])?;
        edit::write(&context.global.dir.join(incident.as_str()), &text)?;
        edit::write(&context.global.dir.join(advisory.as_str()), ADVISORY)?;

        let incident = again.incident(handle.as_str())?;
        let case = Case::new(again.portfolio(), incident, again.now().max(at));
        let what = format!("{folder}/\n  incident.toml  private\n  advisory.md    public on release\n");
        let board = report::incident(&case, context.board_format(), context.audience())?;
        context.terminal.done(&what, &board, context.global.format)?;
        Ok(())
    }

    fn refuse_unknown(&self, portfolio: &Portfolio) -> anyhow::Result<()> {
        for line in &self.lines {
            if portfolio.line(line).is_none() {
                let known: Vec<&str> = portfolio.project.lines.iter().map(|l| l.id.as_str()).collect();
                bail!("there is no release line `{line}` in advisory.toml; it has {}", known.join(", "));
            }
        }
        for component in &self.components {
            if !portfolio.team.components.iter().any(|c| c.id.as_str() == component) {
                let known: Vec<&str> = portfolio.team.components.iter().map(|c| c.id.as_str()).collect();
                bail!("there is no component `{component}` in team.toml; it has {}", known.join(", "));
            }
        }
        Ok(())
    }

    fn incident(&self, portfolio: &Portfolio, at: Instant) -> anyhow::Result<String> {
        let policy = portfolio.policy_at(at);
        let mut text = format!("# {PRIVATE}\n");
        let _infallible = write!(
            text,
            "policy = {}\n\n[report]\nsummary = {}\ndisclosure = \"{}\"\n",
            edit::text(&policy.revision),
            edit::text(&self.summary),
            if self.public.is_some() { "public" } else { "private" },
        );
        if let Some(url) = &self.public {
            let _infallible = writeln!(text, "url = {}", edit::text(url));
        }
        let reporter: Vec<String> = [("name", &self.reporter), ("email", &self.email)]
            .into_iter()
            .filter_map(|(key, value)| value.as_ref().map(|v| format!("{key} = {}", edit::text(v))))
            .collect();
        if !reporter.is_empty() {
            let _infallible = writeln!(
                text,
                "reporter = {{ {} }} # add `consent = true` once they agree to be named",
                reporter.join(", ")
            );
        }
        let list = |items: Vec<&str>| edit::list(&items).to_string();
        let _infallible = write!(
            text,
            "\n[scope]\nlines = {}\ncomponents = {}\n",
            list(self.lines.iter().map(LineId::as_str).collect()),
            list(self.components.iter().map(String::as_str).collect()),
        );
        Ok(edit::append(
            &text,
            "event",
            &[("at", edit::instant(at)?), ("event", edit::text(crate::event::BuiltIn::Reported.name()))],
        ))
    }
}

/// Three random words that no incident has: not in sequence, nothing to do with the report, and of so many that those of
/// branches that know nothing of each other are not the same.
fn fresh_handle(portfolio: &Portfolio) -> anyhow::Result<Handle> {
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
            return handle.parse().context("a word list holds a word that is no name");
        }
    }
    Err(anyhow!("every random handle is taken; choose one with --handle"))
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
