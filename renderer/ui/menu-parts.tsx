import { ChevronRight } from 'lucide-react';
import { ContextMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import floating from './floating.module.css';
import { Icon } from './icon.tsx';

interface SubmenuProps {
  readonly label: string;
  readonly strong?: boolean;
  readonly children: ReactNode;
}

export function Submenu({ label, strong = false, children }: SubmenuProps) {
  return (
    <ContextMenu.Sub>
      <ContextMenu.SubTrigger className={classNames(floating.item, strong && 'strong')}>
        {label}
        <span className={floating.end}>
          <Icon of={ChevronRight} size={14} />
        </span>
      </ContextMenu.SubTrigger>
      <ContextMenu.Portal>
        <ContextMenu.SubContent className={floating.menu} sideOffset={6} collisionPadding={8}>
          {children}
        </ContextMenu.SubContent>
      </ContextMenu.Portal>
    </ContextMenu.Sub>
  );
}

interface ItemProps {
  readonly onSelect: () => void;
  readonly disabled?: boolean;
  readonly end?: ReactNode;
  readonly children: ReactNode;
}

export function Item({ onSelect, disabled = false, end, children }: ItemProps) {
  return (
    <ContextMenu.Item className={floating.item} disabled={disabled} onSelect={onSelect}>
      {children}
      {end && <span className={floating.end}>{end}</span>}
    </ContextMenu.Item>
  );
}
