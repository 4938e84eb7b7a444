#include "recurrence.h"

#include "backward.h"
#include "forward.h"

namespace seqkit {
namespace {

// Calls body with the cell's type; SimpleRNN takes up to four vectors of units a tile.
template <class Body>
auto with_cell(Cell cell, const Sizes& sizes, Body&& body) {
  const int64_t vectors = ceil_div(sizes.units, kWidth);
  switch (cell) {
    case Cell::kLSTM:
      return body(LSTM());
    case Cell::kGRU:
      return body(GRU());
    case Cell::kSimpleTanh:
      if (vectors == 1) return body(SimpleRNN<false, 1>());
      if (vectors == 2) return body(SimpleRNN<false, 2>());
      return body(SimpleRNN<false, 4>());
    default:
      if (vectors == 1) return body(SimpleRNN<true, 1>());
      if (vectors == 2) return body(SimpleRNN<true, 2>());
      return body(SimpleRNN<true, 4>());
  }
}

}  // namespace

int vector_width() { return kWidth; }

int64_t saved_size(Cell cell, const Sizes& s) {
  return with_cell(cell, s, [&](auto c) {
    return s.batch * s.timesteps * Layout<decltype(c)>(s).saved_step();
  });
}

int64_t forward_scratch(Cell cell, const Sizes& s, int threads) {
  return with_cell(
      cell, s, [&](auto c) { return forward_scratch<decltype(c)>(s, threads); });
}

int64_t backward_scratch(Cell cell, const Sizes& s, int threads) {
  return with_cell(cell, s, [&](auto c) {
    return BackwardPlan<decltype(c)>(s, threads).total();
  });
}

void forward(Cell cell, const Sizes& s, const Inputs& in, const Weights& weights,
             const Outputs& out, float* scratch, const Threads& threads) {
  with_cell(cell, s, [&](auto c) {
    forward<decltype(c)>(s, in, weights, out, scratch, threads);
  });
}

void backward(Cell cell, const Sizes& s, const Inputs& in, const Weights& weights,
              const Outputs& out, const OutputGradients& d_out,
              const InputGradients& d_in, float* scratch, const Threads& threads) {
  with_cell(cell, s, [&](auto c) {
    backward<decltype(c)>(s, in, weights, out, d_out, d_in, scratch, threads);
  });
}

}  // namespace seqkit
