// The sequence forwards: pack the weights, then walk blocks of rows through time.

#ifndef SEQKIT_FORWARD_H_
#define SEQKIT_FORWARD_H_

#include "cells.h"
#include "layout.h"

namespace seqkit {

// Copies one gate's units of a row of Keras weights into a vector of a packed row.
template <class C>
void pack_row(const Layout<C>& l, const float* row, int64_t group, int vectors,
              int (*gate)(int), float* packed) {
  for (int v = 0; v < vectors; ++v) {
    const float* from = row + gate(v) * l.H + l.first_unit(group, v);
    const int64_t real = l.real_units(group, v);
    for (int64_t j = 0; j < kWidth; ++j) {
      packed[v * kWidth + j] = j < real ? from[j] : 0.0f;
    }
  }
}

template <class C>
void pack_bias(const Layout<C>& l, const float* bias, int64_t group, float* packed) {
  float x_bias[Layout<C>::kX], h_bias[Layout<C>::kH] = {};
  pack_row(l, bias, group, C::kXVectors, C::x_gate, x_bias);
  if (C::kTwoBiases) {
    const float* second = bias + C::kGates * l.H;
    pack_row(l, second, group, C::kHVectors, C::h_gate, h_bias);
  }
  for (int64_t j = 0; j < Layout<C>::kA; ++j) packed[j] = 0.0f;
  for (int64_t j = 0; j < Layout<C>::kX; ++j) {
    packed[C::kXFirst * kWidth + j] += x_bias[j];
  }
  for (int64_t j = 0; j < Layout<C>::kH; ++j) {
    packed[C::kHFirst * kWidth + j] += h_bias[j];
  }
}

template <class C>
void pack_group(const Layout<C>& l, const Weights& w, int64_t group, float* packed) {
  const int64_t wide = C::kGates * l.H;
  pack_bias(l, w.bias, group, packed);
  packed += Layout<C>::kA;
  for (int64_t d = 0; d < l.D; ++d, packed += Layout<C>::kX) {
    pack_row(l, w.kernel + d * wide, group, C::kXVectors, C::x_gate, packed);
  }
  for (int64_t k = 0; k < l.H; ++k, packed += Layout<C>::kH) {
    pack_row(l, w.recurrent_kernel + k * wide, group, C::kHVectors, C::h_gate, packed);
  }
}

// A block on its way forwards: everything a tile needs to know.
template <class C>
struct Walk : Block<C> {
  using Block<C>::l, Block<C>::in, Block<C>::out, Block<C>::rows, Block<C>::time,
      Block<C>::real, Block<C>::step;
  const float* packed;
  const float* h;  // (rows, padded) before the step
  float *h_new, *c;

  // Rows row ... row + M - 1 of one group at step t.
  template <int M>
  void tile(int64_t group, int64_t row, int64_t t) const {
    const float* panel = packed + group * l.panel();
    Vec a[M][C::kVectors];
    for (int m = 0; m < M; ++m) {
      for (int v = 0; v < C::kVectors; ++v) a[m][v] = load(panel + v * kWidth);
    }
    if (any_real<M>(row, t)) multiply<M>(a, panel + Layout<C>::kA, row, t);
    for (int m = 0; m < M; ++m) finish(a[m], group, row + m, t);
  }

  template <int M>
  bool any_real(int64_t row, int64_t t) const {
    for (int m = 0; m < M; ++m) {
      if (real(row + m, t)) return true;
    }
    return false;
  }

  template <int M>
  __attribute__((always_inline)) void multiply(Vec (&a)[M][C::kVectors],
                                               const float* panel, int64_t row,
                                               int64_t t) const {
    const float* x = in.x + step(row, time(t)) * l.D;
    accumulate<M, C::kXFirst, C::kXVectors>(a, x, l.T * l.D, 1, l.D, panel, l.kX);
    panel += l.D * Layout<C>::kX;
    accumulate<M, C::kHFirst, C::kHVectors>(a, h + row * l.padded, l.padded, 1, l.H,
                                            panel, l.kH);
  }

  void finish(const Vec* a, int64_t group, int64_t row, int64_t t) const {
    constexpr int kN = C::kUnitVectors;
    const int64_t at = row * l.padded + group * l.kUnits;
    Vec h_old[kN], h_next[kN], saved[C::kSaved + 1], c_next{};
#pragma GCC unroll 8
    for (int v = 0; v < kN; ++v) h_old[v] = load(h + at + v * kWidth);
    if (C::kHasC) c_next = load(c + at);
    const Vec c_old = c_next;
    C::step(a, h_old, &c_next, h_next, saved);
    if (!real(row, t)) {
#pragma GCC unroll 8
      for (int v = 0; v < kN; ++v) h_next[v] = h_old[v];
      if (C::kHasC) saved[C::kSaved - 1] = c_next = c_old;
    }
    if (C::kHasC) store(c + at, c_next);
#pragma GCC unroll 8
    for (int v = 0; v < kN; ++v) store(h_new + at + v * kWidth, h_next[v]);
    write(group, row, t, h_next, saved);
  }

  void write(int64_t group, int64_t row, int64_t t, const Vec* h_next,
             const Vec* saved) const {
#pragma GCC unroll 8
    for (int v = 0; out.h_seq && v < C::kUnitVectors; ++v) {
      float* to = out.h_seq + step(row, t) * l.H + l.first_unit(group, v);
      store_part(to, h_next[v], l.real_units(group, v));
    }
#pragma GCC unroll 8
    for (int v = 0; out.saved && v < C::kSaved; ++v) {
      store(this->saved(group, row, t) + v * kWidth, saved[v]);
    }
  }
};

// Calls body(first, std::integral_constant<int, M>) over balanced pieces M <= kMost.
template <int kMost, class Body>
inline void in_tiles(int64_t count, Body&& body) {
  const int64_t tiles = ceil_div(count, kMost);
  for (int64_t i = 0; i < tiles; ++i) {
    const Rows piece = share({0, count}, i, tiles);
    switch (piece.count) {
      case 1: body(piece.first, std::integral_constant<int, 1>()); break;
      case 2: body(piece.first, std::integral_constant<int, 2>()); break;
      case 3: body(piece.first, std::integral_constant<int, 3>()); break;
      case 4: body(piece.first, std::integral_constant<int, 4>()); break;
      case 5: body(piece.first, std::integral_constant<int, 5>()); break;
      default: body(piece.first, std::integral_constant<int, 6>());
    }
  }
}

inline void copy_rows(const float* from, Rows rows, int64_t H, float* to,
                      int64_t padded) {
  for (int64_t r = 0; r < rows.count; ++r) {
    for (int64_t j = 0; j < padded; ++j) {
      to[r * padded + j] = j < H ? from[(rows.first + r) * H + j] : 0.0f;
    }
  }
}

inline void copy_back(const float* from, Rows rows, int64_t H, float* to,
                      int64_t padded) {
  for (int64_t r = 0; r < rows.count; ++r) {
    std::memcpy(to + (rows.first + r) * H, from + r * padded, H * sizeof(float));
  }
}

template <class C>
void forward_block(Walk<C> walk, float* scratch_h, float* scratch_h_new) {
  const Layout<C>& l = walk.l;
  copy_rows(walk.in.h0, walk.rows, l.H, scratch_h, l.padded);
  if (C::kHasC) copy_rows(walk.in.c0, walk.rows, l.H, walk.c, l.padded);
  for (int64_t t = 0; t < l.T; ++t) {
    walk.h = scratch_h, walk.h_new = scratch_h_new;
    for (int64_t group = 0; group < l.groups; ++group) {
      in_tiles<kTileRows>(walk.rows.count, [&](int64_t row, auto size) {
        walk.template tile<decltype(size)::value>(group, row, t);
      });
    }
    std::swap(scratch_h, scratch_h_new);
  }
  copy_back(scratch_h, walk.rows, l.H, walk.out.h_last, l.padded);
  if (C::kHasC) copy_back(walk.c, walk.rows, l.H, walk.out.c_last, l.padded);
}

template <class C>
int64_t forward_scratch(const Sizes& s, int threads) {
  const Layout<C> l(s);
  const int64_t parts = part_count<C>(s, threads);
  const int64_t state = block_rows(s.batch, parts) * l.padded + 16;
  return l.groups * l.panel() + 16 + parts * 3 * state;
}

template <class C>
void forward(const Sizes& s, const Inputs& in, const Weights& weights,
             const Outputs& out, float* memory, const Threads& threads) {
  const Layout<C> l(s);
  Scratch scratch(memory);
  float* packed = scratch.take(l.groups * l.panel());
  const int64_t parts = part_count<C>(s, threads.count);
  const int64_t state = block_rows(s.batch, parts) * l.padded;
  float* states = scratch.take(parts * 3 * state);
  const int64_t packers = l.groups * l.panel() < kSmallWork ? 1 : parts;
  auto pack = [&](int64_t packer) {
    const Rows mine = share({0, l.groups}, packer, packers);
    for (int64_t g = mine.first; g < mine.first + mine.count; ++g) {
      pack_group(l, weights, g, packed + g * l.panel());
    }
  };
  parallel(threads, packers, pack);
  auto walk = [&](int64_t part) {
    const Rows mine = share({0, s.batch}, part, parts);
    float* own = states + part * 3 * state;
    const int64_t blocks = ceil_div(mine.count, block_rows(s.batch, parts));
    for (int64_t i = 0; i < blocks; ++i) {
      const Block<C> block{l, in, out, s.go_backwards, share(mine, i, blocks)};
      forward_block<C>({block, packed, nullptr, nullptr, own + 2 * state}, own,
                       own + state);
    }
  };
  parallel(threads, parts, walk);
}

}  // namespace seqkit

#endif  // SEQKIT_FORWARD_H_
