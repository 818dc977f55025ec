//! The labels of Universal Dependencies for English: word classes, Penn tags, features, relations.
//!
//! Version 2 of the scheme, with the subtypes that the English treebanks EWT and GUM use
//! (<https://universaldependencies.org/en/>). All labels print and parse as CoNLL-U writes them.

use std::fmt;
use std::str::FromStr;

use strum::{Display, EnumString, IntoStaticStr, VariantArray};
use thiserror::Error;

/// Universal word classes (<https://universaldependencies.org/u/pos/>).
#[allow(missing_docs)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "UPPERCASE")]
pub enum Upos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    #[default]
    X,
}

/// Tags of the Penn treebanks as the English UD treebanks have them (`HYPH`, `ADD`, `NFP`, `GW` included).
#[allow(missing_docs)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Display, EnumString, IntoStaticStr, VariantArray)]
pub enum Xpos {
    #[strum(serialize = "$")]
    Dollar,
    #[strum(serialize = "''")]
    CloseQuote,
    #[strum(serialize = ",")]
    Comma,
    #[strum(serialize = "-LRB-")]
    OpenBracket,
    #[strum(serialize = "-RRB-")]
    CloseBracket,
    #[strum(serialize = ".")]
    Stop,
    #[strum(serialize = ":")]
    Colon,
    #[strum(serialize = "ADD")]
    Add,
    #[strum(serialize = "AFX")]
    Afx,
    #[strum(serialize = "CC")]
    Cc,
    #[strum(serialize = "CD")]
    Cd,
    #[strum(serialize = "DT")]
    Dt,
    #[strum(serialize = "EX")]
    Ex,
    #[strum(serialize = "FW")]
    Fw,
    #[strum(serialize = "GW")]
    Gw,
    #[strum(serialize = "HYPH")]
    Hyph,
    #[strum(serialize = "IN")]
    In,
    #[strum(serialize = "JJ")]
    Jj,
    #[strum(serialize = "JJR")]
    Jjr,
    #[strum(serialize = "JJS")]
    Jjs,
    #[strum(serialize = "LS")]
    Ls,
    #[strum(serialize = "MD")]
    Md,
    #[strum(serialize = "NFP")]
    Nfp,
    #[default]
    #[strum(serialize = "NN")]
    Nn,
    #[strum(serialize = "NNP")]
    Nnp,
    #[strum(serialize = "NNPS")]
    Nnps,
    #[strum(serialize = "NNS")]
    Nns,
    #[strum(serialize = "PDT")]
    Pdt,
    #[strum(serialize = "POS")]
    Pos,
    #[strum(serialize = "PRP")]
    Prp,
    #[strum(serialize = "PRP$")]
    PrpPoss,
    #[strum(serialize = "RB")]
    Rb,
    #[strum(serialize = "RBR")]
    Rbr,
    #[strum(serialize = "RBS")]
    Rbs,
    #[strum(serialize = "RP")]
    Rp,
    #[strum(serialize = "SYM")]
    Sym,
    #[strum(serialize = "TO")]
    To,
    #[strum(serialize = "UH")]
    Uh,
    #[strum(serialize = "VB")]
    Vb,
    #[strum(serialize = "VBD")]
    Vbd,
    #[strum(serialize = "VBG")]
    Vbg,
    #[strum(serialize = "VBN")]
    Vbn,
    #[strum(serialize = "VBP")]
    Vbp,
    #[strum(serialize = "VBZ")]
    Vbz,
    #[strum(serialize = "WDT")]
    Wdt,
    #[strum(serialize = "WP")]
    Wp,
    #[strum(serialize = "WP$")]
    WpPoss,
    #[strum(serialize = "WRB")]
    Wrb,
    #[strum(serialize = "``")]
    OpenQuote,
}

/// Relations between a word and its head, with subtypes (<https://universaldependencies.org/en/dep/>).
#[allow(missing_docs)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase")]
pub enum Relation {
    Acl,
    #[strum(serialize = "acl:relcl")]
    AclRelcl,
    Advcl,
    #[strum(serialize = "advcl:relcl")]
    AdvclRelcl,
    Advmod,
    Amod,
    Appos,
    Aux,
    #[strum(serialize = "aux:pass")]
    AuxPass,
    Case,
    Cc,
    #[strum(serialize = "cc:preconj")]
    CcPreconj,
    Ccomp,
    Clf,
    Compound,
    #[strum(serialize = "compound:prt")]
    CompoundPrt,
    Conj,
    Cop,
    Csubj,
    #[strum(serialize = "csubj:outer")]
    CsubjOuter,
    #[strum(serialize = "csubj:pass")]
    CsubjPass,
    #[default]
    Dep,
    Det,
    #[strum(serialize = "det:predet")]
    DetPredet,
    Discourse,
    Dislocated,
    Expl,
    Fixed,
    Flat,
    Goeswith,
    Iobj,
    List,
    Mark,
    Nmod,
    #[strum(serialize = "nmod:desc")]
    NmodDesc,
    #[strum(serialize = "nmod:poss")]
    NmodPoss,
    #[strum(serialize = "nmod:unmarked")]
    NmodUnmarked,
    Nsubj,
    #[strum(serialize = "nsubj:outer")]
    NsubjOuter,
    #[strum(serialize = "nsubj:pass")]
    NsubjPass,
    Nummod,
    Obj,
    Obl,
    #[strum(serialize = "obl:agent")]
    OblAgent,
    #[strum(serialize = "obl:unmarked")]
    OblUnmarked,
    Orphan,
    Parataxis,
    Punct,
    Reparandum,
    Root,
    Vocative,
    Xcomp,
}

impl Relation {
    /// The relation without its subtype: `nsubj` for `nsubj:pass`.
    pub fn universal(self) -> Self {
        match self {
            Self::AclRelcl => Self::Acl,
            Self::AdvclRelcl => Self::Advcl,
            Self::AuxPass => Self::Aux,
            Self::CcPreconj => Self::Cc,
            Self::CompoundPrt => Self::Compound,
            Self::CsubjOuter | Self::CsubjPass => Self::Csubj,
            Self::DetPredet => Self::Det,
            Self::NmodDesc | Self::NmodPoss | Self::NmodUnmarked => Self::Nmod,
            Self::NsubjOuter | Self::NsubjPass => Self::Nsubj,
            Self::OblAgent | Self::OblUnmarked => Self::Obl,
            plain => plain,
        }
    }
}

/// Every pair of a feature and its value that English has, in the order in which CoNLL-U prints them.
const PAIRS: [&str; 63] = [
    "Abbr=Yes",
    "Case=Acc",
    "Case=Gen",
    "Case=Nom",
    "Definite=Def",
    "Definite=Ind",
    "Degree=Cmp",
    "Degree=Pos",
    "Degree=Sup",
    "ExtPos=ADP",
    "ExtPos=ADV",
    "ExtPos=CCONJ",
    "ExtPos=PRON",
    "ExtPos=PROPN",
    "ExtPos=SCONJ",
    "Foreign=Yes",
    "Gender=Fem",
    "Gender=Masc",
    "Gender=Neut",
    "Mood=Imp",
    "Mood=Ind",
    "Mood=Sub",
    "Number=Plur",
    "Number=Ptan",
    "Number=Sing",
    "NumForm=Combi",
    "NumForm=Digit",
    "NumForm=Roman",
    "NumForm=Word",
    "NumType=Card",
    "NumType=Frac",
    "NumType=Mult",
    "NumType=Ord",
    "Person=1",
    "Person=2",
    "Person=3",
    "Polarity=Neg",
    "Polarity=Pos",
    "Poss=Yes",
    "PronType=Art",
    "PronType=Dem",
    "PronType=Emp",
    "PronType=Ind",
    "PronType=Int",
    "PronType=Neg",
    "PronType=Prs",
    "PronType=Rcp",
    "PronType=Rel",
    "PronType=Tot",
    "Reflex=Yes",
    "Style=Arch",
    "Style=Coll",
    "Style=Expr",
    "Style=Slng",
    "Style=Vrnc",
    "Tense=Past",
    "Tense=Pres",
    "Typo=Yes",
    "VerbForm=Fin",
    "VerbForm=Ger",
    "VerbForm=Inf",
    "VerbForm=Part",
    "Voice=Pass",
];

/// The morphological features of a word (<https://universaldependencies.org/u/feat/>), one bit for each pair of
/// feature and value. Prints and parses as CoNLL-U has it: `Number=Sing|Person=3`, `_` for none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Feats(u64);

/// A pair of feature and value that English does not have.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{0}` is no feature of Universal Dependencies for English")]
pub struct UnknownFeature(pub String);

impl Feats {
    /// No features.
    pub const NONE: Self = Self(0);
    /// A definite article.
    pub const DEFINITE: Self = Self::pair("Definite=Def");
    /// "this", "those".
    pub const DEMONSTRATIVE: Self = Self::pair("PronType=Dem");
    /// `Number=Plur`.
    pub const PLURAL: Self = Self::pair("Number=Plur");
    /// `Person=3`.
    pub const THIRD_PERSON: Self = Self::pair("Person=3");
    /// `PronType=Rel`.
    pub const RELATIVE: Self = Self::pair("PronType=Rel");
    /// `Tense=Past`.
    pub const PAST: Self = Self::pair("Tense=Past");
    /// `VerbForm=Fin`.
    pub const FINITE: Self = Self::pair("VerbForm=Fin");
    /// `VerbForm=Inf`.
    pub const INFINITIVE: Self = Self::pair("VerbForm=Inf");
    /// `Voice=Pass`.
    pub const PASSIVE: Self = Self::pair("Voice=Pass");

    const fn pair(name: &str) -> Self {
        let mut at = 0;
        while at < PAIRS.len() {
            if equal(PAIRS[at].as_bytes(), name.as_bytes()) {
                return Self(1 << at);
            }
            at += 1;
        }
        panic!("no such pair")
    }

    /// Whether all of `other`'s pairs hold here.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The pairs, in the order of CoNLL-U.
    fn pairs(self) -> impl Iterator<Item = &'static str> {
        PAIRS.into_iter().enumerate().filter(move |(bit, _)| self.0 >> bit & 1 == 1).map(|(_, pair)| pair)
    }
}

const fn equal(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    a.len() == b.len()
}

impl fmt::Display for Feats {
    /// Values of one feature are joined by a comma: `Gender=Fem,Masc`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut last = "";
        for pair in self.pairs() {
            let (feature, value) = pair.split_once('=').unwrap_or((pair, ""));
            match (last == feature, last.is_empty()) {
                (true, _) => write!(f, ",{value}")?,
                (false, true) => f.write_str(pair)?,
                (false, false) => write!(f, "|{pair}")?,
            }
            last = feature;
        }
        if last.is_empty() { f.write_str("_") } else { Ok(()) }
    }
}

impl fmt::Debug for Feats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Feats {
    type Err = UnknownFeature;

    fn from_str(text: &str) -> Result<Self, UnknownFeature> {
        let mut feats = Self::NONE;
        for pair in text.split('|').filter(|pair| !pair.is_empty() && *pair != "_") {
            let unknown = || UnknownFeature(pair.to_owned());
            let (feature, values) = pair.split_once('=').ok_or_else(unknown)?;
            for value in values.split(',') {
                let known = PAIRS.iter().position(|known| known.split_once('=') == Some((feature, value)));
                feats.0 |= 1 << known.ok_or_else(unknown)?;
            }
        }
        Ok(feats)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_print_and_parse_as_conllu_has_them() {
        for upos in Upos::VARIANTS {
            assert_eq!(upos.to_string().parse(), Ok(*upos));
        }
        for xpos in Xpos::VARIANTS {
            assert_eq!(xpos.to_string().parse(), Ok(*xpos));
        }
        for relation in Relation::VARIANTS {
            assert_eq!(relation.to_string().parse(), Ok(*relation));
            let universal = relation.to_string().split(':').next().unwrap().parse();
            assert_eq!(universal, Ok(relation.universal()));
        }
        assert_eq!((Upos::Propn.to_string(), Xpos::PrpPoss.to_string()), ("PROPN".to_owned(), "PRP$".to_owned()));
        assert_eq!("nsubj:pass".parse(), Ok(Relation::NsubjPass));
    }

    #[test]
    fn features_print_sorted_and_unknown_ones_are_told() {
        let feats: Feats = "Person=3|Mood=Ind|Gender=Masc,Fem".parse().unwrap();
        assert_eq!(feats.to_string(), "Gender=Fem,Masc|Mood=Ind|Person=3");
        assert_eq!(Feats::NONE.to_string(), "_");
        assert_eq!("_".parse(), Ok(Feats::NONE));
        assert_eq!("Case=Abl".parse::<Feats>(), Err(UnknownFeature("Case=Abl".to_owned())));
        let passive: Feats = "Tense=Past|VerbForm=Part|Voice=Pass".parse().unwrap();
        assert!(passive.has(Feats::PASSIVE) && !passive.has(Feats::FINITE));
    }

    #[test]
    fn pairs_stand_in_the_order_of_conllu() {
        let key = |pair: &str| pair.to_ascii_lowercase();
        assert!(PAIRS.windows(2).all(|two| key(two[0]) < key(two[1])));
    }
}
