"""Stateful simulators of the remote systems, for tests and benchmarks."""
