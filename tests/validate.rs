//! `validate` finds what was planted, one error at a time, and names its place.

mod support;

use support::Fixture;
use tidings::review::problem::Severity;
use tidings::review::validate::{Options, Report, validate};
use tidings::schema::SchemaFiles;
use tidings::tables::Schema;

fn check(fixture: &Fixture) -> Report {
    let schema = Schema::load(&SchemaFiles::embedded()).unwrap();
    validate(&fixture.release, &schema, None, Options::default()).unwrap()
}

#[test]
fn a_release_as_published_is_valid() {
    let fixture = Fixture::new();
    let report = check(&fixture);
    assert!(report.valid, "{report}");
    assert!(report.listed().all(|p| p.severity == Severity::Note));
}
