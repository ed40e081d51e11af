/** A process with the rights takes the place of one without: how a host lets that happen. */

/** So long a host stays, so that the answer to the call that led here leaves before its connection ends. */
export const ANSWER_MS = 200;

/** What a host gives its engine, so that it can be succeeded. */
export interface Succession {
  /**
   * The program to start in this one's place, as an absolute path, and its words. `--take-over` and
   * a ticket are added.
   */
  command(): readonly string[];
  /** What the successor has to know of this process: for its eyes only, and no one else's. JSON. */
  legacy(): unknown;
  /**
   * The successor has the rights and waits until the engine's lock is free. `ended` gives its exit
   * code, for a host that has to stay until then. Wait {@link ANSWER_MS} first.
   */
  makeWay(successorPid: number, ended: Promise<number>): void;
}
