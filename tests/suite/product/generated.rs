//! Generated histories: lines that branch off and merge, fixes that are picked, squashed, redone by hand, taken back and
//! brought back, tags everywhere. Each is imported into git in one go, and each knows what is in its files.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::Stdio;

use crate::support::{git_command, write};

/// Small and the same on every machine (xorshift*).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(high).unwrap() % n
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// Places in files that change apart from each other.
const SLOTS: usize = 12;
/// The slots of fixes; the others hold noise.
pub const FIXES: usize = 4;
const FILES: usize = 3;
const LINES: usize = 4;

/// What is in each slot.
type Slots = [u32; SLOTS];

/// What a commit does to a fix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Effect {
    Brings,
    TakesBack,
}

#[derive(Clone)]
pub struct Made {
    parents: Vec<usize>,
    slots: Slots,
    message: String,
    /// What it does, by fix.
    effects: BTreeMap<usize, Effect>,
}

/// A history that is being made.
pub struct History {
    dice: Dice,
    pub commits: Vec<Made>,
    /// The tip of each line.
    pub lines: Vec<usize>,
    /// Fix number and the commit that first brought it.
    pub fixes: Vec<usize>,
    /// Commits that somebody has to name: what they bring can't be seen.
    pub by_hand: Vec<(usize, usize)>,
    pub tags: Vec<(String, usize, bool)>,
    merges: bool,
    noise: u32,
}

impl History {
    pub fn new(seed: u64) -> Self {
        let root = Made { parents: vec![], slots: [0; SLOTS], message: "Root\n".into(), effects: BTreeMap::new() };
        let mut history = Self {
            dice: Dice::new(seed),
            commits: vec![root],
            lines: vec![0],
            fixes: vec![],
            by_hand: vec![],
            tags: vec![],
            merges: !seed.is_multiple_of(3),
            noise: 0,
        };
        let steps = 25 + history.dice.below(30);
        for _ in 0..steps {
            history.step();
        }
        for line in history.lines.clone() {
            history.tag(line);
        }
        history
    }

    fn tag(&mut self, commit: usize) {
        let name = format!("v{}", self.tags.len());
        let annotated = self.dice.one_in(2);
        self.tags.push((name, commit, annotated));
    }

    fn step(&mut self) {
        let line = self.dice.below(self.lines.len());
        let tip = self.lines[line];
        match self.dice.below(20) {
            0 | 1 if self.lines.len() < LINES => self.lines.push(tip),
            2 | 3 => self.fix(line),
            4..=7 => self.carry(line),
            8..=10 => self.revert(line),
            11 | 12 if self.merges => self.merge(line),
            13 | 14 => self.tag(tip),
            _ => {
                let mut slots = self.commits[tip].slots;
                self.disturb(&mut slots);
                self.commit(line, slots, "Work\n".into(), BTreeMap::new());
            }
        }
    }

    fn disturb(&mut self, slots: &mut Slots) {
        self.noise += 1;
        slots[FIXES + self.dice.below(SLOTS - FIXES)] = 100 + self.noise;
    }

    fn commit(&mut self, line: usize, slots: Slots, message: String, effects: BTreeMap<usize, Effect>) -> usize {
        let parents = vec![self.lines[line]];
        self.push(line, Made { parents, slots, message, effects })
    }

    fn push(&mut self, line: usize, made: Made) -> usize {
        self.commits.push(made);
        self.lines[line] = self.commits.len() - 1;
        self.lines[line]
    }

    /// A new fix, unless there are enough.
    fn fix(&mut self, line: usize) {
        if self.fixes.len() == FIXES {
            return;
        }
        let fix = self.fixes.len();
        let mut slots = self.commits[self.lines[line]].slots;
        slots[fix] = 1;
        let effects = BTreeMap::from([(fix, Effect::Brings)]);
        let commit = self.commit(line, slots, format!("Fix {fix}\n"), effects);
        self.fixes.push(commit);
    }

    /// Commits that do something to exactly one fix, by what they do.
    fn that(&self, fix: usize, effect: Effect) -> Vec<usize> {
        let alone = |made: &Made| made.effects.len() == 1 && made.effects.get(&fix) == Some(&effect);
        (0..self.commits.len()).filter(|n| alone(&self.commits[*n])).collect()
    }

    fn any(&mut self, of: &[usize]) -> Option<usize> {
        (!of.is_empty()).then(|| of[self.dice.below(of.len())])
    }

    /// Brings a fix into a line that lacks it, in one of the ways people do.
    fn carry(&mut self, line: usize) {
        let tip = self.commits[self.lines[line]].clone();
        let lacking: Vec<usize> = (0..self.fixes.len()).filter(|fix| tip.slots[*fix] == 0).collect();
        let Some(fix) = self.any(&lacking) else { return };
        let mut slots = tip.slots;
        slots[fix] = 1;
        let mut effects = BTreeMap::from([(fix, Effect::Brings)]);
        let carriers = self.that(fix, Effect::Brings);
        let from = self.any(&carriers).unwrap();
        let message = match self.dice.below(6) {
            0 => format!("Fix {fix}\n\n(cherry picked from commit «{from}»)\n"),
            1 => {
                // Adapted: the message is all that tells.
                self.disturb(&mut slots);
                format!("Fix {fix} here\n\n(cherry picked from commit «{from}»)\n")
            }
            2 => format!("Fix {fix}\n"),
            3 => {
                let mut message = "Several\n\n".to_owned();
                for fix in lacking {
                    slots[fix] = 1;
                    effects.insert(fix, Effect::Brings);
                    writeln!(message, "(cherry picked from commit «{}»)", self.fixes[fix]).unwrap();
                }
                message
            }
            4 => {
                self.disturb(&mut slots);
                self.by_hand.push((fix, self.commits.len()));
                "By hand\n".to_owned()
            }
            _ => {
                // Brought back by taking back what took it back, on this line or another.
                if self.dice.one_in(2) {
                    self.disturb(&mut slots);
                }
                let reverts = self.that(fix, Effect::TakesBack);
                let reverts: Vec<usize> =
                    reverts.into_iter().filter(|r| self.commits[*r].message.contains("This reverts")).collect();
                let Some(revert) = self.any(&reverts) else { return };
                let (open, close) = if self.dice.one_in(3) { ('‹', '›') } else { ('«', '»') };
                format!("Reapply {fix}\n\nThis reverts commit {open}{revert}{close}.\n")
            }
        };
        self.commit(line, slots, message, effects);
    }

    /// Takes a fix back from a line that has it.
    fn revert(&mut self, line: usize) {
        let tip = self.commits[self.lines[line]].clone();
        let there: Vec<usize> = (0..self.fixes.len()).filter(|fix| tip.slots[*fix] == 1).collect();
        let Some(fix) = self.any(&there) else { return };
        let mut slots = tip.slots;
        slots[fix] = 0;
        let effects = BTreeMap::from([(fix, Effect::TakesBack)]);
        let carriers = self.that(fix, Effect::Brings);
        let what = self.any(&carriers).unwrap();
        let reverts = self.that(fix, Effect::TakesBack);
        let message = match (self.dice.below(4), self.any(&reverts)) {
            (0, _) => format!("Take {fix} away\n"),
            (1, Some(revert)) if self.commits[revert].message.contains("This reverts") => {
                format!("{}\n(cherry picked from commit «{revert}»)\n", self.commits[revert].message)
            }
            (2, _) => {
                self.disturb(&mut slots);
                format!("Revert {fix}, and more\n\nThis reverts commit\n«{what}».\n")
            }
            _ => format!("Revert \"Fix {fix}\"\n\nThis reverts commit «{what}».\n"),
        };
        self.commit(line, slots, message, effects);
    }

    /// Merges another line as git would; now and then only for the record (`-s ours`).
    fn merge(&mut self, line: usize) {
        let (tip, other) = (self.lines[line], self.lines[self.dice.below(self.lines.len())]);
        let (ours, theirs) = (self.ancestors(tip), self.ancestors(other));
        if ours.contains(&other) || theirs.contains(&tip) {
            return;
        }
        let common: BTreeSet<usize> = ours.intersection(&theirs).copied().collect();
        let worse: BTreeSet<usize> =
            common.iter().flat_map(|c| self.ancestors(*c).into_iter().filter(move |a| a != c)).collect();
        let best: Vec<usize> = common.difference(&worse).copied().collect();
        // With several best common ancestors git merges these first: no answer that all would give.
        let [base] = best[..] else { return };
        let (a, b, base) = (self.commits[tip].slots, self.commits[other].slots, self.commits[base].slots);
        // What both sides changed git leaves to people.
        if (0..SLOTS).any(|n| a[n] != base[n] && b[n] != base[n] && a[n] != b[n]) {
            return;
        }
        let mut slots = a;
        if !self.dice.one_in(6) {
            for n in 0..SLOTS {
                slots[n] = if a[n] == base[n] { b[n] } else { a[n] };
            }
        }
        let message = format!("Merge {other}\n");
        self.push(line, Made { parents: vec![tip, other], slots, message, effects: BTreeMap::new() });
    }

    pub fn ancestors(&self, of: usize) -> BTreeSet<usize> {
        let mut seen = BTreeSet::new();
        let mut open = vec![of];
        while let Some(n) = open.pop() {
            if seen.insert(n) {
                open.extend(&self.commits[n].parents);
            }
        }
        seen
    }

    /// Whether a commit's files have the fix.
    pub fn has(&self, commit: usize, fix: usize) -> bool {
        self.commits[commit].slots[fix] == 1
    }

    /// Makes a repository of it, and gives the ids of its commits.
    pub fn import(&self, folder: &Path, format: &str) -> Vec<String> {
        // What `git init --bare` makes.
        write(folder, "HEAD", "ref: refs/heads/line0\n");
        let config =
            format!("[core]\nrepositoryformatversion = 1\nbare = true\n[extensions]\nobjectformat = {format}\n");
        write(folder, "config", config);
        fs::create_dir_all(folder.join("objects")).unwrap();
        fs::create_dir_all(folder.join("refs")).unwrap();
        let mut child = git_command(folder, &["fast-import", "--quiet", "--force"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        // Messages name ids, which git has to say first.
        let mut ids: Vec<String> = Vec::new();
        for n in 0..self.commits.len() {
            let mut stream = String::new();
            self.write(n, &ids, &mut stream);
            input.write_all(stream.as_bytes()).unwrap();
            ids.push(output.next().unwrap().unwrap());
        }
        let mut stream = String::new();
        for (n, line) in self.lines.iter().enumerate() {
            writeln!(stream, "reset refs/heads/line{n}\nfrom :{}\n", line + 1).unwrap();
        }
        for (name, commit, annotated) in &self.tags {
            let mark = commit + 1;
            match annotated {
                true => writeln!(
                    stream,
                    "tag {name}\nfrom :{mark}\ntagger T <t@lodestore.example> 1700000000 +0000\ndata 1\nx"
                ),
                false => writeln!(stream, "reset refs/tags/{name}\nfrom :{mark}\n"),
            }
            .unwrap();
        }
        input.write_all(stream.as_bytes()).unwrap();
        drop(input);
        assert!(child.wait().unwrap().success());
        ids
    }

    fn write(&self, n: usize, ids: &[String], stream: &mut String) {
        let made = &self.commits[n];
        let mut message = made.message.clone();
        for (n, id) in ids.iter().enumerate() {
            message = message.replace(&format!("«{n}»"), id).replace(&format!("‹{n}›"), &id[..9]);
        }
        let time = 1_700_000_000 + 60 * n;
        writeln!(stream, "commit refs/heads/line0\nmark :{}", n + 1).unwrap();
        writeln!(stream, "author A <a@lodestore.example> {time} +0100").unwrap();
        writeln!(stream, "committer C <c@lodestore.example> {} +0000", time + 7).unwrap();
        writeln!(stream, "data {}\n{message}", message.len()).unwrap();
        for (place, parent) in made.parents.iter().enumerate() {
            let word = if place == 0 { "from" } else { "merge" };
            writeln!(stream, "{word} :{}", parent + 1).unwrap();
        }
        let before = made.parents.first().map(|parent| self.commits[*parent].slots);
        for file in 0..FILES {
            let of = |slots: &Slots| (0..SLOTS).filter(|n| n % FILES == file).map(|n| slots[n]).collect::<Vec<_>>();
            if before.is_none_or(|before| of(&before) != of(&made.slots)) {
                let text = render(file, &made.slots);
                writeln!(stream, "M 100644 inline src/file{file}\ndata {}\n{text}", text.len()).unwrap();
            }
        }
        writeln!(stream, "\nget-mark :{}", n + 1).unwrap();
    }
}

/// A file: each slot between lines that stay, so that a change looks the same in every line.
fn render(file: usize, slots: &Slots) -> String {
    let mut text = String::new();
    for slot in (0..SLOTS).filter(|slot| slot % FILES == file) {
        (0..4).for_each(|n| writeln!(text, "before {slot} {n}").unwrap());
        match slots[slot] {
            0 => {}
            value => writeln!(text, "  slot {slot} is {value}").unwrap(),
        }
        (0..4).for_each(|n| writeln!(text, "after {slot} {n}").unwrap());
    }
    text
}
