// Between places in the page and code points of the document: JavaScript counts UTF-16 units, the store does not.

const count = (text) => Array.from(text).length;

// The code point at which a point of a selection stands; a point outside the passage is its start or its end.
export function offsetIn(passage, node, offset, side) {
  const start = Number(passage.dataset.start);
  if (!passage.contains(node)) return side === "start" ? start : Number(passage.dataset.end);
  const range = document.createRange();
  range.setStart(passage, 0);
  range.setEnd(node, offset);
  return start + count(range.toString());
}

// The range of the page that holds code points start to end; nothing where they are not on this leaf.
export function rangeOf(passages, { start, end }) {
  const first = passages.find((one) => Number(one.dataset.start) <= start && start < Number(one.dataset.end));
  const last = passages.find((one) => Number(one.dataset.start) < end && end <= Number(one.dataset.end));
  if (!first || !last) return null;
  const range = document.createRange();
  range.setStart(...pointAt(first, start - Number(first.dataset.start)));
  range.setEnd(...pointAt(last, end - Number(last.dataset.start)));
  return range;
}

// The words of a passage with their code points.
export function wordsOf(passage) {
  const text = passage.textContent;
  const base = Number(passage.dataset.start);
  return [...text.matchAll(/\S+/gu)].map((found) => {
    const start = base + count(text.slice(0, found.index));
    return { start, end: start + count(found[0]) };
  });
}

function pointAt(passage, points) {
  const walker = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT);
  let left = points;
  let node = walker.nextNode();
  while (node) {
    const letters = Array.from(node.data);
    if (left <= letters.length) return [node, letters.slice(0, left).join("").length];
    left -= letters.length;
    node = walker.nextNode();
  }
  return [passage, passage.childNodes.length];
}
