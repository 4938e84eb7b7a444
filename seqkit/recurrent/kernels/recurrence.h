// A whole sequence through SimpleRNN, LSTM or GRU, forwards and backwards, in float32.
//
// Plain C++17 with no dependency: `ops.cc` hands in TensorFlow's tensors and threads,
// a test may hand in its own. Weights, gate orders and masks are those of the Keras
// layers. Shapes: x (batch, timesteps, features), states (batch, units), kernel
// (features, gates * units), recurrent_kernel (units, gates * units), bias
// (gates * units), for the GRU (2, gates * units).

#ifndef SEQKIT_RECURRENCE_H_
#define SEQKIT_RECURRENCE_H_

#include <cstdint>

namespace seqkit {

enum class Cell { kSimpleTanh, kSimpleRelu, kLSTM, kGRU };

struct Sizes {
  int64_t batch, timesteps, features, units;
  bool go_backwards;
};

struct Weights {
  const float *kernel, *recurrent_kernel, *bias;
};

// What goes into the sequence. `mask` (batch, timesteps), true = real step, or null;
// x is not read at masked steps. `c0` is null but for the LSTM.
struct Inputs {
  const float* x;
  const bool* mask;
  const float *h0, *c0;
};

// What comes out. `h_seq` (batch, timesteps, units) is the state after every step in
// the order of computing (null: not wanted); `saved` is what `backward` needs besides
// (null: no backward pass follows), `saved_size` floats.
struct Outputs {
  float *h_seq, *h_last, *c_last, *saved;
};

struct OutputGradients {
  const float *h_seq, *h_last, *c_last;  // h_seq may be null: zeros
};

struct InputGradients {
  float *x, *h0, *c0;  // x may be null: not wanted
  float *kernel, *recurrent_kernel, *bias;
};

// Runs job(context, i) for every i below count, possibly side by side.
struct Threads {
  int count;
  void* pool;
  void (*run)(void* pool, int64_t count, void (*job)(void*, int64_t), void* context);
};

int vector_width();

int64_t saved_size(Cell cell, const Sizes& sizes);

// Floats of scratch memory that `forward` and `backward` need, for so many threads.
int64_t forward_scratch(Cell cell, const Sizes& sizes, int threads);
int64_t backward_scratch(Cell cell, const Sizes& sizes, int threads);

void forward(Cell cell, const Sizes& sizes, const Inputs& in, const Weights& weights,
             const Outputs& out, float* scratch, const Threads& threads);

// `out` is what `forward` gave, with h_seq and saved.
void backward(Cell cell, const Sizes& sizes, const Inputs& in, const Weights& weights,
              const Outputs& out, const OutputGradients& d_out,
              const InputGradients& d_in, float* scratch, const Threads& threads);

}  // namespace seqkit

#endif  // SEQKIT_RECURRENCE_H_
