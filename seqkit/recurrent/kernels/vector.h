// Vectors of float32 as wide as the processor's registers, and the functions of gates.
//
// Written with the vector extensions that GCC and Clang share, so one source serves
// x86-64 (SSE, AVX, AVX-512) and Arm64. NaN goes in, NaN comes out.

#ifndef SEQKIT_VECTOR_H_
#define SEQKIT_VECTOR_H_

#include <cstdint>
#include <cstring>

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

namespace seqkit {

#if defined(__AVX512F__)
constexpr int kWidth = 16;
#elif defined(__AVX__)
constexpr int kWidth = 8;
#else
constexpr int kWidth = 4;
#endif

// Rows of the batch that one tile of 4 vectors per row holds in registers.
#if defined(__AVX512F__) || defined(__aarch64__)
constexpr int kTileRows = 6;  // 32 registers
#else
constexpr int kTileRows = 3;  // 16 registers
#endif

typedef float Vec __attribute__((vector_size(kWidth * 4)));
typedef uint32_t Bits __attribute__((vector_size(kWidth * 4)));
typedef float LooseVec
    __attribute__((vector_size(kWidth * 4), aligned(4), may_alias));

inline Vec load(const float* from) {
  return *reinterpret_cast<const LooseVec*>(from);
}

inline void store(float* to, Vec v) { *reinterpret_cast<LooseVec*>(to) = v; }

inline Vec load_part(const float* from, int64_t count) {
  if (count >= kWidth) return load(from);
  float part[kWidth] = {};
  std::memcpy(part, from, count * sizeof(float));
  return load(part);
}

inline void store_part(float* to, Vec v, int64_t count) {
  if (count >= kWidth) return store(to, v);
  float part[kWidth];
  store(part, v);
  std::memcpy(to, part, count * sizeof(float));
}

inline Vec splat(float a) { return a - Vec{}; }

inline Vec reciprocal(Vec d) {
#if defined(__AVX512F__)
  const Vec r = (Vec)_mm512_rcp14_ps((__m512)d);
  return r * (2.0f - d * r);  // one Newton step: about one unit in the last place
#else
  return 1.0f / d;
#endif
}

// exp(x) for x clamped to [-86, 88]: 2^n times a polynomial on [-ln2/2, ln2/2]
// (coefficients: Cephes expf, Moshier 1992).
inline Vec exponential(Vec x) {
  x = x < -86.0f ? splat(-86.0f) : x;
  x = x > 88.0f ? splat(88.0f) : x;
  // Adding 1.5 * 2^23 rounds to an integer n and leaves n in the lowest bits.
  const Vec shifted = x * 1.44269504f + 12582912.0f;
  const Vec n = shifted - 12582912.0f;
  const Vec r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  Vec p = splat(1.9875691500e-4f);
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = (p * r) * r + r + 1.0f;
  return (Vec)((Bits)p + ((Bits)shifted << 23));
}

inline Vec sigmoid(Vec x) { return reciprocal(1.0f + exponential(-x)); }

// Where the quotient below comes to exactly 1: it depends on how sums are rounded.
#if defined(__FMA__) || defined(__aarch64__)
constexpr float kTanhIsOne = 7.99881172f;
#else
constexpr float kTanhIsOne = 7.90531110f;
#endif

// x P(x^2) / Q(x^2), clamped where tanh is 1 in float32 (coefficients: Eigen's
// generic_fast_tanh_float).
inline Vec hyperbolic_tangent(Vec x) {
  x = x < -kTanhIsOne ? splat(-kTanhIsOne) : x;
  x = x > kTanhIsOne ? splat(kTanhIsOne) : x;
  const Vec s = x * x;
  Vec p = splat(-2.76076847742355e-16f);
  p = p * s + 2.00018790482477e-13f;
  p = p * s - 8.60467152213735e-11f;
  p = p * s + 5.12229709037114e-08f;
  p = p * s + 1.48572235717979e-05f;
  p = p * s + 6.37261928875436e-04f;
  p = p * s + 4.89352455891786e-03f;
  Vec q = splat(1.19825839466702e-06f);
  q = q * s + 1.18534705686654e-04f;
  q = q * s + 2.26843463243900e-03f;
  q = q * s + 4.89352518554385e-03f;
  return x * p * reciprocal(q);
}

inline int64_t ceil_div(int64_t a, int64_t b) { return (a + b - 1) / b; }

// acc[m][first + n] += sum over k of a(m, k) * b(k, n): a register tile of M rows by
// N vectors. a(m, k) stands at a[m * a_row + k * a_depth]; b holds `b_depth` floats
// per k, of which the first N vectors are read.
template <int M, int kFirst, int N, int kTotal>
__attribute__((always_inline)) inline void accumulate(
    Vec (&acc)[M][kTotal], const float* a, int64_t a_row, int64_t a_depth,
    int64_t depth, const float* b, int64_t b_depth) {
  for (int64_t k = 0; k < depth; ++k) {
    Vec w[N];
#pragma GCC unroll 8
    for (int n = 0; n < N; ++n) w[n] = load(b + n * kWidth);
#pragma GCC unroll 8
    for (int m = 0; m < M; ++m) {
      const Vec value = splat(a[m * a_row]);
#pragma GCC unroll 8
      for (int n = 0; n < N; ++n) acc[m][kFirst + n] += value * w[n];
    }
    a += a_depth;
    b += b_depth;
  }
}

}  // namespace seqkit

#endif  // SEQKIT_VECTOR_H_
