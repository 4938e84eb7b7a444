// The cells in scalar double precision, one row after another: what the kernels give.

#ifndef SEQKIT_TESTS_NAIVE_H_
#define SEQKIT_TESTS_NAIVE_H_

#include <cmath>
#include <cstdint>
#include <vector>

#include "recurrence.h"

namespace naive {

using Numbers = std::vector<double>;
using seqkit::Cell;
using seqkit::Sizes;

struct Weights {
  Numbers kernel, recurrent_kernel, bias;
};

// Of all rows; h and c are (batch, timesteps + 1, units), the initial state first.
struct Run {
  Numbers h, c, tapes;
};

struct Gradients {
  Numbers x, h0, c0;
  Weights weights;
};

inline int gates(Cell cell) {
  return cell == Cell::kLSTM ? 4 : cell == Cell::kGRU ? 3 : 1;
}

inline double sigmoid(double a) { return 1 / (1 + std::exp(-a)); }

// Pre-activations of one row: the input's part and the state's, (gates * units) each.
struct Sums {
  Numbers x, h;
};

inline Sums sums(Cell cell, const Sizes& s, const Weights& w, const float* x,
                 const double* h) {
  const int64_t wide = gates(cell) * s.units;
  Sums a{Numbers(w.bias.begin(), w.bias.begin() + wide), Numbers(wide)};
  if (cell == Cell::kGRU) a.h.assign(w.bias.begin() + wide, w.bias.end());
  for (int64_t n = 0; n < wide; ++n) {
    for (int64_t d = 0; d < s.features; ++d) a.x[n] += x[d] * w.kernel[d * wide + n];
    for (int64_t k = 0; k < s.units; ++k) {
      a.h[n] += h[k] * w.recurrent_kernel[k * wide + n];
    }
  }
  return a;
}

// One unit: the new h and c, and how h, c follow from what went in.
struct Unit {
  double h, c;
  double dh[8] = {}, dc[4] = {};  // dh: by x's 4 gates, then by h's; dc: by x's gates
  double h_by_old = 0, h_by_c = 0, c_by_old = 0;
};

inline Unit unit(Cell cell, const Sizes& s, const Sums& a, double h, double c,
                 int64_t j) {
  Unit u{h, c};
  const auto x = [&](int gate) { return a.x[gate * s.units + j]; };
  const auto r = [&](int gate) { return a.h[gate * s.units + j]; };
  if (cell == Cell::kSimpleTanh || cell == Cell::kSimpleRelu) {
    const double both = x(0) + r(0);
    const bool relu = cell == Cell::kSimpleRelu;
    u.h = relu ? std::fmax(both, 0.0) : std::tanh(both);
    u.dh[0] = u.dh[4] = relu ? (both > 0 ? 1.0 : 0.0) : 1 - u.h * u.h;
  } else if (cell == Cell::kLSTM) {
    const double i = sigmoid(x(0) + r(0)), f = sigmoid(x(1) + r(1));
    const double g = std::tanh(x(2) + r(2)), o = sigmoid(x(3) + r(3));
    u.c = f * c + i * g;
    u.h = o * std::tanh(u.c);
    u.dc[0] = g * i * (1 - i), u.dc[1] = c * f * (1 - f), u.dc[2] = i * (1 - g * g);
    u.dh[3] = u.dh[7] = std::tanh(u.c) * o * (1 - o);
    u.h_by_c = o * (1 - std::tanh(u.c) * std::tanh(u.c)), u.c_by_old = f;
  } else {
    const double z = sigmoid(x(0) + r(0)), q = sigmoid(x(1) + r(1));
    const double n = std::tanh(x(2) + q * r(2)), slope = (1 - z) * (1 - n * n);
    u.h = z * h + (1 - z) * n;
    u.dh[0] = u.dh[4] = (h - n) * z * (1 - z);
    u.dh[1] = u.dh[5] = slope * r(2) * q * (1 - q);
    u.dh[2] = slope, u.dh[6] = slope * q, u.h_by_old = z;
  }
  return u;
}

inline int64_t time(const Sizes& s, int64_t t) {
  return s.go_backwards ? s.timesteps - 1 - t : t;
}

inline bool real(const Sizes& s, const bool* mask, int64_t row, int64_t t) {
  return !mask || mask[row * s.timesteps + time(s, t)];
}

inline Run forward(Cell cell, const Sizes& s, const seqkit::Inputs& in,
                   const Weights& w) {
  const int64_t H = s.units, row_size = (s.timesteps + 1) * H;
  Run run{Numbers(s.batch * row_size), Numbers(s.batch * row_size), {}};
  for (int64_t row = 0; row < s.batch; ++row) {
    double *h = run.h.data() + row * row_size, *c = run.c.data() + row * row_size;
    for (int64_t j = 0; j < H; ++j) h[j] = in.h0[row * H + j];
    for (int64_t j = 0; j < H && in.c0; ++j) c[j] = in.c0[row * H + j];
    for (int64_t t = 0; t < s.timesteps; ++t, h += H, c += H) {
      std::copy(h, h + H, h + H), std::copy(c, c + H, c + H);
      if (!real(s, in.mask, row, t)) continue;
      const float* x = in.x + (row * s.timesteps + time(s, t)) * s.features;
      const Sums a = sums(cell, s, w, x, h);
      for (int64_t j = 0; j < H; ++j) {
        const Unit u = unit(cell, s, a, h[j], c[j], j);
        h[H + j] = u.h, c[H + j] = u.c;
      }
    }
  }
  return run;
}

// Adds what one real step of one row gives; dh, dc become those of the state before.
inline void step_back(Cell cell, const Sizes& s, const Weights& w, const float* x,
                      const double* h, const double* c, Numbers* dh, Numbers* dc,
                      double* dx, Weights* dw) {
  const int64_t H = s.units, wide = gates(cell) * H;
  const Sums a = sums(cell, s, w, x, h);
  Numbers by_x(wide), by_h(wide), old(H);
  for (int64_t j = 0; j < H; ++j) {
    const Unit u = unit(cell, s, a, h[j], c[j], j);
    const double d = (*dh)[j], e = (*dc)[j] + d * u.h_by_c;
    for (int g = 0; g < gates(cell); ++g) {
      by_x[g * H + j] = d * u.dh[g] + e * u.dc[g];
      by_h[g * H + j] = d * u.dh[4 + g] + e * u.dc[g];
    }
    old[j] = d * u.h_by_old, (*dc)[j] = e * u.c_by_old;
  }
  for (int64_t n = 0; n < wide; ++n) {
    dw->bias[n] += by_x[n];
    if (cell == Cell::kGRU) dw->bias[wide + n] += by_h[n];
    for (int64_t d = 0; d < s.features; ++d) {
      dw->kernel[d * wide + n] += x[d] * by_x[n];
      dx[d] += w.kernel[d * wide + n] * by_x[n];
    }
    for (int64_t k = 0; k < H; ++k) {
      dw->recurrent_kernel[k * wide + n] += h[k] * by_h[n];
      old[k] += w.recurrent_kernel[k * wide + n] * by_h[n];
    }
  }
  *dh = old;
}

inline Gradients backward(Cell cell, const Sizes& s, const seqkit::Inputs& in,
                          const Weights& w, const Run& run,
                          const seqkit::OutputGradients& d) {
  const int64_t T = s.timesteps, H = s.units;
  Gradients made{Numbers(s.batch * T * s.features), Numbers(s.batch * H),
                 Numbers(in.c0 ? s.batch * H : 0),
                 {Numbers(w.kernel.size()), Numbers(w.recurrent_kernel.size()),
                  Numbers(w.bias.size())}};
  for (int64_t row = 0; row < s.batch; ++row) {
    Numbers dh(d.h_last + row * H, d.h_last + (row + 1) * H), dc(H);
    if (in.c0) dc.assign(d.c_last + row * H, d.c_last + (row + 1) * H);
    for (int64_t t = T - 1; t >= 0; --t) {
      for (int64_t j = 0; j < H && d.h_seq; ++j) dh[j] += d.h_seq[(row * T + t) * H + j];
      if (!real(s, in.mask, row, t)) continue;
      const int64_t x = (row * T + time(s, t)) * s.features;
      const int64_t state = (row * (T + 1) + t) * H;
      step_back(cell, s, w, in.x + x, run.h.data() + state, run.c.data() + state, &dh, &dc,
                made.x.data() + x, &made.weights);
    }
    std::copy(dh.begin(), dh.end(), made.h0.begin() + row * H);
    if (in.c0) std::copy(dc.begin(), dc.end(), made.c0.begin() + row * H);
  }
  return made;
}

}  // namespace naive

#endif  // SEQKIT_TESTS_NAIVE_H_
