import { rulesUsing } from '../../model/rules/list-text.ts';
import { useEngine } from '../../stores/application-context.ts';
import { useLists, useRulesModel } from '../../stores/rules-context.ts';
import { Button } from '../../ui/button.tsx';
import styles from './list-offer.module.css';

/** A list alone does nothing: offers the rule that most lists are for. */
export function ListOffer() {
  const { editor, lists, view } = useRulesModel();
  const offered = useLists((state) => state.offered);
  const rules = useEngine((state) => state.rules.rules);
  if (offered === undefined || rulesUsing(rules, offered).length > 0) return null;
  const text = `drop src list ${offered}`;
  return (
    <div className={styles.offer} role="status">
      <p className="grow">
        <span className="mono strong">{offered}</span> is read. It does nothing until a rule names
        it.
      </p>
      <Button
        kind="primary"
        onClick={() => {
          lists.dismissOffer();
          editor.begin(text);
          view.setState({ wantsFocus: true });
        }}
      >
        Add rule: <span className="mono">{text}</span>
      </Button>
      <Button onClick={() => lists.dismissOffer()}>Not now</Button>
    </div>
  );
}
