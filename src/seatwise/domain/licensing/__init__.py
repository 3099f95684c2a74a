"""The rules of licensing: kinds, buckets, money, and what people enter from a day on."""
