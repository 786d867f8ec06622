//! What team-mates share and opponents lose.

use wavedash_core::Team;

use crate::scene::Car;

/// `r'_i = (1 - spirit) r_i + spirit mean(own team) - opponent mean(other team)`, in place. A side without cars has
/// the mean 0. With `opponent` = 1 and teams of the same size the sum over all cars is 0.
pub fn distribute(cars: &[Car], spirit: f32, opponent: f32, rewards: &mut [f32]) {
    let (mut sum, mut count) = ([0.0_f32; 2], [0.0_f32; 2]);
    for (car, reward) in cars.iter().zip(&*rewards) {
        sum[car.team.index()] += reward;
        count[car.team.index()] += 1.0;
    }
    let mean = |team: Team| sum[team.index()] / count[team.index()].max(1.0);
    let shared = Team::ALL.map(|team| spirit * mean(team) - opponent * mean(team.other()));
    for (car, reward) in cars.iter().zip(rewards) {
        *reward = (1.0 - spirit) * *reward + shared[car.team.index()];
    }
}
