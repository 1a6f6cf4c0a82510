//! Finds approvals, waivers, decisions and agreements that somebody else committed.

use crate::change::{Change, Doubt, Judged, Kind, Record, is_word_of, may};
use crate::event::BuiltIn;
use crate::evidence::is_asked;
use crate::finding::Finding;
use crate::incident::Incident;
use crate::key;
use crate::names::Name;
use crate::policy::Signed;
use crate::rules::{Check, Rule};
use crate::signature::CheckedCommit;
use crate::source::Spanned;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

/// The events, other than approvals, that are committed by one of the people whom they name.
const TAKES_AUTHORITY: [BuiltIn; 8] = [
    BuiltIn::EmbargoAgreed,
    BuiltIn::EmbargoMoved,
    BuiltIn::BreakDecided,
    BuiltIn::Withdrawn,
    BuiltIn::FactSet,
    BuiltIn::Rejected,
    BuiltIn::Closed,
    BuiltIn::Attested,
];

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    let kept = change.kept.iter().map(|kept| (Some(kept.was.incident), kept.is.case.incident));
    for (was, is) in kept.chain(change.added.iter().map(|new| (None, new.case.incident))) {
        mitigations(change, was, is, found);
    }
    lists(change, found);
    for (judged, put) in change.additions() {
        let incident = judged.case.incident;
        let past = change.history_of(&incident.file);
        for record in put.iter().filter(|record| !change.began_with(incident, record)) {
            let is_own = |event: BuiltIn| record.is(event);
            let commits = || past.putting(record).map(|edit| &edit.commit);
            let claim = Claim { change, judged, record };
            if is_own(BuiltIn::Approved) || is_own(BuiltIn::PatchApproved) {
                // Each approver approves in a commit of their own.
                for commit in commits() {
                    found.extend(record.by.iter().filter_map(|by| claim.wrong_author(commit, &[by])));
                }
            } else if record.kind != Kind::Event || takes_authority(record) {
                let by: Vec<&Spanned<Name>> = record.by.iter().collect();
                found.extend(commits().filter_map(|commit| claim.wrong_author(commit, &by)));
            } else {
                continue;
            }
            if past.has(record) && commits().next().is_none() {
                found.push(claim.without_commit());
            }
        }
    }
}

/// Returns whether an event has to be committed by one of the people whom it names.
fn takes_authority(record: &Record<'_>) -> bool {
    TAKES_AUTHORITY.into_iter().any(|event| record.is(event)) || record.is(BuiltIn::Scored) && record.has(key::LEVEL)
}

/// Checks the authors of approvals of early mitigations. Such an approval makes the mitigations
/// part of a public notice.
fn mitigations<'p>(change: &Change<'p>, was: Option<&Incident>, is: &'p Incident, found: &mut Vec<Finding>) {
    let digest = |incident: &Incident| incident.notice.mitigations_covers.as_ref().map(|covers| covers.value.clone());
    // Another digest under an old name is another approval.
    let names = |incident: &Incident, who: &Name| {
        incident.notice.mitigations_approved_by.iter().any(|by| by.value == *who) && digest(incident) == digest(is)
    };
    let is_new = |by: &&Spanned<Name>| was.is_none_or(|was| !names(was, &by.value));
    for by in is.notice.mitigations_approved_by.iter().filter(is_new) {
        for edit in change.history_of(&is.file).making(|incident| names(incident, &by.value)) {
            let commit = &edit.commit;
            if is_word_of(commit, by.as_str(), &change.base.team, false).is_err() {
                let message = format!(
                    "the approval of the mitigations by `{}` was committed by {} ({})",
                    by.value,
                    commit.commit.author.words(),
                    commit.commit.id.short()
                );
                let help = format!(
                    "let `{}` approve them in a commit of their own: `advisory publish {} --mitigations --by {}`",
                    by.value, is.handle, by.value
                );
                found.push(RULE.finding(&is.file, by.span, message).help(help));
            }
        }
    }
}

/// Checks the authors of decisions on requests to join a list, and of corrections of admissions.
fn lists(change: &Change<'_>, found: &mut Vec<Finding>) {
    let Some(file) = &change.head.distributors.file else { return };
    let (base, team) = (change.base, &change.base.team);
    let terms = base.policy.evidence.as_ref();
    let must_be_signed = terms.is_some_and(|terms| terms.signed.contains(&Signed::Decisions));
    for record in change.newly_admitted() {
        let rightful: Vec<&&Name> = record.by.iter().filter(|by| record.may(base, by.as_str())).collect();
        let people: Vec<&str> = match rightful.as_slice() {
            [] => record.by.iter().map(|by| by.as_str()).collect(),
            rightful => rightful.iter().map(|by| by.as_str()).collect(),
        };
        let whose = people.first().map_or_else(|| "nobody".to_owned(), |by| format!("`{by}`"));
        let mut is_made = false;
        for edit in change.lists.iter().filter(|edit| edit.adds(&record)) {
            is_made = true;
            let commit = &edit.commit;
            if people.iter().any(|person| is_word_of(commit, person, team, must_be_signed).is_ok()) {
                continue;
            }
            let (author, id) = (commit.commit.author.words(), commit.commit.id.short());
            let message = format!("{} by {whose} was committed by {author} ({id})", record.words);
            found.push(RULE.finding(file, record.span(), message).help("let one of the people it names commit it"));
        }
        if !is_made && change.lists.iter().any(|edit| edit.has(&record)) {
            let message = format!("{} is not added by any commit on this branch", record.words);
            found.push(RULE.finding(file, record.span(), message).help("record it again"));
        }
    }
}

/// A record whose commit has to be made by somebody whom it names.
struct Claim<'c, 'p> {
    change: &'c Change<'p>,
    judged: &'c Judged<'p>,
    record: &'c Record<'p>,
}

impl Claim<'_, '_> {
    /// Whether the policy of the base requires a signature for the record.
    fn must_be_signed(&self) -> bool {
        self.judged.by_base.policy.evidence.as_ref().is_some_and(|terms| is_asked(terms, self.record))
    }

    /// Returns the finding on a record that no commit of the change added.
    fn without_commit(&self) -> Finding {
        let incident = self.judged.case.incident;
        let span = self.record.by.first().map_or(self.record.name.span, |by| by.span);
        let message = format!("{} is not added by any commit on this branch", self.record.words());
        RULE.finding(&incident.file, span, message).help(
            "a record that was copied from elsewhere, or was removed in between, does not count here: record it again",
        )
    }

    /// Returns a finding unless the commit is attributed to one of the people whom the record
    /// names.
    fn wrong_author(&self, commit: &CheckedCommit, by: &[&Spanned<Name>]) -> Option<Finding> {
        let team = &self.change.base.team;
        let members: Vec<&str> = by.iter().map(|by| by.as_str()).filter(|by| team.member(by).is_some()).collect();
        // The commit author has to be a person with the authority.
        let has_right = |person: &&str| may(&self.judged.by_base, self.record, person);
        let rightful: Vec<&str> = members.iter().copied().filter(has_right).collect();
        let people: Vec<&str> = match (rightful.is_empty(), members.is_empty()) {
            (false, _) => rightful,
            (true, false) => members,
            _ if by.is_empty() || self.record.is(BuiltIn::Approved) || self.record.is(BuiltIn::PatchApproved) => {
                by.iter().map(|by| by.as_str()).collect()
            }
            // The name of a list or a role says nothing of who acted: somebody with the right
            // records what it agreed on.
            _ => team.members.iter().map(|member| member.id.as_str()).filter(has_right).collect(),
        };
        if people.is_empty() && !by.is_empty() {
            let message = format!("{} is by nobody on the team", self.record.words());
            let span = by.first().map_or(self.record.name.span, |by| by.span);
            let help = "name a member of the team, who commits it";
            return Some(RULE.finding(&self.judged.case.incident.file, span, message).help(help));
        }
        let mut doubts: Vec<Doubt> = Vec::new();
        for person in people {
            match is_word_of(commit, person, team, self.must_be_signed()) {
                Ok(()) => return None,
                Err(doubt) => doubts.push(doubt),
            }
        }
        let doubt = doubts.into_iter().next()?;
        let span = by.first().map_or(self.record.name.span, |by| by.span);
        let whose = by.first().map_or_else(|| "nobody".to_owned(), |by| format!("`{}`", by.value));
        let what = self.record.words();
        let id = commit.commit.id.short();
        let message = match &doubt {
            Doubt::By(other) | Doubt::ByStranger(other) => format!("{what} by {whose} was committed by {other} ({id})"),
            Doubt::MadeBy(other) => format!("{what} is in a commit by {whose} that {other} committed ({id})"),
            Doubt::SignedBy(other) => format!("{what} by {whose} was signed by `{other}` ({id})"),
            Doubt::Invalid(why) => format!("the signature under {what} by {whose} is not valid: {why} ({id})"),
            Doubt::Unsigned => format!("{what} by {whose} is not signed with a key that team.toml already had ({id})"),
            Doubt::Unknown => {
                format!("{what} can't be attributed to {whose}: team.toml has no address for them")
            }
        };
        let help = match &doubt {
            Doubt::Unknown => "give the member an `email` in team.toml first, in a change of its own".to_owned(),
            Doubt::Unsigned => "sign the commit with a key listed in team.toml (`git commit -S`)".to_owned(),
            _ if self.record.is(BuiltIn::Approved) => {
                format!(
                    "let {whose} approve in a commit of their own: `advisory publish {} --by MEMBER`",
                    self.judged.case.incident.handle
                )
            }
            _ if self.record.is(BuiltIn::PatchApproved) => {
                format!(
                    "let {whose} record it in a commit of their own: `advisory record {} patch-approved --by MEMBER`",
                    self.judged.case.incident.handle
                )
            }
            _ => "let one of the people it names commit it".to_owned(),
        };
        let help = match doubt {
            Doubt::ByStranger(_) => format!(
                "no member has this address: if it is that of {whose}, add it to their `emails` in team.toml first, in a \
                 change of its own; if not, {help}"
            ),
            _ => help,
        };
        Some(RULE.finding(&self.judged.case.incident.file, span, message).help(help))
    }
}
