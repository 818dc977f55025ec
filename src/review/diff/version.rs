//! Which step of the version a difference calls for, and the rule that says so.
//!
//! The rules follow the Data Package recipe (<https://datapackage.org/recipes/data-package-version/>), at its stricter
//! end: an added table is MAJOR as an added column is, and so is a key that is gone, because what refers to it breaks.

use serde::Serialize;

use super::{Counts, Diff, Rows};

/// The part of a version that must be raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Nothing differs.
    None,
    /// Values were corrected.
    Patch,
    /// Rows were added.
    Minor,
    /// Columns, tables or existing keys changed.
    Major,
}

impl Step {
    /// `MAJOR`, `MINOR`, `PATCH` or `none`.
    pub fn as_str(self) -> &'static str {
        match self {
            Step::None => "none",
            Step::Patch => "PATCH",
            Step::Minor => "MINOR",
            Step::Major => "MAJOR",
        }
    }
}

/// A step with what called for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VersionStep {
    /// The part to raise.
    pub step: Step,
    /// The difference that calls for it: the first of the gravest kind.
    pub because: String,
    /// The rule that it falls under.
    pub rule: &'static str,
    /// The old version raised by the step, where the old release says a version of three numbers.
    pub calls_for: Option<String>,
    /// Tables that could not be compared: the step may be greater.
    pub at_least: bool,
}

impl Diff {
    /// The step of the version that the differences call for.
    pub fn version_step(&self) -> VersionStep {
        let (step, because, rule) = self.schema_step().or_else(|| self.row_step()).unwrap_or_else(|| self.file_step());
        let calls_for = self.old_version.as_deref().and_then(|version| raised(version, step));
        VersionStep { step, because, rule, calls_for, at_least: self.skipped().next().is_some() }
    }

    fn schema_step(&self) -> Option<(Step, String, &'static str)> {
        let (table, change) = self.tables.iter().find_map(|t| Some((t, t.schema.first()?)))?;
        Some((Step::Major, change.sentence(&table.name), "a new, changed or removed table or column is MAJOR"))
    }

    fn row_step(&self) -> Option<(Step, String, &'static str)> {
        type Rule = (fn(&Counts) -> u64, Step, &'static str, &'static str);
        const RULES: [Rule; 5] = [
            (|c| c.removed, Step::Major, "removed", "a removed row is MAJOR, because references to its key break"),
            (|c| c.renamed, Step::Major, "renamed", "a renamed key is MAJOR, because references to the old one break"),
            (|c| c.added, Step::Minor, "added", "a new row is MINOR"),
            (|c| c.changed, Step::Patch, "changed", "a corrected value is PATCH"),
            (|c| c.confidence_only, Step::Patch, "changed in confidence", "a corrected value is PATCH"),
        ];
        RULES.iter().find_map(|(count, step, what, rule)| {
            let (name, count) = self.tables.iter().find_map(|t| match &t.rows {
                Rows::Differ(rows) if count(&rows.counts) > 0 => Some((&t.name, count(&rows.counts))),
                _ => None,
            })?;
            let rows = if count == 1 { "1 row".to_owned() } else { format!("{count} rows") };
            Some((*step, format!("{rows} of `{name}` {} {what}", if count == 1 { "was" } else { "were" }), *rule))
        })
    }

    fn file_step(&self) -> (Step, String, &'static str) {
        match self.files.first() {
            Some(file) => (Step::Patch, format!("`{}` was {}", file.path, file.kind.as_str()), "a change of the metadata alone is PATCH"),
            None if self.skipped().next().is_some() => {
                (Step::None, "what could be compared is the same".to_owned(), "a table that can't be compared may call for any step")
            }
            None => (Step::None, "nothing differs".to_owned(), "the same data keep their version"),
        }
    }
}

/// The version with its part raised and the later ones set to 0.
fn raised(version: &str, step: Step) -> Option<String> {
    let parts: Vec<u64> = version.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
    let &[major, minor, patch] = parts.as_slice() else { return None };
    Some(match step {
        Step::None => return None,
        Step::Patch => format!("{major}.{minor}.{}", patch.checked_add(1)?),
        Step::Minor => format!("{major}.{}.0", minor.checked_add(1)?),
        Step::Major => format!("{}.0.0", major.checked_add(1)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_raised() {
        assert_eq!(raised("1.2.3", Step::Patch).as_deref(), Some("1.2.4"));
        assert_eq!(raised("1.2.3", Step::Minor).as_deref(), Some("1.3.0"));
        assert_eq!(raised("1.2.3", Step::Major).as_deref(), Some("2.0.0"));
        assert_eq!(raised("1.2", Step::Major), None);
        assert_eq!(raised("1.2.18446744073709551615", Step::Patch), None);
    }
}
