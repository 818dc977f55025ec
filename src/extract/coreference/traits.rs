//! What words tell of whom they stand for: one or several, a man or a woman, a person or a body.

use crate::codebook::{Gender, Pronoun};
use crate::extract::ActorKind;

/// One or several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Number {
    /// Nobody knows.
    #[default]
    Open,
    /// One.
    Singular,
    /// Several.
    Plural,
}

/// What something is, as far as pronouns tell it apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// Nobody knows.
    #[default]
    Open,
    /// A person, or people.
    Person,
    /// A body of people.
    Body,
    /// A place.
    Place,
}

impl Sort {
    /// Of an actor of this kind.
    pub fn of(kind: Option<ActorKind>) -> Self {
        match kind {
            None => Self::Open,
            Some(ActorKind::Person) => Self::Person,
            Some(_) => Self::Body,
        }
    }
}

/// What is known of whom a phrase or a group of phrases stands for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traits {
    /// A man, a woman, no person.
    pub gender: Gender,
    /// One or several.
    pub number: Number,
    /// Person, body, place.
    pub sort: Sort,
    /// What kind of actor.
    pub kind: Option<ActorKind>,
}

/// How two values stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// One of them is not known.
    Open,
    /// They are the same.
    Same,
    /// They differ.
    Other,
}

impl Fit {
    fn of<T: PartialEq + Default>(a: T, b: T) -> Self {
        if a == T::default() || b == T::default() {
            Self::Open
        } else if a == b {
            Self::Same
        } else {
            Self::Other
        }
    }
}

impl Traits {
    /// What a pronoun tells.
    pub fn of_pronoun(pronoun: Pronoun) -> Self {
        let number = if pronoun.plural { Number::Plural } else { Number::Singular };
        let person = matches!(pronoun.gender, Gender::Male | Gender::Female) || pronoun.first_person;
        let sort = if person { Sort::Person } else { Sort::Open };
        Self { gender: pronoun.gender, number, sort, kind: None }
    }

    /// Whether genders agree.
    pub fn gender_fit(self, other: Self) -> Fit {
        Fit::of(self.gender, other.gender)
    }

    /// Whether numbers agree.
    pub fn number_fit(self, other: Self) -> Fit {
        Fit::of(self.number, other.number)
    }

    /// Whether sorts agree.
    pub fn sort_fit(self, other: Self) -> Fit {
        Fit::of(self.sort, other.sort)
    }

    /// Adds what another phrase for the same tells.
    pub fn learn(&mut self, other: Self) {
        let neuter = other.gender == Gender::Neuter;
        if self.gender == Gender::Open && !(neuter && self.sort == Sort::Person) {
            self.gender = other.gender;
        }
        if self.number == Number::Open {
            self.number = other.number;
        }
        if self.sort == Sort::Open {
            (self.sort, self.kind) = (other.sort, other.kind);
        }
    }
}
