import { ruleTokens } from '../model/rules/rule-tokens.ts';
import { classNames } from './class-names.ts';
import styles from './rule-text.module.css';

interface RuleTextProps {
  /** In the rules' language. */
  readonly text: string;
  readonly className?: string | undefined;
}

/** Text in the rules' language, its words set off from its values. */
export function RuleText({ text, className }: RuleTextProps) {
  return (
    <span className={classNames('mono', styles.text, className)}>
      {ruleTokens(text).map((token, index) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other name
        token.isWord ? <b key={index}>{token.text}</b> : token.text,
      )}
    </span>
  );
}
