// The TensorFlow ops SeqkitRecurrent and SeqkitRecurrentGrad over recurrence.h.
//
// Compiled without processor flags, as TensorFlow's headers want it; the arithmetic is
// in recurrence.cc.

#include <functional>
#include <string>

#include "recurrence.h"
#include "tensorflow/core/framework/op.h"
#include "tensorflow/core/framework/op_kernel.h"
#include "tensorflow/core/framework/shape_inference.h"

namespace seqkit {
namespace {

namespace tf = ::tensorflow;
using tf::shape_inference::DimensionHandle;
using tf::shape_inference::InferenceContext;
using tf::shape_inference::ShapeHandle;

absl::Status recurrent_shape(InferenceContext* c) {
  ShapeHandle x, recurrent;
  TF_RETURN_IF_ERROR(c->WithRank(c->input(0), 3, &x));
  TF_RETURN_IF_ERROR(c->WithRank(c->input(5), 2, &recurrent));
  bool sequences;
  TF_RETURN_IF_ERROR(c->GetAttr("return_sequences", &sequences));
  const DimensionHandle units = c->Dim(recurrent, 0);
  const DimensionHandle steps = sequences ? c->Dim(x, 1) : c->UnknownDim();
  c->set_output(0, c->MakeShape({c->Dim(x, 0), steps, units}));
  c->set_output(1, c->Matrix(c->Dim(x, 0), units));
  c->set_output(2, c->input(3));
  c->set_output(3, c->UnknownShapeOfRank(1));
  return absl::OkStatus();
}

absl::Status gradient_shape(InferenceContext* c) {
  bool with_dx;
  TF_RETURN_IF_ERROR(c->GetAttr("with_dx", &with_dx));
  c->set_output(0, with_dx ? c->input(0) : c->UnknownShapeOfRank(3));
  const int like[] = {2, 3, 4, 5, 6};
  for (int i = 0; i < 5; ++i) c->set_output(i + 1, c->input(like[i]));
  return absl::OkStatus();
}

REGISTER_OP("SeqkitRecurrent")
    .Input("x: float")
    .Input("mask: bool")
    .Input("h0: float")
    .Input("c0: float")
    .Input("kernel: float")
    .Input("recurrent_kernel: float")
    .Input("bias: float")
    .Output("h_seq: float")
    .Output("h_last: float")
    .Output("c_last: float")
    .Output("saved: float")
    .Attr("cell: {'simple_tanh', 'simple_relu', 'lstm', 'gru'}")
    .Attr("go_backwards: bool")
    .Attr("return_sequences: bool")
    .Attr("save: bool")
    .SetShapeFn(recurrent_shape)
    .Doc("A sequence through a recurrent cell; `save` keeps what the gradient needs.");

REGISTER_OP("SeqkitRecurrentGrad")
    .Input("x: float")
    .Input("mask: bool")
    .Input("h0: float")
    .Input("c0: float")
    .Input("kernel: float")
    .Input("recurrent_kernel: float")
    .Input("bias: float")
    .Input("h_seq: float")
    .Input("saved: float")
    .Input("d_h_seq: float")
    .Input("d_h_last: float")
    .Input("d_c_last: float")
    .Output("dx: float")
    .Output("d_h0: float")
    .Output("d_c0: float")
    .Output("d_kernel: float")
    .Output("d_recurrent_kernel: float")
    .Output("d_bias: float")
    .Attr("cell: {'simple_tanh', 'simple_relu', 'lstm', 'gru'}")
    .Attr("go_backwards: bool")
    .Attr("with_dx: bool")
    .SetShapeFn(gradient_shape)
    .Doc("Backpropagation through time for SeqkitRecurrent with save=true.");

Cell cell_named(const std::string& name) {
  if (name == "lstm") return Cell::kLSTM;
  if (name == "gru") return Cell::kGRU;
  return name == "simple_relu" ? Cell::kSimpleRelu : Cell::kSimpleTanh;
}

int gates(Cell cell) {
  return cell == Cell::kLSTM ? 4 : cell == Cell::kGRU ? 3 : 1;
}

// TensorFlow's own threads, as the kernels take them.
Threads threads_of(tf::OpKernelContext* context) {
  auto* workers = context->device()->tensorflow_cpu_worker_threads();
  const auto run = [](void* pool, int64_t count, void (*job)(void*, int64_t),
                      void* argument) {
    static_cast<tf::thread::ThreadPool*>(pool)->ParallelFor(
        count,
        tf::thread::ThreadPool::SchedulingParams(
            tf::thread::ThreadPool::SchedulingStrategy::kFixedBlockSize,
            /*cost_per_unit=*/absl::nullopt, /*block_size=*/1),
        [&](int64_t from, int64_t to) {
          for (int64_t i = from; i < to; ++i) job(argument, i);
        });
  };
  return {workers->num_threads, workers->workers, run};
}

const float* data(const tf::Tensor& tensor) { return tensor.flat<float>().data(); }
float* data(tf::Tensor* tensor) { return tensor->flat<float>().data(); }

class Recurrent : public tf::OpKernel {
 public:
  explicit Recurrent(tf::OpKernelConstruction* c) : OpKernel(c) {
    std::string name;
    OP_REQUIRES_OK(c, c->GetAttr("cell", &name));
    OP_REQUIRES_OK(c, c->GetAttr("go_backwards", &go_backwards_));
    cell_ = cell_named(name);
  }

 protected:
  // Checks the first seven inputs against each other.
  absl::Status sizes(tf::OpKernelContext* c, Sizes* s) const {
    const auto& x = c->input(0).shape();
    const auto& recurrent = c->input(5).shape();
    if (x.dims() != 3 || recurrent.dims() != 2) return wrong("x or recurrent_kernel");
    *s = {x.dim_size(0), x.dim_size(1), x.dim_size(2), recurrent.dim_size(0),
          go_backwards_};
    const int64_t wide = gates(cell_) * s->units;
    const tf::TensorShape state({s->batch, s->units});
    const bool lstm = cell_ == Cell::kLSTM, gru = cell_ == Cell::kGRU;
    const auto& mask = c->input(1);
    if (mask.NumElements() && mask.shape() != tf::TensorShape({x.dim_size(0),
                                                               x.dim_size(1)})) {
      return wrong("mask");
    }
    if (c->input(2).shape() != state) return wrong("h0");
    if (lstm && c->input(3).shape() != state) return wrong("c0");
    if (c->input(4).shape() != tf::TensorShape({s->features, wide})) {
      return wrong("kernel");
    }
    if (recurrent.dim_size(1) != wide) return wrong("recurrent_kernel");
    if (c->input(6).NumElements() != (gru ? 2 : 1) * wide) return wrong("bias");
    return absl::OkStatus();
  }

  absl::Status wrong(const char* name) const {
    return tf::errors::InvalidArgument("SeqkitRecurrent: the shape of ", name,
                                       " does not fit the other inputs");
  }

  Inputs inputs(tf::OpKernelContext* c) const {
    const tf::Tensor& mask = c->input(1);
    const bool* real = mask.NumElements() ? mask.flat<bool>().data() : nullptr;
    return {data(c->input(0)), real, data(c->input(2)), data(c->input(3))};
  }

  Weights weights(tf::OpKernelContext* c) const {
    return {data(c->input(4)), data(c->input(5)), data(c->input(6))};
  }

  absl::Status scratch(tf::OpKernelContext* c, int64_t floats, tf::Tensor* memory) {
    return c->allocate_temp(tf::DT_FLOAT, tf::TensorShape({floats}), memory);
  }

  Cell cell_;
  bool go_backwards_;
};

class Forward : public Recurrent {
 public:
  explicit Forward(tf::OpKernelConstruction* c) : Recurrent(c) {
    OP_REQUIRES_OK(c, c->GetAttr("return_sequences", &return_sequences_));
    OP_REQUIRES_OK(c, c->GetAttr("save", &save_));
  }

  void Compute(tf::OpKernelContext* c) override {
    Sizes s;
    OP_REQUIRES_OK(c, sizes(c, &s));
    const bool sequences = return_sequences_ || save_;
    tf::Tensor *h_seq, *h_last, *c_last, *saved, memory;
    OP_REQUIRES_OK(c, c->allocate_output(
        0, {s.batch, sequences ? s.timesteps : 0, s.units}, &h_seq));
    OP_REQUIRES_OK(c, c->allocate_output(1, c->input(2).shape(), &h_last));
    OP_REQUIRES_OK(c, c->allocate_output(2, c->input(3).shape(), &c_last));
    const int64_t kept = save_ ? saved_size(cell_, s) : 0;
    OP_REQUIRES_OK(c, c->allocate_output(3, {kept}, &saved));
    const Threads threads = threads_of(c);
    OP_REQUIRES_OK(c, scratch(c, forward_scratch(cell_, s, threads.count), &memory));
    const Outputs out{sequences ? data(h_seq) : nullptr, data(h_last), data(c_last),
                      kept ? data(saved) : nullptr};
    forward(cell_, s, inputs(c), weights(c), out, data(&memory), threads);
  }

 private:
  bool return_sequences_, save_;
};

class Backward : public Recurrent {
 public:
  explicit Backward(tf::OpKernelConstruction* c) : Recurrent(c) {
    OP_REQUIRES_OK(c, c->GetAttr("with_dx", &with_dx_));
  }

  void Compute(tf::OpKernelContext* c) override {
    Sizes s;
    OP_REQUIRES_OK(c, sizes(c, &s));
    OP_REQUIRES_OK(c, check(c, s));
    tf::Tensor *out[6], memory;
    const auto& x = c->input(0).shape();
    const tf::TensorShape no_x({s.batch, 0, s.features});
    OP_REQUIRES_OK(c, c->allocate_output(0, with_dx_ ? x : no_x, &out[0]));
    for (int i = 1; i < 6; ++i) {
      OP_REQUIRES_OK(c, c->allocate_output(i, c->input(i + 1).shape(), &out[i]));
    }
    const Threads threads = threads_of(c);
    OP_REQUIRES_OK(c, scratch(c, backward_scratch(cell_, s, threads.count), &memory));
    const Outputs made{const_cast<float*>(data(c->input(7))), nullptr, nullptr,
                       const_cast<float*>(data(c->input(8)))};
    const bool sequences = c->input(9).NumElements();
    const OutputGradients d_out{sequences ? data(c->input(9)) : nullptr,
                                data(c->input(10)), data(c->input(11))};
    const InputGradients d_in{with_dx_ ? data(out[0]) : nullptr, data(out[1]),
                              data(out[2]), data(out[3]), data(out[4]), data(out[5])};
    backward(cell_, s, inputs(c), weights(c), made, d_out, d_in, data(&memory),
             threads);
  }

 private:
  absl::Status check(tf::OpKernelContext* c, const Sizes& s) const {
    const tf::TensorShape sequence({s.batch, s.timesteps, s.units});
    if (c->input(7).shape() != sequence) return wrong("h_seq");
    if (c->input(8).NumElements() != saved_size(cell_, s)) return wrong("saved");
    if (c->input(9).NumElements() && c->input(9).shape() != sequence) {
      return wrong("d_h_seq");
    }
    if (c->input(10).shape() != c->input(2).shape()) return wrong("d_h_last");
    if (c->input(11).shape() != c->input(3).shape()) return wrong("d_c_last");
    return absl::OkStatus();
  }

  bool with_dx_;
};

REGISTER_KERNEL_BUILDER(Name("SeqkitRecurrent").Device(tf::DEVICE_CPU), Forward);
REGISTER_KERNEL_BUILDER(Name("SeqkitRecurrentGrad").Device(tf::DEVICE_CPU), Backward);

}  // namespace
}  // namespace seqkit
