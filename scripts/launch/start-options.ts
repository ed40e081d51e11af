import { parseArgs } from 'node:util';

export interface StartOptions {
  /** Empty: those of last time. */
  readonly interfaces: readonly string[];
  readonly playground: boolean;
}

export const START_USAGE = `npm start                        open Portcullis
npm start -- --interface NAME    watch that interface of this machine
npm start -- --playground        watch a small lab that touches nothing real`;

/** Answers what is wrong, in words, if the arguments are not understood. */
export function parseStartOptions(args: readonly string[]): StartOptions | 'help' | Error {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        interface: { type: 'string', multiple: true, default: [] },
        playground: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return 'help';
    if (values.playground && values.interface.length > 0) {
      return new Error('--playground touches no real interface; leave out --interface.');
    }
    return { interfaces: values.interface, playground: values.playground };
  } catch (error) {
    return new Error(firstSentence((error as Error).message));
  }
}

/** As the hosts take them. */
export function hostArguments(options: StartOptions): readonly string[] {
  return [
    ...options.interfaces.flatMap((name) => ['--interface', name]),
    ...(options.playground ? ['--playground'] : []),
  ];
}

/** Node goes on with advice about escaping, which does not fit here. */
function firstSentence(text: string): string {
  return `${text.split(/\.\s|\.$/)[0]}.`;
}
