"""Writes `lucy.json` and `nexto.json`: what PyTorch makes of the networks, for `tests/parity.rs`.

Run by hand: `python3 generate.py` in this folder (torch 2.4.1). Layers come from `torch.nn.functional`: attention with
projected keys and values, layer norm carried out, an LSTM that sees every window whole. Nothing is folded or shared.
"""

import json
import math

import numpy as np
import torch
import torch.nn.functional as F

FRAMES, BATCH, KEYS, COLUMNS, WINDOW, WIDTH, HEADS = 9, 4, 7, 64, 5, 128, 4


def noise(name, count):
    """Reproducible in Rust: see `noise` there."""
    key = sum((i + 1) * byte for i, byte in enumerate(name.encode())) % 10007
    x = np.sin(np.arange(count, dtype=np.float64) * 12.9898 + key * 78.233) * 43758.5453
    return ((x - np.floor(x)) * 2 - 1).astype(np.float32)


parameters = {}


def parameter(name, *shape):
    if name not in parameters:
        values = noise(name, math.prod(shape)).reshape(shape)
        if name.endswith("gamma"):
            values = 1 + np.float32(0.25) * values
        elif len(shape) == 2:
            values = values * np.float32(1 / math.sqrt(shape[0]))
        else:
            values = values * np.float32(0.25)
        parameters[name] = torch.tensor(values, requires_grad=True)
    return parameters[name]


def linear(name, x, outputs):
    return x @ parameter(f"{name}.weight", x.shape[-1], outputs) + parameter(f"{name}.bias", outputs)


def layer_norm(name, x):
    width = x.shape[-1]
    return F.layer_norm(x, [width], parameter(f"{name}.gamma", width), parameter(f"{name}.beta", width), 1e-5)


def batch_norm(name, x):
    width = x.shape[-1]
    gamma, beta = parameter(f"{name}.gamma", width), parameter(f"{name}.beta", width)
    return F.batch_norm(x, None, None, gamma, beta, training=True, eps=1e-5)


def attention(name, query, keys, padded):
    parts = ["query", "key", "value"]
    weight = torch.cat([parameter(f"{name}.{part}.weight", WIDTH, WIDTH).T for part in parts])
    bias = torch.cat([parameter(f"{name}.{part}.bias", WIDTH) for part in parts])
    out = parameter(f"{name}.output.weight", WIDTH, WIDTH).T
    out, _ = F.multi_head_attention_forward(
        query[None], keys.transpose(0, 1), keys.transpose(0, 1), WIDTH, HEADS, weight, bias, None, None, False, 0.0,
        out, parameter(f"{name}.output.bias", WIDTH), key_padding_mask=padded, need_weights=False)
    return out[0]


def embedding(name, x):
    return layer_norm(f"{name}.norm", linear(f"{name}.second", F.relu(linear(f"{name}.first", x, WIDTH)), WIDTH))


def embed(name, observations):
    rows = observations.reshape(-1, 1 + KEYS, COLUMNS)
    query = embedding(f"{name}.query", rows[:, 0, :63])
    return query, embedding(f"{name}.key", rows[:, 1:, :23]), rows[:, 1:, 63] > 0.5


def trunk(name, query, keys, padded):
    x = query
    for i in range(2):
        block = f"{name}.blocks.{i}"
        x = layer_norm(f"{block}.attention_norm", x + attention(f"{block}.attention", x, keys, padded))
        inner = linear(f"{block}.contract", F.relu(linear(f"{block}.expand", x, 512)), WIDTH)
        x = layer_norm(f"{block}.norm", x + inner)
    return x


def encode(name, query, keys, padded):
    return layer_norm(f"{name}.norm", query + attention(f"{name}.attention", query, keys, padded))


def reward_logits(frames, windows):
    """`frames` are observations, the all-zero one last."""
    name = "aux.reward"
    z = encode(f"{name}.encoder", *embed("actor", frames[windows.reshape(-1)])).reshape(BATCH, WINDOW, WIDTH)
    lstm = torch.nn.LSTM(WIDTH, 32, batch_first=True)
    weights = {
        "weight_ih_l0": parameter(f"{name}.lstm.input.weight", WIDTH, 128).T,
        "weight_hh_l0": parameter(f"{name}.lstm.recurrent.weight", 32, 128).T,
        "bias_ih_l0": parameter(f"{name}.lstm.input.bias", 128),
        "bias_hh_l0": parameter(f"{name}.lstm.recurrent.bias", 128),
    }
    _, (hidden, _) = torch.func.functional_call(lstm, weights, (z,))
    return linear(f"{name}.output", hidden[0], 3)


def state(observations, as_published):
    name = "aux.state"
    x = encode(f"{name}.encoder", *embed("actor", observations))
    for i, width in enumerate([128, 32, 16, 32, 128, 512, 512]):
        norm = batch_norm if as_published else layer_norm
        x = F.relu(norm(f"{name}.norms.{i}", linear(f"{name}.layers.{i}", x, width)))
    x = linear(f"{name}.output", x, KEYS * 23)
    return F.relu(x) if as_published else x


def state_target(observations, as_published):
    rows = observations.reshape(-1, 1 + KEYS, COLUMNS)[:, 1:]
    weight = torch.ones(len(rows), KEYS, 23)
    if not as_published:
        def rank(row):
            own, mate, opponent, ball = (bool(x) for x in row[:4])
            return 5 if row[63] else 0 if ball else 1 if own else 2 if mate else 3 if opponent else 4
        rows = torch.stack([torch.stack(sorted(sample, key=rank)) for sample in rows])
        weight = (rows[:, :, 63:] < 0.5).float().expand(-1, -1, 23)
    return rows[:, :, :23].reshape(len(rows), -1), weight.reshape(len(rows), -1)


def observations():
    values = noise("observations", FRAMES * (1 + KEYS) * COLUMNS).reshape(FRAMES, 1 + KEYS, COLUMNS).copy()
    values[:, :, 63] = 0
    values[:, 1:, :4] = 0
    for frame, rows in enumerate(values):
        rows[1, 3] = 1
        present = 4 if frame % 2 else 6
        for player in range(6):
            row = rows[2 + player]
            if player >= present:
                row[63] = 1
            else:
                row[0] = player == frame % present
                row[1] = player % 2 == frame % present % 2
                row[2] = 1 - row[1]
    return torch.tensor(values.reshape(FRAMES, -1))


def run(nexto):
    parameters.clear()
    as_published = not nexto
    frames = observations()
    windows = torch.tensor([[(3 * i + 2 * k) % (FRAMES + 1) for k in range(WINDOW)] for i in range(BATCH)])
    hidden = trunk("actor", *embed("actor", frames[:BATCH]))
    if nexto:
        actions = torch.tensor(noise("table", 90 * 8).reshape(90, 8))
        for i in range(3):
            actions = linear(f"policy.actions.{i}", F.relu(actions) if i else actions, 32)
        logits = linear("policy.player", hidden, 32) @ actions.T
    else:
        logits = linear("policy", hidden, 12)
    values = linear("value", trunk("critic", *embed("critic", frames[:BATCH])), 1)[:, 0]
    reward = reward_logits(torch.cat([frames, torch.zeros(1, frames.shape[1])]), windows)
    given = state(frames[:BATCH], as_published)
    target, weight = state_target(frames[:BATCH], as_published)
    weights = torch.tensor(noise("loss", logits.numel()).reshape(logits.shape))
    state_loss = (F.smooth_l1_loss(given, target, reduction="none") * weight).sum() / weight.sum()
    reward_loss = F.cross_entropy(reward, torch.arange(BATCH) % 3)
    loss = (logits * weights).mean() + (values - 0.5).square().mean() + reward_loss + state_loss
    loss.backward()
    norms = {name: p.grad.norm().item() for name, p in parameters.items()}
    flat = lambda x: x.detach().reshape(-1).tolist()
    result = {"logits": flat(logits), "values": flat(values), "reward": flat(reward), "state": flat(given),
              "reward_loss": reward_loss.item(), "state_loss": state_loss.item(), "gradients": norms}
    short = json.loads(json.dumps(result), parse_float=lambda x: float(f"{float(x):.7g}"))
    with open("nexto.json" if nexto else "lucy.json", "w") as file:
        json.dump(short, file, separators=(",", ":"), sort_keys=True)
        file.write("\n")


if __name__ == "__main__":
    torch.manual_seed(0)
    run(False)
    run(True)
