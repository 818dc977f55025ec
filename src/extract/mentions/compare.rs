//! Whether two names are one person's, and small helps for names.

/// The hashes of the words of a name, and whether a surname may begin there.
pub(super) type Parts = Vec<(u64, bool)>;

/// Whether a name is another with words left out between the first and the last ("Donald Trump", "Donald J. Trump").
pub(super) fn shortens(short: &[(u64, bool)], long: &[(u64, bool)]) -> bool {
    let ends = short.first().map(|p| p.0) == long.first().map(|p| p.0) && short.last().map(|p| p.0) == long.last().map(|p| p.0);
    let mut rest = long.iter();
    ends && short.iter().all(|part| rest.any(|other| other.0 == part.0))
}

/// Whether a name is one word, such as "Assad", "al-Assad" and "D'Souza": a surname or a given name alone.
pub(super) fn is_one_word(parts: &[(u64, bool)]) -> bool {
    parts.len() == 1 || parts.len() == 2 && !parts[1].1
}

/// The hashes of a name's words.
pub(super) fn hashes(parts: &[(u64, bool)]) -> impl Iterator<Item = u64> + '_ {
    parts.iter().map(|part| part.0)
}

/// Whether a name is another with words left out behind the first ("Ana Ruiz", "Ana M. Ruiz Gil").
pub(super) fn begins(short: &[(u64, bool)], long: &[(u64, bool)]) -> bool {
    let mut rest = long.iter();
    short.first().map(|p| p.0) == long.first().map(|p| p.0) && short.iter().all(|part| rest.any(|other| other.0 == part.0))
}

/// Whether two names differ in one letter of a last word of some length.
pub(super) fn misspells(name: &str, other: &str) -> bool {
    let (Some((first, last)), Some((other_first, other_last))) = (name.rsplit_once(' '), other.rsplit_once(' ')) else { return false };
    let (a, b): (Vec<_>, Vec<_>) = (last.chars().collect(), other_last.chars().collect());
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a_rest, b_rest) = (&a[same..], &b[same..]);
    let cut = |rest: &[char], n: usize| rest.get(n..).map(<[char]>::to_vec);
    let one = |x: usize, y: usize| cut(a_rest, x).is_some_and(|a| Some(a) == cut(b_rest, y));
    first == other_first && a.len().min(b.len()) >= 5 && same > 0 && a != b && (one(1, 1) || one(1, 0) || one(0, 1))
}

/// Whether the letters of a short name are initials of the long one's words, in order, the first of the first.
pub(super) fn abbreviates(short: &str, long: &str) -> bool {
    let letters = short.chars().filter(|c| c.is_alphanumeric());
    let capital = letters.clone().count() >= 2 && letters.clone().all(char::is_uppercase);
    let mut initials = long.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next());
    let first = long.chars().next().zip(short.chars().next()).is_some_and(|(long, short)| long == short);
    capital && first && letters.into_iter().all(|letter| initials.any(|initial| initial.to_uppercase().eq([letter])))
}

/// The years that a text tells in digits.
pub(super) fn years(text: &str) -> impl Iterator<Item = i32> + '_ {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()))
        .filter_map(|word| word.parse().ok())
        .filter(|year| (1500..2200).contains(year))
}

/// The one value of all; `None` when there are several or none.
pub(super) fn only<T: Copy + PartialEq>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut found = None;
    for value in values {
        if found.is_some_and(|other| other != value) {
            return None;
        }
        found = Some(value);
    }
    found
}

/// White space as single spaces: a name may run over a line's end.
pub(super) fn one_line(text: &str) -> String {
    let mut words = text.split_whitespace();
    let mut line = words.next().unwrap_or_default().to_owned();
    for word in words {
        line.push(' ');
        line.push_str(word);
    }
    line
}
