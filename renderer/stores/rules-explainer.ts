import type { MethodInput } from '../../electron/contract/api.ts';
import type { Connection } from '../connection/connection.ts';
import { NO_QUESTION, type RulesViewStore } from './rules-view-store.ts';

type Packet = MethodInput<'explain'>['packet'];

/** Asks which rule decides about a packet, and why. */
export class Explainer {
  readonly #connection: Connection;
  readonly #view: RulesViewStore;
  /** What the answer in sight is about; asked again when the rules have changed. */
  #packet: Packet | undefined;
  /** Only the newest question is answered. */
  #asked = 0;

  constructor(connection: Connection, view: RulesViewStore) {
    this.#connection = connection;
    this.#view = view;
  }

  /** The question was changed; the old answer no longer belongs to it. */
  type(text: string): void {
    this.#asked += 1;
    this.#packet = undefined;
    this.#view.setState({ question: { ...NO_QUESTION, text } });
  }

  /** About a packet in the rules' words: `icmp src 198.51.100.23 len 1042`. */
  async explainText(text: string): Promise<void> {
    if (text.trim() === '') return this.type('');
    await this.#explain({ text: text.trim() });
  }

  /** About a packet record in hexadecimal digits, as a row of the live table holds it. */
  async explainRecord(record: string): Promise<void> {
    this.type('');
    await this.#explain({ record });
  }

  /** The rules are others now: the answer may be as well. */
  async askAgain(): Promise<void> {
    if (this.#packet) await this.#explain(this.#packet);
  }

  async #explain(packet: Packet): Promise<void> {
    this.#packet = packet;
    this.#asked += 1;
    const asked = this.#asked;
    this.#view.setState(({ question }) => ({ question: { ...question, asking: true } }));
    const answer = await this.#connection.call('explain', { packet });
    if (asked !== this.#asked) return;
    this.#view.setState(({ question }) => ({
      question: {
        // Of a row, the engine finds the words.
        text: answer.ok && 'record' in packet ? answer.value.packet : question.text,
        asking: false,
        answer: answer.ok ? answer.value : undefined,
        failure: answer.ok ? undefined : answer.error,
      },
    }));
  }
}
