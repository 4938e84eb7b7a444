// Runs the kernels beside naive.h over sizes, masks, directions and threads.
//
// Every array is a heap block of exactly its size, so that sanitizers see a step over
// its end; what the kernels have to fill, scratch memory too, starts as NaN, so that a
// value never written is seen. Ends with 1 and a line for each difference.

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <random>
#include <thread>

#include "naive.h"

namespace {

using seqkit::Cell;
using seqkit::Sizes;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
std::mt19937 generator(1);
int failures = 0;

struct Array {
  explicit Array(int64_t count, float deviation = 0)
      : size(count), memory(new float[count]) {
    std::normal_distribution<float> normal(0, std::max(deviation, 1e-9f));
    for (int64_t i = 0; i < size; ++i) {
      memory[i] = deviation > 0 ? normal(generator) : kNaN;
    }
  }
  float* data() { return memory.get(); }
  naive::Numbers doubles() const { return {memory.get(), memory.get() + size}; }

  int64_t size;
  std::unique_ptr<float[]> memory;
};

// As many threads as asked for, which take jobs in turn.
void run_jobs(void* pool, int64_t count, void (*job)(void*, int64_t), void* context) {
  std::atomic<int64_t> next{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < *static_cast<int*>(pool); ++i) {
    threads.emplace_back([&] {
      for (int64_t j = next++; j < count; j = next++) job(context, j);
    });
  }
  for (auto& thread : threads) thread.join();
}

enum class Mask { kNone, kAll, kHoles, kRightPadded, kEmptyRows, kNothing };

struct Case {
  Cell cell;
  Sizes sizes;
  Mask mask;
  int threads;
  bool sequences, with_dx;
};

std::unique_ptr<bool[]> draw_mask(const Case& c) {
  if (c.mask == Mask::kNone) return nullptr;
  const int64_t B = c.sizes.batch, T = c.sizes.timesteps;
  std::unique_ptr<bool[]> mask(new bool[B * T]);
  for (int64_t row = 0; row < B; ++row) {
    const int64_t length = 1 + generator() % std::max<int64_t>(T, 1);
    for (int64_t t = 0; t < T; ++t) {
      bool real = generator() % 3 > 0;
      if (c.mask == Mask::kAll) real = true;
      if (c.mask == Mask::kRightPadded) real = t < length;
      if (c.mask == Mask::kEmptyRows) real = real && row % 2;
      if (c.mask == Mask::kNothing) real = false;
      mask[row * T + t] = real;
    }
  }
  return mask;
}

void compare(const Case& c, const char* what, const float* got,
             const naive::Numbers& expected, double within) {
  double largest = 0, worst = 0;
  for (double value : expected) largest = std::max(largest, std::fabs(value));
  for (size_t i = 0; i < expected.size(); ++i) {
    const double off = std::fabs(got[i] - expected[i]);
    worst = off <= worst ? worst : off;  // NaN stays
    if (std::isnan(off)) worst = std::numeric_limits<double>::infinity();
  }
  if (worst <= std::max(within * largest, 1e-7)) return;
  ++failures;
  const Sizes& s = c.sizes;
  std::printf("%s: %g of %g; cell %d batch %ld steps %ld features %ld units %ld "
              "backwards %d mask %d threads %d\n",
              what, worst, largest, int(c.cell), long(s.batch), long(s.timesteps),
              long(s.features), long(s.units), s.go_backwards, int(c.mask), c.threads);
}

void compare_bits(const Case& c, const char* what, Array& one, Array& other) {
  if (!std::memcmp(one.data(), other.data(), one.size * sizeof(float))) return;
  ++failures;
  std::printf("%s: other bits, cell %d, %d threads\n", what, int(c.cell), c.threads);
}

// What goes into one case.
struct Arrays {
  explicit Arrays(const Case& c)
      : s(c.sizes), wide(naive::gates(c.cell) * s.units), state(s.batch * s.units),
        cells(c.cell == Cell::kLSTM ? state : 0), mask(draw_mask(c)),
        x(s.batch * s.timesteps * s.features, 1), h0(state, 0.7f), c0(cells, 0.7f),
        kernel(s.features * wide, 1 / std::sqrt(float(s.features))),
        recurrent(s.units * wide, 0.5f / std::sqrt(float(s.units))),
        bias((c.cell == Cell::kGRU ? 2 : 1) * wide, 0.3f),
        d_h_seq(state * s.timesteps, 1), d_h_last(state, 1), d_c_last(cells, 1) {
    for (int64_t i = 0; mask && i < s.batch * s.timesteps; ++i) {
      if (!mask[i]) std::fill_n(x.data() + i * s.features, s.features, kNaN);
    }
  }
  seqkit::Inputs in() {
    return {x.data(), mask.get(), h0.data(), cells ? c0.data() : nullptr};
  }
  seqkit::Weights weights() { return {kernel.data(), recurrent.data(), bias.data()}; }

  Sizes s;
  int64_t wide, state, cells;
  std::unique_ptr<bool[]> mask;
  Array x, h0, c0, kernel, recurrent, bias, d_h_seq, d_h_last, d_c_last;
};

struct Results {
  explicit Results(const Case& c, const Arrays& a)
      : h_seq(a.state * a.s.timesteps), h_last(a.state), c_last(a.cells),
        saved(seqkit::saved_size(c.cell, a.s)), dx(a.x.size), dh0(a.state),
        dc0(a.cells), d_kernel(a.kernel.size), d_recurrent(a.recurrent.size),
        d_bias(a.bias.size) {}
  Array h_seq, h_last, c_last, saved, dx, dh0, dc0, d_kernel, d_recurrent, d_bias;
};

void run(const Case& c, Arrays& a, Results& r, bool saving) {
  int count = c.threads;
  const seqkit::Threads threads{count, &count, run_jobs};
  const seqkit::Outputs out{r.h_seq.data(), r.h_last.data(),
                            a.cells ? r.c_last.data() : nullptr,
                            saving ? r.saved.data() : nullptr};
  Array forward(seqkit::forward_scratch(c.cell, a.s, count));
  seqkit::forward(c.cell, a.s, a.in(), a.weights(), out, forward.data(), threads);
  if (!saving) return;
  const seqkit::OutputGradients d_out{c.sequences ? a.d_h_seq.data() : nullptr,
                                      a.d_h_last.data(), a.d_c_last.data()};
  const seqkit::InputGradients d_in{
      c.with_dx ? r.dx.data() : nullptr, r.dh0.data(), r.dc0.data(),
      r.d_kernel.data(), r.d_recurrent.data(), r.d_bias.data()};
  Array back(seqkit::backward_scratch(c.cell, a.s, count));
  seqkit::backward(c.cell, a.s, a.in(), a.weights(), out, d_out, d_in, back.data(),
                   threads);
}

void check_values(const Case& c, const Arrays& a, const naive::Run& run, Results& r) {
  const int64_t H = a.s.units, T = a.s.timesteps;
  naive::Numbers h_seq, h_last, c_last;
  for (int64_t row = 0; row < a.s.batch; ++row) {
    const auto h = run.h.begin() + row * (T + 1) * H;
    const auto last = run.c.begin() + (row * (T + 1) + T) * H;
    h_seq.insert(h_seq.end(), h + H, h + (T + 1) * H);
    h_last.insert(h_last.end(), h + T * H, h + (T + 1) * H);
    if (a.cells) c_last.insert(c_last.end(), last, last + H);
  }
  compare(c, "h_seq", r.h_seq.data(), h_seq, 3e-6);
  compare(c, "h_last", r.h_last.data(), h_last, 3e-6);
  compare(c, "c_last", r.c_last.data(), c_last, 3e-6);
}

void check(const Case& c) {
  Arrays a(c);
  Results r(c, a), again(c, a), unsaved(c, a);
  run(c, a, r, true), run(c, a, again, true), run(c, a, unsaved, false);
  const naive::Weights w{a.kernel.doubles(), a.recurrent.doubles(), a.bias.doubles()};
  const naive::Run expected = naive::forward(c.cell, a.s, a.in(), w);
  check_values(c, a, expected, r);
  check_values(c, a, expected, unsaved);
  const auto d = naive::backward(
      c.cell, a.s, a.in(), w, expected,
      {c.sequences ? a.d_h_seq.data() : nullptr, a.d_h_last.data(), a.d_c_last.data()});
  if (c.with_dx) compare(c, "dx", r.dx.data(), d.x, 2e-5);
  compare(c, "d_h0", r.dh0.data(), d.h0, 2e-5);
  compare(c, "d_c0", r.dc0.data(), d.c0, 2e-5);
  compare(c, "d_kernel", r.d_kernel.data(), d.weights.kernel, 2e-5);
  compare(c, "d_recurrent", r.d_recurrent.data(), d.weights.recurrent_kernel, 2e-5);
  compare(c, "d_bias", r.d_bias.data(), d.weights.bias, 2e-5);
  compare_bits(c, "h_seq again", r.h_seq, again.h_seq);
  compare_bits(c, "h_seq not saved", r.h_seq, unsaved.h_seq);
  compare_bits(c, "d_h0 again", r.dh0, again.dh0);
  compare_bits(c, "d_recurrent again", r.d_recurrent, again.d_recurrent);
  compare_bits(c, "d_bias again", r.d_bias, again.d_bias);
}

template <class T>
T one_of(std::initializer_list<T> choices) {
  return choices.begin()[generator() % choices.size()];
}

Case draw_case() {
  Case c{};
  c.cell = one_of({Cell::kSimpleTanh, Cell::kSimpleRelu, Cell::kLSTM, Cell::kGRU});
  c.sizes.batch = one_of<int64_t>({0, 1, 2, 5, 7, 13, 33, 61});
  c.sizes.timesteps = one_of<int64_t>({0, 1, 2, 5, 9, 34});
  c.sizes.features = one_of<int64_t>({0, 1, 3, 4, 5, 8, 16, 17, 33, 65});
  c.sizes.units = one_of<int64_t>({1, 3, 4, 5, 8, 15, 16, 17, 31, 33, 64, 70});
  c.sizes.go_backwards = generator() % 2;
  c.mask = one_of({Mask::kNone, Mask::kAll, Mask::kHoles, Mask::kRightPadded,
                   Mask::kEmptyRows, Mask::kNothing});
  c.threads = one_of({1, 2, 4});
  c.sequences = generator() % 2, c.with_dx = generator() % 3;
  return c;
}

// Batches over one block of rows, units over one chunk of steps: long walks.
const Case kLarge[] = {
    {Cell::kLSTM, {101, 34, 3, 18, false}, Mask::kHoles, 2, true, true},
    {Cell::kGRU, {61, 66, 2, 17, true}, Mask::kEmptyRows, 4, true, true},
    {Cell::kSimpleTanh, {50, 10, 17, 129, false}, Mask::kNone, 3, true, true},
    {Cell::kSimpleRelu, {49, 33, 2, 40, true}, Mask::kRightPadded, 1, false, true},
};

}  // namespace

int main(int count, char** arguments) {
  const int cases = count > 1 ? std::atoi(arguments[1]) : 400;
  for (const Case& c : kLarge) check(c);
  for (int i = 0; i < cases; ++i) check(draw_case());
  std::printf("vectors of %d: %d cases, %d differences\n", seqkit::vector_width(),
              cases + 4, failures);
  return failures > 0;
}
