"""The coding workbench: a local page for reading and coding, a guest of the pipeline room."""
