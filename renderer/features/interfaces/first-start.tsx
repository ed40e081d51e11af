import { FlaskConical } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './first-start.module.css';
import { InterfaceIntro } from './interface-intro.tsx';
import { InterfaceList } from './interface-list.tsx';

/** Fills the view while nothing is watched. */
export function FirstStart({ onOpenPlayground }: { readonly onOpenPlayground: () => void }) {
  return (
    <div className={styles.view}>
      <section className={styles.card} aria-labelledby="first-start">
        <div className={styles.head}>
          <h1 id="first-start">Watch an interface</h1>
        </div>
        <InterfaceIntro className={styles.intro} />
        <div className={styles.list}>
          <InterfaceList />
        </div>
        <div className={styles.playground}>
          <Icon of={FlaskConical} />
          <span className="grow">
            <b className="strong">Or try the playground</b>
            <span className={styles.playgroundText}>
              A private network with a busy neighbour in it.
            </span>
          </span>
          <Button kind="line" onClick={onOpenPlayground}>
            Open playground
          </Button>
        </div>
      </section>
    </div>
  );
}
