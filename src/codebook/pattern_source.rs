//! Where a pattern stands in the codebook and how it is written: for those who ask why a row is there.

use crate::schema::SchemaFiles;

/// A pattern as its maintainers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternSource {
    /// Its file, as the user can open it.
    pub file: String,
    /// The line of its name, from 1.
    pub line: u64,
    /// Its lines.
    pub text: String,
}

impl PatternSource {
    /// Finds the pattern that made a row by the row's rule, e.g. `event/accuse/condemn`.
    pub fn find(files: &SchemaFiles, rule: &str) -> Option<Self> {
        let (path, name) = match rule.split('/').collect::<Vec<_>>()[..] {
            ["event", kind, name] => (format!("codebook/events/{kind}.toml"), name),
            ["sanction", name] => ("codebook/sanctions.toml".to_owned(), name),
            _ => return None,
        };
        let (line, text) = written(files.text(&path).ok()?, name)?;
        Some(Self { file: files.shown(&path), line, text })
    }
}

/// The line of the name and the lines of the pattern of this name, from its header to the next one, without comments and
/// empty lines at its end. The files are checked when the codebook is loaded, so their lines are looked at and no more.
fn written(text: &str, name: &str) -> Option<(u64, String)> {
    let (mut named, mut lines) = (None, Vec::new());
    for (line, number) in text.lines().zip(1..) {
        if line.trim_start().starts_with('[') {
            if named.is_some() {
                break;
            }
            lines.clear();
        }
        lines.push(line);
        let value = line.trim_start().strip_prefix("name").and_then(|rest| rest.trim_start().strip_prefix('='));
        let value = value.and_then(|value| value.trim_start().strip_prefix(['"', '\'']));
        if value.and_then(|value| value.strip_prefix(name)).is_some_and(|rest| rest.starts_with(['"', '\''])) {
            named = Some(number);
        }
    }
    let blank = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    while lines.last().is_some_and(|line| blank(line)) {
        lines.pop();
    }
    Some((named?, lines.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_leads_to_its_lines() {
        let mut files = SchemaFiles::embedded();
        let toml = "event_type = \"ASSAULT\"\n\n[[pattern]]\nname = \"kill\"\nverbs = [\"kill\"]\n\n# next\n[[pattern]]\nname = \"hit\"\n";
        files.replace("codebook/events/assault.toml", toml.as_bytes().to_vec());
        let found = PatternSource::find(&files, "event/assault/kill").unwrap();
        assert_eq!((found.line, found.text.as_str()), (4, "[[pattern]]\nname = \"kill\"\nverbs = [\"kill\"]"));
        assert_eq!(PatternSource::find(&files, "event/assault/hit").unwrap().line, 9);
        for other in ["event/assault/none", "event/none/kill", "sanction", "learned", ""] {
            assert_eq!(PatternSource::find(&files, other), None);
        }
    }

    #[test]
    fn every_pattern_of_the_codebook_is_found() {
        let files = SchemaFiles::embedded();
        let codebook = crate::codebook::Codebook::load(&files).unwrap();
        for pattern in codebook.events.patterns.patterns.iter().chain(&codebook.sanctions.patterns.patterns) {
            let found = PatternSource::find(&files, &pattern.rule);
            assert!(found.is_some_and(|found| found.text.starts_with("[[pattern]]") && found.text.len() > 30), "{}", pattern.rule);
        }
    }
}
