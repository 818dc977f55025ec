//! CoNLL-U, the format of Universal Dependencies (<https://universaldependencies.org/format.html>): documents are written
//! in it, and files in it are read to be annotated anew.

use std::fmt::Write as _;
use std::io::{self, BufRead, Write};

use thiserror::Error;

use super::{Document, Sentence};
use crate::ud::{Feats, Relation, Upos, Xpos};

/// The columns of a word.
const COLUMNS: usize = 10;

/// What stands between the form and the last columns of a word's line.
#[derive(Debug, Clone, Copy)]
pub struct Columns<'a> {
    /// Dictionary form.
    pub lemma: &'a str,
    /// Universal word class.
    pub upos: Upos,
    /// Penn tag.
    pub xpos: Xpos,
    /// Morphological features.
    pub feats: Feats,
    /// Number of the head in the sentence, 0 for the root.
    pub head: u32,
    /// Relation to the head.
    pub relation: Relation,
}

fn write_word(out: &mut impl Write, id: usize, form: &str, columns: Columns<'_>, misc: &str) -> io::Result<()> {
    let Columns { lemma, upos, xpos, feats, head, relation } = columns;
    let lemma = if lemma.is_empty() { "_" } else { lemma };
    writeln!(out, "{id}\t{form}\t{lemma}\t{upos}\t{xpos}\t{feats}\t{head}\t{relation}\t_\t{misc}")
}

/// Writes a document over `text`: `# newpar` where a paragraph begins, `# sent_id` counting from 1, `# text`, a line for
/// every word. The last column has `SpaceAfter=No` and `TokenRange=from:to`, offsets in characters of `text`, the end
/// exclusive.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_document(text: &str, document: &Document, out: &mut impl Write) -> io::Result<()> {
    let chars = crate::text::CharIndex::new(text);
    let mut paragraph = None;
    for (number, sentence) in (1..).zip(&document.sentences) {
        if paragraph != Some(sentence.paragraph) {
            writeln!(out, "# newpar")?;
            paragraph = Some(sentence.paragraph);
        }
        writeln!(out, "# sent_id = {number}")?;
        let line: Vec<&str> = sentence.span.of(text).split_whitespace().collect();
        writeln!(out, "# text = {}", line.join(" "))?;
        write_sentence(text, &chars, document, sentence, out)?;
        writeln!(out)?;
    }
    Ok(())
}

fn write_sentence(
    text: &str,
    chars: &crate::text::CharIndex<'_>,
    document: &Document,
    sentence: &Sentence,
    out: &mut impl Write,
) -> io::Result<()> {
    let tokens = document.tokens_of(sentence);
    let mut misc = String::new();
    // Behind the last word of a surface token that was cut in parts.
    let mut range_end = 0;
    for (at, token) in tokens.iter().enumerate() {
        let parts = tokens[at + 1..].iter().take_while(|next| next.joined).count();
        let spaced = |end: u32| text[end as usize..].chars().next().is_none_or(char::is_whitespace);
        let describe = |misc: &mut String, start: u32, end: u32| {
            misc.clear();
            let space = if spaced(end) { "" } else { "SpaceAfter=No|" };
            // Writing to a string cannot fail.
            let _ = write!(misc, "{space}TokenRange={}:{}", chars.char_at(start), chars.char_at(end));
        };
        if at >= range_end && parts > 0 {
            range_end = at + 1 + parts;
            let end = tokens[at + parts].span.end;
            describe(&mut misc, token.span.start, end);
            let surface = &text[token.span.start as usize..end as usize];
            writeln!(out, "{}-{}\t{surface}\t_\t_\t_\t_\t_\t_\t_\t{misc}", at + 1, range_end)?;
        }
        if at < range_end {
            misc.clear();
            let _ = write!(misc, "TokenRange={}:{}", chars.char_at(token.span.start), chars.char_at(token.span.end));
        } else {
            describe(&mut misc, token.span.start, token.span.end);
        }
        write_word(out, at + 1, token.span.of(text), document.columns(token), &misc)?;
    }
    Ok(())
}

/// A sentence of a CoNLL-U file: its comments and tokens are kept, its annotation is not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GivenSentence {
    lines: Vec<GivenLine>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum GivenLine {
    /// A comment, or the range of a surface token: kept as it is.
    Kept(String),
    /// The form and the last column of a word.
    Word(String, String),
}

/// Why a CoNLL-U file cannot be read.
#[derive(Debug, Error)]
pub enum ConlluError {
    /// The file could not be read on.
    #[error("line {line} cannot be read ({error})")]
    Read {
        /// Line, from 1.
        line: usize,
        /// What the system says.
        error: io::Error,
    },
    /// A line has not ten columns.
    #[error(
        "line {line} has {found} columns between tabs; a word's line has 10 (id, form, lemma, upos, xpos, feats, head, deprel, deps, misc)"
    )]
    Columns {
        /// Line, from 1.
        line: usize,
        /// Columns that are there.
        found: usize,
    },
    /// The words are not counted 1, 2, 3 ...
    #[error("line {line}: the first column is `{found}`; this word should be number {expected} of its sentence")]
    Number {
        /// Line, from 1.
        line: usize,
        /// What stands there.
        found: String,
        /// What should.
        expected: usize,
    },
    /// A word has no form.
    #[error("line {line}: the second column is empty; it holds the form of the word")]
    Form {
        /// Line, from 1.
        line: usize,
    },
}

/// Reads a CoNLL-U file sentence by sentence.
#[derive(Debug)]
pub struct GivenSentences<R> {
    input: R,
    line: usize,
}

impl<R: BufRead> GivenSentences<R> {
    /// Reads from `input`.
    pub fn new(input: R) -> Self {
        Self { input, line: 0 }
    }

    fn read(&mut self) -> Result<Option<GivenSentence>, ConlluError> {
        let mut sentence = GivenSentence::default();
        let (mut text, mut words) = (String::new(), 0);
        loop {
            text.clear();
            self.line += 1;
            let line = self.line;
            let bytes = self.input.read_line(&mut text).map_err(|error| ConlluError::Read { line, error })?;
            let content = text.trim_end_matches(['\n', '\r']);
            if content.is_empty() {
                if words > 0 || bytes == 0 {
                    return Ok(Some(sentence).filter(|_| words > 0));
                }
                sentence.lines.clear();
                continue;
            }
            sentence.lines.extend(given_line(content.trim_start_matches('\u{FEFF}'), line, &mut words)?);
        }
    }
}

impl<R: BufRead> Iterator for GivenSentences<R> {
    type Item = Result<GivenSentence, ConlluError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// A line to keep; nothing for an empty node, which belongs to the annotation.
fn given_line(content: &str, line: usize, words: &mut usize) -> Result<Option<GivenLine>, ConlluError> {
    if content.starts_with('#') {
        return Ok(Some(GivenLine::Kept(content.to_owned())));
    }
    let columns: Vec<&str> = content.split('\t').collect();
    let found = columns.len();
    let columns: [&str; COLUMNS] = columns.try_into().map_err(|_| ConlluError::Columns { line, found })?;
    let id = columns[0];
    let whole = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    match (id.split_once('-'), id.split_once('.')) {
        (Some((first, last)), _) if whole(first) && whole(last) => return Ok(Some(GivenLine::Kept(content.to_owned()))),
        (_, Some((first, last))) if whole(first) && whole(last) => return Ok(None),
        _ => *words += 1,
    }
    if id.parse() != Ok(*words) {
        return Err(ConlluError::Number { line, found: id.to_owned(), expected: *words });
    }
    if columns[1].is_empty() {
        return Err(ConlluError::Form { line });
    }
    Ok(Some(GivenLine::Word(columns[1].to_owned(), columns[COLUMNS - 1].to_owned())))
}

impl GivenSentence {
    /// The forms of the words.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().filter_map(|line| match line {
            GivenLine::Word(form, _) => Some(form.as_str()),
            GivenLine::Kept(_) => None,
        })
    }

    /// Writes the sentence with new annotation, one entry of `columns` for each word.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn write<'a>(&self, columns: impl IntoIterator<Item = Columns<'a>>, out: &mut impl Write) -> io::Result<()> {
        let mut words = (1..).zip(columns);
        for line in &self.lines {
            match line {
                GivenLine::Kept(line) => writeln!(out, "{line}")?,
                GivenLine::Word(form, misc) => {
                    if let Some((id, columns)) = words.next() {
                        write_word(out, id, form, columns, if misc.is_empty() { "_" } else { misc })?;
                    }
                }
            }
        }
        writeln!(out)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::annotate::{Annotator, plain_paragraphs};
    use crate::codebook::SegmentRules;
    use crate::model::network::Network;
    use crate::schema::SchemaFiles;

    fn written(text: &str) -> String {
        let rules = SegmentRules::load(&SchemaFiles::embedded()).unwrap();
        let mut document = Document::default();
        Annotator::new(&rules, Network::embedded().unwrap()).annotate_text(text, &plain_paragraphs(text), &mut document);
        let mut out = Vec::new();
        write_document(text, &document, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The lines with only these columns left.
    fn columns(conllu: &str, wanted: &[usize]) -> Vec<String> {
        let line = |line: &str| wanted.iter().map(|n| line.split('\t').nth(*n).unwrap_or("")).collect::<Vec<_>>().join(" ");
        conllu.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).map(line).collect()
    }

    fn given(text: &str) -> Result<Vec<GivenSentence>, ConlluError> {
        GivenSentences::new(text.as_bytes()).collect()
    }

    #[test]
    fn a_text_is_written_with_its_places() {
        let conllu = written("Café owners don't pay.\n\nThey\nleft");
        assert!(conllu.starts_with("# newpar\n# sent_id = 1\n# text = Café owners don't pay.\n1\tCafé\t"), "{conllu}");
        assert!(conllu.contains("\n\n# newpar\n# sent_id = 2\n# text = They left\n"), "{conllu}");
        let places = columns(&conllu, &[0, 1, 9]);
        let expected = [
            "1 Café TokenRange=0:4",
            "2 owners TokenRange=5:11",
            "3-4 don't TokenRange=12:17",
            "3 do TokenRange=12:14",
            "4 n't TokenRange=14:17",
            "5 pay SpaceAfter=No|TokenRange=18:21",
            "6 . TokenRange=21:22",
            "1 They TokenRange=24:28",
            "2 left TokenRange=29:33",
        ];
        assert_eq!(places, expected);
    }

    #[test]
    fn a_given_file_keeps_its_tokens_and_loses_its_annotation() {
        let file = "# sent_id = x-1\n# text = He's in\n1-2\tHe's\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n\
            1\tHe\tX\tX\tX\tX\t9\tX\t9:x\tA=b\n1.1\tis\t_\t_\t_\t_\t_\t_\t_\t_\n2\t's\t_\t_\t_\t_\t_\t_\t_\t_\n3\tin\t_\t_\t_\t_\t_\t_\t_\t\n";
        let sentences = given(file).unwrap();
        assert_eq!(sentences.len(), 1);
        assert_eq!(sentences[0].forms().collect::<Vec<_>>(), ["He", "'s", "in"]);
        let columns = |head| Columns { lemma: "l", upos: Upos::Verb, xpos: Xpos::Vbz, feats: Feats::NONE, head, relation: Relation::Cop };
        let mut out = Vec::new();
        sentences[0].write([columns(2), columns(0), columns(2)], &mut out).unwrap();
        let expected = "# sent_id = x-1\n# text = He's in\n1-2\tHe's\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n\
            1\tHe\tl\tVERB\tVBZ\t_\t2\tcop\t_\tA=b\n2\t's\tl\tVERB\tVBZ\t_\t0\tcop\t_\t_\n3\tin\tl\tVERB\tVBZ\t_\t2\tcop\t_\t_\n\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn what_is_no_conllu_is_told_with_its_line() {
        let said = |text: &str| given(text).unwrap_err().to_string();
        let word = "1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n";
        assert!(said("Just a text\n").starts_with("line 1 has 1 columns"));
        assert!(said(&format!("{word}3\tb\t_\t_\t_\t_\t_\t_\t_\t_\n")).starts_with("line 2: the first column is `3`"));
        assert!(said("\n\n1\t\t_\t_\t_\t_\t_\t_\t_\t_\n").starts_with("line 3: the second column is empty"));
        assert_eq!(given(&format!("# only a comment\n\n\n{word}\n\n{word}")).unwrap().len(), 2);
        assert_eq!(given("").unwrap(), []);
    }

    proptest! {
        /// What is written is CoNLL-U, and its words are the text.
        #[test]
        fn any_text_is_written_so_that_it_can_be_read(text in "(\\PC|[ .\n]|don't|U\\.S\\. ){0,60}") {
            let conllu = written(&text);
            let sentences = given(&conllu).unwrap();
            let words: String = sentences.iter().flat_map(GivenSentence::forms).collect();
            let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(bare(&words), bare(&text));
        }
    }
}
