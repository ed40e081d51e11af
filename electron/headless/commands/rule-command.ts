/** What `portcullis rule ...` asks for. */
export type RuleCommand =
  | { readonly do: 'list' }
  | {
      readonly do: 'add';
      readonly line: string;
      /** A rule's number or id, or `first`. Absent: at the end. */
      readonly before?: string;
      readonly trial: boolean;
    }
  | { readonly do: 'remove'; readonly rule: string }
  | { readonly do: 'switch'; readonly rule: string; readonly enabled: boolean }
  | { readonly do: 'edit'; readonly rule: string; readonly change: RuleEdit }
  /** `before`: a rule's number or id, `first` or `last`. */
  | { readonly do: 'move'; readonly rule: string; readonly before: string }
  | {
      readonly do: 'import';
      /** `-` for standard input. */
      readonly file: string;
      readonly replace: boolean;
      readonly trial: boolean;
    }
  /** Absent or `-`: to standard output. */
  | { readonly do: 'export'; readonly file?: string }
  | {
      readonly do: 'explain';
      readonly packet: { readonly text: string } | { readonly record: string };
    };

export interface RuleEdit {
  readonly text?: string;
  readonly name?: string;
  readonly lifetimeSeconds?: number | null;
  readonly untilRestart?: true;
  readonly enabled?: boolean;
  readonly trial: boolean;
}
