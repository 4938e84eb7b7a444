"""Native kernels of the recurrent layers: their sources, how they are built and loaded.

`recurrence.h` is the interface of the arithmetic (plain C++17), `ops.cc` makes
TensorFlow ops of it, `build` compiles both, `engine` loads them and `sequence` calls
them with their gradients.
"""
