//! Trees that no sentence has: a finite verb that the parser took for the participle before its object ("the States
//! EASED sanctions") is given its clause back.

use crate::model::parser::Analysis;
use crate::ud::{Relation, Upos, Xpos};

/// Makes such verbs of a sentence the heads of their objects. A tree stays a tree: what is hung anew hangs on the verb,
/// and the verb on what its object hung on, or becomes the root.
pub(super) fn straighten(words: &mut [Analysis]) {
    for verb in 0..words.len() {
        if let Some(subject) = heading(words, verb) {
            let after: Vec<usize> = children(words, subject).filter(|c| *c > verb).collect();
            for word in after {
                words[word].head = number(verb);
            }
            (words[verb].head, words[verb].relation, words[verb].xpos) = (0, Relation::Root, Xpos::Vbd);
            (words[subject].head, words[subject].relation) = (number(verb), Relation::Nsubj);
            continue;
        }
        let participle = matches!(words[verb].xpos, Xpos::Vbn | Xpos::Vbd) && words[verb].relation == Relation::Amod;
        let Some(object) = head(words, verb).filter(|object| participle && *object > verb) else { continue };
        if let Some(subject) = own_subject(words, verb) {
            raise(words, verb, object, subject);
        } else if let Some(subject) = stranded_subject(words, verb, object) {
            words[subject].relation = Relation::Nsubj;
            words[subject].head = number(verb);
            raise(words, verb, object, subject);
            words[verb].head = 0;
            words[verb].relation = Relation::Root;
        } else if let Some(cc) = joined(words, verb, object) {
            words[cc].head = number(verb);
            raise(words, verb, object, cc);
        }
    }
}

/// "Amnesty International CALLED on the state", taken for a heading: a verb hung on the second word of a name, or with an
/// object, in a sentence without any other verb.
fn heading(words: &[Analysis], verb: usize) -> Option<usize> {
    let past = matches!(words[verb].xpos, Xpos::Vbn | Xpos::Vbd) && words[verb].upos == Upos::Verb && words[verb].relation == Relation::Acl;
    let above = head(words, verb).filter(|above| past && *above < verb && nominal(&words[*above]))?;
    let name = words[above].relation == Relation::Flat;
    let root = if name { head(words, above)? } else { above };
    let object = children(words, verb).any(|c| c > verb && words[c].relation == Relation::Obj);
    let passive = children(words, verb).any(|c| words[c].relation == Relation::OblAgent);
    let finite = (0..words.len()).any(|w| w != verb && matches!(words[w].xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Md));
    (words[root].head == 0 && nominal(&words[root]) && (name || object) && !passive && !finite).then_some(root)
}

fn number(word: usize) -> u32 {
    word as u32 + 1
}

fn head(words: &[Analysis], word: usize) -> Option<usize> {
    (words[word].head as usize).checked_sub(1).filter(|head| *head < words.len())
}

fn children(words: &[Analysis], of: usize) -> impl Iterator<Item = usize> + '_ {
    let number = number(of);
    (0..words.len()).filter(move |w| words[*w].head == number)
}

fn nominal(word: &Analysis) -> bool {
    matches!(word.upos, Upos::Noun | Upos::Propn | Upos::Pron)
}

/// "The president EASED sanctions": what describes a noun has no subject of its own.
fn own_subject(words: &[Analysis], verb: usize) -> Option<usize> {
    children(words, verb).find(|c| *c < verb && words[*c].relation == Relation::Nsubj && nominal(&words[*c]))
}

/// "The States on Tuesday IMPOSED sanctions", taken for a heading: a noun as the root, the object hung on it without a
/// preposition, and no other verb in the sentence.
fn stranded_subject(words: &[Analysis], verb: usize, object: usize) -> Option<usize> {
    let root = head(words, object).filter(|root| *root < verb && words[*root].head == 0 && nominal(&words[*root]))?;
    let hung = matches!(words[object].relation, Relation::Nmod | Relation::Appos | Relation::Dep | Relation::Parataxis);
    let bare = !children(words, object).any(|c| c < object && matches!(words[c].relation, Relation::Case | Relation::Cc | Relation::Det));
    let finite = (0..words.len()).any(|w| matches!(words[w].xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Md) && w != verb);
    (hung && bare && !finite).then_some(root)
}

/// "withdrew from the accord and REIMPOSED sanctions": a bare noun joined to a verb.
fn joined(words: &[Analysis], verb: usize, object: usize) -> Option<usize> {
    let above = head(words, object).filter(|above| *above < verb && words[*above].upos == Upos::Verb)?;
    let bare = !children(words, object).any(|c| c < verb && words[c].relation == Relation::Det);
    let cc = children(words, object).find(|c| *c < verb && *c > above && words[*c].relation == Relation::Cc)?;
    (words[object].relation == Relation::Conj && bare).then_some(cc)
}

/// Puts a verb in the place of its object, with all that stood before the verb.
fn raise(words: &mut [Analysis], verb: usize, object: usize, first: usize) {
    let clause = |relation: Relation| {
        matches!(
            relation,
            Relation::Obl
                | Relation::Advcl
                | Relation::Advmod
                | Relation::Parataxis
                | Relation::Ccomp
                | Relation::Punct
                | Relation::OblUnmarked
        )
    };
    let stranded = words[first].relation == Relation::Nsubj && head(words, object) == Some(first);
    let before: Vec<usize> = children(words, object).filter(|c| *c != verb && (*c < verb || clause(words[*c].relation))).collect();
    (words[verb].head, words[verb].relation) = (words[object].head, words[object].relation);
    words[object].head = number(verb);
    words[object].relation = Relation::Obj;
    for word in before {
        words[word].head = number(verb);
    }
    if stranded {
        // what followed the verb was hung on the only noun there was
        let after: Vec<usize> = children(words, first).filter(|c| *c > verb).collect();
        for word in after {
            words[word].head = number(verb);
            if words[word].relation == Relation::Nmod {
                words[word].relation = Relation::Obl;
            }
        }
    }
    if words[verb].xpos == Xpos::Vbn {
        words[verb].xpos = Xpos::Vbd;
    }
    words[verb].upos = Upos::Verb;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Words as `upos xpos head relation`.
    fn sentence(rows: &[(Upos, Xpos, u32, Relation)]) -> Vec<Analysis> {
        rows.iter()
            .map(|(upos, xpos, head, relation)| Analysis {
                upos: *upos,
                xpos: *xpos,
                head: *head,
                relation: *relation,
                ..Analysis::default()
            })
            .collect()
    }

    fn shape(words: &[Analysis]) -> Vec<(u32, Relation)> {
        words.iter().map(|w| (w.head, w.relation)).collect()
    }

    use Relation as R;

    #[test]
    fn a_participle_with_a_subject_is_a_verb() {
        // Ruritania eased sanctions .
        let mut words = sentence(&[
            (Upos::Propn, Xpos::Nnp, 2, R::Nsubj),
            (Upos::Verb, Xpos::Vbn, 3, R::Amod),
            (Upos::Noun, Xpos::Nns, 0, R::Root),
            (Upos::Punct, Xpos::Stop, 3, R::Punct),
        ]);
        straighten(&mut words);
        assert_eq!(shape(&words), [(2, R::Nsubj), (0, R::Root), (2, R::Obj), (2, R::Punct)]);
        assert_eq!(words[1].xpos, Xpos::Vbd);
    }

    #[test]
    fn a_noun_without_a_verb_is_the_subject_of_its_participle() {
        // Ruritania imposed sanctions
        let mut words =
            sentence(&[(Upos::Propn, Xpos::Nnp, 0, R::Root), (Upos::Verb, Xpos::Vbn, 3, R::Amod), (Upos::Noun, Xpos::Nns, 1, R::Nmod)]);
        straighten(&mut words);
        assert_eq!(shape(&words), [(2, R::Nsubj), (0, R::Root), (2, R::Obj)]);
    }

    #[test]
    fn a_noun_joined_to_a_verb_is_the_object_of_its_participle() {
        // They left and reimposed sanctions
        let mut words = sentence(&[
            (Upos::Pron, Xpos::Prp, 2, R::Nsubj),
            (Upos::Verb, Xpos::Vbd, 0, R::Root),
            (Upos::Cconj, Xpos::Cc, 5, R::Cc),
            (Upos::Verb, Xpos::Vbn, 5, R::Amod),
            (Upos::Noun, Xpos::Nns, 2, R::Conj),
        ]);
        straighten(&mut words);
        assert_eq!(shape(&words), [(2, R::Nsubj), (0, R::Root), (4, R::Cc), (2, R::Conj), (4, R::Obj)]);
    }

    #[test]
    fn a_name_with_a_verb_is_no_heading() {
        // Amnesty International called them .
        let mut words = sentence(&[
            (Upos::Propn, Xpos::Nnp, 0, R::Root),
            (Upos::Propn, Xpos::Nnp, 1, R::Flat),
            (Upos::Verb, Xpos::Vbn, 2, R::Acl),
            (Upos::Pron, Xpos::Prp, 3, R::Obj),
            (Upos::Punct, Xpos::Stop, 1, R::Punct),
        ]);
        straighten(&mut words);
        assert_eq!(shape(&words), [(3, R::Nsubj), (1, R::Flat), (0, R::Root), (3, R::Obj), (3, R::Punct)]);
    }

    #[test]
    fn what_describes_a_noun_stays() {
        // The sanctioned officials left
        let mut words = sentence(&[
            (Upos::Det, Xpos::Dt, 3, R::Det),
            (Upos::Verb, Xpos::Vbn, 3, R::Amod),
            (Upos::Noun, Xpos::Nns, 4, R::Nsubj),
            (Upos::Verb, Xpos::Vbd, 0, R::Root),
        ]);
        let before = words.clone();
        straighten(&mut words);
        assert_eq!(words, before);
    }

    proptest! {
        #[test]
        fn a_tree_stays_a_tree(heads in prop::collection::vec((0u32..12, 0usize..8, 0usize..6), 1..12)) {
            // every word hangs on an earlier one or on the root: always a tree
            const RELATIONS: [R; 8] = [R::Amod, R::Nsubj, R::Nmod, R::Conj, R::Cc, R::Obj, R::Det, R::Obl];
            const TAGS: [(Upos, Xpos); 6] = [
                (Upos::Verb, Xpos::Vbn), (Upos::Noun, Xpos::Nns), (Upos::Propn, Xpos::Nnp), (Upos::Verb, Xpos::Vbd), (Upos::Cconj, Xpos::Cc), (Upos::Det, Xpos::Dt),
            ];
            let n = heads.len();
            // drawn backwards for half of them, so that heads stand on both sides
            let mut words: Vec<Analysis> = heads.iter().enumerate().map(|(at, (head, relation, tag))| {
                let root = at == n - 1;
                let above = if root { 0 } else { at as u32 + 2 + head % (n - 1 - at) as u32 };
                let (upos, xpos) = TAGS[*tag];
                Analysis { upos, xpos, head: above, relation: if root { R::Root } else { RELATIONS[*relation] }, ..Analysis::default() }
            }).collect();
            straighten(&mut words);
            prop_assert_eq!(words.iter().filter(|w| w.head == 0).count(), 1);
            for start in 0..n {
                let (mut at, mut steps) = (start, 0);
                while words[at].head != 0 {
                    at = words[at].head as usize - 1;
                    steps += 1;
                    prop_assert!(steps <= n, "a circle");
                }
            }
        }
    }
}
