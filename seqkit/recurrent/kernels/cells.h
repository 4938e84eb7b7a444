// One step of each cell on vectors: the gates, and the gates backwards.
//
// A tile computes `kVectors` vectors of pre-activations for a group of `kUnits` units
// of one row: the input product fills the vectors from `kXFirst` on, the recurrent one
// those from `kHFirst` on; where both reach a vector, they add up. `x_gate` and
// `h_gate` name the Keras gate of each vector of the two products.

#ifndef SEQKIT_CELLS_H_
#define SEQKIT_CELLS_H_

#include "vector.h"

namespace seqkit {

// Keras gate order i f c o. Saved: i f g o c (g is the candidate).
struct LSTM {
  static constexpr int kGates = 4, kVectors = 4, kSaved = 5, kUnitVectors = 1;
  static constexpr int kXFirst = 0, kXVectors = 4, kHFirst = 0, kHVectors = 4;
  static constexpr bool kHasC = true, kTwoBiases = false;
  static int x_gate(int v) { return v; }
  static int h_gate(int v) { return v; }

  static inline void step(const Vec* a, const Vec*, Vec* c, Vec* h_new, Vec* saved) {
    const Vec i = sigmoid(a[0]), f = sigmoid(a[1]);
    const Vec g = hyperbolic_tangent(a[2]), o = sigmoid(a[3]);
    *c = f * *c + i * g;
    *h_new = o * hyperbolic_tangent(*c);
    saved[0] = i, saved[1] = f, saved[2] = g, saved[3] = o, saved[4] = *c;
  }

  static inline void back(const Vec* saved, const Vec*, const Vec*, Vec c_old,
                          const Vec* dh, Vec* dc, Vec* da, Vec* dh_old) {
    const Vec i = saved[0], f = saved[1], g = saved[2], o = saved[3];
    const Vec tanh_c = hyperbolic_tangent(saved[4]);
    const Vec d_c = *dc + *dh * o * (1.0f - tanh_c * tanh_c);
    da[0] = d_c * g * i * (1.0f - i);
    da[1] = d_c * c_old * f * (1.0f - f);
    da[2] = d_c * i * (1.0f - g * g);
    da[3] = *dh * tanh_c * o * (1.0f - o);
    *dc = d_c * f;
    *dh_old = Vec{};
  }
};

// With reset_after. Keras gate order z r h; vectors: candidate's input, z, r,
// candidate's recurrent part. Saved: z r h̃ and that recurrent part.
struct GRU {
  static constexpr int kGates = 3, kVectors = 4, kSaved = 4, kUnitVectors = 1;
  static constexpr int kXFirst = 0, kXVectors = 3, kHFirst = 1, kHVectors = 3;
  static constexpr bool kHasC = false, kTwoBiases = true;
  static int x_gate(int v) { return (v + 2) % 3; }
  static int h_gate(int v) { return v; }

  static inline void step(const Vec* a, const Vec* h, Vec*, Vec* h_new, Vec* saved) {
    const Vec z = sigmoid(a[1]), r = sigmoid(a[2]);
    const Vec candidate = hyperbolic_tangent(a[0] + r * a[3]);
    *h_new = candidate + z * (*h - candidate);
    saved[0] = z, saved[1] = r, saved[2] = candidate, saved[3] = a[3];
  }

  static inline void back(const Vec* saved, const Vec* h_old, const Vec*, Vec,
                          const Vec* dh, Vec*, Vec* da, Vec* dh_old) {
    const Vec z = saved[0], r = saved[1], candidate = saved[2];
    const Vec d_candidate = *dh * (1.0f - z) * (1.0f - candidate * candidate);
    da[0] = d_candidate;
    da[1] = *dh * (*h_old - candidate) * z * (1.0f - z);
    da[2] = d_candidate * saved[3] * r * (1.0f - r);
    da[3] = d_candidate * r;
    *dh_old = *dh * z;
  }
};

// One gate: a tile takes several vectors of units instead of several gates.
template <bool kRelu, int kBlocks>
struct SimpleRNN {
  static constexpr int kGates = 1, kVectors = kBlocks, kSaved = 0;
  static constexpr int kUnitVectors = kBlocks;
  static constexpr int kXFirst = 0, kXVectors = kBlocks;
  static constexpr int kHFirst = 0, kHVectors = kBlocks;
  static constexpr bool kHasC = false, kTwoBiases = false;
  static int x_gate(int) { return 0; }
  static int h_gate(int) { return 0; }

  static inline void step(const Vec* a, const Vec*, Vec*, Vec* h_new, Vec*) {
    for (int v = 0; v < kBlocks; ++v) {
      h_new[v] = kRelu ? (a[v] < 0.0f ? Vec{} : a[v]) : hyperbolic_tangent(a[v]);
    }
  }

  static inline void back(const Vec*, const Vec*, const Vec* h, Vec, const Vec* dh,
                          Vec*, Vec* da, Vec* dh_old) {
    for (int v = 0; v < kBlocks; ++v) {
      da[v] = kRelu ? (h[v] > 0.0f ? dh[v] : Vec{}) : dh[v] * (1.0f - h[v] * h[v]);
      dh_old[v] = Vec{};
    }
  }
};

}  // namespace seqkit

#endif  // SEQKIT_CELLS_H_
