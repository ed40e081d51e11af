/** How the pieces of a filter are drawn: what asks for something, and what joins it. */
export interface FilterPiece {
  readonly text: string;
  readonly kind: 'term' | 'join' | 'space';
}

const PIECE =
  /(?<join>(?<![^\s()])(?:and|or|not)(?![^\s()])|&&?|\|\|?|[()]|!(?=[\s(]|[a-z]))|(?<space>\s+)|(?<term>"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|[^\s()"'&|]+)/giu;

/** The whole text in pieces; words that belong to one term are one piece. */
export function filterPieces(text: string): readonly FilterPiece[] {
  const pieces: { text: string; kind: FilterPiece['kind'] }[] = [];
  for (const found of text.matchAll(PIECE)) {
    const kind = found.groups?.join ? 'join' : found.groups?.space ? 'space' : 'term';
    const [before, last] = [pieces.at(-2), pieces.at(-1)];
    if (kind === 'term' && last?.kind === 'term') last.text += found[0];
    else if (kind === 'term' && last?.kind === 'space' && before?.kind === 'term') {
      before.text += last.text + found[0];
      pieces.pop();
    } else pieces.push({ text: found[0], kind });
  }
  return pieces;
}
