// Where things stand in memory: packed weights, saved values, rows of the batch.

#ifndef SEQKIT_LAYOUT_H_
#define SEQKIT_LAYOUT_H_

#include <algorithm>

#include "recurrence.h"
#include "vector.h"

namespace seqkit {

constexpr int64_t kBlockRows = 48;        // rows that walk through time together
constexpr int64_t kFewestRows = 4;        // rows worth a thread of their own
constexpr int64_t kGoodRows = 12;         // rows worth a part of their own
constexpr int64_t kSmallWork = 1 << 18;   // multiplications not worth a second thread

// Sizes of one cell's packed arrays. A group is the units of one tile.
template <class C>
struct Layout {
  explicit Layout(const Sizes& s)
      : B(s.batch), T(s.timesteps), D(s.features), H(s.units),
        groups(ceil_div(s.units, kUnits)), padded(groups * kUnits) {}

  static constexpr int64_t kUnits = C::kUnitVectors * kWidth;
  static constexpr int64_t kX = C::kXVectors * kWidth;  // floats per packed row of W
  static constexpr int64_t kH = C::kHVectors * kWidth;  // and of U
  static constexpr int64_t kA = C::kVectors * kWidth;   // pre-activations of a group
  static constexpr int64_t kSavedFloats = C::kSaved * kWidth;

  // Of a group: bias, then W's rows, then U's rows.
  int64_t panel() const { return kA + D * kX + H * kH; }
  int64_t units_left(int64_t group) const { return H - group * kUnits; }
  int64_t saved_step() const { return groups * kSavedFloats; }

  // The first of the units of vector v of a group, and how many of them are real.
  static int64_t first_unit(int64_t group, int v) {
    return group * kUnits + (C::kUnitVectors > 1 ? v * kWidth : 0);
  }
  int64_t real_units(int64_t group, int v) const {
    return std::clamp<int64_t>(H - first_unit(group, v), 0, kWidth);
  }

  int64_t B, T, D, H, groups, padded;
};

// Rows first ... first + count - 1 of the batch.
struct Rows {
  int64_t first, count;
};

inline Rows share(Rows whole, int64_t part, int64_t parts) {
  const int64_t from = whole.count * part / parts;
  return {whole.first + from, whole.count * (part + 1) / parts - from};
}

// A block of rows that walk through time together, forwards or backwards.
template <class C>
struct Block {
  Layout<C> l;
  const Inputs& in;
  const Outputs& out;
  bool go_backwards;
  Rows rows;

  int64_t time(int64_t t) const { return go_backwards ? l.T - 1 - t : t; }
  bool real(int64_t row, int64_t t) const {
    return !in.mask || in.mask[(rows.first + row) * l.T + time(t)];
  }
  int64_t step(int64_t row, int64_t t) const { return (rows.first + row) * l.T + t; }

  // What a step saves for the way back stands together for all rows of the batch, so
  // that a block reads and writes one stretch of memory a step.
  float* saved(int64_t group, int64_t row, int64_t t) const {
    const int64_t at = t * l.B + rows.first + row;
    return out.saved + at * l.saved_step() + group * l.kSavedFloats;
  }
};

// Into how many parts a batch is split; depends on sizes and thread count alone, so
// equal runs add up in equal order. Two parts a thread, where the batch is large enough,
// let a thread that is done early help one that began late.
template <class C>
int64_t part_count(const Sizes& s, int threads) {
  const int64_t work =
      s.batch * s.timesteps * (s.features + s.units) * s.units * C::kGates;
  if (work < kSmallWork || threads == 1) return 1;
  const int64_t one_each =
      std::clamp<int64_t>(ceil_div(s.batch, kFewestRows), 1, threads);
  return std::clamp<int64_t>(s.batch / kGoodRows, one_each, 2 * threads);
}

inline int64_t block_rows(int64_t batch, int64_t parts) {
  const int64_t rows = std::max<int64_t>(1, ceil_div(batch, parts));
  return ceil_div(rows, ceil_div(rows, kBlockRows));
}

// Scratch memory, handed out front to back in whole cache lines.
class Scratch {
 public:
  explicit Scratch(float* memory) : memory_(memory) {}
  float* take(int64_t floats) {
    float* taken = memory_;
    memory_ += ceil_div(floats, 16) * 16;
    return taken;
  }

 private:
  float* memory_;
};

template <class Job>
void parallel(const Threads& threads, int64_t count, Job& job) {
  if (count == 1) return job(0);
  const auto call = [](void* context, int64_t i) { (*static_cast<Job*>(context))(i); };
  threads.run(threads.pool, count, call, &job);
}

}  // namespace seqkit

#endif  // SEQKIT_LAYOUT_H_
