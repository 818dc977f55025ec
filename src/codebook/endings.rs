//! Endings that tell what a word is where no list has it: `codebook/endings.toml`.

use serde::Deserialize;
use toml::Spanned;

use super::{CodebookError, line_and_column};
use crate::schema::SchemaFiles;

/// Endings of words, all in lower case.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endings {
    genitive: Vec<Spanned<String>>,
    before_bare_apostrophe: String,
    ordinal: Vec<Spanned<String>>,
    participle: EndingClass,
    past: EndingClass,
}

/// Endings of one class of words.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct EndingClass {
    endings: Vec<Spanned<String>>,
    /// Length from which on a word counts, in bytes.
    least: usize,
}

const PATH: &str = "codebook/endings.toml";

impl Endings {
    /// Reads and checks the file. Problems are pushed to `errors`.
    pub fn load(schema: &SchemaFiles, errors: &mut Vec<CodebookError>) -> Self {
        let error = |line, column, message: String, hint: &str| CodebookError::new(PATH, (line, column), message, hint);
        let text = match schema.text(PATH) {
            Ok(text) => text,
            Err(e) => {
                errors.push(error(0, 0, e.to_string(), ""));
                return Self::default();
            }
        };
        let read: Self = match toml::from_str(text) {
            Ok(read) => read,
            Err(e) => {
                let (line, column) = e.span().map_or((0, 0), |span| line_and_column(text, span.start));
                errors.push(error(line, column, e.message().to_owned(), "see the project's own file for the form"));
                return Self::default();
            }
        };
        let lists = [&read.genitive, &read.ordinal, &read.participle.endings, &read.past.endings];
        for ending in lists.into_iter().flatten() {
            let word = ending.get_ref();
            if word.is_empty() || *word != word.to_lowercase() || word.contains('’') {
                let (line, column) = line_and_column(text, ending.span().start);
                let hint = "write it in lower case, with a straight apostrophe";
                errors.push(error(line, column, format!("`{word}` can't be an ending"), hint));
            }
        }
        read
    }

    /// Whether the token is a genitive's ending with its apostrophe ("'s").
    pub fn is_genitive(&self, token: &str) -> bool {
        let same = |ending: &str| token.len() <= ending.len() + 2 && token.chars().map(lower).eq(ending.chars());
        self.genitive.iter().any(|ending| same(ending.get_ref()))
    }

    /// Whether the token behind a name makes the name an owner's: a genitive's ending or an apostrophe alone.
    pub fn marks_owner(&self, token: &str) -> bool {
        matches!(token, "'" | "’") || self.is_genitive(token)
    }

    /// Whether an apostrophe behind this letter may be a genitive.
    pub fn may_end_owner(&self, letter: char) -> bool {
        self.before_bare_apostrophe.contains(letter.to_ascii_lowercase())
    }

    /// The number of a day without its ending; the word must be in lower case.
    pub fn without_ordinal<'w>(&self, word: &'w str) -> &'w str {
        self.ordinal.iter().find_map(|ending| word.strip_suffix(ending.get_ref().as_str())).unwrap_or(word)
    }

    /// Whether the word has the form of a present participle.
    pub fn is_participle(&self, word: &str) -> bool {
        self.participle.holds(word)
    }

    /// Whether the word has the form of a regular past.
    pub fn is_past(&self, word: &str) -> bool {
        self.past.holds(word)
    }
}

impl EndingClass {
    fn holds(&self, word: &str) -> bool {
        let ends = |ending: &str| {
            let start = word.len().checked_sub(ending.len()).filter(|at| word.is_char_boundary(*at));
            start.is_some_and(|at| word[at..].eq_ignore_ascii_case(ending))
        };
        word.len() >= self.least && self.endings.iter().any(|ending| ends(ending.get_ref()))
    }
}

fn lower(c: char) -> char {
    if c == '’' { '\'' } else { c.to_ascii_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(schema: &SchemaFiles) -> (Endings, Vec<CodebookError>) {
        let mut errors = Vec::new();
        (Endings::load(schema, &mut errors), errors)
    }

    #[test]
    fn the_project_s_own_file_is_sound() {
        let (endings, errors) = load(&SchemaFiles::embedded());
        assert_eq!(errors, []);
        assert!(endings.is_genitive("’S") && !endings.is_genitive("'") && endings.marks_owner("’") && !endings.is_genitive("s"));
        assert!(endings.may_end_owner('S') && !endings.may_end_owner('t'));
        assert_eq!(endings.without_ordinal("21st"), "21");
        assert!(endings.is_participle("closing") && !endings.is_participle("king") && !endings.is_participle("…ing…"));
        assert!(endings.is_past("closed") && !endings.is_past("bed"));
    }

    #[test]
    fn bad_endings_are_named() {
        let mut files = SchemaFiles::embedded();
        let text = files.text(PATH).unwrap().replace("\"nd\"", "\"ND\"");
        files.replace(PATH, text.into_bytes());
        let errors = load(&files).1;
        assert_eq!(errors.iter().map(|e| (e.line, e.column)).collect::<Vec<_>>(), [(9, 18)], "{errors:?}");
        files.replace(PATH, b"genitive = 1\n".to_vec());
        assert_eq!(load(&files).1[0].line, 1);
    }
}
