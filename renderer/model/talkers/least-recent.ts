/** Puts numbers in the order in which they were last touched, as a list within typed arrays. */
export class LeastRecent {
  /** Neighbours: the newer one, then the older one; -1 at the ends. */
  readonly #links: Int32Array;
  #newest = -1;
  #oldest = -1;

  /** Numbers are below `capacity`. */
  constructor(capacity: number) {
    this.#links = new Int32Array(capacity * 2);
  }

  /** A number that is not in the list, as the newest. */
  add(number: number): void {
    const links = this.#links;
    links[number * 2] = -1;
    links[number * 2 + 1] = this.#newest;
    if (this.#newest >= 0) links[this.#newest * 2] = number;
    else this.#oldest = number;
    this.#newest = number;
  }

  /** Makes a number of the list the newest. */
  touch(number: number): void {
    if (number === this.#newest) return;
    this.#remove(number);
    this.add(number);
  }

  /** Takes the oldest out of the list, which is not empty. */
  takeOldest(): number {
    const oldest = this.#oldest;
    this.#remove(oldest);
    return oldest;
  }

  clear(): void {
    this.#newest = -1;
    this.#oldest = -1;
  }

  #remove(number: number): void {
    const links = this.#links;
    const newer = links[number * 2] as number;
    const older = links[number * 2 + 1] as number;
    if (newer >= 0) links[newer * 2 + 1] = older;
    else this.#newest = older;
    if (older >= 0) links[older * 2] = newer;
    else this.#oldest = newer;
  }
}
