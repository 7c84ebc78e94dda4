"""The Quayside platform: control plane and the Python half of the data plane."""
