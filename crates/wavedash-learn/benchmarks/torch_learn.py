"""The update of `wavedash bench learn` in PyTorch: same networks, minibatch, losses, clipping and Adam, on the CPU.

usage: torch_learn.py [--threads 2] [--floats 97] [--choices 90] [--width 256] [--minibatch 4096] [--samples 16384]
"""

import argparse
import time

import torch
from torch import nn

parser = argparse.ArgumentParser()
for name, value in [("threads", 2), ("floats", 97), ("choices", 90), ("width", 256), ("depth", 3),
                    ("minibatch", 4096), ("samples", 16384), ("epochs", 3), ("repeats", 5)]:
    parser.add_argument(f"--{name}", type=int, default=value)
args = parser.parse_args()
torch.set_num_threads(args.threads)
torch.manual_seed(0)


def perceptron(outputs):
    layers, inputs = [], args.floats
    for _ in range(args.depth):
        layers += [nn.Linear(inputs, args.width), nn.ReLU()]
        inputs = args.width
    return nn.Sequential(*layers, nn.Linear(inputs, outputs))


actor, critic = perceptron(args.choices), perceptron(1)
parameters = [*actor.parameters(), *critic.parameters()]
adam = torch.optim.Adam(parameters, lr=1e-4, eps=1e-5)
observations = torch.randn(args.samples, args.floats)
actions = torch.randint(args.choices, (args.samples,))
mask = torch.rand(args.samples, args.choices) < 0.8
mask[torch.arange(args.samples), actions] = True
old, advantages, targets = torch.randn(args.samples) - 4.5, torch.randn(args.samples), torch.randn(args.samples)


def update():
    for _ in range(args.epochs):
        for rows in torch.randperm(args.samples).split(args.minibatch):
            advantage = advantages[rows]
            advantage = (advantage - advantage.mean()) / (advantage.std() + 1e-8)
            logits = actor(observations[rows]).masked_fill(~mask[rows], -1e9)
            log_softmax = torch.log_softmax(logits, 1)
            log_prob = log_softmax.gather(1, actions[rows, None]).squeeze(1)
            entropy = -(log_softmax.exp() * log_softmax).sum(1).mean()
            ratio = (log_prob - old[rows]).exp()
            policy = -torch.min(ratio * advantage, ratio.clamp(0.8, 1.2) * advantage).mean()
            value = (critic(observations[rows]).squeeze(1) - targets[rows]).square().mean()
            adam.zero_grad()
            (policy + 0.5 * value - 0.01 * entropy).backward()
            nn.utils.clip_grad_norm_(parameters, 0.5)
            adam.step()


update()
for _ in range(args.repeats):
    begun = time.perf_counter()
    update()
    print(f"{args.samples / (time.perf_counter() - begun):.0f} agent steps/s")
