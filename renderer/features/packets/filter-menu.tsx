import { printMatch } from '../../../electron/contract/language/print.ts';
import type { RowScope } from '../../model/row-scopes.ts';
import { useApplication } from '../../stores/application-context.ts';
import { Item, Submenu } from '../../ui/menu-parts.tsx';
import styles from './row-menu.module.css';

/** Shows more or less of what is like one packet. */
export function FilterMenu({ scopes }: { readonly scopes: readonly RowScope[] }) {
  const { find } = useApplication();
  const conversation = scopes.find(({ conversation: isOne }) => isOne);
  return (
    <>
      <Submenu label="Apply as filter">
        <ScopeItems scopes={scopes} onSelect={(match) => find.set(match)} />
      </Submenu>
      <Submenu label="Add to filter">
        <ScopeItems scopes={scopes} onSelect={(match) => find.add(match)} />
      </Submenu>
      <Submenu label="Leave out">
        <ScopeItems scopes={scopes} onSelect={(match) => find.add(`not (${match})`)} />
      </Submenu>
      <Item
        disabled={!conversation}
        onSelect={() => conversation && find.set(printMatch(conversation.match))}
      >
        Conversation filter
      </Item>
    </>
  );
}

interface ScopeItemsProps {
  readonly scopes: readonly RowScope[];
  readonly onSelect: (match: string) => void;
}

function ScopeItems({ scopes, onSelect }: ScopeItemsProps) {
  return scopes.map(({ label, match }) => (
    <Item key={label} onSelect={() => onSelect(printMatch(match))}>
      <span className={styles.what}>{label}</span>
      <span className="mono dim">{printMatch(match)}</span>
    </Item>
  ));
}
