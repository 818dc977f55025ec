//! What part of a newspaper page each paragraph is, by the patterns of `schema/codebook/sections.toml`.
//!
//! Three walks over the paragraphs: the head of the page down to the story, the foot below it, and what stands between.

use chrono::NaiveDate;
use regex::{Captures, Regex};

use super::article::{Paragraph, Section};
use super::dates::{self, Reading};
use super::fields::one_line;
use super::paragraphs::{Piece, split, trim};
use crate::codebook::{IngestRules, SectionRules};
use crate::text::Span;

/// The parts of a page, and what they say of the article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// All paragraphs in order.
    pub paragraphs: Vec<Paragraph>,
    /// The headline, where the text has one.
    pub title: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Which agency it came from.
    pub agency: Option<String>,
    /// The place that opens the story.
    pub dateline: Option<String>,
    /// The day that the text is dated with.
    pub published_on: Option<NaiveDate>,
}

/// Finds the parts of a text. `title` is what the record gives; `markdown` allows headings marked with `#`.
pub fn read(text: &str, title: Option<&str>, markdown: bool, rules: &IngestRules) -> Page {
    let pieces = split(text, &rules.sections);
    let mut reader =
        Reader { text, rules, looks: &rules.sections, markdown, sections: vec![Section::Body; pieces.len()], page: Page::default() };
    let story = reader.head(&pieces, title);
    let foot = reader.foot(&pieces, story);
    reader.middle(&pieces, story, foot);
    reader.finish(&pieces, story)
}

struct Reader<'a> {
    text: &'a str,
    rules: &'a IngestRules,
    looks: &'a SectionRules,
    markdown: bool,
    sections: Vec<Section>,
    page: Page,
}

impl<'a> Reader<'a> {
    /// Walks down to the first paragraph of the story and gives its index.
    fn head(&mut self, pieces: &[Piece], title: Option<&str>) -> usize {
        for n in 0..pieces.len() {
            let words = pieces[n].span.of(self.text);
            let section = self.headline(words, n, pieces.len(), title).or_else(|| self.date_line(words)).or_else(|| self.above(words));
            let section = section.or_else(|| self.caption(pieces, n, true));
            match section {
                Some(section) => self.sections[n] = section,
                None => return n,
            }
        }
        pieces.len()
    }

    /// A headline is the first paragraph when it repeats the given title; without one, when it doesn't end a sentence.
    fn headline(&mut self, words: &str, n: usize, count: usize, title: Option<&str>) -> Option<Section> {
        let heading = self.markdown && words.starts_with('#');
        let named = self.sections[..n].contains(&Section::Headline);
        if count < 2 || named || !within(words, self.looks.max_headline_chars) {
            return None;
        }
        let bare = words.trim_start_matches('#').trim();
        let is_one = match title {
            Some(title) => heading || same_letters(bare, title),
            None => heading || (n == 0 && self.looks_like_headline(words)),
        };
        if is_one {
            self.page.title.get_or_insert_with(|| one_line(bare));
        }
        is_one.then_some(Section::Headline)
    }

    fn looks_like_headline(&self, words: &str) -> bool {
        let unfinished = self.looks.bare_end(words).ends_with(['?', '!']) || !self.looks.ends_clause(words);
        let other = [&self.looks.byline, &self.looks.credit, &self.looks.footer, &self.looks.footer_start]
            .into_iter()
            .any(|p| any(p, words).is_some());
        unfinished && !other && self.date(words).is_none() && any(&self.looks.dateline, words).is_none()
    }

    fn date(&self, words: &str) -> Option<NaiveDate> {
        match dates::read(words, &self.rules.dates) {
            Reading::Day(day) if words.chars().any(char::is_alphabetic) => Some(day),
            _ => None,
        }
    }

    /// A date alone in a paragraph.
    fn date_line(&mut self, words: &str) -> Option<Section> {
        let day = self.date(words)?;
        self.page.published_on.get_or_insert(day);
        Some(Section::Dateline)
    }

    /// A byline or a credit.
    fn above(&mut self, words: &str) -> Option<Section> {
        if !within(words, self.looks.max_line_chars) {
            return None;
        }
        let looks = self.looks;
        if let Some(found) = any(&looks.byline, words) {
            self.note(&found);
            return Some(Section::Byline);
        }
        let found = any(&looks.credit, words)?;
        self.note(&found);
        Some(Section::Credit)
    }

    /// A caption carries its credit, or shares its block (of at most three paragraphs) with one.
    fn caption(&self, pieces: &[Piece], n: usize, above: bool) -> Option<Section> {
        let words = pieces[n].span.of(self.text);
        let last = n + 1 == pieces.len();
        let ends = any(&self.looks.caption_end, words).is_some() || (above && any(&self.looks.caption_signed, words).is_some());
        let signed = ends && !last && within(words, self.looks.max_line_chars * 2);
        let beside = |m: usize| pieces.get(m).is_some_and(|p| p.block == pieces[n].block);
        let before = n.checked_sub(1).is_some_and(|m| beside(m) && self.sections[m] == Section::Credit);
        let after = beside(n + 1) && any(&self.looks.credit, pieces[n + 1].span.of(self.text)).is_some();
        let small = n < 3 || pieces[n - 3].block != pieces[n].block;
        let small = small && pieces.get(n + 3).is_none_or(|p| p.block != pieces[n].block);
        (signed || (small && (before || after))).then_some(Section::Caption)
    }

    /// Marks what stands below the story; gives the index behind its last paragraph.
    fn foot(&mut self, pieces: &[Piece], story: usize) -> usize {
        let is = |patterns: &[Regex], n: usize| {
            let words = pieces[n].span.of(self.text);
            within(words, self.looks.max_line_chars) && any(patterns, words).is_some()
        };
        let mut end = (story + 1..pieces.len()).find(|n| is(&self.looks.footer_start, *n)).unwrap_or(pieces.len());
        while end > story + 1 && (is(&self.looks.footer, end - 1) || is(&self.looks.byline, end - 1)) {
            end -= 1;
        }
        for (n, piece) in pieces.iter().enumerate().skip(end) {
            let words = piece.span.of(self.text);
            let looks = self.looks;
            let byline = any(&looks.byline, words);
            if let Some(found) = byline.as_ref().or(any(&looks.footer, words).as_ref()).filter(|_| within(words, looks.max_line_chars)) {
                self.note(found);
            }
            self.sections[n] = if byline.is_some() { Section::Byline } else { Section::Footer };
        }
        end
    }

    /// Credits, captions, subheadings and footers between the paragraphs of the story.
    fn middle(&mut self, pieces: &[Piece], story: usize, foot: usize) {
        for n in story + 1..foot {
            let words = pieces[n].span.of(self.text);
            let short = within(words, self.looks.max_line_chars);
            self.sections[n] = if short && any(&self.looks.credit, words).is_some() {
                Section::Credit
            } else if short && any(&self.looks.footer, words).is_some() {
                Section::Footer
            } else if n + 1 < foot && self.caption(pieces, n, false).is_some() {
                Section::Caption
            } else if n + 1 < foot && self.is_subheading(pieces, n) {
                Section::Subheading
            } else {
                Section::Body
            };
        }
        let last = (story..foot).rev().find(|n| self.sections[*n] == Section::Body);
        let looks = self.looks;
        if let Some(found) = last.and_then(|n| any(&looks.sign_off, pieces[n].span.of(self.text))) {
            self.note(&found);
        }
    }

    /// A short line that ends no sentence, between a paragraph that does and one that is longer than itself.
    fn is_subheading(&self, pieces: &[Piece], n: usize) -> bool {
        let of = |m: usize| pieces[m].span.of(self.text);
        let words = of(n);
        if self.markdown && words.starts_with('#') {
            return true;
        }
        let opens = words.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric());
        let closes = words.chars().next_back().is_some_and(char::is_alphanumeric);
        let between = self.looks.ends_sentence(of(n - 1)) && self.looks.ends_sentence(of(n + 1)) && of(n + 1).len() > words.len();
        opens && closes && within(words, self.looks.max_subheading_chars) && between
    }

    /// Takes what a pattern's named groups say, unless something stood above it.
    fn note(&mut self, found: &Captures<'_>) {
        let group = |name: &str| found.name(name).map(|m| one_line(m.as_str())).filter(|s| !s.is_empty());
        let agency = group("agency").map(|form| self.looks.agencies.get(&form).cloned().unwrap_or(form));
        let page = &mut self.page;
        page.agency = page.agency.take().or(agency);
        page.publisher = page.publisher.take().or_else(|| group("publisher"));
        page.byline = page.byline.take().or_else(|| group("byline"));
    }

    /// Puts the page together; a dateline that opens the story becomes a paragraph of its own, and so does the credit that
    /// ends a caption. The second paragraph is tried for a dateline too, because a headline that ends like a sentence
    /// passes for the first.
    fn finish(mut self, pieces: &[Piece], story: usize) -> Page {
        for (n, piece) in pieces.iter().enumerate() {
            let may_open = (story..=story + 1).contains(&n) && self.sections[n] == Section::Body && self.page.dateline.is_none();
            let opened = if may_open { self.opening(piece.span) } else { None };
            let rest = match opened {
                Some((dateline, rest)) => {
                    self.page.paragraphs.push(Paragraph { section: Section::Dateline, span: dateline });
                    rest
                }
                None => piece.span,
            };
            let (rest, credit) = self.parted(rest, self.sections[n]);
            self.page.paragraphs.push(Paragraph { section: self.sections[n], span: rest });
            self.page.paragraphs.extend(credit.map(|span| Paragraph { section: Section::Credit, span }));
        }
        self.page
    }

    /// A caption without the credit at its end, and that credit; anything else as it is.
    fn parted(&self, span: Span, section: Section) -> (Span, Option<Span>) {
        let words = span.of(self.text);
        let found = if section == Section::Caption { any(&self.looks.caption_end, words).and_then(|c| c.get(0)) } else { None };
        let Some(found) = found else { return (span, None) };
        // The match begins with the end of the sentence before, which is the caption's.
        let lead = found.as_str().find(' ').filter(|at| !found.as_str()[..*at].contains(|c: char| c.is_alphanumeric() || "([".contains(c)));
        let start = span.start as usize + found.start() + lead.unwrap_or(0);
        let caption = trim(self.text, Span::new(span.start as usize, start));
        let credit = trim(self.text, Span::new(start, span.end as usize));
        if caption.is_empty() || credit.is_empty() { (span, None) } else { (caption, Some(credit)) }
    }

    /// The dateline at the start of a paragraph, and the rest; both without the white space around them.
    fn opening(&mut self, span: Span) -> Option<(Span, Span)> {
        let words = span.of(self.text);
        let looks = self.looks;
        let found = any(&looks.dateline, words)?;
        let end = span.start as usize + found.get(0)?.end();
        let (dateline, rest) = (trim(self.text, Span::new(span.start as usize, end)), trim(self.text, Span::new(end, span.end as usize)));
        if rest.is_empty() {
            return None;
        }
        self.note(&found);
        let day = found.name("date").and_then(|m| self.date(m.as_str()));
        self.page.published_on = self.page.published_on.or(day);
        self.page.dateline = found.name("place").map(|m| one_line(m.as_str()));
        Some((dateline, rest))
    }
}

fn any<'w>(patterns: &[Regex], words: &'w str) -> Option<Captures<'w>> {
    patterns.iter().find_map(|pattern| pattern.captures(words))
}

/// Whether a paragraph has at most so many characters.
fn within(words: &str, max: usize) -> bool {
    words.len() <= max || (words.len() <= max * 4 && words.chars().count() <= max)
}

/// Whether two strings have the same letters and digits, apart from case.
fn same_letters(a: &str, b: &str) -> bool {
    let letters = |s: &'_ str| s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    letters(a) == letters(b)
}
