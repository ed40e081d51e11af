import { Tooltip as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import floating from './floating.module.css';

interface TooltipProps {
  readonly content: ReactNode;
  readonly children: ReactNode;
}

/** Says more about the one focusable element it wraps. */
export function Tooltip({ content, children }: TooltipProps) {
  return (
    <Primitive.Root>
      <Primitive.Trigger asChild>{children}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content className={floating.tip} sideOffset={6} collisionPadding={8}>
          {content}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
