// The sequence backwards (backpropagation through time), written by hand.
//
// Blocks of rows walk from the last step to the first. Of every step the gradients of
// the pre-activations are kept for a chunk of steps; their product with the transposed
// weights goes on to the step before, and once a chunk is full it is multiplied with
// the chunk's inputs and states into the weights' gradients. Every part of the
// batch adds up its own weights' gradients, summed in a fixed order at the end.

#ifndef SEQKIT_BACKWARD_H_
#define SEQKIT_BACKWARD_H_

#include "forward.h"

namespace seqkit {

constexpr int64_t kPanelVectors = 4;          // vectors of columns of a packed panel
constexpr int64_t kChunkFloats = 160 * 1024;  // of pre-activation gradients kept
constexpr int64_t kMostChunkSteps = 32;

// Transposed weights, for gradients of the layer's input or its states: columns are
// features or units, the depth runs over a step's pre-activations as they stand.
template <class C>
struct Transposed {
  Transposed(const Layout<C>& layout, int64_t column_count, int vector_count,
             int first_vector, int (*gate_of)(int))
      : l(layout), columns(column_count), blocks(ceil_div(column_count, kWidth)),
        vectors(vector_count), first(first_vector), gate(gate_of) {}

  int64_t depth() const { return l.groups * vectors * kWidth; }
  int64_t size() const { return blocks * kWidth * depth(); }

  // Panel i has up to four vectors of columns.
  int64_t panels() const { return ceil_div(blocks, kPanelVectors); }
  int64_t width(int64_t panel) const {
    return std::min(kPanelVectors, blocks - panel * kPanelVectors);
  }
  float* panel(float* packed, int64_t i) const {
    return packed + i * kPanelVectors * kWidth * depth();
  }

  void pack(const float* weights, int64_t i, float* packed) const {
    float* to = panel(packed, i);
    const int64_t wide = C::kGates * l.H, from = i * kPanelVectors * kWidth;
    for (int64_t group = 0; group < l.groups; ++group) {
      for (int v = 0; v < vectors; ++v) {
        const int64_t row = gate(v) * l.H + l.first_unit(group, v);
        const int64_t real = l.real_units(group, v);
        for (int64_t u = 0; u < kWidth; ++u, to += width(i) * kWidth) {
          for (int64_t j = 0; j < width(i) * kWidth; ++j) {
            const bool inside = u < real && from + j < columns;
            to[j] = inside ? weights[(from + j) * wide + row + u] : 0.0f;
          }
        }
      }
    }
  }

  const Layout<C>& l;
  int64_t columns, blocks;
  int vectors, first;
  int (*gate)(int);
};

// Gradients of pre-activations of a chunk of steps: [group][row][step][kA floats].
template <class C>
struct Chunk {
  float* da;
  int64_t rows, steps;  // capacity
  int64_t first, count;  // steps held: first ... first + count - 1

  int64_t row_size() const { return steps * Layout<C>::kA; }
  int64_t group_size() const { return rows * row_size(); }
  float* at(int64_t group, int64_t row, int64_t step) const {
    return da + group * group_size() + row * row_size() + step * Layout<C>::kA;
  }
};

// One part's sums: packed like the forward weights, bias first.
template <class C>
struct Sums {
  float* memory;
  bool empty;
};

template <class C>
struct WalkBack : Block<C> {
  using Block<C>::l, Block<C>::in, Block<C>::out, Block<C>::go_backwards,
      Block<C>::rows, Block<C>::time, Block<C>::real, Block<C>::step;
  const OutputGradients& d_out;
  const InputGradients& d_in;
  float *dh, *dc;  // (rows, padded)
  const Transposed<C>&to_states, &to_inputs;
  float *packed_states, *packed_inputs;
  Chunk<C> chunk;

  const float* h_after(int64_t row, int64_t t) const {
    return t < 0 ? in.h0 + (rows.first + row) * l.H : out.h_seq + step(row, t) * l.H;
  }

  // Through the gates of one group of one row at step t. Unrolled early, small arrays of
  // vectors stay in registers.
  void gates(int64_t group, int64_t row, int64_t t) const {
    constexpr int kN = C::kUnitVectors;
    const int64_t at = row * l.padded + group * l.kUnits;
    Vec d[kN], d_old[kN], da[C::kVectors], dc_now{};
#pragma GCC unroll 8
    for (int v = 0; v < kN; ++v) {
      d[v] = load(dh + at + v * kWidth);
      if (d_out.h_seq) {
        const float* more = d_out.h_seq + step(row, t) * l.H + l.first_unit(group, v);
        d[v] += load_part(more, l.real_units(group, v));
      }
    }
    if (C::kHasC) dc_now = load(dc + at);
    if (real(row, t)) {
      through_cell(group, row, t, d, &dc_now, da, d_old);
    } else {
#pragma GCC unroll 8
      for (int v = 0; v < C::kVectors; ++v) da[v] = Vec{};
#pragma GCC unroll 8
      for (int v = 0; v < kN; ++v) d_old[v] = d[v];
    }
    if (C::kHasC) store(dc + at, dc_now);
#pragma GCC unroll 8
    for (int v = 0; v < kN; ++v) store(dh + at + v * kWidth, d_old[v]);
    float* kept = chunk.at(group, row, t - chunk.first);
#pragma GCC unroll 8
    for (int v = 0; v < C::kVectors; ++v) store(kept + v * kWidth, da[v]);
  }

  void through_cell(int64_t group, int64_t row, int64_t t, const Vec* d, Vec* dc_now,
                    Vec* da, Vec* d_old) const {
    constexpr int kN = C::kUnitVectors;
    Vec saved[C::kSaved + 1], h_old[kN], h[kN], c_old{};
#pragma GCC unroll 8
    for (int v = 0; v < kN; ++v) {
      const int64_t unit = l.first_unit(group, v), real = l.real_units(group, v);
      if (C::kSaved == 0) h[v] = load_part(h_after(row, t) + unit, real);
      if (!C::kHasC) h_old[v] = load_part(h_after(row, t - 1) + unit, real);
    }
#pragma GCC unroll 8
    for (int v = 0; v < C::kSaved; ++v) {
      saved[v] = load(this->saved(group, row, t) + v * kWidth);
    }
    if (C::kHasC) c_old = c_before(group, row, t);
    C::back(saved, h_old, h, c_old, d, dc_now, da, d_old);
  }

  Vec c_before(int64_t group, int64_t row, int64_t t) const {
    if (t > 0) return load(this->saved(group, row, t - 1) + (C::kSaved - 1) * kWidth);
    const float* c0 = in.c0 + (rows.first + row) * l.H + l.first_unit(group, 0);
    return load_part(c0, l.real_units(group, 0));
  }

  // to(row, column) += da(row) * transposed weights, for M rows and N column vectors.
  template <int M, int N>
  void product(const Transposed<C>& w, const float* panel, int64_t row, int64_t t,
               Vec (&sum)[M][N]) const {
    const int64_t depth = w.vectors * kWidth;
    const float* da = chunk.at(0, row, t - chunk.first) + w.first * kWidth;
    for (int64_t group = 0; group < l.groups; ++group) {
      accumulate<M, 0, N>(sum, da, chunk.row_size(), 1, depth, panel, N * kWidth);
      panel += depth * N * kWidth;
      da += chunk.group_size();
    }
  }

  template <int M, int N>
  void states_tile(int64_t i, int64_t row, int64_t t) const {
    Vec sum[M][N];
    float* to = dh + row * l.padded + i * kPanelVectors * kWidth;
    for (int m = 0; m < M; ++m) {
      for (int n = 0; n < N; ++n) sum[m][n] = load(to + m * l.padded + n * kWidth);
    }
    product<M, N>(to_states, to_states.panel(packed_states, i), row, t, sum);
    for (int m = 0; m < M; ++m) {
      for (int n = 0; n < N; ++n) store(to + m * l.padded + n * kWidth, sum[m][n]);
    }
  }

  template <int M, int N>
  void inputs_tile(int64_t i, int64_t row, int64_t t) const {
    Vec sum[M][N] = {};
    product<M, N>(to_inputs, to_inputs.panel(packed_inputs, i), row, t, sum);
    for (int m = 0; m < M; ++m) {
      for (int n = 0; n < N; ++n) {
        const int64_t column = (i * kPanelVectors + n) * kWidth;
        float* to = d_in.x + step(row + m, time(t)) * l.D + column;
        store_part(to, sum[m][n], l.D - column);
      }
    }
  }

  template <int N>
  void states_panel(int64_t i, int64_t t) const {
    in_tiles<kTileRows>(rows.count, [&](int64_t row, auto size) {
      states_tile<decltype(size)::value, N>(i, row, t);
    });
  }

  template <int N>
  void inputs_panel(int64_t i, int64_t t) const {
    in_tiles<kTileRows>(rows.count, [&](int64_t row, auto size) {
      inputs_tile<decltype(size)::value, N>(i, row, t);
    });
  }

  void back_to_states(int64_t t) const {
    for (int64_t i = 0; i < to_states.panels(); ++i) {
      switch (to_states.width(i)) {
        case 1: states_panel<1>(i, t); break;
        case 2: states_panel<2>(i, t); break;
        case 3: states_panel<3>(i, t); break;
        default: states_panel<4>(i, t);
      }
    }
  }

  void back_to_inputs(int64_t t) const {
    for (int64_t i = 0; i < to_inputs.panels(); ++i) {
      switch (to_inputs.width(i)) {
        case 1: inputs_panel<1>(i, t); break;
        case 2: inputs_panel<2>(i, t); break;
        case 3: inputs_panel<3>(i, t); break;
        default: inputs_panel<4>(i, t);
      }
    }
  }

  // Calls body(first step of the chunk, count) for every run of real steps of a row.
  template <class Body>
  void in_runs(int64_t row, Body&& body) const {
    if (!in.mask) return body(0, chunk.count);
    for (int64_t s = 0; s < chunk.count;) {
      int64_t end = s;
      while (end < chunk.count && real(row, chunk.first + end)) ++end;
      if (end > s) body(s, end - s);
      s = end + 1;
    }
  }

  // sums(m, :) += the chunk's a(m)^T da, for M rows of W or U of one group.
  template <int M, int N, class Body>
  void weights_tile(float* sums, bool empty, Body&& add) const {
    constexpr int64_t kRow = N * kWidth;
    Vec sum[M][N];
    for (int m = 0; m < M; ++m) {
      for (int n = 0; n < N; ++n) {
        sum[m][n] = empty ? Vec{} : load(sums + m * kRow + n * kWidth);
      }
    }
    add(sum);
    for (int m = 0; m < M; ++m) {
      for (int n = 0; n < N; ++n) store(sums + m * kRow + n * kWidth, sum[m][n]);
    }
  }

  template <int M>
  void add_inputs(Vec (&sum)[M][C::kXVectors], int64_t group, int64_t feature) const {
    const int64_t back = go_backwards ? -l.D : l.D;
    for (int64_t row = 0; row < rows.count; ++row) {
      in_runs(row, [&](int64_t s, int64_t count) {
        const float* x = in.x + step(row, time(chunk.first + s)) * l.D + feature;
        const float* da = chunk.at(group, row, s) + C::kXFirst * kWidth;
        accumulate<M, 0, C::kXVectors>(sum, x, 1, back, count, da, Layout<C>::kA);
      });
    }
  }

  template <int M>
  void add_states(Vec (&sum)[M][C::kHVectors], int64_t group, int64_t unit) const {
    for (int64_t row = 0; row < rows.count; ++row) {
      int64_t s = 0;
      const float* da = chunk.at(group, row, 0) + C::kHFirst * kWidth;
      if (chunk.first == 0) {  // the initial state stands elsewhere
        accumulate<M, 0, C::kHVectors>(sum, h_after(row, -1) + unit, 1, 0, 1, da, 0);
        da += Layout<C>::kA, s = 1;
      }
      const float* h = h_after(row, chunk.first + s - 1) + unit;
      accumulate<M, 0, C::kHVectors>(sum, h, 1, l.H, chunk.count - s, da,
                                     Layout<C>::kA);
    }
  }

  void add_bias(float* sums, bool empty, int64_t group) const {
    Vec sum[C::kVectors];
    for (int v = 0; v < C::kVectors; ++v) {
      sum[v] = empty ? Vec{} : load(sums + v * kWidth);
    }
    for (int64_t row = 0; row < rows.count; ++row) {
      const float* da = chunk.at(group, row, 0);
      for (int64_t s = 0; s < chunk.count; ++s, da += Layout<C>::kA) {
        for (int v = 0; v < C::kVectors; ++v) sum[v] += load(da + v * kWidth);
      }
    }
    for (int v = 0; v < C::kVectors; ++v) store(sums + v * kWidth, sum[v]);
  }

  void add_weights(Sums<C>* sums) const {
    for (int64_t group = 0; group < l.groups; ++group) {
      float* own = sums->memory + group * l.panel();
      add_bias(own, sums->empty, group);
      own += Layout<C>::kA;
      in_tiles<kTileRows>(l.D, [&](int64_t feature, auto size) {
        constexpr int M = decltype(size)::value;
        weights_tile<M, C::kXVectors>(
            own + feature * l.kX, sums->empty,
            [&](auto& sum) { add_inputs<M>(sum, group, feature); });
      });
      own += l.D * Layout<C>::kX;
      in_tiles<kTileRows>(l.H, [&](int64_t unit, auto size) {
        constexpr int M = decltype(size)::value;
        weights_tile<M, C::kHVectors>(
            own + unit * l.kH, sums->empty,
            [&](auto& sum) { add_states<M>(sum, group, unit); });
      });
    }
    sums->empty = false;
  }

  void walk(Sums<C>* sums) {
    copy_rows(d_out.h_last, rows, l.H, dh, l.padded);
    if (C::kHasC) copy_rows(d_out.c_last, rows, l.H, dc, l.padded);
    for (int64_t end = l.T; end > 0; end = chunk.first) {
      chunk.count = std::min(chunk.steps, end);
      chunk.first = end - chunk.count;
      for (int64_t t = end - 1; t >= chunk.first; --t) step_back(t);
      add_weights(sums);
    }
    copy_back(dh, rows, l.H, d_in.h0, l.padded);
    if (C::kHasC) copy_back(dc, rows, l.H, d_in.c0, l.padded);
  }

  void step_back(int64_t t) const {
    for (int64_t row = 0; row < rows.count; ++row) {
      for (int64_t group = 0; group < l.groups; ++group) gates(group, row, t);
    }
    back_to_states(t);
    if (d_in.x) back_to_inputs(t);
  }
};

// Adds up one packed row over the parts and puts it where Keras has it.
template <class C>
void unpack_row(const Layout<C>& l, const float* packed, int64_t stride,
                int64_t parts, int64_t group, int vectors, int (*gate)(int),
                float* row) {
  for (int v = 0; v < vectors; ++v) {
    Vec sum = load(packed + v * kWidth);
    for (int64_t w = 1; w < parts; ++w) sum += load(packed + w * stride + v * kWidth);
    float* to = row + gate(v) * l.H + l.first_unit(group, v);
    store_part(to, sum, l.real_units(group, v));
  }
}

template <class C>
void unpack_group(const Layout<C>& l, const float* sums, int64_t stride,
                  int64_t parts, int64_t group, const InputGradients& d_in) {
  const int64_t wide = C::kGates * l.H;
  unpack_row(l, sums + C::kXFirst * kWidth, stride, parts, group, C::kXVectors,
             C::x_gate, d_in.bias);
  if (C::kTwoBiases) {
    unpack_row(l, sums + C::kHFirst * kWidth, stride, parts, group, C::kHVectors,
               C::h_gate, d_in.bias + wide);
  }
  sums += Layout<C>::kA;
  for (int64_t d = 0; d < l.D; ++d, sums += Layout<C>::kX) {
    unpack_row(l, sums, stride, parts, group, C::kXVectors, C::x_gate,
               d_in.kernel + d * wide);
  }
  for (int64_t k = 0; k < l.H; ++k, sums += Layout<C>::kH) {
    unpack_row(l, sums, stride, parts, group, C::kHVectors, C::h_gate,
               d_in.recurrent_kernel + k * wide);
  }
}

template <class C>
int64_t chunk_steps(const Layout<C>& l, int64_t rows) {
  const int64_t fit = kChunkFloats / (rows * l.groups * Layout<C>::kA);
  return std::min(l.T, std::clamp<int64_t>(fit, 4, kMostChunkSteps));
}

// Floats of each part of the scratch memory.
template <class C>
struct BackwardPlan {
  BackwardPlan(const Sizes& s, int threads)
      : l(s), to_states(l, l.H, C::kHVectors, C::kHFirst, C::h_gate),
        to_inputs(l, l.D, C::kXVectors, C::kXFirst, C::x_gate),
        parts(part_count<C>(s, threads)), rows(block_rows(s.batch, parts)),
        steps(chunk_steps(l, rows)), state(ceil_div(rows * l.padded, 16) * 16),
        chunk(l.groups * rows * steps * Layout<C>::kA),
        sums(l.groups * l.panel()) {}

  int64_t total() const {
    return to_states.size() + to_inputs.size() +
           parts * (2 * state + chunk + sums) + 64;
  }

  Layout<C> l;
  Transposed<C> to_states, to_inputs;
  int64_t parts, rows, steps, state, chunk, sums;
};

template <class C>
void backward(const Sizes& s, const Inputs& in, const Weights& weights,
              const Outputs& out, const OutputGradients& d_out,
              const InputGradients& d_in, float* memory, const Threads& threads) {
  const BackwardPlan<C> p(s, threads.count);
  const Layout<C>& l = p.l;
  Scratch scratch(memory);
  float* states = scratch.take(p.parts * 2 * p.state);
  float* chunks = scratch.take(p.parts * p.chunk);
  float* sums = scratch.take(p.parts * p.sums);
  float* packed_states = scratch.take(p.to_states.size());
  float* packed_inputs = scratch.take(p.to_inputs.size());
  const int64_t state_panels = p.to_states.panels();
  const int64_t panels = state_panels + (d_in.x ? p.to_inputs.panels() : 0);
  const int64_t packers = p.sums < kSmallWork ? 1 : p.parts;
  auto pack = [&](int64_t packer) {
    const Rows mine = share({0, panels}, packer, packers);
    for (int64_t i = mine.first; i < mine.first + mine.count; ++i) {
      if (i < state_panels) {
        p.to_states.pack(weights.recurrent_kernel, i, packed_states);
      } else {
        p.to_inputs.pack(weights.kernel, i - state_panels, packed_inputs);
      }
    }
  };
  parallel(threads, packers, pack);
  auto walk = [&](int64_t part) {
    const Rows mine = share({0, s.batch}, part, p.parts);
    float* dh = states + part * 2 * p.state;
    Sums<C> own{sums + part * p.sums, true};
    const int64_t blocks = ceil_div(mine.count, p.rows);
    for (int64_t i = 0; i < blocks; ++i) {
      const Rows rows = share(mine, i, blocks);
      WalkBack<C>{{l, in, out, s.go_backwards, rows}, d_out, d_in, dh, dh + p.state,
                  p.to_states, p.to_inputs, packed_states, packed_inputs,
                  {chunks + part * p.chunk, rows.count, p.steps, 0, 0}}
          .walk(&own);
    }
    if (own.empty) std::fill_n(own.memory, p.sums, 0.0f);
  };
  parallel(threads, p.parts, walk);
  auto unpack = [&](int64_t packer) {
    const Rows mine = share({0, l.groups}, packer, packers);
    for (int64_t g = mine.first; g < mine.first + mine.count; ++g) {
      unpack_group(l, sums + g * l.panel(), p.sums, p.parts, g, d_in);
    }
  };
  parallel(threads, packers, unpack);
}

}  // namespace seqkit

#endif  // SEQKIT_BACKWARD_H_
