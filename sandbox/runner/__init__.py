"""The program that runs inside the box: standard library and the Agent SDK, nothing of the site."""
