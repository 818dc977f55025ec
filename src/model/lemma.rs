//! The dictionary form of a word, from its form and its Penn tag.
//!
//! Exceptions are listed; every other form follows the rule of its longest known ending: keep or lower the case, take
//! letters off the end, put others there (edit scripts after Chrupała 2006).

use std::collections::HashMap;
use std::fmt::Write;
use std::str::FromStr;

use super::weights::WeightsError;
use crate::ud::Xpos;

/// The longest ending that a rule looks at, in characters.
pub const LONGEST_ENDING: usize = 5;

/// What a rule does with a form. Prints as `=` or `-` (case kept or lowered), the number of characters that go, and
/// those that come: `-3y` makes `city` of `Cities`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edit {
    /// Whether capitals stay.
    pub keeps_case: bool,
    /// Characters taken off the end.
    pub cut: usize,
    /// Characters put there.
    pub append: String,
}

impl Edit {
    /// The edit that makes `lemma` of `form`, if one does.
    pub fn between(form: &str, lemma: &str) -> Self {
        let lower = form.to_lowercase();
        let script = |base: &str, keeps_case: bool| {
            let shared = base.chars().zip(lemma.chars()).take_while(|(a, b)| a == b).count();
            let append = lemma.chars().skip(shared).collect();
            Self { keeps_case, cut: base.chars().count() - shared, append }
        };
        let (lowered, kept) = (script(&lower, false), script(form, true));
        if kept.cut + kept.append.len() < lowered.cut + lowered.append.len() { kept } else { lowered }
    }

    /// Appends the lemma of `form` to `into`.
    pub fn apply(&self, form: &str, into: &mut String) {
        let start = into.len();
        if self.keeps_case {
            into.push_str(form);
        } else if form.is_ascii() {
            into.push_str(form);
            into[start..].make_ascii_lowercase();
        } else {
            into.extend(form.chars().flat_map(char::to_lowercase));
        }
        let cut = into[start..].char_indices().rev().take(self.cut).last();
        if let Some((at, _)) = cut {
            into.truncate(start + at);
        }
        into.push_str(&self.append);
    }
}

impl std::fmt::Display for Edit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}{}", if self.keeps_case { '=' } else { '-' }, self.cut, self.append)
    }
}

impl FromStr for Edit {
    type Err = WeightsError;

    fn from_str(text: &str) -> Result<Self, WeightsError> {
        let unfit = || WeightsError::Unfit(format!("rule `{text}` of a lemma"));
        let keeps_case = match text.get(..1) {
            Some("=") => true,
            Some("-") => false,
            _ => return Err(unfit()),
        };
        let cut = text.get(1..2).and_then(|digit| digit.parse().ok()).ok_or_else(unfit)?;
        Ok(Self { keeps_case, cut, append: text[2..].to_owned() })
    }
}

/// Finds lemmas.
#[derive(Debug, Clone, Default)]
pub struct Lemmatizer<'a> {
    exceptions: HashMap<(&'a str, Xpos), &'a str>,
    rules: HashMap<(&'a str, Xpos, bool), Edit>,
}

impl<'a> Lemmatizer<'a> {
    /// From exceptions (`form`, tag, lemma) and rules (ending, tag, whether the form has a capital first: `1` or `0`,
    /// [`Edit`]), one a line with tabs between. Forms of exceptions are as written or in lower case.
    ///
    /// # Errors
    /// When a line is none of these.
    pub fn new(exceptions: &'a str, rules: &'a str) -> Result<Self, WeightsError> {
        let unfit = |line: &str| WeightsError::Unfit(format!("lemma `{line}`"));
        let mut lemmatizer = Self::default();
        for line in exceptions.lines() {
            let [form, tag, lemma] = parts(line).ok_or_else(|| unfit(line))?;
            lemmatizer.exceptions.insert((form, tag.parse().map_err(|_| unfit(line))?), lemma);
        }
        for line in rules.lines() {
            let [ending, tag, capital, edit] = parts(line).ok_or_else(|| unfit(line))?;
            lemmatizer.rules.insert((ending, tag.parse().map_err(|_| unfit(line))?, capital == "1"), edit.parse()?);
        }
        Ok(lemmatizer)
    }

    /// Appends the lemma of `form` to `into`. `scratch` is any string.
    pub fn lemma(&self, form: &str, tag: Xpos, scratch: &mut String, into: &mut String) {
        if let Some(lemma) = self.exceptions.get(&(form, tag)) {
            return into.push_str(lemma);
        }
        scratch.clear();
        scratch.extend(form.chars().flat_map(char::to_lowercase));
        if let Some(lemma) = self.exceptions.get(&(scratch.as_str(), tag)) {
            return into.push_str(lemma);
        }
        let capital = form.starts_with(char::is_uppercase);
        for at in endings(scratch) {
            if let Some(edit) = self.rules.get(&(&scratch[at..], tag, capital)) {
                let start = into.len();
                edit.apply(form, into);
                if into.len() > start {
                    return;
                }
            }
        }
        into.push_str(if capital { form } else { scratch });
    }
}

fn parts<const N: usize>(line: &str) -> Option<[&str; N]> {
    line.split('\t').collect::<Vec<_>>().try_into().ok()
}

/// Where the endings of a form begin, the longest first; the last is empty.
pub fn endings(form: &str) -> impl Iterator<Item = usize> + '_ {
    let longest = form.char_indices().rev().map(|(at, _)| at).take(LONGEST_ENDING).last().unwrap_or(form.len());
    form[longest..].char_indices().map(move |(at, _)| longest + at).chain([form.len()])
}

/// The line of an exception, for [`Lemmatizer::new`].
pub fn exception_line(form: &str, tag: &str, lemma: &str, into: &mut String) {
    // Writing to a string cannot fail.
    let _ = writeln!(into, "{form}\t{tag}\t{lemma}");
}

/// The line of a rule, for [`Lemmatizer::new`].
pub fn rule_line(ending: &str, tag: &str, capital: bool, edit: &Edit, into: &mut String) {
    // Writing to a string cannot fail.
    let _ = writeln!(into, "{ending}\t{tag}\t{}\t{edit}", u8::from(capital));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lemma(lemmatizer: &Lemmatizer<'_>, form: &str, tag: Xpos) -> String {
        let mut lemma = String::new();
        lemmatizer.lemma(form, tag, &mut String::new(), &mut lemma);
        lemma
    }

    #[test]
    fn exceptions_come_first_then_the_longest_ending() {
        let rules = "s\tNNS\t0\t-1\nies\tNNS\t0\t-3y\nies\tNNS\t1\t-3y\n\tNNP\t1\t=0\n";
        let lemmatizer = Lemmatizer::new("men\tNNS\tman\nUS\tNNP\tUS\n", rules).unwrap();
        assert_eq!(lemma(&lemmatizer, "Men", Xpos::Nns), "man");
        assert_eq!(lemma(&lemmatizer, "cities", Xpos::Nns), "city");
        assert_eq!(lemma(&lemmatizer, "Cities", Xpos::Nns), "city");
        assert_eq!(lemma(&lemmatizer, "rivers", Xpos::Nns), "river");
        assert_eq!(lemma(&lemmatizer, "Bamako", Xpos::Nnp), "Bamako");
        assert_eq!(lemma(&lemmatizer, "runs", Xpos::Vbz), "runs", "no rule: as it is");
    }

    #[test]
    fn bad_lines_are_told() {
        assert!(Lemmatizer::new("men\tman\n", "").unwrap_err().to_string().contains("men\tman"));
        assert!(Lemmatizer::new("", "s\tNNS\t0\t?1\n").unwrap_err().to_string().contains("?1"));
    }

    proptest! {
        #[test]
        fn the_edit_between_two_words_makes_the_second_of_the_first(form in "\\PC{0,9}", lemma in "\\PC{0,9}") {
            let edit = Edit::between(&form, &lemma);
            let mut made = String::new();
            edit.apply(&form, &mut made);
            prop_assert_eq!(made, lemma);
            if edit.cut < 10 {
                prop_assert_eq!(edit.to_string().parse(), Ok(edit));
            }
        }

        #[test]
        fn any_form_has_a_lemma(form in "s|\\PC+") {
            prop_assert!(!lemma(&Lemmatizer::new("", "s\tNNS\t0\t-1\n").unwrap(), &form, Xpos::Nns).is_empty());
        }
    }
}
