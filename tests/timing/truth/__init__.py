"""Hard cases with answers that two readers, neither of them ours, agree on."""
