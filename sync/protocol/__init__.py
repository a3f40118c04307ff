"""The contract that till and hub share: operations, feed rows, messages, codes."""
