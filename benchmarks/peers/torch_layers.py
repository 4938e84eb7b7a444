"""Train and run torch.nn recurrent layers on request, in an environment of their own.

Reads one JSON object a line (cell, shape [B, T, D, H], bidirectional, threads, batches,
predict) and answers with the seconds per training step, or per predicted batch.
"""

import json
import sys
import time

import torch
from torch.nn.utils.rnn import pack_padded_sequence

LAYERS = {"LSTM": torch.nn.LSTM, "GRU": torch.nn.GRU, "SimpleRNN": torch.nn.RNN}


class Network(torch.nn.Module):
    def __init__(self, cell, features, units, bidirectional):
        super().__init__()
        self.layer = LAYERS[cell](
            features, units, batch_first=True, bidirectional=bidirectional
        )
        self.head = torch.nn.Linear(units * (2 if bidirectional else 1), 1)

    def forward(self, x, lengths):
        if lengths is None:
            return self.head(self.layer(x)[0][:, -1])
        packed = pack_padded_sequence(
            x, lengths, batch_first=True, enforce_sorted=False
        )
        state = self.layer(packed)[1]
        state = state[0] if isinstance(state, tuple) else state
        return self.head(torch.cat([state[0], state[1]], dim=1))


class Contestant:
    def __init__(self, cell, shape, bidirectional):
        batch, steps, features, units = shape
        torch.manual_seed(0)
        self.network = Network(cell, features, units, bidirectional)
        self.x = torch.randn(batch, steps, features)
        self.y = torch.randn(batch, 1)
        self.lengths = None
        if bidirectional:
            self.lengths = torch.randint(steps // 2, steps + 1, (batch,))
        self.optimizer = torch.optim.Adam(self.network.parameters())

    def train(self):
        self.optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(self.network(self.x, self.lengths), self.y)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def predict(self):
        with torch.inference_mode():
            return float(self.network(self.x, self.lengths)[0, 0])


def timed(call):
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def main():
    known = {}
    for line in sys.stdin:
        asked = json.loads(line)
        torch.set_num_threads(asked["threads"])
        key = json.dumps([asked["cell"], asked["shape"], asked["bidirectional"]])
        if key not in known:
            known = {
                key: Contestant(asked["cell"], asked["shape"], asked["bidirectional"])
            }
        run = known[key].predict if asked["predict"] else known[key].train
        seconds = [timed(run) for _ in range(asked["batches"])]
        print(json.dumps({"seconds": seconds, "torch": torch.__version__}), flush=True)


if __name__ == "__main__":
    main()
