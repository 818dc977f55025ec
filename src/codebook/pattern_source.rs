//! Where a pattern stands in the codebook and how it is written: for those who ask why a row is there.

use serde::Deserialize;
use toml::Spanned;

use super::dataset::line_and_column;
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

#[derive(Deserialize)]
struct Patterns {
    #[serde(default)]
    pattern: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    name: Spanned<String>,
}

impl PatternSource {
    /// Finds the pattern that made a row by the row's rule, e.g. `event/accuse/condemn`.
    pub fn find(files: &SchemaFiles, rule: &str) -> Option<Self> {
        let (path, name) = match rule.split('/').collect::<Vec<_>>()[..] {
            ["event", kind, name] => (format!("codebook/events/{kind}.toml"), name),
            ["sanction", name] => ("codebook/sanctions.toml".to_owned(), name),
            _ => return None,
        };
        let text = files.text(&path).ok()?;
        let patterns: Patterns = toml::from_str(text).ok()?;
        let named = patterns.pattern.iter().find(|pattern| pattern.name.get_ref() == name)?;
        let at = named.name.span().start;
        let (line, _) = line_and_column(text, at);
        Some(Self { file: files.shown(&path), line, text: table_around(text, at)?.to_owned() })
    }
}

/// The lines of the table that holds a byte, from its header to the next one, without comments and empty lines at its end.
fn table_around(text: &str, at: usize) -> Option<&str> {
    let header = text.get(..at)?.rfind("[[pattern]]")?;
    let mut end = header;
    let mut here = header;
    for (n, line) in text.get(header..)?.split_inclusive('\n').enumerate() {
        if n > 0 && line.starts_with('[') {
            break;
        }
        here += line.len();
        if !line.trim().is_empty() && !line.trim_start().starts_with('#') {
            end = here;
        }
    }
    text.get(header..end).map(str::trim_end)
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
