"""What a person at the workbench works with: texts, own and others' codings, queues, page images."""
