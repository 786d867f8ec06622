//! Follows the actors through the network frames.
//!
//! About every ten seconds a key frame repeats the whole state: its new actors are old ones, and an update that repeats
//! the last one is no news. One that does not is: things happen in the frames before key frames, too. Only what is told
//! in the first frame was there before the recording.

use boxcars::{ActorId, Attribute, NewActor, RemoteId, Replay, UniqueId, UpdatedAttribute, Vector3f};

use super::body::Scale;
use super::lives::{Count, Entry, Held, Id, Input, Life, Move, Moved, Sample, Taken, Telling, Told};
use super::referee::Referees;
use super::words::{Field, Kind, Words};

/// Actor numbers beyond this do not occur: files say at most a few thousand channels.
const MOST_ACTORS: i32 = 1 << 16;

/// Goals that a side scores between two messages at most: more is no score.
const MOST_GOALS_AT_ONCE: i32 = 20;

/// An actor that is alive.
#[derive(Clone, Copy, Debug)]
struct Actor {
    object: i32,
    kind: Kind,
    /// Number of the frame in which it appeared.
    born: usize,
    /// The actor that this one belongs to: a component's car, a car's player, a player's team.
    owner: Option<ActorId>,
    /// Index of the life of a car or of the entry of a player.
    slot: usize,
    /// Last value of a component's counter or a side's score.
    counter: Option<i32>,
    /// Last values of a player's counts.
    counts: [i32; Count::ALL.len()],
    /// Last pick-up of a pad: who, and the game's own counter.
    pickup: Option<(Option<ActorId>, u8)>,
    /// Last demolition that a car told of.
    demolition: Option<Demolition>,
}

/// Attacker, victim, and the victim's velocity bit by bit: what tells one demolition from the next.
type Demolition = (Option<ActorId>, ActorId, [u32; 3]);

pub(super) struct Walk<'a> {
    replay: &'a Replay,
    words: Words,
    scale: Scale,
    actors: Vec<Option<Actor>>,
    ball: Option<ActorId>,
    at: f64,
    frame: usize,
    is_key_frame: bool,
    referees: Referees,
    told: Told,
}

/// Reads all network frames.
pub(super) fn walk(replay: &Replay) -> Told {
    let words = Words::of(&replay.objects);
    let scale = Scale::of(replay.net_version);
    let mut walk = Walk {
        replay,
        words,
        scale,
        actors: Vec::new(),
        ball: None,
        at: 0.0,
        frame: 0,
        is_key_frame: false,
        referees: Referees::default(),
        told: Told::default(),
    };
    let Some(network) = &replay.network_frames else { return walk.told };
    let mut key_frames = replay.keyframes.iter().map(|key| key.frame).peekable();
    let begin = network.frames.first().map_or(0.0, |frame| f64::from(frame.time));
    for (number, frame) in network.frames.iter().enumerate() {
        walk.frame = number;
        walk.at = walk.at.max(f64::from(frame.time) - begin);
        walk.told.times.push(walk.at);
        while key_frames.next_if(|key| usize::try_from(*key).is_ok_and(|key| key < number)).is_some() {}
        walk.is_key_frame = number == 0 || key_frames.peek().is_some_and(|key| *key == number as i32);
        frame.deleted_actors.iter().for_each(|id| walk.remove(*id));
        frame.new_actors.iter().for_each(|actor| walk.add(actor));
        // Links first: the order of updates within a frame is not fixed.
        frame.updated_actors.iter().for_each(|update| walk.link(update));
        frame.updated_actors.iter().for_each(|update| walk.update(update));
    }
    let Walk { mut told, referees, .. } = walk;
    referees.settle(&mut told);
    told
}

impl Walk<'_> {
    fn actor(&self, id: ActorId) -> Option<&Actor> {
        self.actors.get(usize::try_from(id.0).ok()?)?.as_ref()
    }

    fn actor_mut(&mut self, id: ActorId) -> Option<&mut Actor> {
        self.actors.get_mut(usize::try_from(id.0).ok()?)?.as_mut()
    }

    fn remove(&mut self, id: ActorId) {
        if let Some(Actor { kind: Kind::Car, slot, .. }) = self.actor(id) {
            let (slot, at) = (*slot, self.at);
            self.told.lives[slot].ended.get_or_insert(at);
        }
        if let Some(place) = usize::try_from(id.0).ok().and_then(|i| self.actors.get_mut(i)) {
            *place = None;
        }
    }

    fn add(&mut self, new: &NewActor) {
        if !(0..MOST_ACTORS).contains(&new.actor_id.0) {
            return;
        }
        let object = new.object_id.0;
        if self.actor(new.actor_id).is_some_and(|old| old.object == object) && self.is_key_frame {
            return;
        }
        self.remove(new.actor_id);
        let kind = self.words.kind(object);
        let slot = match kind {
            Kind::Car => {
                self.told.lives.push(Life::default());
                self.told.lives.len() - 1
            }
            Kind::Player => {
                self.told.entries.push(Entry { since: self.at, ..Entry::default() });
                self.told.entries.len() - 1
            }
            Kind::Ball => {
                // Of several balls at once the first kind is the one that is played.
                let is_its = *self.told.ball_object.get_or_insert(object) == object;
                if is_its || self.ball.is_none_or(|ball| self.actor(ball).is_none()) {
                    self.ball = Some(new.actor_id);
                }
                0
            }
            Kind::Match => {
                self.referees.appears(new.actor_id, object);
                0
            }
            _ => 0,
        };
        let index = new.actor_id.0 as usize;
        if self.actors.len() <= index {
            self.actors.resize(index + 1, None);
        }
        self.actors[index] = Some(Actor {
            object,
            kind,
            born: self.frame,
            owner: None,
            slot,
            counter: None,
            counts: [0; Count::ALL.len()],
            pickup: None,
            demolition: None,
        });
    }

    fn link(&mut self, update: &UpdatedAttribute) {
        let Attribute::ActiveActor(link) = &update.attribute else { return };
        let field = self.words.field(update.object_id.0);
        if !matches!(field, Field::CarPlayer | Field::ComponentCar | Field::PlayerTeam) {
            return;
        }
        let owner = (link.active && link.actor.0 >= 0).then_some(link.actor);
        if let Some(actor) = self.actor_mut(update.actor_id) {
            actor.owner = owner;
        }
        match field {
            Field::CarPlayer => {
                let entry = owner.and_then(|id| self.actor(id)).filter(|a| a.kind == Kind::Player).map(|a| a.slot);
                if let (Some(life), Some(entry)) = (self.life(update.actor_id), entry) {
                    self.told.lives[life].entry = Some(entry);
                }
            }
            Field::PlayerTeam => {
                let team = owner.and_then(|id| self.actor(id)).and_then(|actor| match actor.kind {
                    Kind::Team(team) => Some(team),
                    _ => None,
                });
                if let (Some(entry), Some(team)) = (self.entry(update.actor_id), team) {
                    let (at, teams) = (self.at, &mut self.told.entries[entry].teams);
                    if teams.last().is_none_or(|(_, last)| *last != team) {
                        teams.push((at, team));
                    }
                }
            }
            _ => {}
        }
    }

    /// The life of a car actor.
    fn life(&self, id: ActorId) -> Option<usize> {
        self.actor(id).filter(|actor| actor.kind == Kind::Car).map(|actor| actor.slot)
    }

    /// The life of the car that a component belongs to.
    fn owner_life(&mut self, id: ActorId) -> Option<&mut Life> {
        let life = self.life(self.actor(id)?.owner?)?;
        self.told.lives.get_mut(life)
    }

    fn entry(&self, id: ActorId) -> Option<usize> {
        self.actor(id).filter(|actor| actor.kind == Kind::Player).map(|actor| actor.slot)
    }

    fn update(&mut self, update: &UpdatedAttribute) {
        let field = self.words.field(update.object_id.0);
        if field == Field::Other {
            return;
        }
        let (id, at) = (update.actor_id, self.at);
        let Some(actor) = self.actor(id) else { return };
        match (field, &update.attribute) {
            (Field::Body, Attribute::RigidBody(sent)) => {
                let (kind, slot) = (actor.kind, actor.slot);
                let Some(body) = self.scale.body(sent) else {
                    self.told.broken_bodies += 1;
                    return;
                };
                let sample = Sample { at, body, asleep: sent.sleeping };
                match kind {
                    Kind::Ball if self.ball == Some(id) => self.told.ball.push(sample),
                    Kind::Car => self.told.lives[slot].samples.push(sample),
                    _ => {}
                }
            }
            (Field::ComponentActive, Attribute::Byte(value)) => self.activity(id, i32::from(*value)),
            (Field::BoostAmount, Attribute::Byte(amount)) => self.boost(id, *amount),
            (Field::BoostAmount, Attribute::ReplicatedBoost(boost)) => self.boost(id, boost.boost_amount),
            (Field::UnlimitedBoost, Attribute::Int(count)) => self.told.has_unlimited_boost |= *count > 0,
            (Field::Playlist, Attribute::Int(playlist)) => self.told.playlist = Some(*playlist),
            // The number of an object, not of an actor.
            (Field::SubRules, Attribute::ActiveActor(rules)) => self.told.sub_rules = Some(rules.actor.0),
            (Field::Setting(setting), Attribute::Float(value)) if setting.is_unusual(*value) => {
                self.told.settings.insert(setting);
            }
            (Field::Throttle, Attribute::Byte(value)) => self.hold(id, Input::Throttle, axis(*value)),
            (Field::Steer, Attribute::Byte(value)) => self.hold(id, Input::Steer, axis(*value)),
            (Field::Handbrake, Attribute::Boolean(value)) => {
                self.hold(id, Input::Handbrake, f32::from(u8::from(*value)))
            }
            (Field::Demolish, attribute) => self.demolish(id, attribute),
            (Field::PlayerName, Attribute::String(name)) => {
                if let Some(entry) = self.entry(id) {
                    self.told.entries[entry].name = Some(name.clone());
                }
            }
            (Field::PlayerId, Attribute::UniqueId(unique)) => {
                if let (Some(entry), Some(id)) = (self.entry(id), who(unique)) {
                    self.told.entries[entry].id = Some(id);
                }
            }
            (Field::Loadout, Attribute::Loadout(loadout)) => self.bodies(id, [loadout.body; 2]),
            (Field::Loadout, Attribute::TeamLoadout(both)) => self.bodies(id, [both.blue.body, both.orange.body]),
            (Field::Goals, Attribute::Int(value)) => self.count(id, Count::Goals, *value),
            (Field::Assists, Attribute::Int(value)) => self.count(id, Count::Assists, *value),
            (Field::Saves, Attribute::Int(value)) => self.count(id, Count::Saves, *value),
            (Field::Shots, Attribute::Int(value)) => self.count(id, Count::Shots, *value),
            (Field::TeamScore, Attribute::Int(value)) => self.team_score(id, *value),
            (Field::StateName, Attribute::Int(name)) => {
                if let Some(name) = usize::try_from(*name).ok().and_then(|i| self.replay.names.get(i)) {
                    self.referees.state(id, at, name);
                }
            }
            (Field::StateIndex, Attribute::Byte(index)) => self.referees.numbered_state(id, at, *index),
            (Field::SecondsLeft, Attribute::Int(seconds)) => self.referees.clock(id, at, *seconds),
            (Field::Round, Attribute::Int(_)) if !self.is_key_frame => self.referees.round(id, at),
            (Field::Overtime, Attribute::Boolean(is_overtime)) => self.referees.overtime(id, at, *is_overtime),
            (Field::BallHit, Attribute::Boolean(true)) if !self.is_key_frame => self.referees.first_hit(id, at),
            (Field::HitTeam, Attribute::Byte(team)) if !self.is_key_frame && self.ball == Some(id) => match team {
                0 => self.told.hits.push((at, wavedash_core::Team::Blue)),
                1 => self.told.hits.push((at, wavedash_core::Team::Orange)),
                _ => {}
            },
            (Field::Pickup, Attribute::Pickup(pickup)) => {
                self.pickup(id, pickup.instigator, u8::from(pickup.picked_up));
            }
            (Field::Pickup, Attribute::PickupNew(pickup)) => self.pickup(id, pickup.instigator, pickup.picked_up),
            _ => {}
        }
    }

    /// A component's counter went on: odd while it acts.
    fn activity(&mut self, id: ActorId, value: i32) {
        let (at, is_key_frame) = (self.at, self.is_key_frame);
        let Some(actor) = self.actor_mut(id) else { return };
        let old = actor.counter.replace(value);
        let kind = actor.kind;
        let acts = value % 2 == 1;
        let is_news = old != Some(value) && (old.is_some() || !is_key_frame);
        let Some(life) = self.owner_life(id) else { return };
        let what = match kind {
            Kind::Boost => {
                life.set_firing(at, acts);
                return;
            }
            Kind::Jump => Move::Jump,
            Kind::DoubleJump => Move::DoubleJump,
            Kind::Flip => Move::Flip,
            _ => return,
        };
        if !is_news {
            return;
        }
        // Begun and ended between two frames.
        let missed = !acts && old.is_some_and(|old| old % 2 == 0);
        if acts || missed {
            life.moves.push(Moved { at, what, begins: true });
        }
        if !acts {
            life.moves.push(Moved { at, what, begins: false });
        }
    }

    fn boost(&mut self, id: ActorId, amount: u8) {
        let at = self.at;
        if let Some(life) = self.owner_life(id) {
            life.set_boost(at, f32::from(amount) * (100.0 / 255.0));
        }
    }

    fn hold(&mut self, car: ActorId, input: Input, value: f32) {
        let at = self.at;
        if let Some(life) = self.life(car) {
            self.told.lives[life].held.push(Held { at, input, value });
        }
    }

    fn bodies(&mut self, player: ActorId, bodies: [u32; 2]) {
        if let Some(entry) = self.entry(player) {
            self.told.entries[entry].bodies = Some(bodies);
        }
    }

    /// What is told in the first frame, or of an actor that a key frame brings, was so before.
    fn is_news(&self, born: usize) -> bool {
        self.frame > 0 && !(self.is_key_frame && born == self.frame)
    }

    fn count(&mut self, player: ActorId, count: Count, value: i32) {
        let (at, frame) = (self.at, self.frame);
        let Some(actor) = self.actor_mut(player).filter(|actor| actor.kind == Kind::Player) else { return };
        if core::mem::replace(&mut actor.counts[count as usize], value) != value {
            let (entry, is_start) = (actor.slot, actor.born == frame);
            self.told.tellings.push(Telling { at, entry, count, value, is_start });
        }
    }

    fn team_score(&mut self, id: ActorId, value: i32) {
        let at = self.at;
        let Some(actor) = self.actor_mut(id) else { return };
        let Kind::Team(team) = actor.kind else { return };
        let (old, born) = (actor.counter.replace(value), actor.born);
        // A score of zero is not told.
        let old = if self.is_news(born) { Some(old.unwrap_or(0)) } else { old };
        let first = u32::try_from(old.unwrap_or(value)).unwrap_or(0);
        self.told.first_scores[team.index()].get_or_insert(first);
        let gained = old.map_or(0, |old| value.saturating_sub(old)).clamp(0, MOST_GOALS_AT_ONCE);
        self.told.scored.extend((0..gained).map(|_| (at, team)));
    }

    fn pickup(&mut self, id: ActorId, who: Option<ActorId>, counter: u8) {
        let at = self.at;
        let Some(actor) = self.actor_mut(id) else { return };
        let old = actor.pickup.replace((who, counter));
        let (pad, born) = (actor.object, actor.born);
        let is_news = old != Some((who, counter)) && counter != 0 && counter != u8::MAX && self.is_news(born);
        if let (true, Some(life)) = (is_news, who.and_then(|who| self.life(who))) {
            self.told.taken.push(Taken { at, life, pad, before: 0.0 });
        }
    }

    fn demolish(&mut self, car: ActorId, attribute: &Attribute) {
        let bits = |v: &Vector3f| [v.x, v.y, v.z].map(f32::to_bits);
        let told: Demolition = match attribute {
            Attribute::Demolish(d) => (d.attacker_flag.then_some(d.attacker), d.victim, bits(&d.victim_velocity)),
            Attribute::DemolishFx(d) => (d.attacker_flag.then_some(d.attacker), d.victim, bits(&d.victim_velocity)),
            Attribute::DemolishExtended(d) => {
                (d.attacker.active.then_some(d.attacker.actor), d.victim.actor, bits(&d.victim_velocity))
            }
            _ => return,
        };
        let Some(actor) = self.actor_mut(car) else { return };
        let (old, born) = (actor.demolition.replace(told), actor.born);
        if old == Some(told) || !self.is_news(born) {
            return;
        }
        let (attacker, victim) = (told.0.and_then(|id| self.life(id)), self.life(told.1));
        let Some(victim) = victim else { return };
        let life = &mut self.told.lives[victim];
        if life.demolished.replace(life.demolished.unwrap_or(self.at)).is_some() {
            return;
        }
        if let Some(attacker) = attacker.filter(|attacker| *attacker != victim) {
            self.told.demolitions.push((self.at, attacker, victim));
        }
    }
}

/// Numbers below this are no accounts: old builds write 1 for every player of one console.
const LEAST_ACCOUNT: u64 = 1 << 16;

/// Who somebody is; none for bots, and where a number stands for nobody.
fn who(unique: &UniqueId) -> Option<Id> {
    let account = match &unique.remote_id {
        RemoteId::Steam(number) | RemoteId::Xbox(number) | RemoteId::QQ(number) => *number,
        RemoteId::PlayStation(id) if id.online_id < LEAST_ACCOUNT && !id.name.is_empty() => {
            return Some(Id { account: id.name.clone(), local: unique.local_id });
        }
        RemoteId::PlayStation(id) => id.online_id,
        RemoteId::PsyNet(id) => id.online_id,
        RemoteId::Switch(id) => id.online_id,
        RemoteId::Epic(text) if !text.is_empty() => {
            return Some(Id { account: text.clone(), local: unique.local_id });
        }
        _ => 0,
    };
    (account >= LEAST_ACCOUNT).then(|| Id { account: account.to_string(), local: unique.local_id })
}

/// A byte from 0 to 255 as -1 to 1; 128 is the middle.
fn axis(value: u8) -> f32 {
    ((f32::from(value) - 128.0) / 127.0).max(-1.0)
}
