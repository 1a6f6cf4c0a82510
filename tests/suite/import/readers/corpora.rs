//! Real databases, where they are at hand: every record is read, and no field of any is lost silently.

use advisory::import::{self, Format};

use super::records;
use crate::support;

#[test]
fn every_rustsec_advisory_is_read() {
    let Some(archive) = support::shared("corpora/rustsec-advisory-db.tar.gz") else { return };
    let batch = import::read(Format::RustSec, &archive).unwrap();
    let records = records(&batch);
    assert_eq!(records.len(), 1225);
    assert_eq!(batch.skipped.len(), 1, "{:?}", batch.skipped);
    for (file, record) in records {
        assert_eq!(file.rsplit('/').next().unwrap(), format!("{}.md", record.id));
        assert!(!record.title.is_empty() && record.published.is_some(), "{file}: {record:?}");
        assert!(record.affected.iter().all(|a| a.package.is_some()), "{file}");
    }
}

#[test]
fn every_osv_record_of_go_is_read() {
    let Some(folder) = support::shared("corpora/cncf-osv") else { return };
    let batch = import::read(Format::Osv, &folder).unwrap();
    let records = records(&batch);
    assert_eq!(records.len(), 54);
    for (file, record) in records {
        assert_eq!(file, format!("{}.json", record.id));
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let is_dated = [("modified", record.modified), ("published", record.published)];
        for (key, at) in is_dated {
            assert_eq!(at.is_none(), text.contains(&format!("\"{key}\": \"0001-")), "{file}: year 1 is no date");
        }
        assert!(!record.affected.is_empty() && !record.title.is_empty() && !record.details.is_empty(), "{file}");
    }
}
