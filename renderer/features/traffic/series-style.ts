import { PROTOCOL_COLOURS } from '../../model/protocol-colour.ts';

/** How a line is drawn: a colour by its token, and dashes in pixels for those who do not see the colour. */
export interface SeriesStyle {
  /** Name of a token, or of two: the line, and what is below it where areas are stacked. */
  readonly line: string;
  readonly area: string;
  readonly dash: readonly number[];
}

const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 2], [9, 3, 2, 3], [4, 5]];

const FIXED_STYLES: Readonly<Record<string, SeriesStyle>> = {
  pass: { line: '--c-chart-edge', area: '--c-chart-pass', dash: [] },
  drop: { line: '--c-chart-drop', area: '--c-chart-drop', dash: [] },
  ...protocolStyles(),
  rest: { line: '--c-text-3', area: '--c-chart-edge', dash: [1, 4] },
};

/** As beside the words in the list of packets. */
function protocolStyles(): Readonly<Record<string, SeriesStyle>> {
  return Object.fromEntries(
    PROTOCOL_COLOURS.map((id, place) => {
      const token = `--c-protocol-${id}`;
      return [id, { line: token, area: token, dash: DASHES[place] ?? [] }];
    }),
  );
}

/** The style of the line with this id, which stands at this place in its chart. */
export function seriesStyle(id: string, place: number): SeriesStyle {
  const fixed = FIXED_STYLES[id];
  if (fixed) return fixed;
  const token = `--c-series-${(place % 5) + 1}`;
  return { line: token, area: token, dash: DASHES[place % DASHES.length] ?? [] };
}

/** The value of a token in the theme of now. */
export function tokenValue(token: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(token).trim();
}
