"""Learning what MiniLM would have said of a passage from the layers of an encoder that was tuned from it."""

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import Ridge

from discourse.coding.embedders import load_minilm
from discourse.coding.tuned import TopicMap, TunedEncoder, add_topic_map, build_tuned_encoder
from discourse.domain.codes import CodingInput

# Held-out nearness changed by less than 0.01 from 1 to 100.
PENALTY = 10.0


def learn_topic_map(encoder: TunedEncoder, inputs: Sequence[CodingInput]) -> TunedEncoder:
    """`encoder` with a map to the vectors of its base, fitted on these passages by ridge regression.

    What it is worth for topics: docs/decisions/topics.md.
    """
    wanted = load_minilm().embed([one.text for one in inputs])
    fitted = Ridge(alpha=PENALTY).fit(encoder.told(inputs), wanted)
    weight, bias = (np.asarray(value, dtype=np.float32) for value in (fitted.coef_, fitted.intercept_))
    return build_tuned_encoder(add_topic_map(encoder.layers, TopicMap(weight, bias)))
