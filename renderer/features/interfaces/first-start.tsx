import { FlaskConical } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './first-start.module.css';
import { InterfaceList } from './interface-list.tsx';

/** Fills the view while nothing is watched. */
export function FirstStart({ onOpenLab }: { readonly onOpenLab: () => void }) {
  return (
    <div className={styles.view}>
      <section className={styles.card} aria-labelledby="first-start">
        <div className={styles.head}>
          <h1 id="first-start">Watch an interface</h1>
          <p>Nothing is dropped until you say so. Detach at any time.</p>
        </div>
        <div className={styles.list}>
          <InterfaceList />
        </div>
        <div className={styles.lab}>
          <Icon of={FlaskConical} />
          <span className="grow">
            <b className="strong">Or try the lab</b>
            <span className={styles.labText}>A private network with a busy neighbour in it.</span>
          </span>
          <Button kind="line" onClick={onOpenLab}>
            Open lab
          </Button>
        </div>
      </section>
    </div>
  );
}
