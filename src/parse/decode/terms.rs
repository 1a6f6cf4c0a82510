//! Terms of a policy: embargo, lists, duties, publication.

use super::element::element;
use super::step::approvals;
use crate::key;
use crate::parse::value::Table;
use crate::policy::{
    Attestation, BreakTerms, Criterion, DistributorList, EmbargoTerms, EvidenceTerms, Force, LeakTerms, Publication,
};

/// Returns the embargo terms. Unreadable terms allow nothing.
pub(super) fn embargo(table: Option<&Table>, force: Force) -> EmbargoTerms {
    let nothing = Table::default();
    let table = table.unwrap_or(&nothing);
    EmbargoTerms {
        clauses: table.many(key::CLAUSES),
        allowed: table.flag(key::ALLOWED),
        agreed_by: table.one(key::AGREED_BY),
        early_with: table.one(key::EARLY_WITH),
        on_break: table.table(key::ON_BREAK).and_then(|t| {
            Some(BreakTerms {
                by: t.one(key::BY)?,
                choices: t.many(key::CHOICES),
                default: t.one(key::DEFAULT)?,
                clauses: t.many(key::CLAUSES),
            })
        }),
        leak_report: table.table(key::LEAK_REPORT).and_then(|t| {
            Some(LeakTerms {
                to: t.one(key::TO)?,
                force: t.plain(key::FORCE).unwrap_or(force),
                clauses: t.many(key::CLAUSES),
            })
        }),
        span: table.get(key::ALLOWED).map_or(table.span, |e| e.key_span),
    }
}

/// Returns a list; `None` without id or channel.
pub(super) fn list(table: &Table) -> Option<DistributorList> {
    Some(DistributorList {
        element: element(table)?,
        channel: table.one(key::CHANNEL)?,
        by: table.one(key::BY),
        request_to: table.one(key::REQUEST_TO),
        reply: table.one(key::REPLY),
        criteria: table.tables(key::CRITERIA, criterion),
        duties: table.tables(key::DUTIES, criterion),
        remove_after_leaks: table.plain(key::REMOVE_AFTER_LEAKS),
    })
}

fn criterion(table: &Table) -> Option<Criterion> {
    Some(Criterion { element: element(table)?, proof: table.plain(key::PROOF) })
}

/// Returns a duty; `None` without id or text.
pub(super) fn attestation(table: &Table) -> Option<Attestation> {
    Some(Attestation {
        element: element(table)?,
        step: table.one(key::STEP),
        list: table.one(key::LIST),
        mode: table.one(key::MODE),
        role: table.one(key::ROLE),
        text: table.one(key::TEXT)?,
        required: table.flag(key::REQUIRED),
    })
}

/// Returns the terms of publication.
pub(super) fn publication(table: Option<&Table>) -> Publication {
    let nothing = Table::default();
    let table = table.unwrap_or(&nothing);
    Publication {
        clauses: table.many(key::CLAUSES),
        approvals: table.table(key::APPROVALS).and_then(approvals),
        revisions: table.table(key::REVISIONS).and_then(approvals),
        sections: table.many(key::SECTIONS),
        longest_embargo: table.one(key::LONGEST_EMBARGO),
        longest_embargo_from: table.one(key::LONGEST_EMBARGO_FROM),
    }
}

/// Returns the evidence that is required from git.
pub(super) fn evidence(table: &Table, force: Force) -> EvidenceTerms {
    EvidenceTerms {
        clauses: table.many(key::CLAUSES),
        recorded_within: table.one(key::RECORDED_WITHIN),
        signed: table.plain_many(key::SIGNED),
        force: table.plain(key::FORCE).unwrap_or(force),
        span: table.span,
    }
}
