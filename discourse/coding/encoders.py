"""The encoder that a model was trained with: its own, or an embedder as it comes."""

from pathlib import Path

from discourse.coding.embedders import load_embedder
from discourse.coding.embedding import Encoder, EncoderKind, FrozenEncoder
from discourse.coding.model import FramingModel
from discourse.coding.tuned import load_tuned_encoder


def load_encoder(model: FramingModel, folder: Path) -> Encoder:
    """The encoder of the model that was read from `folder`."""
    if model.encoder_kind is EncoderKind.TUNED:
        return load_tuned_encoder(folder)
    return FrozenEncoder(load_embedder(model.embedder_name), model.embedder_name)
