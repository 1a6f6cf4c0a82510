//! Terms of a policy: embargo, lists, duties, publication.

use super::element::element;
use super::step::approvals;
use crate::parse::value::Table;
use crate::policy::{
    Attestation, BreakTerms, Criterion, DistributorList, EmbargoTerms, EvidenceTerms, Force, LeakTerms, Publication,
};

/// Embargo terms. What can't be read allows nothing.
pub(super) fn embargo(table: Option<&Table>, force: Force) -> EmbargoTerms {
    let nothing = Table::default();
    let table = table.unwrap_or(&nothing);
    EmbargoTerms {
        clauses: table.many("clauses"),
        allowed: table.flag("allowed"),
        agreed_by: table.one("agreed-by"),
        early_with: table.one("early-with"),
        on_break: table.table("on-break").and_then(|t| {
            Some(BreakTerms {
                by: t.one("by")?,
                choices: t.many("choices"),
                default: t.one("default")?,
                clauses: t.many("clauses"),
            })
        }),
        leak_report: table.table("leak-report").and_then(|t| {
            Some(LeakTerms { to: t.one("to")?, force: t.plain("force").unwrap_or(force), clauses: t.many("clauses") })
        }),
        span: table.get("allowed").map_or(table.span, |e| e.key_span),
    }
}

/// A list; `None` without id or channel.
pub(super) fn list(table: &Table) -> Option<DistributorList> {
    Some(DistributorList {
        element: element(table)?,
        channel: table.one("channel")?,
        request_to: table.one("request-to"),
        reply: table.one("reply"),
        criteria: table.tables("criteria", criterion),
        duties: table.tables("duties", criterion),
        remove_after_leaks: table.plain("remove-after-leaks"),
    })
}

fn criterion(table: &Table) -> Option<Criterion> {
    Some(Criterion { element: element(table)?, proof: table.plain("proof") })
}

/// A duty; `None` without id or text.
pub(super) fn attestation(table: &Table) -> Option<Attestation> {
    Some(Attestation {
        element: element(table)?,
        step: table.one("step"),
        list: table.one("list"),
        role: table.one("role"),
        text: table.one("text")?,
        required: table.flag("required"),
    })
}

/// What publication asks for.
pub(super) fn publication(table: Option<&Table>) -> Publication {
    let nothing = Table::default();
    let table = table.unwrap_or(&nothing);
    Publication {
        clauses: table.many("clauses"),
        approvals: table.table("approvals").and_then(approvals),
        sections: table.many("sections"),
        longest_embargo: table.one("longest-embargo"),
    }
}

/// What git has to show.
pub(super) fn evidence(table: &Table, force: Force) -> EvidenceTerms {
    EvidenceTerms {
        clauses: table.many("clauses"),
        recorded_within: table.one("recorded-within"),
        signed: table.plain_many("signed"),
        force: table.plain("force").unwrap_or(force),
        span: table.span,
    }
}
