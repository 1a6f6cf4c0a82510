//! What use cases return, as the team sees it and as a public log may show it.

use super::{LogText, Show, Style};
use crate::app::{ImportReport, RecordedDocuments, ScanReport};
use crate::case::Case;
use crate::finding::Finding;
use crate::json::JsonError;
use crate::portfolio::Portfolio;
use crate::report::board::Audience;
use crate::report::{self, Format, Screen};
use crate::rules;
use crate::verify::Verification;

/// A result of which a public log gets nothing.
pub struct TeamOnly<T>(
    /// Renders it.
    pub T,
);

impl<T: Fn(Style) -> Result<String, JsonError>> Show for TeamOnly<T> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        (self.0)(style)
    }

    fn log(&self, _: Style) -> Result<LogText, JsonError> {
        Ok(LogText::new())
    }
}

/// What an import did.
pub struct ShownImport<'a>(
    /// The import.
    pub &'a ImportReport,
);

impl Show for ShownImport<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        report::import(self.0, style.format, Audience::Team, style.verbose)
    }

    fn log(&self, style: Style) -> Result<LogText, JsonError> {
        report::import(self.0, style.format, Audience::Log, style.verbose).map(LogText)
    }
}

/// Recorded documents. They are of public advisories alone, so a log may hold all of it.
pub struct ShownDocuments<'a> {
    /// What was recorded.
    pub recorded: &'a [RecordedDocuments],
    /// Whether nothing was written.
    pub dry_run: bool,
}

impl Show for ShownDocuments<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        report::documents(self.recorded, self.dry_run, style.format)
    }

    fn log(&self, style: Style) -> Result<LogText, JsonError> {
        report::documents(self.recorded, self.dry_run, style.format).map(LogText)
    }
}

/// What a scan found.
pub struct ShownScan<'a>(
    /// The scan.
    pub &'a ScanReport,
);

impl Show for ShownScan<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        report::scan(style.format, &self.0.scan, &self.0.watch, Audience::Team, style.color)
    }

    fn log(&self, style: Style) -> Result<LogText, JsonError> {
        report::scan(style.format, &self.0.scan, &self.0.watch, Audience::Log, style.color).map(LogText)
    }
}

/// What the product's history says of an incident.
pub struct ShownVerification<'a> {
    /// The incident.
    pub case: &'a Case<'a>,
    /// What was verified.
    pub verification: &'a Verification<'a>,
}

/// What to do about a finding that a log may not show.
const ELSEWHERE: &str = "run `advisory verify` on your own machine to see it, or pass --reveal if the log is private";

impl Show for ShownVerification<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        let screen = Screen { color: style.color, width: style.width };
        let (case, verification, findings) = (self.case, self.verification, &self.verification.findings);
        report::verification(style.format, case, verification, findings, rules::all(), Audience::Team, screen)
    }

    fn log(&self, style: Style) -> Result<LogText, JsonError> {
        let mut findings = super::redacted(self.verification.findings.clone());
        findings.iter_mut().for_each(|finding| finding.set_help(ELSEWHERE));
        let screen = Screen { color: style.color, width: style.width };
        let (case, verification) = (self.case, self.verification);
        report::verification(style.format, case, verification, &findings, rules::all(), Audience::Log, screen)
            .map(LogText)
    }
}

/// What the product's history says of several incidents.
pub struct ShownVerifications<'a> {
    /// The portfolio that has them.
    pub portfolio: &'a Portfolio,
    /// The incidents and what was verified.
    pub all: &'a [(Case<'a>, Verification<'a>)],
}

impl ShownVerifications<'_> {
    fn shown(
        &self,
        style: Style,
        audience: Audience,
        findings: impl Fn(&Verification<'_>) -> Vec<Finding>,
    ) -> Result<String, JsonError> {
        let screen = Screen { color: style.color, width: style.width };
        let all = self.all.iter().map(|(case, verification)| (case, verification, findings(verification)));
        let all: Vec<_> = all.collect();
        report::verifications(style.format, self.portfolio, &all, rules::all(), audience, screen)
    }
}

impl Show for ShownVerifications<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        self.shown(style, Audience::Team, |verification| verification.findings.clone())
    }

    fn log(&self, style: Style) -> Result<LogText, JsonError> {
        let redacted = |verification: &Verification<'_>| {
            let mut findings = super::redacted(verification.findings.clone());
            findings.iter_mut().for_each(|finding| finding.set_help(ELSEWHERE));
            findings
        };
        self.shown(style, Audience::Log, redacted).map(LogText)
    }
}

/// The early-disclosure lists. Who is on them, and who asked to be, is not for a public log.
pub struct DistributorLists<'a>(
    /// The portfolio.
    pub &'a Portfolio,
);

impl Show for DistributorLists<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        match style.format {
            Format::Json => report::distributors_json(self.0),
            Format::Human | Format::Sarif | Format::Github => Ok(report::distributors(self.0, style.width)),
        }
    }

    fn log(&self, _: Style) -> Result<LogText, JsonError> {
        Ok(LogText::new())
    }
}
