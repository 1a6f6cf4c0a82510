//! Reads GitHub's advisories: global ones and those of a repository, as its REST API returns and
//! accepts them (<https://docs.github.com/en/rest/security-advisories>), and the files of
//! github/advisory-database, which are OSV.

use std::collections::HashSet;

use super::error::NoRecord;
use super::fields::{Fields, Notes};
use super::node::{Node, excerpt};
use super::record::{Affected, ImportedCredit, ImportedReference, Record, Withdrawal};
use super::{constraint, osv, ranges, title::title};
use crate::ecosystem::Ecosystem;
use crate::literal::escaped;
use crate::names::{CREDIT_ROLES, CveId, PublicId};
use crate::version::{Order, Version};

/// Reads an advisory. `name` is the name of its file without the extension: a request to create an
/// advisory has no id.
pub(super) fn read(mut fields: Fields<'_>, name: &str) -> Result<Record, NoRecord> {
    let is_osv = fields.has("schema_version") || fields.has("affected");
    if is_osv && !fields.has("ghsa_id") {
        return osv::read(fields);
    }
    if !fields.has("ghsa_id") && !fields.has("vulnerabilities") {
        return Err(NoRecord::OtherFormat("it has neither `ghsa_id` nor `vulnerabilities`, and is not an OSV record"));
    }
    let state = fields.non_empty("state");
    if let Some(state) = state.filter(|state| !matches!(state.as_str(), "published" | "withdrawn")) {
        let help = if matches!(state.as_str(), "triage" | "draft") {
            "make an embargoed incident of it: `advisory import report FILE`"
        } else {
            "import it when it is published"
        };
        let message = format!("the advisory is not public: its state is `{}`", excerpt(&state));
        return Err(NoRecord::invalid(message, help));
    }
    let cve = fields.non_empty("cve_id");
    let named = Some(name).filter(|name| name.parse::<PublicId>().is_ok() || name.parse::<CveId>().is_ok());
    let Some(id) = fields.non_empty("ghsa_id").or_else(|| named.map(str::to_owned)).or_else(|| cve.clone()) else {
        return Err(NoRecord::invalid(
            "the advisory has no `ghsa_id`",
            "name the file after the advisory's ID, such as GHSA-xxxx-xxxx-xxxx.json",
        ));
    };
    let mut record = Record {
        details: fields.text("description").unwrap_or_default(),
        published: fields.instant("published_at"),
        modified: fields.instant("updated_at"),
        withdrawn: fields.has("withdrawn_at").then(|| Withdrawal { at: fields.instant("withdrawn_at"), reason: None }),
        cwe: weaknesses(&mut fields),
        vectors: vectors(&mut fields),
        credits: credits(&mut fields),
        ..Record::default()
    };
    for alias in cve.into_iter().chain(identifiers(&mut fields)) {
        record.aliases.push(alias);
    }
    record.id = id;
    record.title = title(&mut fields, "summary", &record);
    record.references = references(&mut fields);
    let mut patched = Vec::new();
    for vulnerability in fields.tables("vulnerabilities") {
        let found = affected(vulnerability)?;
        record.affected.extend(found.ranges);
        patched.extend(found.patched);
    }
    if !patched.is_empty() {
        record.details = format!("{}\n\n## {PATCHED}\n\n{}", record.details.trim_end(), patched.join("\n"));
    }
    record.affected = ranges::merge_overlapping(std::mem::take(&mut record.affected), fields.notes());
    if record.vectors.is_empty() {
        record.severity = fields.non_empty("severity");
    } else {
        fields.ignore("severity");
    }
    discard_others(&mut fields);
    Ok(record)
}

fn discard_others(fields: &mut Fields<'_>) {
    let of_github = "GitHub uses it for its own administration";
    for (key, reason) in [
        ("url", "it is the API address of the same record"),
        ("repository_advisory_url", "it is the API address of the same record"),
        ("type", of_github),
        ("github_reviewed_at", of_github),
        ("nvd_published_at", of_github),
        ("epss", "the likelihood of an attack changes every day"),
        ("created_at", "the date of the first draft is not public here"),
        ("closed_at", of_github),
        ("author", "the author is not public here"),
        ("publisher", "the person who published it is not public here"),
        ("submission", of_github),
        ("collaborating_users", "the people who worked on it are not public here, only credits"),
        ("collaborating_teams", "the people who worked on it are not public here, only credits"),
        ("private_fork", "it is private"),
    ] {
        fields.discard(key, reason);
    }
}

/// Takes the ids of `cwe_ids` and `cwes`. The names in the latter are those of the catalogue.
fn weaknesses(fields: &mut Fields<'_>) -> Vec<String> {
    let mut ids = fields.text_list("cwe_ids");
    for mut cwe in fields.tables("cwes") {
        cwe.ignore("name");
        ids.extend(cwe.non_empty("cwe_id"));
    }
    ids
}

/// Takes all vectors. Scores are computed from them.
fn vectors(fields: &mut Fields<'_>) -> Vec<String> {
    let mut vectors: Vec<String> = fields.non_empty("cvss_vector_string").into_iter().collect();
    let severities = fields.table("cvss_severities");
    let severities = severities.into_iter().flat_map(|mut all| [all.table("cvss_v3"), all.table("cvss_v4")]);
    for mut cvss in fields.table("cvss").into_iter().chain(severities.flatten().collect::<Vec<_>>()) {
        cvss.ignore("score");
        vectors.extend(cvss.non_empty("vector_string"));
    }
    vectors
}

fn identifiers(fields: &mut Fields<'_>) -> Vec<String> {
    let mut ids = Vec::new();
    for mut identifier in fields.tables("identifiers") {
        identifier.ignore("type");
        ids.extend(identifier.non_empty("value"));
    }
    ids
}

/// Takes the advisory's page, the source, and the links.
fn references(fields: &mut Fields<'_>) -> Vec<ImportedReference> {
    let link = |kind: &str, url| ImportedReference { kind: Some(kind.to_owned()), url, title: None };
    let page = fields.non_empty("html_url").map(|url| link("advisory", url));
    let source = fields.non_empty("source_code_location").map(|url| link("package", url));
    let mut all: Vec<ImportedReference> = page.into_iter().chain(source).collect();
    all.extend(fields.text_list("references").into_iter().map(|url| link("web", url)));
    let mut seen = HashSet::new();
    all.retain(|reference| seen.insert(reference.url.clone()));
    all
}

/// Takes the credits; where GitHub says who accepted theirs, only those.
fn credits(fields: &mut Fields<'_>) -> Vec<ImportedCredit> {
    let key = if fields.has("credits_detailed") { "credits_detailed" } else { "credits" };
    let mut credits = Vec::new();
    for mut credit in fields.tables(key) {
        let role = credit.one_of("type", &CREDIT_ROLES);
        let state = credit.non_empty("state");
        let (login, url) = match credit.table("user") {
            Some(mut user) => {
                let found = (user.non_empty("login"), user.non_empty("html_url"));
                user.ignore_rest();
                found
            }
            None => (credit.non_empty("login"), None),
        };
        let Some(name) = login else {
            credit.notes().wrong(credit.own_path(), "it has no name");
            continue;
        };
        if state.is_some_and(|state| state != "accepted") {
            credit.notes().no_place(credit.own_path(), "they have not accepted it");
            continue;
        }
        let url = url.or_else(|| Some(format!("https://github.com/{name}")));
        credits.push(ImportedCredit { name, role, url });
    }
    if key == "credits_detailed" {
        fields.ignore("credits");
    }
    credits
}

/// What an advisory says of one package.
struct OfPackage {
    ranges: Vec<Affected>,
    /// The patched versions as a line of a list, if some of them end no range.
    patched: Option<String>,
}

/// Reads the ranges of one package.
///
/// # Errors
/// When a range can't be read: without it, versions would be called not affected that are.
fn affected(mut vulnerability: Fields<'_>) -> Result<OfPackage, NoRecord> {
    let notes = vulnerability.notes();
    let (ecosystem, package) = match vulnerability.table("package") {
        Some(mut package) => {
            let theirs = package.non_empty("ecosystem").map(|name| name.to_lowercase());
            let known = theirs.as_deref().and_then(Ecosystem::from_github);
            if let (Some(theirs), None) = (&theirs, &known) {
                notes.no_place(package.path("ecosystem"), format!("OSV has no ecosystem `{}`", excerpt(theirs)));
            }
            (known, package.name("name"))
        }
        None => (None, None),
    };
    let order = ranges::order_of(ecosystem.as_ref());
    let path = vulnerability.path("vulnerable_version_range");
    let text = vulnerability.non_empty("vulnerable_version_range");
    let mut found = match &text {
        Some(text) => range(text, order, &path, notes)?,
        None => vec![Affected::default()],
    };
    let fixes = patched(&mut vulnerability, order);
    let patched = end_with(&fixes, order, &mut found, notes);
    let patched = patched.map(|versions| {
        let package = package.as_ref().map(|package| format!("{package}: ")).unwrap_or_default();
        format!("- {}", escaped(&format!("{package}{versions}")))
    });
    if text.is_none() {
        let is_known = found.iter().any(|range| range.fixed.is_some());
        if is_known {
            notes.guessed(path, "it is empty: all versions before the patched one are taken for affected");
        } else {
            notes.no_place(path, "it is empty: which versions are affected is not known");
            found.clear();
        }
    }
    vulnerability.discard("vulnerable_functions", "ranges here are for packages, not for the code in them");
    vulnerability.discard("source_code_location", "the references have the source");
    for range in &mut found {
        (range.ecosystem, range.package) = (ecosystem.clone(), package.clone());
    }
    Ok(OfPackage { ranges: found, patched })
}

/// Reads a range of versions. Many are written by hand.
fn range(text: &str, order: Option<Order>, path: &str, notes: &Notes) -> Result<Vec<Affected>, NoRecord> {
    let Some(read) = constraint::read(text, order) else {
        let message = format!("`{}` can't be read as a range of versions", excerpt(text));
        return Err(NoRecord::invalid(
            message,
            "write it as GitHub does, such as `>= 1.0, < 1.2`, and import it again",
        ));
    };
    if !read.is_exact {
        let said = read.ranges.iter().map(described).collect::<Vec<_>>().join("; ");
        notes.guessed(path, format!("`{}` is read as {said}", excerpt(text)));
    }
    Ok(read.ranges)
}

/// Returns a range as GitHub writes it.
fn described(range: &Affected) -> String {
    let from = range.introduced.as_ref().map(|version| format!(">= {version}"));
    let fixed = range.fixed.as_ref().map(|version| format!("< {version}"));
    let last = range.last_affected.as_ref().map(|version| format!("<= {version}"));
    let parts: Vec<String> = from.into_iter().chain(fixed).chain(last).collect();
    if parts.is_empty() { "all versions".to_owned() } else { parts.join(", ") }
}

/// The versions that have the fix, as a vulnerability names them.
#[derive(Default)]
struct Patched {
    versions: Vec<Version>,
    /// What is not a version, and may name some.
    others: Vec<String>,
    /// The field that has them.
    path: Option<String>,
}

/// Takes the versions that have the fix.
fn patched(vulnerability: &mut Fields<'_>, order: Option<Order>) -> Patched {
    let mut found = Patched::default();
    for key in ["first_patched_version", "patched_versions"] {
        let path = vulnerability.path(key);
        // In older answers the version is in a table of its own.
        let text = match vulnerability.take(key) {
            Some(Node::Text(text)) => text,
            Some(other) => {
                match vulnerability.as_table(path.clone(), other).and_then(|mut t| t.non_empty("identifier")) {
                    Some(text) => text,
                    None => continue,
                }
            }
            None => continue,
        };
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let one = |range: &Affected| {
            // `>= 1.2` names 1.2 as well.
            let is_one = range.fixed.is_none()
                && range.last_affected.as_ref().is_none_or(|last| range.introduced.as_ref() == Some(last));
            // `> 1.2` names no release with the fix.
            let named = range.introduced.as_deref().filter(|version| is_one && text.contains(version))?;
            super::ranges::version(named, order)
        };
        let read = constraint::parse(text, order).unwrap_or_default();
        let versions: Option<Vec<Version>> = read.iter().map(one).collect();
        match versions.filter(|versions| !versions.is_empty()) {
            Some(versions) => found.versions.extend(versions),
            None if text.contains(|c: char| c.is_ascii_digit()) => found.others.push(text.to_owned()),
            None => vulnerability.notes().no_place(path.clone(), "it names no version"),
        }
        found.path = Some(path);
    }
    found.versions.sort();
    found.versions.dedup();
    found
}

/// Ends ranges with the versions that have the fix: one without an end at the first of them that
/// comes after it, if no other range begins before that version. Any other end is no fix. Returns
/// the patched versions if some of them end no range.
fn end_with(patched: &Patched, order: Option<Order>, ranges: &mut [Affected], notes: &Notes) -> Option<String> {
    let read = |text: &Option<String>| super::ranges::version(text.as_deref()?, order);
    let path = patched.path.as_deref().unwrap_or_default();
    let mut replaced = false;
    for place in 0..ranges.len() {
        let fix = end(ranges, place, &patched.versions, order).map(ToString::to_string);
        let Some(range) = ranges.get_mut(place) else { continue };
        if let Some(fix) = fix {
            replaced |= range.last_affected.take().is_some();
            range.fixed = Some(fix);
        } else if range.fixed.is_some() {
            let named = read(&range.fixed).is_some_and(|end| patched.versions.contains(&end));
            range.ends_unfixed |= !named;
        }
    }
    if replaced {
        notes.guessed(path, "it ends the range instead of the last affected version");
    }
    let ends: Vec<Version> = ranges.iter().filter_map(|range| read(&range.fixed)).collect();
    if patched.versions.iter().all(|version| ends.contains(version)) && patched.others.is_empty() {
        return None;
    }
    notes.guessed(path, format!("not all of it ends a range: it is added to the text, under the heading `{PATCHED}`"));
    let versions = patched.versions.iter().map(ToString::to_string);
    Some(versions.chain(patched.others.iter().cloned()).collect::<Vec<_>>().join(", "))
}

/// The heading of patched versions that end no range.
const PATCHED: &str = "Patched versions";

/// Returns the fixed version of a range without one: the first that comes after it, and before the
/// next range.
fn end<'f>(ranges: &[Affected], place: usize, fixes: &'f [Version], order: Option<Order>) -> Option<&'f Version> {
    let range = ranges.get(place).filter(|range| range.fixed.is_none())?;
    if range.introduced.is_some() && range.introduced == range.last_affected {
        return None;
    }
    let read = |text: &String| super::ranges::version(text, order);
    let begins: Vec<Version> =
        ranges.iter().filter_map(|range| range.introduced.as_ref()).map(read).collect::<Option<_>>()?;
    let from = range.introduced.as_ref().and_then(read);
    let last = range.last_affected.as_ref().or(range.introduced.as_ref()).map(read);
    let last = if let Some(last) = last { Some(last?) } else { None };
    let next = begins.iter().filter(|begin| Some(*begin) > from.as_ref()).min();
    let mut ends: Vec<&Version> = fixes.iter().filter(|fix| Some(*fix) > last.as_ref()).collect();
    ends.retain(|fix| next.is_none_or(|next| *fix <= next));
    ends.sort();
    match (ends.as_slice(), &range.last_affected) {
        ([only], _) => Some(only),
        ([first, ..], Some(_)) => Some(first),
        // Each of several may be the fix of another release line.
        _ => None,
    }
}
